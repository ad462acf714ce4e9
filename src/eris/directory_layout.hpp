/// \file
/// Names of a directory store (docs/formats/eris-directory.md), which are those of a tar file too.
#pragma once

#include <string>
#include <string_view>

#include "sigil/eris/capability.hpp"

namespace sigil::eris {

inline constexpr std::string_view kVersionFile = "version";
inline constexpr std::string_view kVersionText = "eris-directory 1\n";
inline constexpr std::size_t kShardLength = 2;

/// `AB/ABCD…`
inline std::string block_path(const Reference& reference) {
  const std::string text = to_text(reference);
  return text.substr(0, kShardLength) + "/" + text;
}

} // namespace sigil::eris
