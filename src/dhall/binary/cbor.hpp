/// \file
/// What the writer and the reader of CBOR (RFC 8949) both have to know.
#pragma once

#include <cstdint>

namespace sigil::dhall::cbor {

/// The upper three bits of the first byte of an item.
enum class Major : std::uint8_t { Unsigned, Negative, Bytes, Text, Array, Map, Tag, Simple };

constexpr std::uint64_t kUnsignedBignum = 2;    ///< tag of a byte string, big-endian
constexpr std::uint64_t kNegativeBignum = 3;    ///< likewise, of -1 less the number
constexpr std::uint64_t kDecimalFraction = 4;   ///< tag of [exponent to 10, mantissa]
constexpr std::uint64_t kSelfDescribed = 55799; ///< tag that means nothing

// The lower five bits of the first byte of an item of Major::Simple.
constexpr std::uint8_t kFalse = 20;
constexpr std::uint8_t kTrue = 21;
constexpr std::uint8_t kNull = 22;
constexpr std::uint8_t kHalf = 25;
constexpr std::uint8_t kSingle = 26;
constexpr std::uint8_t kDouble = 27;

/// "Until the break" in place of a length or count.
constexpr std::uint8_t kIndefinite = 31;
constexpr std::uint8_t kBreak = 0xFF;

} // namespace sigil::dhall::cbor
