#include "binary/cbor_reader.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "sigil/base/text.hpp"

namespace sigil::dhall::cbor {

namespace {

bool is_ascii(ByteView bytes) {
  std::size_t at = 0;
  std::uint64_t high = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, 8);
    high |= word;
  }
  for (; at < bytes.size(); ++at) high |= bytes[at];
  return (high & 0x8080808080808080U) == 0;
}

double half(std::uint64_t bits) {
  const auto exponent = static_cast<int>(bits >> 10U & 31U);
  const auto fraction = static_cast<double>(bits & 0x3FFU);
  double value = 0;
  if (exponent == 0) {
    value = std::ldexp(fraction, -24);
  } else if (exponent < 31) {
    value = std::ldexp(fraction + 1024, exponent - 25);
  } else {
    value =
        fraction == 0 ? std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
  }
  return (bits & 0x8000U) != 0 ? -value : value;
}

std::string_view name_of(const Head& head) {
  switch (head.major) {
  case Major::Unsigned: return "an unsigned integer";
  case Major::Negative: return "a negative integer";
  case Major::Bytes: return "a byte string";
  case Major::Text: return "a text string";
  case Major::Array: return "an array";
  case Major::Map: return "a map";
  case Major::Tag: return "a tag";
  case Major::Simple: break;
  }
  if (head.info == kFalse || head.info == kTrue) return "a truth value";
  if (head.info == kNull) return "null";
  if (head.info >= kHalf && head.info <= kDouble) return "a floating-point number";
  return "a simple value";
}

} // namespace

// ----- heads -----------------------------------------------------------------------------------------------

Head Reader::long_head(Head head) {
  for (;;) {
    const unsigned info = head.info;
    if (info >= 24 && info <= 27) {
      head.value = 0;
      for (const std::uint8_t byte : take(std::uint64_t{1} << (info - 24), head.offset)) {
        head.value = head.value << 8U | byte;
      }
    }
    const bool may_be_indefinite = head.major >= Major::Bytes && head.major <= Major::Map;
    if (info > 27 && !(info == kIndefinite && may_be_indefinite)) {
      const bool is_break = head.major == Major::Simple && info == kIndefinite;
      throw error(head.offset, "item",
                  is_break ? "has a break where an item is expected"
                           : "begins an item with byte " + std::to_string(bytes_[head.offset]) +
                                 ", which CBOR does not know");
    }
    if (head.major != Major::Tag || head.value != kSelfDescribed) return head;
    head.offset = at_;
    if (at_ == bytes_.size()) throw ends_within(at_);
    const std::uint8_t first = bytes_[at_++];
    head.major = static_cast<Major>(first >> 5U);
    head.info = first & 31U;
    head.value = head.info;
  }
}

Remaining Reader::remaining(const Head& container) {
  if (container.is_indefinite()) return {Remaining::kUntilBreak};
  const std::uint64_t left = bytes_.size() - at_;
  if (container.value > (container.major == Major::Map ? left / 2 : left))
    throw ends_within(container.offset);
  return {container.value};
}

// ----- values ----------------------------------------------------------------------------------------------

ByteView Reader::take(std::uint64_t length, std::size_t item_offset) {
  if (!in_bounds(at_, length, bytes_.size())) throw ends_within(item_offset);
  const ByteView taken = bytes_.subspan(at_, length);
  at_ += length;
  return taken;
}

ByteView Reader::bytes(const Head& head) {
  if (head.major != Major::Bytes) throw expected(head, "a byte string");
  return head.is_indefinite() ? pieces(head) : take(head.value, head.offset);
}

std::string_view Reader::text(const Head& head) {
  if (head.major != Major::Text) throw expected(head, "a text string");
  if (head.is_indefinite()) return as_text(pieces(head));
  const ByteView taken = take(head.value, head.offset);
  if (!is_ascii(taken) && !is_utf8(as_text(taken))) {
    throw error(head.offset, "utf8", "has a text string that is not UTF-8");
  }
  return as_text(taken);
}

ByteView Reader::pieces(const Head& head) {
  std::string whole;
  while (!at_break()) {
    const Head piece = this->head();
    if (piece.major != head.major || piece.is_indefinite()) {
      throw expected(piece, "a piece of the string at byte " + std::to_string(head.offset));
    }
    whole += head.major == Major::Text ? text(piece) : as_text(bytes(piece));
  }
  return as_bytes(arena_.keep(whole));
}

std::optional<Integer> Reader::integer(const Head& head) {
  if (head.major == Major::Unsigned || head.major == Major::Negative) {
    return Integer{head.major == Major::Negative, head.value, {}};
  }
  if (head.major != Major::Tag || (head.value != kUnsignedBignum && head.value != kNegativeBignum)) {
    return std::nullopt;
  }
  ByteView big = bytes(this->head());
  while (!big.empty() && big[0] == 0) big = big.subspan(1);
  Integer result{head.value == kNegativeBignum, 0, {}};
  if (big.size() > 8) {
    result.bytes = big;
  } else {
    for (const std::uint8_t byte : big) result.value = result.value << 8U | byte;
  }
  return result;
}

std::optional<double> Reader::floating(const Head& head) {
  double value = 0;
  if (head.is_simple(kHalf)) {
    value = half(head.value);
  } else if (head.is_simple(kSingle)) {
    value = static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(head.value)));
  } else if (head.is_simple(kDouble)) {
    value = std::bit_cast<double>(head.value);
  } else {
    return std::nullopt;
  }
  // There is one NaN in Dhall.
  return value != value ? std::numeric_limits<double>::quiet_NaN() : value;
}

// ----- looking ahead ---------------------------------------------------------------------------------------

void Reader::skip_item() {
  std::vector<Remaining> open;
  do {
    const Head next = head();
    switch (next.major) {
    case Major::Bytes:
    case Major::Text:
      if (next.is_indefinite()) {
        open.push_back({Remaining::kUntilBreak});
      } else {
        take(next.value, next.offset);
      }
      break;
    case Major::Array: open.push_back(remaining(next)); break;
    case Major::Map:
      open.push_back(remaining(next));
      if (!next.is_indefinite()) open.back().count *= 2;
      break;
    case Major::Tag: open.push_back({1}); break;
    default: break;
    }
    while (!open.empty() && !more(open.back())) open.pop_back();
  } while (!open.empty());
}

bool Reader::has_exactly(std::uint64_t count) {
  // Arrays within arrays could make every byte be looked at as often as it is deep.
  constexpr std::uint64_t kTimes = 16;
  const std::size_t before = at_;
  bool is_at_end = false;
  while (!(is_at_end = at_break()) && count != 0) {
    skip_item();
    --count;
  }
  looked_ahead_ += at_ - before;
  if (looked_ahead_ / kTimes > bytes_.size()) {
    throw Error(ErrorKind::Limit, "encoded expression has too many functions within functions that are "
                                  "arrays without a count")
        .at({std::string(name_), 0, 0, "byte " + std::to_string(before)})
        .coded("dhall.limit.lookahead");
  }
  at_ = before;
  return is_at_end && count == 0;
}

// ----- errors ----------------------------------------------------------------------------------------------

void Reader::require_end() const {
  if (at_ == bytes_.size()) return;
  throw error(at_, "trailing",
              "ends at byte " + std::to_string(at_) + ", but there are " + std::to_string(bytes_.size()) +
                  " bytes");
}

Error Reader::error(std::size_t offset, std::string code, std::string message) const {
  return Error(ErrorKind::Invalid, "encoded expression " + std::move(message))
      .at({std::string(name_), 0, 0, "byte " + std::to_string(offset)})
      .coded("dhall.binary." + std::move(code));
}

Error Reader::expected(const Head& found, std::string_view what) const {
  return error(found.offset, "expected",
               "has " + std::string(name_of(found)) + ", expected " + std::string(what));
}

Error Reader::ends_within(std::size_t item_offset) const {
  return error(item_offset, "end",
               "ends at byte " + std::to_string(bytes_.size()) + ", within the item at byte " +
                   std::to_string(item_offset));
}

} // namespace sigil::dhall::cbor
