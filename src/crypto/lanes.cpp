#include "sigil/crypto/lanes.hpp"

#include <algorithm>

#include "sigil/base/error.hpp"

namespace sigil::crypto {

Blake2bStart Blake2bStart::keyed(std::span<const std::uint8_t, 32> key) {
  Blake2bStart start;
  start.is_keyed_ = true;
  std::copy(key.begin(), key.end(), start.key_.begin());
  return start;
}

void blake2b_256_lanes(std::span<const ByteView> messages, const Blake2bStart& start,
                       std::span<Hash> digests) {
  SIGIL_ASSERT(messages.size() == digests.size());
  for (std::size_t i = 0; i < messages.size(); ++i)
    digests[i] = start.is_keyed_ ? blake2b_256(messages[i], start.key_) : blake2b_256(messages[i]);
}

} // namespace sigil::crypto
