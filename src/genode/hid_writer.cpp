#include "syntax.hpp"

namespace sigil::genode {
namespace {

/// `level` is 0 for the top node, whose sub nodes and text stand at column 0 too.
void write_node(std::string& out, const Node& node, std::size_t level) {
  if (level > 0) out.append(2 * (level - 1), ' ').append("+ ");
  out += node.type;
  bool is_first = true;
  for (const Attribute& attribute : node.attributes) {
    // A name with a colon is written out: 'urn:…' looks like a tag to Genode's checker.
    const bool is_short = is_first && attribute.name == "name" && !attribute.value.empty() &&
                          attribute.value.find(':') == std::string::npos;
    if (!is_short) out.append(" | ").append(attribute.name).append(":");
    if (!attribute.value.empty()) out.append(" ").append(attribute.value);
    is_first = false;
  }
  out += '\n';
  for (const std::string& line : node.text) {
    out.append(2 * level, ' ').append(":");
    if (!line.empty()) out.append(" ").append(line);
    out += '\n';
  }
  for (const Node& child : node.children) write_node(out, child, level + 1);
}

} // namespace

std::string write_hid(const Node& node) {
  std::string out;
  write_node(out, node, 0);
  out += "-\n";
  return out;
}

} // namespace sigil::genode
