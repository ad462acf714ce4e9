/// \file
/// What files lead to, once all are named.
#pragma once

#include <vector>

#include "fixup_graph.hpp"

namespace sigil::package {

/// The file at which an edge ends, under the name that it has there.
struct Reached {
  std::string name;
  std::size_t node;
};

/// The name under which an edge's file is asked for once everything is rewritten.
std::string final_name(const FixupGraph& graph, const FixupNode::Edge& edge);

/// All that `node` leads to, itself left out, by name and then by path.
std::vector<Reached> closure_of(const FixupGraph& graph, std::size_t node);

/// Adds an error for each two versions of a library in the closure of one own file, and for each capability
/// that a manifest gives to a file whose own manifest knows another.
void check_closures(const FixupGraph& graph, ErrorList& errors);

} // namespace sigil::package
