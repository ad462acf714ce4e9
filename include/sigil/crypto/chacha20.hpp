/// \file
/// Portable ChaCha20 (RFC 8439, section 2.4). Freestanding: no exceptions, allocation or floating
/// point. Hosted code takes cipher.hpp, which is faster.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "sigil/base/bytes.hpp"
#include "sigil/base/endian.hpp"

namespace sigil::crypto::portable {

namespace detail {

using ChaChaState = std::array<std::uint32_t, 16>;

constexpr std::uint32_t rotate_left(std::uint32_t word, unsigned bits) {
  return word << bits | word >> (32 - bits);
}

constexpr void quarter_round(std::uint32_t& a, std::uint32_t& b, std::uint32_t& c, std::uint32_t& d) {
  a += b;
  d = rotate_left(d ^ a, 16);
  c += d;
  b = rotate_left(b ^ c, 12);
  a += b;
  d = rotate_left(d ^ a, 8);
  c += d;
  b = rotate_left(b ^ c, 7);
}

/// The key stream block of `state` (RFC 8439, section 2.3).
constexpr ChaChaState chacha20_block(const ChaChaState& state) {
  ChaChaState x = state;
  for (unsigned i = 0; i < 10; ++i) {
    quarter_round(x[0], x[4], x[8], x[12]);
    quarter_round(x[1], x[5], x[9], x[13]);
    quarter_round(x[2], x[6], x[10], x[14]);
    quarter_round(x[3], x[7], x[11], x[15]);
    quarter_round(x[0], x[5], x[10], x[15]);
    quarter_round(x[1], x[6], x[11], x[12]);
    quarter_round(x[2], x[7], x[8], x[13]);
    quarter_round(x[3], x[4], x[9], x[14]);
  }
  for (std::size_t i = 0; i < x.size(); ++i) x[i] += state[i];
  return x;
}

} // namespace detail

/// Writes `from` XOR the key stream to `to`: encrypts and decrypts.
/// \param to, from  of the same length, the same memory or disjoint.
/// \param counter   number of the first key stream block. It must not pass 2^32 - 1, so at most
///                  256 GiB - 64 * counter bytes can be asked for.
inline void chacha20_xor(MutableBytes to, ByteView from, std::span<const std::uint8_t, 32> key,
                         std::span<const std::uint8_t, 12> nonce, std::uint32_t counter = 0) {
  detail::ChaChaState state = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574}; // "expand 32-byte k"
  for (std::size_t i = 0; i < 8; ++i) {
    state[4 + i] = load<std::uint32_t>(key.data() + 4 * i, ByteOrder::Little);
  }
  state[12] = counter;
  for (std::size_t i = 0; i < 3; ++i) {
    state[13 + i] = load<std::uint32_t>(nonce.data() + 4 * i, ByteOrder::Little);
  }
  const std::uint8_t* in = from.data();
  std::uint8_t* out = to.data();
  std::size_t rest = from.size();
  for (; rest >= 64; rest -= 64, in += 64, out += 64, ++state[12]) {
    const detail::ChaChaState stream = detail::chacha20_block(state);
    for (std::size_t i = 0; i < stream.size(); ++i) {
      const auto word = load<std::uint32_t>(in + 4 * i, ByteOrder::Little);
      store<std::uint32_t>(out + 4 * i, word ^ stream[i], ByteOrder::Little);
    }
  }
  if (rest == 0) return;
  const detail::ChaChaState stream = detail::chacha20_block(state);
  for (std::size_t i = 0; i < rest; ++i) {
    out[i] = static_cast<std::uint8_t>(in[i] ^ (stream[i / 4] >> (8 * (i % 4))));
  }
}

} // namespace sigil::crypto::portable
