/// \file
/// Patterns as a shell has them: `*` and `?` (which match '/' too), `[…]`.
#pragma once

#include <fnmatch.h>
#include <string>
#include <vector>

namespace sigil::package {

inline bool matches_any(const std::vector<std::string>& patterns, const std::string& text) {
  for (const std::string& pattern : patterns)
    if (::fnmatch(pattern.c_str(), text.c_str(), 0) == 0) return true;
  return false;
}

} // namespace sigil::package
