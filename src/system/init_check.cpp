#include "init_check.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "sigil/genode/init.hpp"
#include "sigil/rom/rom.hpp"

namespace sigil::system {
namespace {

constexpr std::array<std::string_view, 10> kNodesOfInit{
    "parent-provides", "default-route", "default", "affinity-space", "resource",
    "report",          "heartbeat",     "alias",   "service",        "start"};
/// What every component asks for before it does anything.
constexpr std::array<std::string_view, 3> kBasicServices{"PD", "CPU", "LOG"};

std::string name_of(const genode::Node& node) {
  const std::string* name = node.attribute("name");
  return name != nullptr ? *name : std::string();
}

class InitCheck {
 public:
  explicit InitCheck(const genode::Node& config) : config_(config) {}

  std::vector<Error> run() {
    if (config_.type != "config") {
      report(ErrorKind::Invalid,
             "top node of the configuration is " + in_quotes(config_.type) + ", expected 'config'");
      return std::move(errors_);
    }
    for (const genode::Node& node : config_.children) {
      if (std::find(kNodesOfInit.begin(), kNodesOfInit.end(), node.type) == kNodesOfInit.end())
        report(ErrorKind::Invalid,
               "node " + in_quotes(node.type) + " of the configuration is not known to init");
      if (node.type == "start") check_child(node);
    }
    return std::move(errors_);
  }

 private:
  void check_child(const genode::Node& start) {
    const std::string name = name_of(start);
    rom::NameFault fault = rom::check_characters(name);
    if (fault == rom::NameFault::None && name.size() > rom::kLabelLength) fault = rom::NameFault::TooLong;
    if (fault != rom::NameFault::None) errors_.push_back(rom::name_error("child name", name, fault));
    if (!names_.insert(name).second)
      report(ErrorKind::Invalid, "child name " + in_quotes(name) + " stands twice");

    for (const std::string_view service : kBasicServices)
      if (genode::route(start, service, "", false).kind == genode::Destination::Kind::None)
        report(ErrorKind::Missing,
               "child " + in_quotes(name) + " has no route to service " + in_quotes(service));
    const genode::Node* route = start.child("route");
    if (route == nullptr) return;
    for (const genode::Node& rule : route->children)
      if (rule.type == "service" && !leads_somewhere(rule))
        report(ErrorKind::Missing, "child " + in_quotes(name) + " has a route of service " +
                                       in_quotes(name_of(rule)) + ", but none of its targets provides that");
  }

  bool leads_somewhere(const genode::Node& rule) const {
    const std::string service = name_of(rule);
    return std::any_of(rule.children.begin(), rule.children.end(), [&](const genode::Node& target) {
      if (target.type == "parent") return provides(config_.child("parent-provides"), service);
      return std::any_of(config_.children.begin(), config_.children.end(), [&](const genode::Node& child) {
        return child.type == "start" && (target.type == "any-child" || name_of(child) == name_of(target)) &&
               provides(child.child("provides"), service);
      });
    });
  }

  static bool provides(const genode::Node* list, const std::string& service) {
    return list != nullptr && std::any_of(list->children.begin(), list->children.end(),
                                          [&](const genode::Node& node) { return name_of(node) == service; });
  }

  void report(ErrorKind kind, std::string message) { errors_.emplace_back(kind, std::move(message)); }

  const genode::Node& config_;
  std::set<std::string> names_;
  std::vector<Error> errors_;
};

} // namespace

std::vector<Error> check_init_config(const genode::Node& config) {
  return InitCheck(config).run();
}

} // namespace sigil::system
