#include "syntax/character.hpp"

#include <cstring>

namespace sigil::dhall {

CodePoint first_code_point(std::string_view text) {
  const auto byte = [text](std::size_t at) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at]));
  };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::uint32_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < size) return {first, 0};
  std::uint32_t value = first & (0x7FU >> size);
  for (std::uint32_t at = 1; at < size; ++at) {
    if ((byte(at) & 0xC0U) != 0x80) return {first, 0};
    value = (value << 6U) | (byte(at) & 0x3FU);
  }
  constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kLeast[size] || value > 0x10FFFF) return {first, 0};
  return {value, size};
}

std::size_t find_bad_encoding(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::size_t at = 0;
  while (at < text.size()) {
    // Eight bytes of ASCII at a time: most sources are nothing else.
    while (text.size() - at >= 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + at, 8);
      if ((word & kHighBits) != 0) break;
      at += 8;
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
    if (at == text.size()) break;
    const CodePoint point = first_code_point(text.substr(at, 4));
    if (point.size_bytes == 0 || !is_character(point.value)) return at;
    at += point.size_bytes;
  }
  return std::string_view::npos;
}

} // namespace sigil::dhall
