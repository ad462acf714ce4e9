#include <algorithm>
#include <set>

#include "model.hpp"

namespace sigil::genode {
namespace {

constexpr std::string_view kLinker = "ld.lib.so";
constexpr std::string_view kDefaultServices[] = {"PD", "CPU", "LOG"};

Node make(std::string_view type, std::vector<Attribute> attributes = {}) {
  return {std::string(type), std::move(attributes), {}, {}};
}

/// Bytes in Genode's notation, in the largest unit that divides them.
std::string size_text(std::uint64_t bytes) {
  if (bytes % (1 << 30) == 0) return std::to_string(bytes >> 30) + "G";
  if (bytes % (1 << 20) == 0) return std::to_string(bytes >> 20) + "M";
  if (bytes % (1 << 10) == 0) return std::to_string(bytes >> 10) + "K";
  return std::to_string(bytes);
}

/// Compiles a model that passed the check.
class Compiler {
 public:
  explicit Compiler(const InitModel& model) : model_(model) {}

  Node compile() {
    std::vector<Node> starts;
    for (const Child& child : model_.children) starts.push_back(start_node(child));
    Node config = make("config");
    if (const std::uint32_t levels = priority_levels(); levels > 1)
      config.with("prio_levels", std::to_string(levels));
    Node& parent_provides = config.add(make("parent-provides"));
    for (const std::string& service : parent_services_)
      parent_provides.add(make("service", {{"name", service}}));
    for (Node& start : starts) config.add(std::move(start));
    return config;
  }

 private:
  /// The smallest power of two that holds all priorities.
  std::uint32_t priority_levels() const {
    std::int32_t lowest = 0;
    for (const Child& child : model_.children) lowest = std::min(lowest, child.priority);
    std::uint32_t levels = 1;
    while (levels <= static_cast<std::uint32_t>(-lowest)) levels *= 2;
    return levels;
  }

  Node start_node(const Child& child) {
    Node start = make("start", {{"name", child.name}, {"caps", std::to_string(child.caps)}});
    const std::string ram = size_text(child.ram_bytes);
    if (has_ram_attribute(model_.release)) start.with("ram", ram);
    if (child.priority != 0) start.with("priority", std::to_string(child.priority));
    if (!child.is_dynamic) start.with("ld", "no");
    if (!has_ram_attribute(model_.release)) start.add(make("resource", {{"name", "RAM"}, {"quantum", ram}}));
    start.add(make("binary", {{"name", std::string(child.binary.label())}}));
    if (!child.provides.empty()) {
      Node& provided = start.add(make("provides"));
      for (const std::string& service : child.provides) provided.add(make("service", {{"name", service}}));
    }
    start.add(route_node(child));
    if (child.config) start.add(*child.config);
    return start;
  }

  Node route_node(const Child& child) {
    Node rules = make("route");
    add_rom(rules, "unscoped_label", child.binary.label(), child.binary.label());
    if (child.is_dynamic) add_rom(rules, "unscoped_label", kLinker, kLinker);
    for (const rom::RomName& library : child.libraries)
      add_rom(rules, "label", library.label(), library.label());
    for (const RomRoute& route : child.roms) add_rom(rules, "label", route.asked, route.rom.label());
    for (const Route& route : child.routes) add_route(rules, route);
    for (const std::string_view service : kDefaultServices) {
      const bool is_taken = std::any_of(child.routes.begin(), child.routes.end(),
                                        [&](const Route& route) { return takes_all(route, service); });
      if (!is_taken) add_route(rules, {std::string(service), {}, {}, {}});
    }
    return rules;
  }

  void add_rom(Node& rules, std::string_view match, std::string_view asked, std::string_view label) {
    Node& rule = rules.add(make("service", {{"name", "ROM"}, {std::string(match), std::string(asked)}}));
    rule.add(make("parent", {{"label", std::string(label)}}));
    parent_services_.insert("ROM");
  }

  void add_route(Node& rules, const Route& route) {
    Node& rule = rules.add(make("service", {{"name", route.service}}));
    if (!route.label.empty()) rule.with("label", route.label);
    Node& target = rule.add(make(route.server.empty() ? "parent" : "child"));
    if (!route.server.empty()) target.with("name", route.server);
    if (!route.target_label.empty()) target.with("label", route.target_label);
    if (route.server.empty()) parent_services_.insert(route.service);
  }

  const InitModel& model_;
  std::set<std::string> parent_services_;
};

} // namespace

std::string session_args(std::string_view label) {
  return session_arguments("init -> " + std::string(label));
}

Node compile(const InitModel& model) {
  check_model(model);
  return Compiler(model).compile();
}

} // namespace sigil::genode
