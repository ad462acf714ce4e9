#include "sigil/crypto/lanes.hpp"

#include <algorithm>
#include <cstring>

#include "sigil/base/endian.hpp"
#include "sigil/base/error.hpp"
#include "sigil/crypto/secret.hpp"
#include "simd.hpp"

namespace sigil::crypto {
namespace {

/// RFC 7693, section 2.6.
constexpr std::array<std::uint64_t, 8> kInitial = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};

/// With the parameter block: digest length, key length, fanout 1, depth 1; all else zero.
std::array<std::uint64_t, 8> initial_state(std::size_t key_length) {
  std::array<std::uint64_t, 8> state = kInitial;
  state[0] ^= 0x01010000U | static_cast<std::uint64_t>(key_length) << 8 | sizeof(Hash);
  return state;
}

HashStates in_all_lanes(const std::array<std::uint64_t, 8>& state) {
  HashStates states;
  for (std::size_t i = 0; i < state.size(); ++i) states[i].fill(state[i]);
  return states;
}

template <typename T>
void wipe_object(T& object) noexcept {
  wipe({reinterpret_cast<std::uint8_t*>(&object), sizeof object});
}

} // namespace

Blake2bStart Blake2bStart::unkeyed() {
  Blake2bStart start;
  start.state_ = initial_state(0);
  return start;
}

Blake2bStart Blake2bStart::keyed(std::span<const std::uint8_t, 32> key) {
  Blake2bStart start;
  start.is_keyed_ = true;
  std::copy(key.begin(), key.end(), start.key_.begin());
  if (!has_simd()) return start;
  // The key, padded with zeros, is the first block of every message.
  std::array<std::uint8_t, kHashBlock> block{};
  std::copy(key.begin(), key.end(), block.begin());
  HashStates states = in_all_lanes(initial_state(key.size()));
  std::array<std::uint64_t, kHashLanes> offsets{};
  compress_lanes(states, {block.data(), block.data(), block.data(), block.data()}, 1, offsets, false);
  for (std::size_t i = 0; i < states.size(); ++i) start.state_[i] = states[i].front();
  wipe(block);
  wipe_object(states);
  return start;
}

Blake2bStart::~Blake2bStart() {
  wipe(key_);
  wipe_object(state_);
}

Hash Blake2bStart::single(ByteView message) const {
  return is_keyed_ ? blake2b_256(message, key_) : blake2b_256(message);
}

/// Up to four messages; lanes that are left repeat the last one.
void Blake2bStart::group(std::span<const ByteView> messages, std::span<Hash> digests) const {
  std::array<const std::uint8_t*, kHashLanes> places;
  for (std::size_t i = 0; i < kHashLanes; ++i) places[i] = messages[std::min(i, messages.size() - 1)].data();
  HashStates states = in_all_lanes(state_);
  std::array<std::uint64_t, kHashLanes> offsets;
  offsets.fill(is_keyed_ ? kHashBlock : 0);
  compress_lanes(states, places, messages.front().size() / kHashBlock, offsets, true);
  for (std::size_t i = 0; i < messages.size(); ++i)
    for (std::size_t word = 0; word < sizeof(Hash) / 8; ++word)
      store<std::uint64_t>(digests[i].data() + 8 * word, states[word][i], ByteOrder::Little);
  wipe_object(states);
}

void blake2b_256_lanes(std::span<const ByteView> messages, const Blake2bStart& start,
                       std::span<Hash> digests) {
  SIGIL_ASSERT(messages.size() == digests.size());
  if (messages.empty()) return;
  const std::size_t length = messages.front().size();
  for (const ByteView message : messages) SIGIL_ASSERT(message.size() == length);
  const bool has_lanes = has_simd() && length != 0 && length % kHashBlock == 0;
  while (!messages.empty()) {
    // One message alone is faster without lanes.
    const std::size_t count = has_lanes ? std::min(messages.size(), kHashLanes) : 1;
    if (count == 1)
      digests.front() = start.single(messages.front());
    else
      start.group(messages.first(count), digests.first(count));
    messages = messages.subspan(count);
    digests = digests.subspan(count);
  }
}

} // namespace sigil::crypto
