/// \file
/// Replaces calls of small functions that are known by their bodies, before anything is evaluated.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "syntax/heap.hpp"

namespace sigil::dhall {

/// An expression with the same value as another one, which is closed and whose imports are resolved. It is
/// meant for evaluation and nothing else: names of variables and types of what is bound may not be those of
/// the source any more. Nothing of it may be evaluated that has no type.
struct Expansion {
  Node* expression = nullptr;
  std::uint32_t slots = 0; ///< of the frame that it needs
  /// What is bound by a let, and the claim of an assertion, where that has changed: by the LetNode or the
  /// node of the assertion that is in the source. In the same frame.
  std::unordered_map<const Node*, Node*> parts;
};

/// Expands an expression, which may turn out to have no type. It stays as it is, but that its functions ask
/// for frames with more slots, if they need more now. Parts may be shared with it.
///
/// \param slots  of the frame that the expression needs
Expansion expand(Heap& heap, Node* expression, std::uint32_t slots);

} // namespace sigil::dhall
