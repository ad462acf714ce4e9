/// \file
/// BLAKE2b (RFC 7693) by libsodium, SHA-256 (FIPS 180-4) by nettle: it uses the processor's own instructions
/// for it, which libsodium does not. For the portable, freestanding version of BLAKE2b-256 see blake2b.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>

#include "sigil/base/bytes.hpp"
#include "sigil/base/stream.hpp"

namespace sigil::crypto {

/// A digest of 32 bytes: BLAKE2b-256 or SHA-256.
using Hash = std::array<std::uint8_t, 32>;

/// Unkeyed BLAKE2b with a digest length of 32 bytes. Thread-safe, as all of this room.
Hash blake2b_256(ByteView message);

/// The keyed mode. An all-zero key is still a key and gives another digest than no key.
Hash blake2b_256(ByteView message, std::span<const std::uint8_t, 32> key);

/// Unkeyed BLAKE2b with a digest length of 30 bytes, of all parts one behind the other. 30 bytes are 48
/// characters of base32.
std::array<std::uint8_t, 30> blake2b_240(std::span<const ByteView> parts);

Hash sha256(ByteView message);

/// The unkeyed digest, of BLAKE2b-256, of a message that comes in parts. Not thread-safe.
class HashSink final : public ByteSink {
 public:
  HashSink();
  ~HashSink() override;

  void write(ByteView bytes) override;
  /// Once; \throws Error{Internal} after it, as write() does.
  Hash finish();

 private:
  struct State;
  std::unique_ptr<State> state_; ///< null once finished
};

/// Likewise of SHA-256.
class Sha256Sink final : public ByteSink {
 public:
  Sha256Sink();
  ~Sha256Sink() override;

  void write(ByteView bytes) override;
  /// Once; \throws Error{Internal} after it, as write() does.
  Hash finish();

 private:
  struct State;
  std::unique_ptr<State> state_; ///< null once finished
};

} // namespace sigil::crypto
