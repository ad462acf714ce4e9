#include "sealer.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "sigil/base/error.hpp"
#include "sigil/crypto/cipher.hpp"
#include "sigil/crypto/secret.hpp"

namespace sigil::eris {
namespace {

/// How many blocks a sealer remembers, in about 300 KiB.
constexpr std::size_t kKnownBlocks = 4096;
/// After how many blocks it begins: a short content repeats little.
constexpr std::size_t kForgottenBlocks = 64;
constexpr std::size_t kMostInGroup = kSealBytes / size_bytes(BlockSize::k1KiB);

} // namespace

Sealer::Sealer(BlockSize block_size, const ConvergenceSecret& secret, BlockStore* store)
    : block_size_(block_size), keyed_(crypto::Blake2bStart::keyed(secret)),
      unkeyed_(crypto::Blake2bStart::unkeyed()), store_(store),
      ciphertext_(std::make_unique_for_overwrite<std::uint8_t[]>(kSealBytes)) {}

Sealer::~Sealer() {
  crypto::wipe({reinterpret_cast<std::uint8_t*>(known_.data()), known_.size() * sizeof known_[0]});
}

void Sealer::seal_leaves(std::span<const ByteView> leaves, std::span<ReferenceKeyPair> pairs) {
  seal(leaves, keyed_, 0, pairs);
}

void Sealer::seal_nodes(std::span<const ByteView> nodes, std::uint8_t level,
                        std::span<ReferenceKeyPair> pairs) {
  seal(nodes, unkeyed_, level, pairs);
}

void Sealer::seal(std::span<const ByteView> blocks, const crypto::Blake2bStart& start, std::uint8_t level,
                  std::span<ReferenceKeyPair> pairs) {
  SIGIL_ASSERT(blocks.size() == pairs.size());
  const std::size_t most = kSealBytes / size_bytes(block_size_);
  std::array<crypto::Hash, kMostInGroup> keys;
  for (std::size_t begin = 0; begin < blocks.size(); begin += most) {
    const std::size_t count = std::min(most, blocks.size() - begin);
    if (known_.empty() && (sealed_ += count) > kForgottenBlocks) known_.resize(kKnownBlocks);
    crypto::blake2b_256_lanes(blocks.subspan(begin, count), start, std::span(keys).first(count));
    for (std::size_t i = 0; i < count; ++i) pairs[begin + i].key = keys[i];
    seal_group(blocks.subspan(begin, count), level, pairs.subspan(begin, count));
  }
  crypto::wipe({keys.data()->data(), sizeof keys});
}

Sealer::Known& Sealer::place_of(const Key& key) {
  std::size_t index = 0;
  std::memcpy(&index, key.data(), sizeof index);
  return known_[index % known_.size()];
}

const Sealer::Known* Sealer::find(const Key& key, std::uint8_t level) {
  if (known_.empty()) return nullptr;
  const Known& known = place_of(key);
  const bool is_it = known.pair.key == key && known.level == level && known.pair.reference != Reference{};
  return is_it ? &known : nullptr;
}

/// Encrypts, names and puts a group of which the keys are there.
void Sealer::seal_group(std::span<const ByteView> blocks, std::uint8_t level,
                        std::span<ReferenceKeyPair> pairs) {
  const std::size_t length = size_bytes(block_size_);
  std::array<ByteView, kMostInGroup> ciphertexts;
  std::array<crypto::Hash, kMostInGroup> references;
  std::array<std::size_t, kMostInGroup> fresh; // indices of those that are not known
  std::size_t count = 0;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (const Known* known = find(pairs[i].key, level)) {
      pairs[i].reference = known->pair.reference;
      continue;
    }
    const MutableBytes to(ciphertext_.get() + count * length, length);
    crypto::chacha20_xor(to, blocks[i], pairs[i].key, nonce_of(level));
    ciphertexts[count] = to;
    fresh[count++] = i;
  }
  crypto::blake2b_256_lanes(std::span(ciphertexts).first(count), unkeyed_,
                            std::span(references).first(count));
  for (std::size_t k = 0; k < count; ++k) {
    ReferenceKeyPair& pair = pairs[fresh[k]];
    pair.reference = references[k];
    if (store_ != nullptr) store_->put(pair.reference, ciphertexts[k]);
    if (!known_.empty()) place_of(pair.key) = {pair, level};
  }
}

} // namespace sigil::eris
