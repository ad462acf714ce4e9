#include "binary/encode_literal.hpp"

#include <gmp.h>

#include <string>
#include <type_traits>
#include <vector>

namespace sigil::dhall {

namespace {

using cbor::Major;

std::span<const std::uint64_t> limbs_of(const BigNode& node) {
  return {node.limbs, static_cast<std::size_t>(node.size < 0 ? -node.size : node.size)};
}

void signed_integer(std::int64_t value, cbor::Writer& out) {
  if (value < 0) {
    out.head(Major::Negative, ~static_cast<std::uint64_t>(value));
  } else {
    out.unsigned_integer(static_cast<std::uint64_t>(value));
  }
}

/// Decimal digits as a number.
void decimal(std::string digits, cbor::Writer& out) {
  constexpr std::size_t kDigitsPerLimb = 19;
  for (char& digit : digits) digit = static_cast<char>(digit - '0');
  static_assert(std::is_same_v<mp_limb_t, std::uint64_t>);
  std::vector<mp_limb_t> limbs(digits.size() / kDigitsPerLimb + 2);
  const mp_size_t count =
      mpn_set_str(limbs.data(), reinterpret_cast<const unsigned char*>(digits.data()), digits.size(), 10);
  limbs.resize(static_cast<std::size_t>(count));
  while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
  out.natural(limbs);
}

void time(const TimeNode& node, cbor::Writer& out) {
  encode_head(4, Label::Time, out);
  out.unsigned_integer(node.hour);
  out.unsigned_integer(node.minute);
  out.head(Major::Tag, cbor::kDecimalFraction);
  out.array(2);
  // The exponent says how many digits the fraction was written with, those that are 0 too.
  if (node.digit_count == 0) {
    out.unsigned_integer(0);
  } else {
    out.head(Major::Negative, node.digit_count - 1);
  }
  decimal(std::to_string(node.second).append(node.fraction()), out);
}

void time_zone(const TimeZoneNode& node, cbor::Writer& out) {
  const auto minutes = static_cast<std::uint64_t>(node.minutes < 0 ? -node.minutes : node.minutes);
  encode_head(4, Label::TimeZone, out);
  out.simple(node.negative ? cbor::kFalse : cbor::kTrue);
  out.unsigned_integer(minutes / 60);
  out.unsigned_integer(minutes % 60);
}

void date(const DateNode& node, cbor::Writer& out) {
  encode_head(4, Label::Date, out);
  out.unsigned_integer(node.year);
  out.unsigned_integer(node.month);
  out.unsigned_integer(node.day);
}

} // namespace

bool encode_rare_literal(const Node& node, cbor::Writer& out) {
  switch (node.kind) {
  case Kind::Universe:
    out.text(name_of(static_cast<Builtin>(static_cast<int>(Builtin::Type) + node.small)));
    return true;
  case Kind::BigNatural:
    encode_head(2, Label::Natural, out);
    out.natural(limbs_of(as<BigNode>(node)));
    return true;
  case Kind::Integer:
    encode_head(2, Label::Integer, out);
    signed_integer(as<IntegerNode>(node).value, out);
    return true;
  case Kind::BigInteger:
    encode_head(2, Label::Integer, out);
    if (as<BigNode>(node).size < 0) {
      out.negative(limbs_of(as<BigNode>(node)));
    } else {
      out.natural(limbs_of(as<BigNode>(node)));
    }
    return true;
  case Kind::Double: out.floating(as<DoubleNode>(node).value); return true;
  case Kind::Bytes:
    encode_head(2, Label::Bytes, out);
    out.bytes({as<BytesNode>(node).data, as<BytesNode>(node).size_bytes});
    return true;
  case Kind::Date: date(as<DateNode>(node), out); return true;
  case Kind::Time: time(as<TimeNode>(node), out); return true;
  case Kind::TimeZone: time_zone(as<TimeZoneNode>(node), out); return true;
  default: return false;
  }
}

} // namespace sigil::dhall
