/// \file
/// Values as reports for people show them.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace sigil::cli {

/// `value` with at least `digits` hexadecimal digits, after "0x".
inline std::string hex(std::uint64_t value, int digits = 1) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "0x%0*llx", digits, static_cast<unsigned long long>(value));
  return text.data();
}

/// `p_flags` of a segment, as "r-x".
inline std::string rights(std::uint32_t flags) {
  return {(flags & 4) != 0 ? 'r' : '-', (flags & 2) != 0 ? 'w' : '-', (flags & 1) != 0 ? 'x' : '-'};
}

/// Control characters of a foreign image must not reach a terminal.
inline std::string printable(std::string_view value) {
  std::string text;
  for (const char character : value) {
    const auto code = static_cast<unsigned char>(character);
    text += code < 0x20 || code == 0x7f ? '?' : character;
  }
  return text;
}

} // namespace sigil::cli
