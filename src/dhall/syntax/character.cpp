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

namespace {

/// How long the code point of several bytes at `at` is, if a look at its bytes shows that it is a character:
/// most are such. 0: first_code_point() has to tell.
std::size_t size_of_plain(std::string_view text, std::size_t at) {
  if (text.size() - at < 3) return 0;
  const auto byte = [text](std::size_t where) { return static_cast<unsigned char>(text[where]); };
  const auto goes_on = [byte](std::size_t where) { return (byte(where) & 0xC0U) == 0x80; };
  const unsigned first = byte(at);
  if (first >= 0xC2 && first < 0xE0) return goes_on(at + 1) ? 2 : 0;
  // Without overlong ones, surrogates, and those beside U+FFFF.
  const bool is_plain = (first > 0xE0 && first < 0xED) || first == 0xEE;
  return is_plain && goes_on(at + 1) && goes_on(at + 2) ? 3 : 0;
}

} // namespace

std::size_t find_bad_encoding(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::size_t at = 0;
  while (at < text.size()) {
    // Eight bytes of ASCII at a time: most sources are nothing else.
    for (; text.size() - at >= 8; at += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + at, 8);
      if ((word & kHighBits) == 0) continue;
      at += static_cast<std::size_t>(bytes_before(word & kHighBits));
      break;
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
    if (at == text.size()) break;
    if (const std::size_t size_bytes = size_of_plain(text, at)) {
      at += size_bytes;
      continue;
    }
    const CodePoint point = first_code_point(text.substr(at, 4));
    if (point.size_bytes == 0 || !is_character(point.value)) return at;
    at += point.size_bytes;
  }
  return std::string_view::npos;
}

} // namespace sigil::dhall
