/// \file
/// Going through an expression, as far as imports need it.
#pragma once

#include <cstdint>

#include "syntax/node.hpp"
#include "syntax/source_map.hpp"

namespace sigil::dhall {

/// Whether there are imports in it or alternatives to them, which no normal form has.
bool has_imports(Node& expression);

/// What an expression needs to be evaluated by itself although it stands in the middle of a file.
/// \returns the slots that its frame must have
/// \throws Error{Invalid} "dhall.import.headers" at a variable that is not bound inside of it.
std::uint32_t slots_of_closed(Node& expression, const SourceMap& sources);

} // namespace sigil::dhall
