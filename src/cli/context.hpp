/// \file
/// What every command gets: the terminal, the global options, and where to put what it will do.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sigil/base/tool.hpp"
#include "sigil/host/tools.hpp"
#include "terminal.hpp"

namespace sigil::cli {

/// What the environment says; read in main() and nowhere else.
struct Environment {
  bool is_dumb_terminal = false;      ///< NO_COLOR is set and not empty, or TERM is "dumb"
  std::filesystem::path cache_folder; ///< from XDG_CACHE_HOME or HOME; empty: none
  std::filesystem::path data_folder;  ///< ../share/sigil-build of the program's own folder
  /// Where Nix may have put a derivation's structured attributes.
  std::vector<std::filesystem::path> attribute_files{};
  std::map<std::string, std::string> variables{}; ///< all of them: a Nix build has variables of any name
};

struct Settings {
  host::ToolPaths tools;
  std::filesystem::path grub_folder;
  std::filesystem::path libgcc; ///< empty: none
  std::filesystem::path ovmf_folder;
  std::filesystem::path data_folder;
  std::filesystem::path cache_folder;
  std::vector<std::filesystem::path> attribute_files; ///< the first that is there counts
  std::map<std::string, std::string> variables;
};

struct Context {
  Terminal& terminal;
  Settings settings;
  /// What stands after "--" on the command line. Only `image run` takes any, as arguments for QEMU;
  /// CLI11 does not see them, since it would take "[a,b]" apart.
  std::vector<std::string> separated_arguments;
  /// Lines of the source at an error's place, or nothing. Set by an action that has sources.
  std::function<std::string(const SourcePosition&)> excerpt{};

  /// The cache of the settings, or one that holds nothing.
  std::unique_ptr<Cache> open_cache() const;
};

} // namespace sigil::cli
