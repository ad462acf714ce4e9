/// \file
/// ChaCha20 (RFC 8439, section 2.4) by libsodium. For the portable, freestanding version see
/// chacha20.hpp.
#pragma once

#include <cstdint>
#include <span>

#include "sigil/base/bytes.hpp"

namespace sigil::crypto {

/// Writes `from` XOR the key stream to `to`: encrypts and decrypts.
/// \param to, from  of the same length, the same memory or disjoint.
/// \param counter   number of the first 64-byte block of the key stream, which ends with number
///                  2^32 - 1. \throws Error{Internal} if `from` is longer than that.
void chacha20_xor(MutableBytes to, ByteView from, std::span<const std::uint8_t, 32> key,
                  std::span<const std::uint8_t, 12> nonce, std::uint32_t counter = 0);

} // namespace sigil::crypto
