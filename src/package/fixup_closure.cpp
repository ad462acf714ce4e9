#include "fixup_closure.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "versions.hpp"

namespace sigil::package {
namespace {

template <typename Visit>
void for_each_edge(const FixupNode& node, Visit visit) {
  for (const auto* edges : {&node.needs, &node.declared})
    for (const FixupNode::Edge& edge : *edges) visit(edge);
}

} // namespace

std::string final_name(const FixupGraph& graph, const FixupNode::Edge& edge) {
  return edge.keeps_name ? edge.name : graph.nodes()[edge.target].name();
}

std::vector<Reached> closure_of(const FixupGraph& graph, std::size_t node) {
  std::vector<std::size_t> met{node};
  std::set<std::size_t> seen{node};
  std::set<std::pair<std::string, std::size_t>> names;
  for (std::size_t i = 0; i < met.size(); ++i) {
    const FixupNode& user = graph.nodes()[met[i]];
    for_each_edge(user, [&](const FixupNode::Edge& edge) {
      if (edge.target != node) names.emplace(final_name(graph, edge), edge.target);
      if (seen.insert(edge.target).second) met.push_back(edge.target);
    });
  }
  std::vector<Reached> closure;
  for (const auto& [name, target] : names) closure.push_back({name, target});
  std::stable_sort(closure.begin(), closure.end(), [&](const Reached& a, const Reached& b) {
    return std::tie(a.name, graph.nodes()[a.node].path) < std::tie(b.name, graph.nodes()[b.node].path);
  });
  return closure;
}

void check_closures(const FixupGraph& graph, ErrorList& errors) {
  for (std::size_t i = 0; i < graph.nodes().size(); ++i)
    for_each_edge(graph.nodes()[i], [&](const FixupNode::Edge& edge) {
      if (!edge.expected || edge.expected == graph.nodes()[edge.target].capability) return;
      errors.add(Error(ErrorKind::Integrity, "library " + graph.quoted(edge.target) +
                                                 " has another capability than the manifest of " +
                                                 graph.quoted(i) + " says")
                     .coded("package.input.capability")
                     .at(graph.nodes()[i].where)
                     .hint("one of the two packages was fixed up again; build the other again too"));
    });
  std::vector<VersionedFile> files;
  for (const FixupNode& node : graph.nodes()) {
    VersionedFile& file =
        files.emplace_back(VersionedFile{node.path, node.soname, *node.capability, {}, node.where});
    for_each_edge(node, [&](const FixupNode::Edge& edge) { file.needs.push_back({edge.name, edge.target}); });
  }
  check_versions(files, graph.root_count(), errors);
}

} // namespace sigil::package
