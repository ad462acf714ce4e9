// Expressions without parts.
#include <gmp.h>

#include <string>
#include <type_traits>

#include "binary/decoder.hpp"
#include "sigil/base/text.hpp"

namespace sigil::dhall {

namespace {

constexpr std::string_view kNatural = "an integer that is not negative";

/// Limbs as GMP has them, of a number in big-endian bytes.
std::vector<std::uint64_t> limbs_of(ByteView bytes) {
  std::vector<std::uint64_t> limbs((bytes.size() + 7) / 8);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    limbs[at / 8] |= static_cast<std::uint64_t>(bytes[bytes.size() - 1 - at]) << (at % 8 * 8);
  }
  return limbs;
}

/// Adds 1 to what is behind a negative integer: CBOR has -1 as 0.
std::vector<std::uint64_t> magnitude_of(const cbor::Integer& integer) {
  std::vector<std::uint64_t> limbs = integer.is_big() ? limbs_of(integer.bytes) : std::vector{integer.value};
  if (!integer.is_negative) return limbs;
  for (std::uint64_t& limb : limbs) {
    if (++limb != 0) return limbs;
  }
  limbs.push_back(1);
  return limbs;
}

/// In decimal, as many digits as there are; "" for 0.
std::string decimal_of(const cbor::Integer& integer) {
  static_assert(std::is_same_v<mp_limb_t, std::uint64_t>);
  std::vector<mp_limb_t> limbs = integer.is_big() ? limbs_of(integer.bytes) : std::vector{integer.value};
  if (limbs == std::vector<mp_limb_t>{0}) return {};
  std::string digits(mpn_sizeinbase(limbs.data(), static_cast<mp_size_t>(limbs.size()), 10) + 1, '\0');
  digits.resize(mpn_get_str(reinterpret_cast<unsigned char*>(digits.data()), 10, limbs.data(),
                            static_cast<mp_size_t>(limbs.size())));
  for (char& digit : digits) digit = static_cast<char>(digit + '0');
  digits.erase(0, digits.find_first_not_of('0'));
  return digits;
}

std::uint64_t days_in(std::uint64_t month, std::uint64_t year) {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

} // namespace

// ----- names -----------------------------------------------------------------------------------------------

Node* Decoder::builtin(const cbor::Head& head) {
  return builtin(heap_.symbols().intern_kept(in_.text(head)), head.offset);
}

Node* Decoder::builtin(const Symbol* symbol, std::size_t offset) {
  const auto which = static_cast<Builtin>(symbol->number);
  if (symbol->word != Word::Builtin || which == Builtin::True || which == Builtin::False) {
    throw in_.error(offset, "builtin", "has " + in_quotes(symbol->text) + ", expected the name of a builtin");
  }
  return heap_.builtin(which, position(offset));
}

Node* Decoder::simple(const cbor::Head& head) {
  if (head.is_simple(cbor::kTrue)) return heap_.builtin(Builtin::True, position(head.offset));
  if (head.is_simple(cbor::kFalse)) return heap_.builtin(Builtin::False, position(head.offset));
  if (const auto value = cbor::Reader::floating(head)) return heap_.floating(*value, position(head.offset));
  throw in_.expected(head, "an expression");
}

Node* Decoder::named_variable(const cbor::Head& name, EncodedArray array) {
  Symbol* symbol = heap_.symbols().intern_kept(in_.text(name));
  if (symbol == underscore_) {
    throw in_.error(name.offset, "name", "has an array with the variable '_'")
        .hint("an integer alone stands for that");
  }
  require(array);
  Node* node = variable(symbol, in_.head(), array.offset);
  require_end(array);
  return node;
}

Node* Decoder::variable(Symbol* name, const cbor::Head& index, std::size_t offset) {
  const auto integer = in_.integer(index);
  if (!integer || integer->is_negative) {
    throw in_.expected(index, name == underscore_ ? "an expression" : kNatural);
  }
  if (integer->is_big()) {
    throw Error(ErrorKind::Limit, "encoded expression has a variable with an index above 64 bits")
        .at({source_.name, 0, 0, "byte " + std::to_string(offset)})
        .coded("dhall.limit.index");
  }
  return scope_.variable(name, integer->value, position(offset));
}

// ----- numbers ---------------------------------------------------------------------------------------------

Node* Decoder::natural(EncodedArray array) {
  require(array);
  const cbor::Head head = in_.head();
  const auto integer = in_.integer(head);
  if (!integer || integer->is_negative) throw in_.expected(head, kNatural);
  require_end(array);
  if (!integer->is_big()) return heap_.natural(integer->value, position(array.offset));
  return heap_.big_natural(limbs_of(integer->bytes), position(array.offset));
}

Node* Decoder::integer(EncodedArray array) {
  require(array);
  const cbor::Head head = in_.head();
  const auto integer = in_.integer(head);
  if (!integer) throw in_.expected(head, "an integer");
  require_end(array);
  const bool fits = !integer->is_big() && integer->value >> 63U == 0;
  if (!fits) {
    return heap_.big_integer(magnitude_of(*integer), integer->is_negative, position(array.offset));
  }
  const auto value = static_cast<std::int64_t>(integer->value);
  return heap_.integer(integer->is_negative ? ~value : value, position(array.offset));
}

Node* Decoder::bytes(EncodedArray array) {
  require(array);
  const ByteView data = in_.bytes(in_.head());
  require_end(array);
  return heap_.bytes(data, position(array.offset));
}

std::uint64_t Decoder::number(EncodedArray& array, std::uint64_t most, std::string_view what) {
  require(array);
  const cbor::Head head = in_.head();
  const auto integer = in_.integer(head);
  if (!integer || integer->is_negative) throw in_.expected(head, what);
  if (integer->is_big() || integer->value > most) {
    throw in_.error(
        head.offset, "range",
        "has " + (integer->is_big() ? "a number of more than 64 bits" : std::to_string(integer->value)) +
            ", expected " + std::string(what) + ", at most " + std::to_string(most));
  }
  return integer->value;
}

// ----- dates and times -------------------------------------------------------------------------------------

Node* Decoder::date(EncodedArray array) {
  const std::uint64_t year = number(array, 9999, "a year");
  const std::uint64_t month = number(array, 12, "a month");
  const std::uint64_t day = number(array, 31, "a day of a month");
  require_end(array);
  if (month == 0 || day == 0 || day > days_in(month, year)) {
    throw in_.error(array.offset, "range", "has a date that is in no calendar");
  }
  auto* node = heap_.make<DateNode>(Kind::Date, position(array.offset), kWhnf | kNormal);
  node->year = static_cast<std::uint16_t>(year);
  node->month = static_cast<std::uint8_t>(month);
  node->day = static_cast<std::uint8_t>(day);
  return node;
}

Node* Decoder::time(EncodedArray array) {
  const std::uint64_t hour = number(array, 23, "an hour");
  const std::uint64_t minute = number(array, 59, "a minute");
  require(array);
  const cbor::Head tag = in_.head();
  if (tag.major != cbor::Major::Tag || tag.value != cbor::kDecimalFraction) {
    throw in_.expected(tag, "a decimal fraction");
  }
  const cbor::Head pair = in_.head();
  if (pair.major != cbor::Major::Array) throw in_.expected(pair, "an array of exponent and mantissa");
  const std::string digits = seconds({in_.remaining(pair), static_cast<std::uint32_t>(pair.offset)});
  require_end(array);
  auto* node = heap_.make<TimeNode>(Kind::Time, position(array.offset), kWhnf | kNormal);
  node->hour = static_cast<std::uint8_t>(hour);
  node->minute = static_cast<std::uint8_t>(minute);
  node->second = static_cast<std::uint8_t>((digits[0] - '0') * 10 + (digits[1] - '0'));
  const std::string_view fraction = heap_.arena().keep(std::string_view(digits).substr(2));
  node->digit_count = static_cast<std::uint32_t>(fraction.size());
  node->digits = fraction.data();
  return node;
}

/// Two digits of the second and the digits of its fraction, from [exponent, mantissa].
std::string Decoder::seconds(EncodedArray array) {
  require(array);
  const cbor::Head exponent_head = in_.head();
  const auto exponent = in_.integer(exponent_head);
  // Whole seconds have no other form than exponent 0.
  if (!exponent || (!exponent->is_negative && (exponent->is_big() || exponent->value != 0))) {
    throw in_.expected(exponent_head, "an exponent that is 0 or negative");
  }
  if (exponent->is_negative && (exponent->is_big() || exponent->value >= limits_.fraction_digits)) {
    throw Error(ErrorKind::Limit, "encoded expression has a Time with more than " +
                                      std::to_string(limits_.fraction_digits) + " digits behind the point")
        .at({source_.name, 0, 0, "byte " + std::to_string(exponent_head.offset)})
        .coded("dhall.limit.fraction");
  }
  require(array);
  const cbor::Head mantissa_head = in_.head();
  const auto mantissa = in_.integer(mantissa_head);
  if (!mantissa || mantissa->is_negative) throw in_.expected(mantissa_head, kNatural);
  require_end(array);
  const std::size_t fraction_digits = exponent->is_negative ? exponent->value + 1 : 0;
  const std::size_t digit_count = 2 + fraction_digits;
  // Each byte is more than two digits: what is longer need not be converted to be too large.
  const bool is_too_long = mantissa->bytes.size() > digit_count / 2 + 1;
  const std::string digits = is_too_long ? std::string() : decimal_of(*mantissa);
  const std::size_t missing = digit_count - std::min(digit_count, digits.size());
  const std::string padded = std::string(missing, '0') + digits;
  if (is_too_long || padded.size() > digit_count || padded[0] > '5') {
    throw in_.error(mantissa_head.offset, "range", "has a Time with 60 seconds or more");
  }
  return padded;
}

Node* Decoder::time_zone(EncodedArray array) {
  require(array);
  const cbor::Head sign = in_.head();
  const bool is_negative = sign.is_simple(cbor::kFalse);
  if (!is_negative && !sign.is_simple(cbor::kTrue)) throw in_.expected(sign, "a truth value as the sign");
  const std::uint64_t hours = number(array, 23, "hours of a time zone");
  const std::uint64_t minutes = number(array, 59, "minutes of a time zone");
  require_end(array);
  auto* node = heap_.make<TimeZoneNode>(Kind::TimeZone, position(array.offset), kWhnf | kNormal);
  const auto offset = static_cast<std::int32_t>(hours * 60 + minutes);
  node->minutes = is_negative ? -offset : offset;
  node->negative = is_negative;
  return node;
}

} // namespace sigil::dhall
