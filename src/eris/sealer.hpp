/// \file
/// Blocks sealed several at a time, so that the lanes of the processor are full.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/crypto/lanes.hpp"
#include "sigil/eris/block.hpp"
#include "sigil/eris/store.hpp"

namespace sigil::eris {

/// How many bytes go through the lanes at a time: what four blocks of 32 KiB take of a core's cache.
inline constexpr std::size_t kSealBytes = 4 * size_bytes(BlockSize::k32KiB);

/// Encrypts blocks of one size (ERIS 1.0, section 2.3). One thread at a time. Remembers what it has sealed
/// last: an equal block is neither encrypted nor put again.
class Sealer {
 public:
  Sealer(BlockSize block_size, const ConvergenceSecret& secret, BlockStore* store);
  Sealer(const Sealer&) = delete;
  Sealer& operator=(const Sealer&) = delete;
  ~Sealer();

  /// Seals leaves, padded already where they have to be. `pairs` has as many elements.
  void seal_leaves(std::span<const ByteView> leaves, std::span<ReferenceKeyPair> pairs);
  /// Seals inner nodes of `level` ≥ 1, which need not be in memory of their own: pairs are what a node is
  /// made of.
  void seal_nodes(std::span<const ByteView> nodes, std::uint8_t level, std::span<ReferenceKeyPair> pairs);

 private:
  void seal(std::span<const ByteView> blocks, const crypto::Blake2bStart& start, std::uint8_t level,
            std::span<ReferenceKeyPair> pairs);
  void seal_group(std::span<const ByteView> blocks, std::uint8_t level, std::span<ReferenceKeyPair> pairs);

  const BlockSize block_size_;
  const crypto::Blake2bStart keyed_;
  const crypto::Blake2bStart unkeyed_;
  BlockStore* const store_;
  const std::unique_ptr<std::uint8_t[]> ciphertext_;
  struct Known {
    ReferenceKeyPair pair; ///< a reference of zeros: none
    std::uint8_t level = 0;
  };
  Known& place_of(const Key& key);
  const Known* find(const Key& key, std::uint8_t level);
  /// What was sealed, each in the place that its key has; empty as long as little was.
  std::vector<Known> known_;
  std::size_t sealed_ = 0;
};

} // namespace sigil::eris
