/// \file
/// What each byte may be in a source (dhall.abnf), and the check of the encoding.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sigil::dhall {

/// Sets of bytes. Bytes above 127 belong to code points that find_bad_encoding() has checked.
namespace set {
inline constexpr std::uint16_t kLabelFirst = 1U << 0U;    ///< simple-label-first-char
inline constexpr std::uint16_t kLabelNext = 1U << 1U;     ///< simple-label-next-char
inline constexpr std::uint16_t kDigit = 1U << 2U;         ///< DIGIT
inline constexpr std::uint16_t kHex = 1U << 3U;           ///< HEXDIG, of either case
inline constexpr std::uint16_t kPath = 1U << 4U;          ///< path-character
inline constexpr std::uint16_t kQuotedPath = 1U << 5U;    ///< quoted-path-character
inline constexpr std::uint16_t kQuotedLabel = 1U << 6U;   ///< quoted-label-char
inline constexpr std::uint16_t kUrl = 1U << 7U;           ///< unreserved, sub-delims and ":"
inline constexpr std::uint16_t kEnvironment = 1U << 8U;   ///< posix-environment-variable-character, unescaped
inline constexpr std::uint16_t kText = 1U << 9U;          ///< in `"…"`: stands for itself
inline constexpr std::uint16_t kLines = 1U << 10U;        ///< in `''…''`: stands for itself, ends no line
inline constexpr std::uint16_t kLineComment = 1U << 11U;  ///< not-end-of-line
inline constexpr std::uint16_t kBlockComment = 1U << 12U; ///< in `{-…-}`: begins and ends nothing
inline constexpr std::uint16_t kWhitespace = 1U << 13U;   ///< may begin whitespace or a comment
inline constexpr std::uint16_t kCloses = 1U << 14U;       ///< can only end an expression: , ) ] } >
} // namespace set

constexpr bool is_letter(unsigned byte) {
  return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}
constexpr bool is_digit(unsigned byte) {
  return byte >= '0' && byte <= '9';
}

constexpr std::uint16_t sets_of(unsigned byte) {
  const auto any_of = [byte](std::string_view bytes) {
    return byte < 128 && bytes.find(static_cast<char>(byte)) != std::string_view::npos;
  };
  const bool alphanumeric = is_letter(byte) || is_digit(byte);
  const bool printable = byte >= 0x20; // with DEL, as the grammar has it
  const bool visible = byte > 0x20 && byte < 0x7F;
  unsigned sets = 0;
  const auto put = [&sets](bool in, unsigned which) { sets |= in ? which : 0; };
  put(is_letter(byte) || byte == '_', set::kLabelFirst);
  put(alphanumeric || any_of("-/_"), set::kLabelNext);
  put(is_digit(byte), set::kDigit);
  put(is_digit(byte) || any_of("abcdefABCDEF"), set::kHex);
  put(visible && !any_of("\"#(),/<>?[\\]{}"), set::kPath);
  put(printable && !any_of("\"/"), set::kQuotedPath);
  put((visible || byte == ' ') && byte != '`', set::kQuotedLabel);
  put(alphanumeric || any_of("-._~!$&'*+;=:"), set::kUrl);
  put((visible || byte == ' ') && !any_of("\"\\="), set::kEnvironment);
  put(printable && !any_of("\"\\$"), set::kText);
  put((printable && !any_of("'$")) || byte == '\t', set::kLines);
  put(printable || byte == '\t', set::kLineComment);
  put((printable && !any_of("-{")) || any_of("\t\n"), set::kBlockComment);
  put(any_of(" \t\n\r-{"), set::kWhitespace);
  put(any_of(",)]}>"), set::kCloses);
  return static_cast<std::uint16_t>(sets);
}

inline constexpr std::array<std::uint16_t, 256> kSets = [] {
  std::array<std::uint16_t, 256> sets{};
  for (unsigned byte = 0; byte < 256; ++byte) sets[byte] = sets_of(byte);
  return sets;
}();

/// How many bytes of a word in memory come before the first one with its high bit set, of which nothing else
/// is set; 0 where bytes have another order.
constexpr int bytes_before(std::uint64_t high_bits) {
  return std::endian::native == std::endian::little ? std::countr_zero(high_bits) / 8 : 0;
}

inline bool in(char byte, std::uint16_t sets) {
  return (kSets[static_cast<unsigned char>(byte)] & sets) != 0;
}

/// Goes over eight bytes at a time that are neither control characters nor among `stops`. \returns the first
/// that is one, or an earlier byte: what is there is still to be looked at.
template <char... stops>
const char* skip_words(const char* at, const char* end) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kHighBits = kOnes << 7U;
  // The high bit of each byte below a limit, which is at most 128, and maybe of some behind the first of
  // these.
  constexpr auto below = [](std::uint64_t word, std::uint64_t limit) {
    return (word - kOnes * limit) & ~word;
  };
  for (; end - at >= 8; at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    const std::uint64_t found = (below(word, 0x20) | ... | below(word ^ (kOnes * stops), 1)) & kHighBits;
    if (found != 0) return at + bytes_before(found);
  }
  return at;
}

/// The value of a digit of either case; the byte is in kHex.
constexpr std::uint32_t hex_value(char digit) {
  return static_cast<std::uint32_t>(digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
}

/// Whether the language allows this code point above ASCII (valid-non-ascii), or an escape for it.
constexpr bool is_character(std::uint32_t code_point) {
  return code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF) &&
         (code_point & 0xFFFEU) != 0xFFFEU;
}

/// A code point of UTF-8. `size_bytes` is 0 where there is none: a stray, missing, overlong or too large
/// byte.
struct CodePoint {
  std::uint32_t value;
  std::uint32_t size_bytes;
};
/// The first one of `text`, which is not empty. Surrogates are decoded like others.
CodePoint first_code_point(std::string_view text);

/// Where the first byte is that is not UTF-8 or begins a code point that the language has no use for;
/// npos if all is well.
std::size_t find_bad_encoding(std::string_view text);

} // namespace sigil::dhall
