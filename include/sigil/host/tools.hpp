/// \file
/// Outside programs: where they are, which package brings them, and how they are run.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "sigil/base/tool.hpp"

namespace sigil::host {

/// Paths, or names to look up in PATH.
struct ToolPaths {
  std::string ld = "ld";
  std::string grub_mkimage = "grub-mkimage";
  std::string xorriso = "xorriso";
  std::string qemu = "qemu-system-x86_64";
};

/// Runs tools as child processes that end when this process ends.
std::unique_ptr<ToolRunner> make_tool_runner(ToolPaths paths);

/// A cache in `folder` (made when first needed).
std::unique_ptr<Cache> make_cache(std::filesystem::path folder);

/// The program's path, from PATH if `name` has no slash; \throws Error{Missing} whose hint names the
/// Debian package.
std::filesystem::path find_program(const std::string& name);

} // namespace sigil::host
