#include "sigil/genode/init.hpp"

namespace sigil::genode {
namespace {

/// The attribute as init keeps it in a buffer for names.
std::string_view name_of(const Node& node) {
  const std::string* name = node.attribute("name");
  return name == nullptr ? std::string_view{} : rom::label_of(*name);
}

bool is_off(const std::string* value) {
  return value != nullptr && (*value == "no" || *value == "false" || *value == "off");
}

/// \param given  the label without the child's name, or null if it has no such form.
bool label_matches(const Node& rule, std::string_view label, const std::string_view* given) {
  if (const std::string* unscoped = rule.attribute("unscoped_label")) return label == *unscoped;
  if (const std::string* last = rule.attribute("label_last")) return rom::last_element(label) == *last;

  const std::string* whole = rule.attribute("label");
  const std::string* prefix = rule.attribute("label_prefix");
  const std::string* suffix = rule.attribute("label_suffix");
  if (whole == nullptr && prefix == nullptr && suffix == nullptr) return true;
  return given != nullptr && (whole == nullptr || *given == *whole) &&
         (prefix == nullptr || given->starts_with(*prefix)) &&
         (suffix == nullptr || given->ends_with(*suffix));
}

Destination lead_to(const Node& target, const std::string& label) {
  const std::string* replaced = target.attribute("label");
  const std::string& seen = replaced != nullptr ? *replaced : label;
  if (target.type == "parent") return {Destination::Kind::Parent, {}, seen};
  if (target.type == "child") return {Destination::Kind::Child, std::string(name_of(target)), seen};
  if (target.type == "any-child") return {Destination::Kind::Child, {}, seen};
  return {};
}

} // namespace

Destination route(const Node& start, std::string_view service, std::string_view label, bool is_unscoped) {
  const std::string name(name_of(start));
  std::string full(label);
  if (!is_unscoped) full = label.empty() ? name : name + std::string(rom::kLabelSeparator) + full;
  const bool is_given = !is_unscoped && !label.empty();

  const bool is_binary = full == name || (full == "ld.lib.so" && is_off(start.attribute("ld")));
  if (service == "ROM" && is_binary) {
    const Node* binary = start.child("binary");
    full = binary != nullptr ? name_of(*binary) : name;
  }

  const Node* rules = start.child("route");
  if (rules == nullptr) return {};
  for (const Node& rule : rules->children) {
    const bool is_service = rule.type == "service" && name_of(rule) == service;
    if (!is_service && rule.type != "any-service") continue;
    if (!label_matches(rule, full, is_given ? &label : nullptr)) continue;
    if (!rule.children.empty()) return lead_to(rule.children.front(), full);
    if (is_service) return {};
  }
  return {};
}

} // namespace sigil::genode
