#include "syntax/show.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace sigil::dhall {

namespace {

/// `value` with leading zeros.
std::string digits(unsigned value, std::size_t width) {
  std::string text = std::to_string(value);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

} // namespace

std::string show_double(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  const double magnitude = std::fabs(value);
  // Between a tenth and ten million without an exponent, as users of the language know it.
  const bool is_plain = magnitude == 0 || (magnitude >= 0.1 && magnitude < 1e7);
  std::array<char, 64> buffer{};
  const auto format = is_plain ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format).ptr;
  std::string text(buffer.data(), end);
  const std::size_t exponent_at = text.find('e');
  std::string mantissa = text.substr(0, exponent_at);
  if (mantissa.find('.') == std::string::npos) mantissa += ".0";
  if (exponent_at == std::string::npos) return mantissa;
  return mantissa + "e" + std::to_string(std::atoi(text.c_str() + exponent_at + 1));
}

std::string show_date(const DateNode& date) {
  return digits(date.year, 4) + "-" + digits(date.month, 2) + "-" + digits(date.day, 2);
}

std::string show_time(const TimeNode& time) {
  std::string text = digits(time.hour, 2) + ":" + digits(time.minute, 2) + ":" + digits(time.second, 2);
  if (time.digit_count != 0) (text += '.') += time.fraction();
  return text;
}

std::string show_time_zone(const TimeZoneNode& zone) {
  const auto minutes = static_cast<unsigned>(std::abs(zone.minutes));
  return (zone.negative ? "-" : "+") + digits(minutes / 60, 2) + ":" + digits(minutes % 60, 2);
}

} // namespace sigil::dhall
