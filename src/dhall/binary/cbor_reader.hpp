/// \file
/// Reads CBOR, whatever form its items have.
#pragma once

#include <optional>
#include <string_view>

#include "binary/cbor.hpp"
#include "sigil/base/bytes.hpp"
#include "sigil/base/endian.hpp"
#include "sigil/base/error.hpp"
#include "syntax/arena.hpp"

namespace sigil::dhall::cbor {

/// The start of an item.
struct Head {
  Major major;
  std::uint8_t info;   ///< the lower five bits of the first byte
  std::uint64_t value; ///< the number behind it: an integer, length, count, tag
  std::size_t offset;  ///< of the first byte, behind tags that mean nothing
  bool is_indefinite() const { return info == kIndefinite; }
  bool is_simple(std::uint8_t simple) const { return major == Major::Simple && info == simple; }
};

/// Items of an array or pairs of a map that are still to come.
struct Remaining {
  static constexpr std::uint64_t kUntilBreak = ~std::uint64_t{0};
  std::uint64_t count;
  bool is_indefinite() const { return count == kUntilBreak; }
};

/// An integer of any size.
struct Integer {
  bool is_negative;    ///< the number is -1 less `value`, or less `bytes`
  std::uint64_t value; ///< if `bytes` is empty
  ByteView bytes;      ///< above 64 bits: big-endian, the first byte not 0
  bool is_big() const { return !bytes.empty(); }
};

/// Goes through bytes once and never leaves them. Strings are views of the bytes; of the arena if they come
/// in pieces.
///
/// All functions throw Error{Invalid}: `dhall.binary.end` if the bytes end within an item,
/// `dhall.binary.item` for what is no CBOR, `dhall.binary.expected` for an item of another kind than asked
/// for, `dhall.binary.utf8`.
class Reader {
 public:
  /// \param name  of the bytes, for messages; must outlive the reader
  Reader(ByteView bytes, std::string_view name, Arena& arena) : bytes_(bytes), name_(name), arena_(arena) {}

  std::size_t offset() const { return at_; }

  /// The next head; tags that say that this is CBOR are passed over. No break.
  Head head() {
    const std::size_t offset = at_;
    if (offset == bytes_.size()) throw ends_within(offset);
    const std::uint8_t first = bytes_[at_++];
    const auto major = static_cast<Major>(first >> 5U);
    const std::uint8_t info = first & 31U;
    if (info < 24 && major != Major::Tag) return {major, info, info, offset};
    return long_head({major, info, info, offset});
  }
  /// The same without passing it.
  Head peek() {
    const std::size_t before = at_;
    const Head next = head();
    at_ = before;
    return next;
  }

  /// What is in an array or map. A count that the rest of the bytes cannot hold is refused.
  Remaining remaining(const Head& container);
  /// Whether there is another item, which then counts as taken. Passes the break.
  bool more(Remaining& remaining) {
    if (!remaining.is_indefinite()) return remaining.count != 0 && remaining.count-- != 0;
    return !at_break();
  }
  /// Passes a break, if there is one.
  bool at_break() {
    if (at_ == bytes_.size() || bytes_[at_] != kBreak) return false;
    ++at_;
    return true;
  }

  /// The rest of a string whose head was read.
  ByteView bytes(const Head& head);
  std::string_view text(const Head& head);
  /// The rest of an integer: `head` is an integer or the tag of a bignum. Nothing for any other head.
  std::optional<Integer> integer(const Head& head);
  /// Likewise of a number in one of the three formats.
  static std::optional<double> floating(const Head& head);

  /// Whether an array without a count, inside of which the reader is, has exactly `count` more items.
  /// Passes nothing. What all these questions of a reader may look at is limited.
  bool has_exactly(std::uint64_t count);

  /// \throws `dhall.binary.trailing` if something comes behind.
  void require_end() const;

  Error error(std::size_t offset, std::string code, std::string message) const;
  /// Of an item that is not what it must be.
  Error expected(const Head& found, std::string_view what) const;

 private:
  Head long_head(Head head);
  ByteView take(std::uint64_t length, std::size_t item_offset);
  ByteView pieces(const Head& head);
  void skip_item();
  Error ends_within(std::size_t item_offset) const;

  ByteView bytes_;
  std::string_view name_;
  Arena& arena_;
  std::size_t at_ = 0;
  std::uint64_t looked_ahead_ = 0;
};

} // namespace sigil::dhall::cbor
