#include <algorithm>
#include <map>
#include <set>

#include "model.hpp"
#include "sigil/base/error.hpp"

namespace sigil::genode {
namespace {

bool provides(const Child& child, std::string_view service) {
  return std::find(child.provides.begin(), child.provides.end(), service) != child.provides.end();
}

/// Why a session label is of no use, as far as the label itself tells.
rom::NameFault label_fault(std::string_view label) {
  for (const char c : label) {
    if (c == '"') return rom::NameFault::Quote;
    if (c == '|') return rom::NameFault::Bar;
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return rom::NameFault::Control;
  }
  if (label.starts_with(' ') || label.ends_with(' ')) return rom::NameFault::OuterBlank;
  return rom::NameFault::None;
}

/// Finds what is wrong with a model, all of it.
class ModelCheck {
 public:
  explicit ModelCheck(const InitModel& model) : model_(model) {}

  void run() {
    if (model_.children.empty()) report(ErrorKind::Invalid, "system has no children, expected at least one");
    for (const Child& child : model_.children)
      if (check_name("child name", child.name) && !by_name_.emplace(child.name, &child).second)
        report(ErrorKind::Invalid, "child name " + in_quotes(child.name) + " is used twice");
    for (const Child& child : model_.children) check_child(child);
    errors_.throw_if_any();
  }

 private:
  void check_child(const Child& child) {
    const std::string subject = "child " + in_quotes(child.name) + " ";
    if (child.caps == 0) report(ErrorKind::Invalid, subject + "has no capabilities, expected caps above 0");
    if (child.ram_bytes == 0) report(ErrorKind::Invalid, subject + "has no memory, expected ram above 0");
    if (child.priority > 0 || child.priority < kLowestPriority)
      report(ErrorKind::Invalid, subject + "has priority " + std::to_string(child.priority) +
                                     ", expected 0 (highest) down to " + std::to_string(kLowestPriority));
    check_config(child, subject);
    std::set<std::string_view> services;
    for (const std::string& service : child.provides)
      if (check_name(subject + "provides a service, its name", service) && !services.insert(service).second)
        report(ErrorKind::Invalid, subject + "provides " + in_quotes(service) + " twice");
    check_roms(child, subject);
    for (std::size_t i = 0; i < child.routes.size(); ++i) check_route(child, i, subject);
  }

  void check_config(const Child& child, const std::string& subject) {
    const bool is_routed = std::any_of(child.roms.begin(), child.roms.end(),
                                       [](const RomRoute& route) { return route.asked == "config"; });
    if (child.config && child.config->type != "config")
      report(ErrorKind::Invalid, subject + "has a configuration of type " + in_quotes(child.config->type) +
                                     ", expected 'config'");
    if (child.config && is_routed)
      report(ErrorKind::Invalid, subject + "has a configuration and routes the ROM 'config', expected one");
    if (!child.config && !is_routed)
      report(ErrorKind::Invalid,
             subject + "has no configuration, expected one or a route of the ROM 'config'");
  }

  /// Libraries and roms are matched by the label that the child gives, so each label once.
  void check_roms(const Child& child, const std::string& subject) {
    std::set<std::string_view> asked;
    for (const rom::RomName& library : child.libraries)
      if (!asked.insert(library.label()).second)
        report(ErrorKind::Invalid, subject + "needs library " + in_quotes(library.full()) + " twice");
    for (const RomRoute& route : child.roms) {
      if (route.asked.empty()) report(ErrorKind::Invalid, subject + "asks for a ROM with an empty label");
      check_label(subject + "asks for a ROM, its label", child, route.asked);
      if (!asked.insert(route.asked).second)
        report(ErrorKind::Invalid, subject + "asks for ROM " + in_quotes(route.asked) + " twice");
    }
  }

  void check_route(const Child& child, std::size_t index, const std::string& subject) {
    const Route& route = child.routes[index];
    if (!check_name(subject + "routes a service, its name", route.service)) return;
    check_label(subject + "routes " + in_quotes(route.service) + ", its label", child, route.label);
    for (std::size_t i = 0; i < index; ++i) {
      const Route& earlier = child.routes[i];
      if (!takes_all(earlier, route.service) &&
          (earlier.service != route.service || earlier.label != route.label))
        continue;
      report(ErrorKind::Invalid, subject + "routes " + in_quotes(route.service) + " label " +
                                     in_quotes(route.label) + " twice, the earlier route takes all sessions");
      break;
    }
    check_server(child, route, subject);
  }

  void check_server(const Child& child, const Route& route, const std::string& subject) {
    const std::string what = subject + "routes " + in_quotes(route.service);
    const std::string scoped =
        child.name + (route.label.empty() ? "" : std::string(rom::kLabelSeparator) + route.label);
    const std::string& seen = route.target_label.empty() ? scoped : route.target_label;
    const rom::NameFault fault = label_fault(route.target_label);
    if (fault != rom::NameFault::None)
      errors_.add(rom::name_error(what + ", its target label", route.target_label, fault));
    check_arguments(what, route.server.empty() ? session_args(seen) : session_arguments(seen));

    if (route.server.empty()) {
      if (route.service == "ROM")
        errors_.add(Error(ErrorKind::Invalid, what + " to the parent")
                        .hint("list each ROM that the child asks for in its 'roms'"));
      return;
    }
    const auto server = by_name_.find(route.server);
    if (server == by_name_.end())
      report(ErrorKind::Invalid, what + " to unknown child " + in_quotes(route.server));
    else if (!provides(*server->second, route.service))
      report(ErrorKind::Invalid,
             what + " to child " + in_quotes(route.server) + ", which does not provide it");
  }

  /// A label that a child gives, as the child hands it to init and as init keeps it.
  void check_label(const std::string& what, const Child& child, std::string_view label) {
    const rom::NameFault fault = label_fault(label);
    if (fault != rom::NameFault::None) errors_.add(rom::name_error(what, label, fault));
    check_arguments(what + " " + in_quotes(label), session_arguments(label));
    const std::size_t scoped = child.name.size() + rom::kLabelSeparator.size() + label.size();
    if (scoped > kMaxSessionArgs)
      report(ErrorKind::Limit, what + " " + in_quotes(label) + " has " + std::to_string(scoped) +
                                   " characters with the child's name, Genode keeps " +
                                   std::to_string(kMaxSessionArgs));
  }

  void check_arguments(const std::string& what, const std::string& text) {
    if (text.size() > kMaxSessionArgs)
      report(ErrorKind::Limit, what + " with session arguments of " + std::to_string(text.size()) +
                                   " characters, Genode takes at most " + std::to_string(kMaxSessionArgs));
  }

  /// The name of a child or service.
  bool check_name(const std::string& what, std::string_view name) {
    rom::NameFault fault = rom::check_characters(name);
    if (fault == rom::NameFault::None && name.size() > rom::kLabelLength) fault = rom::NameFault::TooLong;
    if (fault != rom::NameFault::None) errors_.add(rom::name_error(what, name, fault));
    return fault == rom::NameFault::None;
  }

  void report(ErrorKind kind, std::string message) { errors_.add(Error(kind, std::move(message))); }

  const InitModel& model_;
  std::map<std::string_view, const Child*> by_name_;
  ErrorList errors_;
};

} // namespace

bool takes_all(const Route& route, std::string_view service) {
  return route.service == service && route.label.empty();
}

std::string session_arguments(std::string_view label) {
  return "label=\"" + std::string(label) + "\", ram_quota=6144, cap_quota=3, diag=0";
}

void check_model(const InitModel& model) {
  ModelCheck(model).run();
}

} // namespace sigil::genode
