/// \file
/// The direct sub-expressions of an expression, whatever its kind.
#pragma once

#include <span>
#include <vector>

#include "syntax/heap.hpp"

namespace sigil::dhall {

/// Appends the direct sub-expressions of an expression, in the order they are written. Headers of an import
/// are one. The two sides of `?` are as well, whichever is taken.
/// \throws Error{Internal} for values, which are no expressions.
void append_parts(const Node& node, std::vector<Node*>& parts);

/// Likewise, where the node keeps them: each may be replaced.
void append_places(Node& node, std::vector<Node**>& places);

/// An expression like `node`, but of these parts, which are in the order of append_parts().
Node* with_parts(Heap& heap, const Node& node, std::span<Node* const> parts);

} // namespace sigil::dhall
