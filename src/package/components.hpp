/// \file
/// Which nodes of a graph reach each other.
#pragma once

#include <cstddef>
#include <vector>

namespace sigil::package {

/// The strongly connected components of a graph, each after those that it has an edge to; nodes of a
/// component ascend. `edges[i]` are the nodes that node i needs. The depth of the graph costs no stack.
std::vector<std::vector<std::size_t>> strong_components(const std::vector<std::vector<std::size_t>>& edges);

} // namespace sigil::package
