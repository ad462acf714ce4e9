/// \file
/// The part of CBOR (RFC 8949) that files of blocks and read capabilities have.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sigil/base/bytes.hpp"
#include "sigil/base/endian.hpp"
#include "sigil/base/error.hpp"
#include "sigil/eris/capability.hpp"

namespace sigil::eris::cbor {

enum class Major : std::uint8_t { Unsigned, Negative, Bytes, Text, Array, Map, Tag, Simple };

constexpr std::uint64_t kSelfDescribed = 55799;
constexpr std::uint64_t kBlocks = 1701996915; // "eris"
constexpr std::uint64_t kReadCapability = 276;

/// The start of an item.
struct Head {
  Major major = Major::Simple;
  /// The number behind it: a length, a count, a tag; nullopt for "until the break".
  std::optional<std::uint64_t> value;
};

/// Goes through bytes and never leaves them.
class Cursor {
 public:
  /// \param name  of the file, for messages; empty: the bytes are no file but a read capability.
  Cursor(ByteView bytes, std::string_view name, std::uint64_t offset = 0)
      : bytes_(bytes), name_(name), at_(offset) {}

  std::uint64_t offset() const noexcept { return at_; }

  Head head() {
    start_ = at_;
    const std::uint8_t first = take(1)[0];
    Head head{static_cast<Major>(first >> 5), first & 31U};
    const unsigned info = first & 31U;
    if (info >= 24 && info <= 27) {
      head.value = 0;
      for (const std::uint8_t byte : take(std::size_t{1} << (info - 24)))
        *head.value = *head.value << 8 | byte;
    } else if (info == 31) {
      head.value = std::nullopt;
    } else if (info > 27) {
      throw wrong("item", "one that RFC 8949 knows");
    }
    return head;
  }

  /// A byte string in one piece.
  ByteView byte_string(const char* expected) {
    const Head found = head();
    if (found.major != Major::Bytes || !found.value) throw wrong("string", expected);
    return take(*found.value);
  }

  void require_end() {
    start_ = at_;
    if (at_ != bytes_.size()) throw wrong("trailing", "its end");
  }

  /// Whether an array or a map has another item. \param taken  how many it had, is counted up.
  bool has_more(const Head& container, std::uint64_t& taken) {
    if (container.value) return taken++ < *container.value;
    if (at_ < bytes_.size() && bytes_[at_] == 0xff) {
      ++at_;
      return false;
    }
    return true;
  }

  /// At the item whose head was read last.
  Error wrong(const std::string& fault, const std::string& expected) const {
    return Error(ErrorKind::Invalid,
                 subject() + " is wrong at byte " + std::to_string(start_) + ", expected " + expected)
        .coded("eris.cbor." + fault);
  }

 private:
  ByteView take(std::uint64_t length) {
    if (!in_bounds(at_, length, bytes_.size()))
      throw Error(ErrorKind::Invalid, subject() + " ends at byte " + std::to_string(bytes_.size()) +
                                          ", within the item at byte " + std::to_string(start_))
          .coded("eris.cbor.end");
    const ByteView taken = bytes_.subspan(at_, length);
    at_ += length;
    return taken;
  }

  std::string subject() const {
    return name_.empty() ? "read capability in CBOR" : "CBOR file " + in_quotes(name_);
  }

  ByteView bytes_;
  std::string_view name_;
  std::uint64_t at_;
  std::uint64_t start_ = 0;
};

inline ReadCapability read_capability(Cursor& cursor) {
  constexpr const char* kExpected = "a read capability: tag 276 and 66 bytes";
  const Head tag = cursor.head();
  if (tag.major != Major::Tag || tag.value != kReadCapability) throw cursor.wrong("capability", kExpected);
  const ByteView bytes = cursor.byte_string(kExpected);
  if (bytes.size() != ReadCapability::kBinaryLength) throw cursor.wrong("capability", kExpected);
  return ReadCapability::parse_binary(bytes);
}

} // namespace sigil::eris::cbor
