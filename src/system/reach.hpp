/// \file
/// Follows a child of a finished image from its start node to boot modules, the way init, core and the
/// dynamic linker would.
#pragma once

#include <string>
#include <vector>

#include "sigil/base/error.hpp"
#include "sigil/genode/init.hpp"
#include "sigil/image/core_image.hpp"

namespace sigil::system {

/// Finds boot modules as core does: by the first 63 characters.
class ModuleTable {
 public:
  explicit ModuleTable(const std::vector<image::BootModule>& modules) : modules_(modules) {}
  /// The first module that `label`'s last element names, or null.
  const image::BootModule* find(std::string_view label) const;

 private:
  const std::vector<image::BootModule>& modules_;
};

/// What a child reaches, and what it should but does not.
struct Reach {
  std::string child;
  std::vector<const image::BootModule*> modules; ///< distinct, in the order they are asked for
  std::vector<Error> problems;
};

/// Walks binary, `ld.lib.so`, the DT_NEEDED closure and every ROM that the start node's routes name.
Reach walk_child(const genode::Node& start, const ModuleTable& modules);

/// The same for init itself, which core starts without routes: init, `ld.lib.so`, init's libraries,
/// `config`.
Reach walk_init(const ModuleTable& modules);

} // namespace sigil::system
