/// \file
/// The outside programs this project runs: which package brings each, which option sets its path.
#pragma once

#include <filesystem>
#include <string>

#include "sigil/base/tool.hpp"

namespace sigil::host {

struct ToolInfo {
  const char* program;        ///< its usual name
  const char* package;        ///< in Debian
  const char* option;         ///< of sigil-build
  const char* version_option; ///< what makes it print its version
};

const ToolInfo& info_of(Tool tool);
const ToolInfo& qemu_info();

/// The absolute path of the program at `name`, or of that name in PATH.
/// \throws Error{Missing} with a hint from `info`, which may be null.
std::filesystem::path locate(const std::string& name, const ToolInfo* info);

} // namespace sigil::host
