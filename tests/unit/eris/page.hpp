/// \file
/// How tests read the pages on formats.
#pragma once

#include <set>
#include <string>

#include "sigil/base/file.hpp"

namespace sigil::test {

/// A file of the project.
inline std::string project_file(const std::string& path) {
  return std::string(Blob::map(std::string(SIGIL_SOURCE_DIR) + "/" + path).text());
}

/// All error codes that `text` has between two `quote`s.
inline std::set<std::string> codes_in(const std::string& text, const std::string& prefix, char quote) {
  std::set<std::string> codes;
  const std::string start = quote + prefix;
  for (std::size_t at = text.find(start); at != std::string::npos; at = text.find(start, at + 1))
    codes.insert(text.substr(at + 1, text.find(quote, at + 1) - at - 1));
  return codes;
}

} // namespace sigil::test
