#include "core/config.hpp"

namespace sigil::bootcheck {

Index Tree::add(Index parent, std::string_view type) {
  if (node_count_ == nodes_.size()) return kNone;
  const auto added = static_cast<Index>(node_count_++);
  Node& node = nodes_[added];
  node = {};
  node.type = type;
  node.parent = parent;
  node.first_attribute = static_cast<Index>(attribute_count_);
  if (parent == kNone) return added;
  Node& above = nodes_[parent];
  (above.last_child == kNone ? above.first_child : nodes_[above.last_child].next) = added;
  above.last_child = added;
  return added;
}

Tree::Added Tree::add_attribute(std::string_view name, std::string_view value) {
  const auto node = static_cast<Index>(node_count_ - 1);
  if (attribute(node, name)) return Added::Twice;
  if (attribute_count_ == attributes_.size()) return Added::NoRoom;
  attributes_[attribute_count_++] = {name, value};
  ++nodes_[node].attribute_count;
  return Added::Yes;
}

std::optional<std::string_view> Tree::attribute(Index node, std::string_view name) const {
  for (const Attribute& attribute : attributes(node))
    if (attribute.name == name) return attribute.value;
  return std::nullopt;
}

Index Tree::child(Index node, std::string_view type) const {
  for (Index at = nodes_[node].first_child; at != kNone; at = nodes_[at].next)
    if (nodes_[at].type == type) return at;
  return kNone;
}

Index Tree::following(Index node, Index top) const {
  if (nodes_[node].first_child != kNone) return nodes_[node].first_child;
  for (; node != top; node = nodes_[node].parent)
    if (nodes_[node].next != kNone) return nodes_[node].next;
  return kNone;
}

bool read_config(ByteView document, Tree& into, ConfigFault& fault) {
  std::string_view text = as_text(document);
  std::size_t line = 1;
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  for (; !text.empty() && is_space(text.front()); text.remove_prefix(1))
    if (text.front() == '\n') ++line;
  if (text.empty()) {
    fault = {line, "the document is empty"};
    return false;
  }
  return text.front() == '<' ? read_xml(text, line, into, fault) : read_hid(text, line, into, fault);
}

} // namespace sigil::bootcheck
