#include <algorithm>
#include <array>
#include <set>

#include "sigil/base/error.hpp"
#include "sigil/genode/init.hpp"

namespace sigil::genode {
namespace {

/// Sub nodes of init's configuration (init.hsd of Genode 26.02); init leaves out what follows another.
constexpr std::array<std::string_view, 10> kKnown{
    "parent-provides", "default-route", "default", "affinity-space", "resource",
    "report",          "heartbeat",     "alias",   "service",        "start"};

/// Sessions that every component opens before its own code runs.
constexpr std::array<std::string_view, 3> kNeeded{"PD", "CPU", "LOG"};

std::string name_of(const Node& node) {
  const std::string* name = node.attribute("name");
  return name != nullptr ? *name : std::string();
}

class ConfigCheck {
 public:
  explicit ConfigCheck(const Node& config) : config_(config) {}

  std::vector<Error> run() {
    if (config_.type != "config") {
      add(ErrorKind::Invalid,
          "top node of the configuration is " + in_quotes(config_.type) + ", expected 'config'");
      return std::move(errors_);
    }
    collect_services();
    std::size_t children = 0;
    for (const Node& node : config_.children) {
      if (node.type == "start") {
        ++children;
        check_start(node);
      } else if (std::find(kKnown.begin(), kKnown.end(), node.type) == kKnown.end()) {
        add(ErrorKind::Invalid,
            "node " + in_quotes(node.type) + " of the configuration is not known to init");
      }
    }
    if (children == 0) add(ErrorKind::Invalid, "the configuration starts no child");
    return std::move(errors_);
  }

 private:
  void add(ErrorKind kind, std::string message) { errors_.emplace_back(kind, std::move(message)); }

  /// Who provides what; the parent has the empty name.
  void collect_services() {
    for (const Node& node : config_.children) {
      const Node* list = node.type == "parent-provides" ? &node : node.child("provides");
      if (list == nullptr || (node.type != "parent-provides" && node.type != "start")) continue;
      const std::string owner = node.type == "start" ? name_of(node) : std::string();
      for (const Node& service : list->children) provided_.emplace(owner, name_of(service));
    }
  }

  void check_start(const Node& start) {
    const std::string name = name_of(start);
    rom::NameFault fault = rom::check_characters(name);
    if (fault == rom::NameFault::None && name.size() > rom::kLabelLength) fault = rom::NameFault::TooLong;
    if (fault != rom::NameFault::None) errors_.push_back(rom::name_error("child name", name, fault));
    if (!names_.insert(name).second)
      add(ErrorKind::Invalid, "child name " + in_quotes(name) + " is used twice");
    for (const std::string_view service : kNeeded)
      if (route(start, service, "", false).kind == Destination::Kind::None)
        add(ErrorKind::Missing,
            "child " + in_quotes(name) + " has no route to service " + in_quotes(service));
    if (const Node* rules = start.child("route"))
      for (const Node& rule : rules->children) check_rule(name, rule);
  }

  void check_rule(const std::string& child, const Node& rule) {
    if (rule.type != "service") return;
    const std::string service = name_of(rule);
    for (const Node& target : rule.children) {
      if (target.type == "any-child") return;
      const bool is_parent = target.type == "parent";
      if (!is_parent && target.type != "child") continue;
      if (provided_.count({is_parent ? std::string() : name_of(target), service}) != 0) return;
    }
    add(ErrorKind::Missing, "child " + in_quotes(child) + " has a route of service " + in_quotes(service) +
                                " that leads to nothing that provides it");
  }

  const Node& config_;
  std::vector<Error> errors_;
  std::set<std::string> names_;
  std::set<std::pair<std::string, std::string>> provided_;
};

} // namespace

std::vector<Error> check_config(const Node& config) {
  return ConfigCheck(config).run();
}

} // namespace sigil::genode
