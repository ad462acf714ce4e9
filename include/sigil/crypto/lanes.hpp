/// \file
/// BLAKE2b-256 of several messages of one length: what may fill the lanes of a processor.
#pragma once

#include <span>

#include "sigil/base/bytes.hpp"
#include "sigil/crypto/hash.hpp"

namespace sigil::crypto {

/// How a hash begins: without a key, or with one (RFC 7693, section 2.9). Holds the key.
class Blake2bStart {
 public:
  static Blake2bStart unkeyed() { return {}; }
  static Blake2bStart keyed(std::span<const std::uint8_t, 32> key);

 private:
  friend void blake2b_256_lanes(std::span<const ByteView> messages, const Blake2bStart& start,
                                std::span<Hash> digests);
  bool is_keyed_ = false;
  Hash key_{};
};

/// The digest of each message. All have the same length; `digests` has as many elements.
void blake2b_256_lanes(std::span<const ByteView> messages, const Blake2bStart& start,
                       std::span<Hash> digests);

} // namespace sigil::crypto
