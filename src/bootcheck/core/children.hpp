/// \file
/// Whether init, and each of its children, would find what it asks for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "common/line.hpp"
#include "core/modules.hpp"
#include "core/route.hpp"

namespace sigil::bootcheck {

/// A library that is loaded: under which name, and from which module.
struct Library {
  std::string_view identity;
  const Module* module = nullptr;
};

inline constexpr std::size_t kMaxLibraries = 1024;

struct ChildReport {
  std::string_view binary;
  std::size_t libraries = 0; ///< without ld.lib.so
  std::size_t roms = 0;      ///< other ROMs that its routes take from the parent
};

/// Checks children one after the other. `libraries` is memory of the caller for one closure.
class Children {
 public:
  Children(const Routing& routing, const ModuleTable& modules, std::span<Library> libraries)
      : routing_(routing), config_(routing.config()), modules_(modules), libraries_(libraries) {}

  /// What concerns the configuration as a whole, and the children's names.
  bool check_config(Line& why) const;

  /// Init itself, whose ROM sessions core serves without routes.
  bool check_init(ChildReport& report, Line& why);

  /// The child of a start node.
  bool check_child(Index start, ChildReport& report, Line& why);

 private:
  bool check_start_name(Index start, Line& why) const;
  bool check_rules(Index start, Line& why) const;
  bool check_rule(Index rule, Line& why) const;
  bool check_service_rule(Index rule, Line& why) const;
  bool check_environment(Index start, Line& why) const;
  bool check_other_roms(Index start, ChildReport& report, Line& why) const;
  bool find_rom(Index start, const Request& request, const Module*& found, Line& why) const;
  bool look_up(std::string_view asked, std::string_view label, const Module*& found, Line& why) const;

  /// Loads `binary` and all that it needs; `find(name, module, why)` finds a library.
  template <typename Find>
  bool close(const Module& binary, Find find, Line& why);
  template <typename Find>
  bool load_needed(const Module& module, Find find, Line& why);
  bool is_library(std::string_view label) const;

  const Routing& routing_;
  const Tree& config_;
  const ModuleTable& modules_;
  std::span<Library> libraries_;
  std::size_t library_count_ = 0;
};

} // namespace sigil::bootcheck
