/// \file
/// Literals as the language writes them.
#pragma once

#include <string>

#include "syntax/node.hpp"

namespace sigil::dhall {

/// The shortest decimal that reads back as the same number, always with a point or exponent: `1.0`, `0.1`,
/// `1.0e-2`, `1.0e7`, `-0.0`, `NaN`, `-Infinity`.
std::string show_double(double value);
std::string show_date(const DateNode& date);
std::string show_time(const TimeNode& time);
std::string show_time_zone(const TimeZoneNode& zone);

} // namespace sigil::dhall
