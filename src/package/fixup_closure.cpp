#include "fixup_closure.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "sigil/base/interrupt.hpp"
#include "sigil/package/set_name.hpp"

namespace sigil::package {
namespace {

constexpr std::size_t kNone = ~std::size_t{0};

template <typename Visit>
void for_each_edge(const FixupNode& node, Visit visit) {
  for (const auto* edges : {&node.needs, &node.declared})
    for (const FixupNode::Edge& edge : *edges) visit(edge);
}

/// One search through all that a file leads to.
class Versions {
 public:
  Versions(const FixupGraph& graph, ErrorList& errors)
      : graph_(graph), errors_(errors), user_(graph.nodes().size(), kNone) {}

  void check(std::size_t root) {
    uses_.clear();
    const std::vector<std::size_t> met = walk(root);
    for (const std::size_t node : met) user_[node] = kNone;
  }

 private:
  std::vector<std::size_t> walk(std::size_t root) {
    std::vector<std::size_t> met{root};
    user_[root] = root;
    use(graph_.nodes()[root].soname, root, root);
    for (std::size_t i = 0; i < met.size(); ++i) {
      const std::size_t user = met[i];
      for_each_edge(graph_.nodes()[user], [&](const FixupNode::Edge& edge) {
        if (user_[edge.target] == kNone) {
          user_[edge.target] = user;
          met.push_back(edge.target);
        }
        use(graph_.nodes()[edge.target].soname, edge.target, root);
        if (!is_content_name(edge.name)) use(edge.name, edge.target, root);
      });
    }
    return met;
  }

  void use(const std::string& name, std::size_t node, std::size_t root) {
    if (name.empty()) return;
    const std::size_t first = uses_.emplace(name, node).first->second;
    if (first == node || graph_.nodes()[first].capability == graph_.nodes()[node].capability) return;
    if (!reported_.emplace(name, first, node).second) return;
    errors_.add(Error(ErrorKind::Invalid, "library " + in_quotes(name) + " has two versions in the closure of " +
                                              graph_.quoted(root) + ": " + graph_.quoted(first) + " and " +
                                              graph_.quoted(node))
                    .coded("package.needed.versions")
                    .hint("to the first: " + way_to(first))
                    .hint("to the second: " + way_to(node)));
  }

  /// "'a' needs 'b' needs 'c'", from the root on.
  std::string way_to(std::size_t node) const {
    std::string way = graph_.quoted(node);
    for (std::size_t at = node; user_[at] != at && user_[at] != kNone; at = user_[at])
      way = graph_.quoted(user_[at]) + " needs " + way;
    return way;
  }

  const FixupGraph& graph_;
  ErrorList& errors_;
  std::vector<std::size_t> user_; ///< by which file each was met first
  std::map<std::string, std::size_t> uses_;
  std::set<std::tuple<std::string, std::size_t, std::size_t>> reported_;
};

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
                     .hint("one of the two packages was fixed up again; build the other again too"));
    });
  Versions versions(graph, errors);
  for (std::size_t i = 0; i < graph.own_count(); ++i) {
    throw_if_interrupted();
    versions.check(i);
  }
}

} // namespace sigil::package
