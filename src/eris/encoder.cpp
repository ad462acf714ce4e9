#include <algorithm>
#include <array>

#include "primitives.hpp"
#include "sealer.hpp"
#include "sigil/base/error.hpp"
#include "sigil/eris/codec.hpp"
#include "sigil/eris/tree_encoder.hpp"

namespace sigil::eris {

struct Encoder::State {
  State(BlockSize size, const ConvergenceSecret& secret, BlockStore* store)
      : block_size(size), workspace_size(tree_workspace_size(size, highest_level(size))),
        // Not zeroed: most contents touch a small part of it.
        workspace(std::make_unique_for_overwrite<std::uint8_t[]>(workspace_size)),
        sealer(size, secret, store), tree(size, secret, {workspace.get(), workspace_size}, PutInto{store}) {}

  /// Takes bytes that begin a leaf: as many whole leaves as there are, several at a time.
  ByteView take_leaves(ByteView bytes) {
    const std::size_t length = size_bytes(block_size);
    std::array<ByteView, kSealBytes / size_bytes(BlockSize::k1KiB)> leaves;
    std::array<ReferenceKeyPair, leaves.size()> pairs;
    while (bytes.size() >= length) {
      const std::size_t count = std::min(bytes.size() / length, kSealBytes / length);
      for (std::size_t i = 0; i < count; ++i) leaves[i] = bytes.subspan(i * length, length);
      sealer.seal_leaves(std::span(leaves).first(count), std::span(pairs).first(count));
      for (std::size_t i = 0; i < count; ++i) {
        const bool fits = tree.add(0, pairs[i]);
        SIGIL_ASSERT(fits); // the workspace is for 2^64 bytes
      }
      bytes = bytes.subspan(count * length);
    }
    crypto::wipe({reinterpret_cast<std::uint8_t*>(pairs.data()), sizeof pairs});
    return bytes;
  }

  /// Bytes that fill up a leaf which an earlier part has begun, or begin one.
  void take_part(ByteView bytes) {
    const bool fits = tree.write(bytes);
    SIGIL_ASSERT(fits);
    part_bytes = (part_bytes + bytes.size()) % size_bytes(block_size);
  }

  const BlockSize block_size;
  const std::size_t workspace_size;
  const std::unique_ptr<std::uint8_t[]> workspace;
  Sealer sealer;
  TreeEncoder<SodiumPrimitives, PutInto> tree;
  std::size_t part_bytes = 0; ///< of the last leaf, which the tree has
  /// After finish(), and after a store's exception has left the tree without a block.
  bool closed = false;
};

Encoder::Encoder(BlockSize block_size, const ConvergenceSecret& secret, BlockStore* store)
    : state_(std::make_unique<State>(block_size, secret, store)) {}

Encoder::~Encoder() = default;

void Encoder::write(ByteView bytes) {
  SIGIL_ASSERT(!state_->closed);
  state_->closed = true;
  if (state_->part_bytes > 0) {
    const std::size_t room = size_bytes(state_->block_size) - state_->part_bytes;
    const ByteView part = bytes.first(std::min(room, bytes.size()));
    state_->take_part(part);
    bytes = bytes.subspan(part.size());
  }
  if (!bytes.empty()) state_->take_part(state_->take_leaves(bytes));
  state_->closed = false;
}

ReadCapability Encoder::finish() {
  SIGIL_ASSERT(!state_->closed);
  state_->closed = true;
  TreeRoot root;
  const bool fits = state_->tree.finish(root);
  SIGIL_ASSERT(fits);
  return {state_->block_size, root.level, root.pair};
}

ReadCapability encode(ByteView content, BlockSize block_size, const ConvergenceSecret& secret,
                      BlockStore* store) {
  Encoder encoder(block_size, secret, store);
  encoder.write(content);
  return encoder.finish();
}

ReadCapability name_of(ByteView content) {
  return encode(content, recommended_block_size(content.size()));
}

} // namespace sigil::eris
