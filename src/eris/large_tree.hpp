/// \file
/// The tree over a content that takes several batches. Private to the room.
#pragma once

#include <memory>
#include <optional>

#include "batch.hpp"
#include "primitives.hpp"
#include "sigil/base/error.hpp"
#include "sigil/eris/tree_encoder.hpp"

namespace sigil::eris {

/// The tree over a content that takes several batches.
class LargeTree {
 public:
  LargeTree(BlockSize size, const ConvergenceSecret& secret, BlockStore* store)
      : workspace_size_(tree_workspace_size(size, highest_level(size))),
        workspace_(std::make_unique_for_overwrite<std::uint8_t[]>(workspace_size_)),
        tree_(size, secret, {workspace_.get(), workspace_size_}, PutInto{store}) {}

  /// Takes the pairs of the next piece; the root after the last.
  std::optional<TreeRoot> add(const Batch& batch, const Piece& piece) {
    std::span<const ReferenceKeyPair> pairs = batch.pairs(piece);
    const std::span<const ReferenceKeyPair> inner = piece.is_last ? pairs.first(pairs.size() - 1) : pairs;
    for (const ReferenceKeyPair& pair : inner) {
      const bool fits = tree_.add(piece.level, pair);
      SIGIL_ASSERT(fits); // the workspace is for 2^64 bytes
    }
    if (!piece.is_last) return std::nullopt;
    TreeRoot root;
    const bool fits = tree_.close(pairs.back(), root);
    SIGIL_ASSERT(fits);
    return root;
  }

 private:
  const std::size_t workspace_size_;
  const std::unique_ptr<std::uint8_t[]> workspace_;
  TreeEncoder<SodiumPrimitives, PutInto> tree_;
};

} // namespace sigil::eris
