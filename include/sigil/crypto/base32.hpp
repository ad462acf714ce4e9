/// \file
/// Base32 (RFC 4648, section 6), upper case and unpadded, as ERIS writes URNs. Freestanding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "sigil/base/bytes.hpp"

namespace sigil::crypto {

/// How many characters `size_bytes` bytes take.
constexpr std::size_t base32_length(std::size_t size_bytes) {
  return size_bytes / 5 * 8 + (size_bytes % 5 * 8 + 4) / 5;
}

/// Writes exactly base32_length(bytes.size()) characters to the start of `into`, which has room.
constexpr void base32_encode(ByteView bytes, std::span<char> into) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::uint32_t bits = 0;
  unsigned count = 0;
  std::size_t at = 0;
  for (const std::uint8_t byte : bytes) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 5; count -= 5) into[at++] = kAlphabet[bits >> (count - 5) & 31];
  }
  if (count > 0) into[at] = kAlphabet[bits << (5 - count) & 31];
}

enum class Base32Fault : std::uint8_t {
  None,
  Length,       ///< not the length that so many bytes take
  Character,    ///< not of the alphabet, which has no lower case and no '='
  TrailingBits, ///< bits after the last byte are not zero: a second spelling of the same bytes
};

/// What base32_decode found; `at` is the index of the first bad character for Character.
struct Base32Result {
  Base32Fault fault = Base32Fault::None;
  std::size_t at = 0;
};

/// The reverse of base32_encode: fills `into`, whose content counts only if there is no fault.
constexpr Base32Result base32_decode(std::string_view text, MutableBytes into) {
  if (text.size() != base32_length(into.size())) return {Base32Fault::Length, 0};
  std::uint32_t bits = 0;
  unsigned count = 0;
  std::size_t filled = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= 'A' && c <= 'Z') {
      bits = bits << 5 | static_cast<std::uint32_t>(c - 'A');
    } else if (c >= '2' && c <= '7') {
      bits = bits << 5 | static_cast<std::uint32_t>(c - '2' + 26);
    } else {
      return {Base32Fault::Character, i};
    }
    count += 5;
    if (count >= 8) {
      count -= 8;
      into[filled++] = static_cast<std::uint8_t>(bits >> count);
    }
  }
  if ((bits & ((std::uint32_t{1} << count) - 1)) != 0) return {Base32Fault::TrailingBits, 0};
  return {};
}

} // namespace sigil::crypto
