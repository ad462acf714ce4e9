/// \file
/// Writes CBOR in its shortest form.
#pragma once

#include <cstring>
#include <span>
#include <string_view>

#include "binary/cbor.hpp"
#include "sigil/base/endian.hpp"
#include "sigil/base/stream.hpp"

namespace sigil::dhall::cbor {

/// Collects small items and passes them on in blocks; long strings go to the sink from where they lie.
class Writer {
 public:
  /// The sink gets no more at once, but for longer strings, which it gets as they are.
  static constexpr std::size_t kBufferBytes = 16384;

  explicit Writer(ByteSink& sink) : sink_(sink) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// An integer, a tag, or the start of a string, array or map, as `major` says.
  void head(Major major, std::uint64_t value) {
    std::uint8_t* to = reserve(9);
    const unsigned first = static_cast<unsigned>(major) << 5U;
    if (value < 24) {
      *to = static_cast<std::uint8_t>(first | value);
      size_ += 1;
    } else if (value <= 0xFF) {
      to[0] = static_cast<std::uint8_t>(first | 24);
      to[1] = static_cast<std::uint8_t>(value);
      size_ += 2;
    } else {
      long_head(first, value);
    }
  }
  void unsigned_integer(std::uint64_t value) { head(Major::Unsigned, value); }
  void array(std::uint64_t count) { head(Major::Array, count); }
  void simple(std::uint8_t value) {
    *reserve(1) = static_cast<std::uint8_t>(static_cast<unsigned>(Major::Simple) << 5U | value);
    size_ += 1;
  }
  void null() { simple(kNull); }
  void text(std::string_view text) {
    head(Major::Text, text.size());
    raw(as_bytes(text));
  }
  void bytes(ByteView bytes) {
    head(Major::Bytes, bytes.size());
    raw(bytes);
  }

  /// In as few bytes as keep the value; every NaN is the same.
  void floating(double value);
  /// \param limbs  least significant first, the last one not 0
  void natural(std::span<const std::uint64_t> limbs);
  /// The negative of `limbs`, which are not 0.
  void negative(std::span<const std::uint64_t> limbs);

  /// Content of a string whose head is written.
  void raw(ByteView bytes) {
    if (bytes.size() > kBufferBytes / 4) return long_raw(bytes);
    std::uint8_t* to = reserve(bytes.size());
    if (!bytes.empty()) std::memcpy(to, bytes.data(), bytes.size());
    size_ += bytes.size();
  }

  /// Passes on what is left. Nothing is complete without it.
  void flush();

 private:
  std::uint8_t* reserve(std::size_t size_bytes) {
    if (size_bytes > kBufferBytes - size_) flush();
    return buffer_ + size_;
  }
  void long_head(unsigned first, std::uint64_t value);
  void long_raw(ByteView bytes);
  void bignum(std::uint64_t tag, std::span<const std::uint64_t> limbs);
  template <typename T>
  void fixed(unsigned first, T value) {
    std::uint8_t* to = reserve(1 + sizeof(T));
    to[0] = static_cast<std::uint8_t>(first);
    store<T>(to + 1, value, ByteOrder::Big);
    size_ += 1 + sizeof(T);
  }

  ByteSink& sink_;
  std::size_t size_ = 0;
  std::uint8_t buffer_[kBufferBytes];
};

} // namespace sigil::dhall::cbor
