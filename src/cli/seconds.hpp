/// \file
/// Options that are a time.
#pragma once

#include <charconv>
#include <chrono>
#include <cmath>
#include <string>

#include "sigil/base/error.hpp"

namespace sigil::cli {

/// "2" or "0.5", up to a year; CLI11's own number check would let "nan" pass.
inline std::chrono::milliseconds parse_seconds(const std::string& text) {
  double seconds = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (code != std::errc{} || end != text.data() + text.size() || !(seconds >= 0.001 && seconds <= 31'536'000))
    throw Error(ErrorKind::Usage,
                "time limit " + in_quotes(text) + " is not valid, expected seconds from 0.001 to 31536000");
  return std::chrono::milliseconds(std::lround(seconds * 1000));
}

} // namespace sigil::cli
