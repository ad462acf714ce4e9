/// \file
/// The plan: every ROM of the image by name, size and URN, and every child. What will be built, before
/// anything is written.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sigil/eris/capability.hpp"
#include "sigil/genode/init.hpp"
#include "sigil/genode/release.hpp"
#include "sigil/rom/rom.hpp"
#include "sigil/system/description.hpp"

namespace sigil::system {

/// A content of the image's store.
struct StoredRom {
  std::string name; ///< as the description has it
  std::uint64_t size_bytes = 0;
  /// Stands in the manifest, and in configurations that ask for it.
  eris::ReadCapability capability;
};

struct Plan {
  std::string name;
  std::filesystem::path description; ///< the file it came from
  genode::Syntax syntax = genode::Syntax::Hid;
  genode::InitModel init;
  std::string config_text;   ///< what the ROM `config` holds
  std::string manifest_text; ///< what the ROM `sigil-manifest` holds
  /// All boot modules in image order: named ROMs, programs, libraries, config, eris-store if anything is
  /// placed there, sigil-manifest.
  std::vector<rom::Rom> modules;
  /// Read capabilities of programs and libraries, by the full names of their ROMs.
  std::map<std::string, eris::ReadCapability> capabilities;
  std::vector<StoredRom> stored; ///< in the order of the description
  std::optional<KernelDescription> kernel;
  std::optional<InputPath> core;
  /// Files that were read; an output must be none of them.
  std::vector<std::filesystem::path> inputs;
};

/// Resolves packages, encodes what the store will hold, names everything, compiles and checks the
/// configuration. Reads, never writes. Memory: the store, and the configuration.
/// \param syntax   overrides what the release reads by default.
/// \param secrets  with which packages may have been fixed up, beside the null secret.
/// \throws Error of all kinds that packages, genode and rom throw, and the errors of `reading`; independent
/// ones together.
Plan make_plan(DescriptionReading reading, std::optional<genode::Syntax> syntax = std::nullopt,
               std::span<const eris::ConvergenceSecret> secrets = {});

} // namespace sigil::system
