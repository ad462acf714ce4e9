#include "core/children.hpp"

#include "common/text.hpp"
#include "core/elf.hpp"
#include "sigil/rom/name.hpp"

namespace sigil::bootcheck {
namespace {

constexpr std::string_view kLinker = "ld.lib.so";
constexpr std::string_view kRom = "ROM";

/// Sessions that every child opens before it runs.
constexpr std::string_view kEnvironment[] = {"PD", "CPU", "LOG"};

constexpr std::string_view kInitNodes[] = {"parent-provides", "default-route", "default",   "affinity-space",
                                           "resource",        "report",        "heartbeat", "alias",
                                           "service",         "start"};

/// Attributes of a rule that are compared with what a child asks for.
constexpr std::string_view kLabelAttributes[] = {"label", "unscoped_label", "label_last"};

constexpr std::string_view kUnsupported[] = {"identity", "resource", "prepend_resource"};

template <std::size_t count>
bool is_one_of(std::string_view text, const std::string_view (&list)[count]) {
  for (const std::string_view entry : list)
    if (entry == text) return true;
  return false;
}

/// What the dynamic linker keeps of a name to know a library again.
std::string_view identity_of(std::string_view needed) {
  const std::size_t slash = needed.rfind('/');
  return needed.substr(slash == std::string_view::npos ? 0 : slash + 1).substr(0, rom::kLinkerIdentityLength);
}

/// Of what init forwards to its parent.
bool check_session_arguments(std::string_view label, Line& why) {
  const std::uint64_t length = session_arguments_length(label);
  if (length <= kMaxSessionArguments) return true;
  return refuse(why) << "session arguments for label " << Quoted{label} << " have " << length
                     << " characters, at most " << kMaxSessionArguments;
}

bool is_off(std::string_view value) {
  return value == "no" || value == "false" || value == "off";
}

} // namespace

bool Children::check_config(Line& why) const {
  if (config_[0].type != "config")
    return refuse(why) << "config: top node is " << Quoted{config_[0].type} << ", expected 'config'";
  std::size_t count = 0;
  for (Index node = config_[0].first_child; node != kNone; node = config_[node].next) {
    if (!is_one_of(config_[node].type, kInitNodes))
      return refuse(why) << "config: node " << Quoted{config_[node].type} << " is not known to init";
    if (config_[node].type != "start") continue;
    if (!check_start_name(node, why)) return false;
    ++count;
  }
  if (count == 0) return refuse(why) << "config: no start node";
  return true;
}

bool Children::check_start_name(Index start, Line& why) const {
  const std::string_view name = config_.value(start, "name");
  if (name.empty()) return refuse(why) << "config: start node without a name";
  if (name.size() > rom::kLabelLength)
    return refuse(why) << "child " << Quoted{name} << ": name has " << name.size() << " characters, at most "
                       << rom::kLabelLength;
  for (Index other = config_[0].first_child; other != start; other = config_[other].next)
    if (config_[other].type == "start" && config_.value(other, "name") == name)
      return refuse(why) << "child " << Quoted{name} << ": name is used twice";
  return true;
}

bool Children::check_init(ChildReport& report, Line& why) {
  report.binary = "init";
  why << "init: ";
  const Module* init = nullptr;
  const auto find = [this](std::string_view label, const Module*& found, Line& reason) {
    return look_up(label, label, found, reason);
  };
  if (!look_up("init", "init", init, why) || !close(*init, find, why)) return false;
  report.libraries = library_count_;
  return true;
}

bool Children::check_child(Index start, ChildReport& report, Line& why) {
  const std::string_view name = config_.value(start, "name");
  why << "child " << Quoted{name} << ": ";
  if (!check_rules(start, why) || !check_environment(start, why)) return false;

  const Index binary_node = config_.child(start, "binary");
  report.binary = rom::label_of(binary_node == kNone ? name : config_.value(binary_node, "name"));
  const Module* binary = nullptr;
  if (!find_rom(start, {name, kRom, report.binary, false}, binary, why)) return false;

  const bool has_linker = !is_off(config_.value(start, "ld"));
  const Module* linker = nullptr;
  if (has_linker && !find_rom(start, {name, kRom, kLinker, false}, linker, why)) return false;

  // Without a config node the child's configuration is a ROM like any other.
  const Module* own_config = nullptr;
  if (config_.child(start, "config") == kNone && !find_rom(start, {name, kRom, "config"}, own_config, why))
    return false;

  const auto find = [&](std::string_view label, const Module*& found, Line& reason) {
    return find_rom(start, {name, kRom, label}, found, reason);
  };
  if (has_linker) {
    if (!close(*binary, find, why)) return false;
  } else {
    library_count_ = 0;
    ElfFile file;
    std::string_view needed, fault;
    if (!file.open(binary->content(), fault))
      return refuse(why) << "ROM " << Quoted{report.binary} << " " << fault;
    if (file.next_needed(needed, fault) != ElfFile::Step::End)
      return refuse(why) << "ld is off, but binary " << Quoted{report.binary} << " needs libraries";
  }
  report.libraries = library_count_;
  return check_other_roms(start, report, why);
}

bool Children::check_rules(Index start, Line& why) const {
  const Index rules = routing_.rules(start);
  if (rules == kNone) return true; // every request will fail with a better reason
  for (Index rule = config_[rules].first_child; rule != kNone; rule = config_[rule].next)
    if (!check_rule(rule, why)) return false;
  return true;
}

bool Children::check_rule(Index rule, Line& why) const {
  if (config_[rule].type == "service" && !check_service_rule(rule, why)) return false;
  for (Index target = config_[rule].first_child; target != kNone; target = config_[target].next) {
    for (const Attribute& attribute : config_.attributes(target))
      if (is_one_of(attribute.name, kUnsupported))
        return refuse(why) << "route attribute " << Quoted{attribute.name} << " is not supported";
    if (config_[target].type == "parent" && !check_session_arguments(config_.value(target, "label"), why))
      return false;
  }
  return true;
}

bool Children::check_service_rule(Index rule, Line& why) const {
  const std::string_view service = config_.value(rule, "name");
  if (routing_.resolve(rule, service).kind == Destination::Kind::NoServer)
    return refuse(why) << "route of service " << Quoted{service} << " leads nowhere";
  if (service != kRom) return true;
  for (const Attribute& attribute : config_.attributes(rule))
    if (is_one_of(attribute.name, kLabelAttributes) && attribute.value.size() > rom::kLabelLength)
      return refuse(why) << "label " << Quoted{attribute.value} << " has " << attribute.value.size()
                         << " characters and never matches, at most " << rom::kLabelLength;
  return true;
}

bool Children::check_environment(Index start, Line& why) const {
  const std::string_view name = config_.value(start, "name");
  for (const std::string_view service : kEnvironment) {
    const Destination::Kind kind = routing_.walk(start, {name, service, name, false}).kind;
    if (kind == Destination::Kind::NoRule || kind == Destination::Kind::NoServer)
      return refuse(why) << "no route to service " << Quoted{service} << " (label " << Quoted{name} << ")";
  }
  return true;
}

/// The ROMs that rules name and that the dynamic linker has not asked for: data, plugins.
bool Children::check_other_roms(Index start, ChildReport& report, Line& why) const {
  const std::string_view name = config_.value(start, "name");
  const Index rules = config_.child(start, "route");
  if (rules == kNone) return true;
  for (Index rule = config_[rules].first_child; rule != kNone; rule = config_[rule].next) {
    if (config_[rule].type != "service" || config_.value(rule, "name") != kRom) continue;
    const auto label = config_.attribute(rule, "label");
    if (!label || is_library(*label)) continue;
    const Request request{name, kRom, *label};
    if (routing_.walk(start, request).kind == Destination::Kind::Child) continue;
    const Module* found = nullptr;
    if (!find_rom(start, request, found, why)) return false;
    ++report.roms;
  }
  return true;
}

bool Children::find_rom(Index start, const Request& request, const Module*& found, Line& why) const {
  const Destination destination = routing_.walk(start, request);
  Line label;
  session_label(request, destination, label);
  switch (destination.kind) {
  case Destination::Kind::NoRule:
  case Destination::Kind::NoServer:
    return refuse(why) << "no route to service " << Quoted{kRom} << " (label " << Quoted{label.text()} << ")";
  case Destination::Kind::Child:
    return refuse(why) << "ROM " << Quoted{request.label} << " comes from child "
                       << Quoted{destination.child};
  case Destination::Kind::Parent: break;
  }
  return check_session_arguments(label.text(), why) && look_up(request.label, label.text(), found, why);
}

/// As core does it.
bool Children::look_up(std::string_view asked, std::string_view label, const Module*& found,
                       Line& why) const {
  const std::string_view name = rom::label_of(rom::last_element(label));
  found = modules_.find(name);
  if (found == nullptr)
    return refuse(why) << "ROM " << Quoted{asked} << " leads to " << Quoted{name} << ", which is no module";
  return true;
}

template <typename Find>
bool Children::close(const Module& binary, Find find, Line& why) {
  library_count_ = 0;
  if (!load_needed(binary, find, why)) return false;
  for (std::size_t i = 0; i < library_count_; ++i)
    if (!load_needed(*libraries_[i].module, find, why)) return false;
  return true;
}

template <typename Find>
bool Children::load_needed(const Module& module, Find find, Line& why) {
  ElfFile file;
  std::string_view needed, fault;
  const auto refuse_file = [&] { return refuse(why) << "ROM " << Quoted{module.name} << " " << fault; };
  if (!file.open(module.content(), fault)) return refuse_file();
  for (;;) {
    const ElfFile::Step step = file.next_needed(needed, fault);
    if (step == ElfFile::Step::Fault) return refuse_file();
    if (step == ElfFile::Step::End) return true;
    const std::string_view identity = identity_of(needed);
    bool is_loaded = identity == kLinker;
    for (const Library& library : libraries_.first(library_count_)) is_loaded |= library.identity == identity;
    if (is_loaded) continue;
    if (library_count_ == libraries_.size())
      return refuse(why) << "more than " << libraries_.size() << " libraries";
    const Module* found = nullptr;
    if (!find(rom::label_of(needed), found, why)) return false;
    libraries_[library_count_++] = {identity, found};
  }
}

bool Children::is_library(std::string_view label) const {
  for (const Library& library : libraries_.first(library_count_))
    if (rom::label_of(library.identity) == label) return true;
  return false;
}

} // namespace sigil::bootcheck
