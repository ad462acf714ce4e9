#include "syntax/parse_number.hpp"

#include <algorithm>
#include <charconv>
#include <gmp.h>
#include <limits>
#include <type_traits>
#include <vector>

namespace sigil::dhall {

namespace {

static_assert(std::is_same_v<mp_limb_t, std::uint64_t> && GMP_NUMB_BITS == 64);

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

/// The number that the digits are, in as many limbs as it takes or a few more.
std::vector<std::uint64_t> limbs_of(std::string_view digits, unsigned base) {
  std::vector<unsigned char> values(digits.size());
  std::ranges::transform(digits, values.begin(),
                         [](char digit) { return static_cast<unsigned char>(hex_value(digit)); });
  // mpn_set_str() wants one limb more than the largest number of so many digits has.
  const std::size_t bits_per_digit = base == 2 ? 1 : 4;
  std::vector<std::uint64_t> limbs(digits.size() * bits_per_digit / 64 + 2);
  const mp_size_t size = mpn_set_str(limbs.data(), values.data(), values.size(), static_cast<int>(base));
  limbs.resize(static_cast<std::size_t>(size));
  return limbs;
}

/// \param sign  '+', '-', or 0 for a Natural
Node* whole_number(const Cursor& cursor, std::string_view digits, unsigned base, char sign,
                   std::uint32_t position) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  const std::size_t most_digits = base == 10 ? 19 : base == 16 ? 16 : 64; // that surely fit into 64 bits
  Heap& heap = cursor.heap();
  if (digits.size() > most_digits) {
    const std::vector<std::uint64_t> limbs = limbs_of(digits, base);
    return sign == 0 ? heap.big_natural(limbs, position) : heap.big_integer(limbs, sign == '-', position);
  }
  std::uint64_t value = 0;
  for (const char digit : digits) value = value * base + hex_value(digit);
  if (sign == 0) return heap.natural(value, position);
  return heap.big_integer({&value, 1}, sign == '-', position);
}

/// `0x…` or `0b…`.
Node* prefixed_number(Cursor& cursor, char sign, std::uint32_t position) {
  const char* begin = cursor.here();
  const bool is_hex = begin[1] == 'x';
  const char* digits = begin + 2;
  const char* end = cursor.run(digits, is_hex ? set::kHex : set::kDigit);
  if (!is_hex) end = std::find_if(digits, end, [](char digit) { return digit > '1'; });
  if (end == digits || (end != cursor.end() && in(*end, set::kDigit))) {
    cursor.take_to(end);
    cursor.fail_expecting(is_hex ? "a hexadecimal digit" : "a binary digit", "number");
  }
  Node* node = whole_number(cursor, between(digits, end), is_hex ? 16 : 2, sign, position);
  cursor.take_to(end);
  note_spelling(cursor, node, begin - (sign == 0 ? 0 : 1));
  return node;
}

/// `0x"…"`.
Node* bytes(Cursor& cursor) {
  const std::uint32_t position = cursor.position();
  const char* begin = cursor.here() + 3;
  const char* end = cursor.run(begin, set::kHex);
  if (end == cursor.end() || *end != '"') {
    cursor.take_to(end);
    cursor.fail_expecting("a hexadecimal digit or '\"'", "number");
  }
  const auto size = static_cast<std::size_t>(end - begin) / 2;
  if ((end - begin) % 2 != 0) {
    cursor.fail(position, "bytes literal has an odd number of hexadecimal digits", "number",
                "two digits are one byte");
  }
  auto* data = cursor.heap().arena().take_array<std::uint8_t>(size);
  for (std::size_t at = 0; at < size; ++at) {
    data[at] = static_cast<std::uint8_t>(hex_value(begin[2 * at]) << 4U | hex_value(begin[2 * at + 1]));
  }
  cursor.take_to(end + 1);
  return cursor.heap().bytes({data, size}, position);
}

/// Where the fraction and exponent of a Double end; `digits_end` if it has neither.
const char* end_of_double(const Cursor& cursor, const char* digits_end) {
  const auto digit_at = [&](const char* at) { return at < cursor.end() && in(*at, set::kDigit); };
  const char* end = digits_end;
  if (end != cursor.end() && *end == '.' && digit_at(end + 1)) end = cursor.run(end + 1, set::kDigit);
  if (end != cursor.end() && (*end == 'e' || *end == 'E')) {
    const char* exponent = end + 1;
    if (exponent != cursor.end() && (*exponent == '+' || *exponent == '-')) ++exponent;
    if (digit_at(exponent)) end = cursor.run(exponent, set::kDigit);
  }
  return end;
}

/// Whether an unsigned decimal number out of the range of Double is too small, not too large: the power of
/// ten of its first digit that is not 0 tells.
bool is_tiny(std::string_view text) {
  const std::size_t mantissa_end = std::min(text.find_first_of("eE"), text.size());
  const std::size_t whole_end = std::min(text.find('.'), mantissa_end);
  const auto first = static_cast<std::int64_t>(text.find_first_of("123456789"));
  const auto whole = static_cast<std::int64_t>(whole_end);
  std::int64_t power = first < whole ? whole - 1 - first : whole - first;
  if (mantissa_end < text.size()) {
    std::string_view exponent = text.substr(mantissa_end + 1);
    if (exponent.front() == '+') exponent.remove_prefix(1);
    std::int64_t value = 0;
    const auto result = std::from_chars(exponent.data(), exponent.data() + exponent.size(), value);
    if (result.ec == std::errc::result_out_of_range) return exponent.front() == '-';
    // No exponent near the limits of the type leaves the sign to the digits, of which there are 2^32 at most.
    constexpr std::int64_t kBeyond = std::int64_t{1} << 40U;
    power += std::clamp(value, -kBeyond, kBeyond);
  }
  return power < 0;
}

Node* floating(Cursor& cursor, const char* begin, const char* end) {
  const char* first = *begin == '+' ? begin + 1 : begin;
  double value = 0;
  const std::uint32_t position = cursor.position(begin);
  const std::errc error = std::from_chars(first, end, value).ec;
  if (error == std::errc::result_out_of_range) {
    const bool is_negative = *first == '-';
    if (!is_tiny(between(first + (is_negative ? 1 : 0), end))) {
      cursor.fail(position, "Double " + in_quotes(between(begin, end)) + " is out of range", "number",
                  "the largest Double is 1.7976931348623157e308");
    }
    value = is_negative ? -0.0 : 0.0;
  }
  cursor.take_to(end);
  Node* node = cursor.heap().floating(value, position);
  note_spelling(cursor, node, begin);
  return node;
}

} // namespace

void note_spelling(const Cursor& cursor, const Node* node, const char* begin) {
  if (cursor.surface() == nullptr) return;
  cursor.surface()->spelled[node] = {cursor.position(begin), cursor.token_end()};
}

Node* read_number(Cursor& cursor) {
  const char* begin = cursor.here();
  const std::uint32_t position = cursor.position();
  const char sign = in(*begin, set::kDigit) ? '\0' : *begin;
  const char* digits = begin + (sign == 0 ? 0 : 1);
  if (*digits == '0' && digits + 1 != cursor.end()) {
    if (sign == 0 && cursor.starts_with("0x\"")) return bytes(cursor);
    if (digits[1] == 'x' || digits[1] == 'b') {
      cursor.take_to(digits);
      return prefixed_number(cursor, sign, position);
    }
  }
  const char* digits_end = cursor.run(digits, set::kDigit);
  if (begins_temporal(cursor, digits, digits_end, sign != 0)) return read_temporal(cursor);
  if (digits_end != cursor.end() && (*digits_end == '.' || (*digits_end | 0x20) == 'e')) {
    const char* end = end_of_double(cursor, digits_end);
    if (end != digits_end) return floating(cursor, begin, end);
  }
  if (*digits == '0' && digits_end - digits > 1) {
    cursor.fail(position, "number " + in_quotes(between(begin, digits_end)) + " has leading zeros", "number",
                "other bases than ten are written 0x… and 0b…");
  }
  Node* node = whole_number(cursor, between(digits, digits_end), 10, sign, position);
  cursor.take_to(digits_end);
  return node;
}

} // namespace sigil::dhall
