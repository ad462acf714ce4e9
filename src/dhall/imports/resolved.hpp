/// \file
/// What an import became.
#pragma once

#include <cstdint>
#include <string>

#include "syntax/import_spec.hpp"
#include "syntax/node.hpp"

namespace sigil::dhall {

/// One imported expression, shared by every import that names it: its text is parsed, checked and evaluated
/// once, never copied into what imports it.
struct ResolvedImport {
  std::string location;   ///< canonical, for messages
  Node* expression;       ///< closed; its imports are resolved
  std::uint32_t slots;    ///< of the frame that the expression needs
  Node* type = nullptr;   ///< a value, set when it is checked
  Node* value = nullptr;  ///< a value or thunk, set when it is checked
  bool is_normal = false; ///< the expression is αβ-normal already (it comes from a cache)
};

} // namespace sigil::dhall
