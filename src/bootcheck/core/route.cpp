#include "core/route.hpp"

#include "common/text.hpp"
#include "sigil/rom/name.hpp"

namespace sigil::bootcheck {

Index Routing::rules(Index start) const {
  const Index own = config_.child(start, "route");
  return own != kNone ? own : config_.child(0, "default-route");
}

Destination Routing::walk(Index start, const Request& request) const {
  const Index rules_node = rules(start);
  if (rules_node == kNone) return {};
  for (Index rule = config_[rules_node].first_child; rule != kNone; rule = config_[rule].next) {
    if (!matches(rule, request)) continue;
    const Destination destination = resolve(rule, request.service);
    const bool falls_through = config_[rule].type == "any-service";
    if (destination.kind != Destination::Kind::NoServer || !falls_through) return destination;
  }
  return {};
}

Destination Routing::resolve(Index rule, std::string_view service) const {
  for (Index target = config_[rule].first_child; target != kNone; target = config_[target].next) {
    Destination destination;
    destination.target_label = config_.value(target, "label");
    const std::string_view type = config_[target].type;
    if (type == "parent" && parent_provides(service)) {
      destination.kind = Destination::Kind::Parent;
      return destination;
    }
    if (type == "child" && child_provides(config_.value(target, "name"), service)) {
      destination.kind = Destination::Kind::Child;
      destination.child = config_.value(target, "name");
      return destination;
    }
    if (type == "any-child" && resolve_any_child(service, destination)) return destination;
  }
  return {Destination::Kind::NoServer, {}, {}};
}

bool Routing::matches(Index rule, const Request& request) const {
  const bool is_any = config_[rule].type == "any-service";
  if (!is_any && (config_[rule].type != "service" || config_.value(rule, "name") != request.service))
    return false;

  Line whole;
  session_label(request, {}, whole);
  if (const auto label = config_.attribute(rule, "unscoped_label")) return whole.text() == *label;
  if (const auto label = config_.attribute(rule, "label_last"))
    return rom::last_element(whole.text()) == *label;

  const auto label = config_.attribute(rule, "label");
  const auto prefix = config_.attribute(rule, "label_prefix");
  const auto suffix = config_.attribute(rule, "label_suffix");
  if (!label && !prefix && !suffix) return true;
  return request.is_scoped && (!label || request.label == *label) &&
         (!prefix || begins_with(request.label, *prefix)) && (!suffix || ends_with(request.label, *suffix));
}

bool Routing::lists_service(Index node, std::string_view service) const {
  if (node == kNone) return false;
  for (Index at = config_[node].first_child; at != kNone; at = config_[at].next)
    if (config_[at].type == "service" && config_.value(at, "name") == service) return true;
  return false;
}

bool Routing::parent_provides(std::string_view service) const {
  return lists_service(config_.child(0, "parent-provides"), service);
}

bool Routing::child_provides(std::string_view child, std::string_view service) const {
  for (Index start = config_[0].first_child; start != kNone; start = config_[start].next)
    if (config_[start].type == "start" && config_.value(start, "name") == child)
      return lists_service(config_.child(start, "provides"), service);
  return false;
}

/// Init refuses to choose among several.
bool Routing::resolve_any_child(std::string_view service, Destination& into) const {
  std::size_t count = 0;
  for (Index start = config_[0].first_child; start != kNone; start = config_[start].next) {
    if (config_[start].type != "start" || !lists_service(config_.child(start, "provides"), service)) continue;
    into.child = config_.value(start, "name");
    ++count;
  }
  into.kind = Destination::Kind::Child;
  return count == 1;
}

void session_label(const Request& request, const Destination& destination, Line& into) {
  if (!destination.target_label.empty()) {
    into << destination.target_label;
    return;
  }
  if (request.is_scoped) into << request.child << rom::kLabelSeparator;
  into << request.label;
}

std::uint64_t session_arguments_length(std::string_view label) {
  constexpr std::string_view kBefore = R"(label="init -> )";
  constexpr std::string_view kBehind = R"(", ram_quota=6144, cap_quota=3, diag=0)";
  return kBefore.size() + label.size() + kBehind.size();
}

} // namespace sigil::bootcheck
