/// \file
/// Runs outside tools in tests.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "sigil/base/bytes.hpp"
#include "sigil/base/file.hpp"

namespace sigil::test {

/// A word of a shell command line.
inline std::string shell_word(const std::string& text) {
  std::string word = "'";
  for (const char character : text)
    word += character == '\'' ? std::string("'\\''") : std::string(1, character);
  return word + "'";
}

/// Exit status 0.
inline bool succeeds(const std::string& command) {
  return std::system(command.c_str()) == 0;
}

inline bool has_tool(const std::string& name) {
  return succeeds("command -v " + name + " >/dev/null 2>&1");
}

inline Bytes read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void put_file(const std::filesystem::path& path, std::string_view text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

} // namespace sigil::test
