/// \file
/// The few operations on text that the readers share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sigil::bootcheck {

/// Without the code that starts_with() has for exceptions.
inline bool begins_with(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && std::string_view(text.data(), prefix.size()) == prefix;
}

inline bool ends_with(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() &&
         std::string_view(text.data() + (text.size() - suffix.size()), suffix.size()) == suffix;
}

/// What stands before the first `separator`, or all; `text` becomes what stands after it.
inline std::string_view take_until(std::string_view& text, char separator) {
  const std::size_t at = text.find(separator);
  const std::string_view head = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return head;
}

/// Without leading and trailing blanks.
inline std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Exactly 64 lower-case hexadecimal digits; false for anything else.
inline bool read_hash(std::string_view digits, std::uint8_t (&into)[32]) {
  if (digits.size() != 2 * sizeof into) return false;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const char digit = digits[i];
    std::uint8_t value = 0;
    if (digit >= '0' && digit <= '9')
      value = static_cast<std::uint8_t>(digit - '0');
    else if (digit >= 'a' && digit <= 'f')
      value = static_cast<std::uint8_t>(digit - 'a' + 10);
    else
      return false;
    into[i / 2] = static_cast<std::uint8_t>(into[i / 2] << 4 | value);
  }
  return true;
}

/// A decimal number without leading zeros, below 2^63.
inline bool read_decimal(std::string_view digits, std::uint64_t& into) {
  if (digits.empty() || digits.size() > 18 || (digits.size() > 1 && digits.front() == '0')) return false;
  into = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return false;
    into = into * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return true;
}

} // namespace sigil::bootcheck
