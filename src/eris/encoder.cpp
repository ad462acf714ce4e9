#include "primitives.hpp"
#include "sigil/base/error.hpp"
#include "sigil/eris/codec.hpp"
#include "sigil/eris/tree_encoder.hpp"

namespace sigil::eris {
namespace {

struct PutInto {
  BlockStore* store;
  void operator()(const Reference& reference, ByteView block) const {
    if (store != nullptr) store->put(reference, block);
  }
};

} // namespace

struct Encoder::State {
  State(BlockSize size, const ConvergenceSecret& secret, BlockStore* store)
      : block_size(size), workspace_size(tree_workspace_size(size, highest_level(size))),
        // Not zeroed: most contents touch a small part of it.
        workspace(std::make_unique_for_overwrite<std::uint8_t[]>(workspace_size)),
        tree(size, secret, {workspace.get(), workspace_size}, PutInto{store}) {}

  const BlockSize block_size;
  const std::size_t workspace_size;
  const std::unique_ptr<std::uint8_t[]> workspace;
  TreeEncoder<SodiumPrimitives, PutInto> tree;
  /// After finish(), and after a store's exception has left the tree without a block.
  bool closed = false;
};

Encoder::Encoder(BlockSize block_size, const ConvergenceSecret& secret, BlockStore* store)
    : state_(std::make_unique<State>(block_size, secret, store)) {}

Encoder::~Encoder() = default;

void Encoder::write(ByteView bytes) {
  SIGIL_ASSERT(!state_->closed);
  state_->closed = true;
  const bool fits = state_->tree.write(bytes);
  SIGIL_ASSERT(fits); // the workspace is for 2^64 bytes
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
