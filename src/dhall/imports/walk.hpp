/// \file
/// Going through an expression, as far as imports need it.
#pragma once

#include <cstdint>
#include <vector>

#include "syntax/node.hpp"
#include "syntax/source_map.hpp"

namespace sigil::dhall {

/// Appends the direct sub-expressions of an expression, in the order they are written. Headers of an import
/// are one. The two sides of `?` are as well, whichever is taken.
/// \throws Error{Internal} for values, which are no expressions.
void append_parts(const Node& node, std::vector<Node*>& parts);

/// Likewise, where the node keeps them: each may be replaced.
void append_places(Node& node, std::vector<Node**>& places);

/// Whether there are imports in it or alternatives to them, which no normal form has.
bool has_imports(Node& expression);

/// What an expression needs to be evaluated by itself although it stands in the middle of a file.
/// \returns the slots that its frame must have
/// \throws Error{Invalid} "dhall.import.headers" at a variable that is not bound inside of it.
std::uint32_t slots_of_closed(Node& expression, const SourceMap& sources);

} // namespace sigil::dhall
