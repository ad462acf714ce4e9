/// \file
/// Where the specifications' conformance suites are, if they are there.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace sigil::test {

/// `$SIGIL_SHARED/<name>`, else `../shared/<name>` beside the project; nullopt if there is none.
inline std::optional<std::filesystem::path> shared_folder(const std::string& name) {
  const char* configured = std::getenv("SIGIL_SHARED");
  const std::filesystem::path base = configured != nullptr
                                         ? std::filesystem::path(configured)
                                         : std::filesystem::path(SIGIL_SOURCE_DIR) / ".." / "shared";
  if (!std::filesystem::is_directory(base / name)) return std::nullopt;
  return base / name;
}

} // namespace sigil::test
