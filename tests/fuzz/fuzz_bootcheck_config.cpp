// A tree that either reader makes hangs together, and the walk over it ends.
#include <cstdlib>
#include <vector>

#include "core/children.hpp"
#include "core/config.hpp"
#include "core/route.hpp"

using namespace sigil;
using namespace sigil::bootcheck;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static std::vector<Node> nodes(512);
  static std::vector<Attribute> attributes(512);
  Tree tree(nodes, attributes);
  ConfigFault fault;
  if (!read_config({data, size}, tree, fault)) {
    if (fault.line == 0 || fault.what.empty()) std::abort();
    return 0;
  }
  if (tree.size() == 0) std::abort();
  for (Index node = 0; node < tree.size(); ++node) {
    if (tree[node].type.empty()) std::abort();
    std::size_t depth = 0;
    for (Index above = node; above != kNone; above = tree[above].parent)
      if (++depth > Tree::kMaxDepth) std::abort();
    for (Index child = tree[node].first_child; child != kNone; child = tree[child].next)
      if (child <= node || tree[child].parent != node) std::abort();
  }
  const Routing routing(tree);
  const ModuleTable no_modules({});
  Children children(routing, no_modules, {});
  Line why;
  if (!children.check_config(why)) return 0;
  for (Index node = tree[0].first_child; node != kNone; node = tree[node].next) {
    ChildReport report;
    Line reason;
    if (tree[node].type == "start" && children.check_child(node, report, reason)) std::abort();
  }
  return 0;
}
