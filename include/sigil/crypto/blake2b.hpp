/// \file
/// Portable BLAKE2b (RFC 7693), unkeyed and keyed. Freestanding: needs memcpy and memset, nothing
/// else; no exceptions, allocation or floating point. Hosted code takes hash.hpp, which is faster.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "sigil/base/bytes.hpp"
#include "sigil/base/endian.hpp"

namespace sigil::crypto::portable {

/// BLAKE2b with a digest of `digest_length` bytes over a message that comes in parts of any length.
/// Not a truncated BLAKE2b-512: the digest length enters the parameter block.
template <std::size_t digest_length>
class Blake2b {
 public:
  using Digest = std::array<std::uint8_t, digest_length>;
  static constexpr std::size_t kKeyLength = 32;

  Blake2b() { start(0); }

  /// The keyed mode. An all-zero key is still a key and gives another digest than no key.
  explicit Blake2b(std::span<const std::uint8_t, kKeyLength> key) {
    start(kKeyLength);
    // The key, padded with zeros, is the first block of the message.
    __builtin_memcpy(block_.data(), key.data(), kKeyLength);
    __builtin_memset(block_.data() + kKeyLength, 0, kBlockLength - kKeyLength);
    filled_ = kBlockLength;
  }

  void update(ByteView bytes) {
    if (bytes.empty()) return;
    // The last block belongs to finish(): a block is compressed only once a byte after it is known.
    if (const std::size_t room = kBlockLength - filled_; bytes.size() > room) {
      append(bytes.first(room));
      compress(block_.data(), kBlockLength, false);
      filled_ = 0;
      bytes = bytes.subspan(room);
      for (; bytes.size() > kBlockLength; bytes = bytes.subspan(kBlockLength)) {
        compress(bytes.data(), kBlockLength, false);
      }
    }
    append(bytes);
  }

  /// The digest of everything given to update(). Once.
  Digest finish() {
    __builtin_memset(block_.data() + filled_, 0, kBlockLength - filled_);
    compress(block_.data(), filled_, true);
    std::uint8_t words[sizeof state_];
    for (std::size_t i = 0; i < state_.size(); ++i)
      store<std::uint64_t>(words + 8 * i, state_[i], ByteOrder::Little);
    Digest digest;
    __builtin_memcpy(digest.data(), words, digest.size());
    return digest;
  }

 private:
  static constexpr std::size_t kBlockLength = 128;
  using Words = std::array<std::uint64_t, 16>;

  static constexpr std::array<std::uint64_t, 8> kInitial = {
      0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
      0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
  };

  /// SIGMA: the order in which a round takes the words of the message.
  static constexpr std::uint8_t kOrder[10][16] = {
      {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
      {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
      {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
      {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
      {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
      {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
      {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
      {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
      {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
      {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
  };

  void start(std::uint8_t key_length) {
    state_ = kInitial;
    // Parameter block: digest length, key length, fanout 1, depth 1; all else zero.
    state_[0] ^= 0x01010000U | static_cast<unsigned>(key_length) << 8 | sizeof(Digest);
  }

  void append(ByteView bytes) {
    __builtin_memcpy(block_.data() + filled_, bytes.data(), bytes.size());
    filled_ += bytes.size();
  }

  static constexpr std::uint64_t rotate_right(std::uint64_t word, unsigned bits) {
    return word >> bits | word << (64 - bits);
  }

  static constexpr void mix(std::uint64_t& a, std::uint64_t& b, std::uint64_t& c, std::uint64_t& d,
                            std::uint64_t x, std::uint64_t y) {
    a += b + x;
    d = rotate_right(d ^ a, 32);
    c += d;
    b = rotate_right(b ^ c, 24);
    a += b + y;
    d = rotate_right(d ^ a, 16);
    c += d;
    b = rotate_right(b ^ c, 63);
  }

  /// A template, so that the order of the words is known to the compiler.
  template <std::size_t round>
  static constexpr void mix_round(Words& v, const Words& m) {
    constexpr const auto& order = kOrder[round % 10];
    mix(v[0], v[4], v[8], v[12], m[order[0]], m[order[1]]);
    mix(v[1], v[5], v[9], v[13], m[order[2]], m[order[3]]);
    mix(v[2], v[6], v[10], v[14], m[order[4]], m[order[5]]);
    mix(v[3], v[7], v[11], v[15], m[order[6]], m[order[7]]);
    mix(v[0], v[5], v[10], v[15], m[order[8]], m[order[9]]);
    mix(v[1], v[6], v[11], v[12], m[order[10]], m[order[11]]);
    mix(v[2], v[7], v[8], v[13], m[order[12]], m[order[13]]);
    mix(v[3], v[4], v[9], v[14], m[order[14]], m[order[15]]);
  }

  /// RFC 7693, section 3.2. `length` is how many of the 128 bytes belong to the message.
  void compress(const std::uint8_t* block, std::size_t length, bool last) {
    compressed_ += length;
    Words m;
    Words v;
    for (std::size_t i = 0; i < 16; ++i) m[i] = load<std::uint64_t>(block + 8 * i, ByteOrder::Little);
    for (std::size_t i = 0; i < 8; ++i) v[i] = state_[i];
    for (std::size_t i = 0; i < 8; ++i) v[8 + i] = kInitial[i];
    v[12] ^= compressed_; // the upper half of the counter stays zero: no message has 2^64 bytes
    if (last) v[14] = ~v[14];
    mix_round<0>(v, m);
    mix_round<1>(v, m);
    mix_round<2>(v, m);
    mix_round<3>(v, m);
    mix_round<4>(v, m);
    mix_round<5>(v, m);
    mix_round<6>(v, m);
    mix_round<7>(v, m);
    mix_round<8>(v, m);
    mix_round<9>(v, m);
    mix_round<10>(v, m);
    mix_round<11>(v, m);
    for (std::size_t i = 0; i < 8; ++i) state_[i] ^= v[i] ^ v[8 + i];
  }

  std::array<std::uint64_t, 8> state_;
  std::array<std::uint8_t, kBlockLength> block_;
  std::size_t filled_ = 0;
  std::uint64_t compressed_ = 0;
};

using Blake2b256 = Blake2b<32>;

} // namespace sigil::crypto::portable
