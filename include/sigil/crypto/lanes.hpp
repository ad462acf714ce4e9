/// \file
/// BLAKE2b-256 (RFC 7693) of several messages of one length, in the lanes of the processor where it has them.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "sigil/base/bytes.hpp"
#include "sigil/crypto/hash.hpp"

namespace sigil::crypto {

/// How a hash begins: without a key, or with one (RFC 7693, section 2.9). What the key makes of the state is
/// computed once. Holds the key: wipes itself.
class Blake2bStart {
 public:
  static Blake2bStart unkeyed();
  static Blake2bStart keyed(std::span<const std::uint8_t, 32> key);
  Blake2bStart(const Blake2bStart&) = default;
  Blake2bStart& operator=(const Blake2bStart&) = default;
  ~Blake2bStart();

 private:
  Blake2bStart() = default;
  Hash single(ByteView message) const;
  void group(std::span<const ByteView> messages, std::span<Hash> digests) const;
  friend void blake2b_256_lanes(std::span<const ByteView> messages, const Blake2bStart& start,
                                std::span<Hash> digests);

  bool is_keyed_ = false;
  Hash key_{};
  std::array<std::uint64_t, 8> state_{}; ///< behind the key
};

/// The digest of each message. All have the same length; `digests` has as many elements. Fast for lengths
/// that are a multiple of 128 bytes, and two messages or more. Thread-safe.
void blake2b_256_lanes(std::span<const ByteView> messages, const Blake2bStart& start,
                       std::span<Hash> digests);

} // namespace sigil::crypto
