#include "reach.hpp"

#include <algorithm>
#include <set>

#include "sigil/elf/file.hpp"
#include "sigil/rom/name.hpp"

namespace sigil::system {
namespace {

constexpr std::string_view kLinker = "ld.lib.so";

/// One walk: asks for ROMs by name and collects what comes of it. `Ask` turns the name under which
/// something is asked for into a boot module, or null after reporting.
class Walk {
 public:
  Walk(const genode::Node* start, const ModuleTable& modules, std::string child)
      : start_(start), modules_(modules) {
    reach_.child = std::move(child);
  }

  const image::BootModule* ask(std::string_view label, bool is_unscoped) {
    const image::BootModule* module = nullptr;
    if (start_ == nullptr) {
      module = modules_.find(label);
      if (module == nullptr) fail(label, "no boot module has that name");
    } else {
      module = ask_routed(label, is_unscoped);
    }
    if (module != nullptr &&
        std::find(reach_.modules.begin(), reach_.modules.end(), module) == reach_.modules.end())
      reach_.modules.push_back(module);
    return module;
  }

  /// The dynamic linker asks for each DT_NEEDED once, by its first 63 characters.
  void ask_libraries(const image::BootModule& program) {
    std::set<std::string> seen{std::string(kLinker)};
    std::vector<const image::BootModule*> pending{&program};
    while (!pending.empty()) {
      const image::BootModule& user = *pending.back();
      pending.pop_back();
      for (const std::string& needed : read(user).needed) {
        if (!seen.insert(needed).second) continue;
        if (const image::BootModule* library = ask(rom::label_of(needed), false)) pending.push_back(library);
      }
    }
  }

  bool is_dynamic(const image::BootModule& program) { return read(program).is_dynamic(); }

  void report(Error error) { reach_.problems.push_back(std::move(error)); }
  Reach finish() { return std::move(reach_); }

 private:
  const image::BootModule* ask_routed(std::string_view label, bool is_unscoped) {
    const genode::Destination to = genode::route(*start_, "ROM", label, is_unscoped);
    switch (to.kind) {
    case genode::Destination::Kind::None: fail(label, "no route of the child matches"); return nullptr;
    case genode::Destination::Kind::Child: return nullptr; // served at run time, nothing to check here
    case genode::Destination::Kind::Parent: break;
    }
    if (genode::session_args(to.label).size() > genode::kMaxSessionArgs) {
      fail(label, "the session arguments for " + in_quotes(to.label) + " are longer than Genode's buffer");
      return nullptr;
    }
    const image::BootModule* module = modules_.find(to.label);
    if (module == nullptr && !rom::is_core_rom(rom::last_element(to.label)))
      fail(label, "its route leads to " + in_quotes(to.label) + ", no boot module has that name");
    return module;
  }

  /// What cannot be read, or is for another machine, needs nothing; it is reported once.
  elf::File read(const image::BootModule& module) {
    try {
      elf::File file = elf::parse(module.content);
      elf::check_loadable(file);
      return file;
    } catch (const Error& error) {
      if (reported_.insert(&module).second)
        report(Error(error.kind(), "module " + in_quotes(module.name) + ": " + error.message()));
      return {};
    }
  }

  void fail(std::string_view label, const std::string& reason) {
    report(Error(ErrorKind::Missing, (start_ == nullptr ? "init" : "child " + in_quotes(reach_.child)) +
                                         " asks for ROM " + in_quotes(label) + ", but " + reason)
               .coded("system.rom.unreachable"));
  }

  const genode::Node* start_;
  const ModuleTable& modules_;
  std::set<const image::BootModule*> reported_;
  Reach reach_;
};

std::string attribute_or(const genode::Node& node, std::string_view name, std::string fallback) {
  const std::string* value = node.attribute(name);
  return value != nullptr ? *value : std::move(fallback);
}

/// Labels that the start node's ROM rules name, apart from the unscoped ones of binary and linker.
std::vector<std::string> routed_labels(const genode::Node& start) {
  std::vector<std::string> labels;
  const genode::Node* route = start.child("route");
  if (route == nullptr) return labels;
  for (const genode::Node& rule : route->children) {
    if (rule.type != "service" || attribute_or(rule, "name", "") != "ROM") continue;
    if (const std::string* label = rule.attribute("label")) labels.push_back(*label);
  }
  return labels;
}

} // namespace

const image::BootModule* ModuleTable::find(std::string_view label) const {
  const std::string_view wanted = rom::label_of(rom::last_element(label));
  for (const image::BootModule& module : modules_)
    if (rom::label_of(module.name) == wanted) return &module;
  return nullptr;
}

Reach walk_child(const genode::Node& start, const ModuleTable& modules) {
  const std::string name = attribute_or(start, "name", "");
  Walk walk(&start, modules, name);
  const genode::Node* binary = start.child("binary");
  const std::string binary_name = binary != nullptr ? attribute_or(*binary, "name", "") : name;
  const std::string ld = attribute_or(start, "ld", "yes");
  const bool wants_linker = ld != "no" && ld != "false" && ld != "off";
  if (const image::BootModule* program = walk.ask(rom::label_of(binary_name), true)) {
    const bool is_dynamic = walk.is_dynamic(*program);
    if (is_dynamic && !wants_linker)
      walk.report(
          Error(ErrorKind::Invalid, "child " + in_quotes(name) + " has 'ld: no', but its binary is dynamic"));
    if (is_dynamic && wants_linker) walk.ask_libraries(*program);
  }
  if (wants_linker) walk.ask(kLinker, true);
  for (const std::string& label : routed_labels(start)) walk.ask(label, false);
  return walk.finish();
}

Reach walk_init(const ModuleTable& modules) {
  Walk walk(nullptr, modules, "init");
  if (const image::BootModule* init = walk.ask("init", false)) walk.ask_libraries(*init);
  walk.ask(kLinker, false);
  walk.ask("config", false);
  return walk.finish();
}

} // namespace sigil::system
