/// \file
/// Small conversions between bytes, numbers and text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sigil/base/bytes.hpp"

namespace sigil {

/// Lower-case hexadecimal, two digits a byte.
std::string to_hex(ByteView bytes);

/// The reverse of to_hex, exactly `into.size()` bytes, lower case only. False if it is not that.
bool from_hex(std::string_view text, MutableBytes into);

/// A decimal number without sign, blanks or leading zeros; nullopt if it is not one or overflows.
std::optional<std::uint64_t> parse_decimal(std::string_view text);

/// Bytes in Genode's notation: decimal digits, optionally K, M or G (2^10, 2^20, 2^30).
/// nullopt if it is none or overflows 64 bits.
std::optional<std::uint64_t> parse_size(std::string_view text);

/// Whether `text` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

/// The one of `known` that `wrong` was most likely meant to be: the first of the fewest insertions,
/// removals, replacements and swaps of neighbours. Empty if none is near, or `wrong` has over 64 bytes.
std::string closest_word(std::string_view wrong, const std::vector<std::string>& known);

/// "1.5 MiB" and the like, for people.
std::string human_size(std::uint64_t size_bytes);

} // namespace sigil
