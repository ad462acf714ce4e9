// Tarjan, "Depth-first search and linear graph algorithms" (1972), with a stack of our own.
#include "components.hpp"

#include <algorithm>

namespace sigil::package {
namespace {

class Search {
 public:
  explicit Search(const std::vector<std::vector<std::size_t>>& edges) : edges_(edges), nodes_(edges.size()) {}

  std::vector<std::vector<std::size_t>> run() {
    for (std::size_t start = 0; start < nodes_.size(); ++start) {
      if (nodes_[start].number != 0) continue;
      enter(start);
      while (!way_.empty()) step();
    }
    return std::move(components_);
  }

 private:
  struct Node {
    std::size_t number = 0; ///< order in which nodes were met, from 1; 0: not yet
    std::size_t lowest = 0; ///< lowest number that is known to be reached from here
    std::size_t next_edge = 0;
    bool is_open = false; ///< its component is not complete
  };

  void enter(std::size_t node) {
    nodes_[node] = {++count_, count_, 0, true};
    way_.push_back(node);
    open_.push_back(node);
  }

  void step() {
    const std::size_t at = way_.back();
    Node& node = nodes_[at];
    if (node.next_edge < edges_[at].size()) {
      const std::size_t target = edges_[at][node.next_edge++];
      if (nodes_[target].number == 0)
        enter(target);
      else if (nodes_[target].is_open)
        node.lowest = std::min(node.lowest, nodes_[target].number);
      return;
    }
    way_.pop_back();
    if (!way_.empty()) nodes_[way_.back()].lowest = std::min(nodes_[way_.back()].lowest, node.lowest);
    if (node.lowest == node.number) close(at);
  }

  /// `root` is the first node met of a component, which is all that lies on the stack from it on.
  void close(std::size_t root) {
    const auto begin = std::find(open_.rbegin(), open_.rend(), root).base() - 1;
    std::vector<std::size_t> component(begin, open_.end());
    open_.erase(begin, open_.end());
    for (const std::size_t member : component) nodes_[member].is_open = false;
    std::sort(component.begin(), component.end());
    components_.push_back(std::move(component));
  }

  const std::vector<std::vector<std::size_t>>& edges_;
  std::vector<Node> nodes_;
  std::size_t count_ = 0;
  std::vector<std::size_t> way_;
  std::vector<std::size_t> open_;
  std::vector<std::vector<std::size_t>> components_;
};

} // namespace

std::vector<std::vector<std::size_t>> strong_components(const std::vector<std::vector<std::size_t>>& edges) {
  return Search(edges).run();
}

} // namespace sigil::package
