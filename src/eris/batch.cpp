#include "batch.hpp"

#include <cstring>

#include "sigil/base/error.hpp"
#include "sigil/crypto/secret.hpp"

namespace sigil::eris {
namespace {

static_assert(sizeof(ReferenceKeyPair) == kPairLength);

MutableBytes bytes_of(std::vector<ReferenceKeyPair>& pairs) {
  return {reinterpret_cast<std::uint8_t*>(pairs.data()), pairs.size() * sizeof pairs[0]};
}

} // namespace

Batch::~Batch() {
  crypto::wipe(bytes_of(pairs_));
  crypto::wipe(nodes_);
  crypto::wipe(tails_);
}

void Batch::reset(BlockSize block_size) {
  block_size_ = block_size;
  leaf_count_ = 0;
  pieces_.clear();
}

bool Batch::add(std::size_t content, ByteView bytes, bool is_whole, bool is_last) {
  const std::size_t leaves = bytes.size() / size_bytes(block_size_) + (is_last ? 1 : 0);
  if (leaf_count_ + leaves > most_leaves(block_size_)) return false;
  leaf_count_ += leaves;
  pieces_.push_back({.content = content, .bytes = bytes, .is_whole = is_whole, .is_last = is_last});
  pieces_.back().count = leaves;
  return true;
}

void Batch::seal(Sealer& sealer) {
  seal_leaves(sealer);
  for (std::uint8_t level = 1; seal_nodes(sealer, level); ++level) {
  }
}

void Batch::seal_leaves(Sealer& sealer) {
  const std::size_t length = size_bytes(block_size_);
  tails_.resize(pieces_.size() * length); // before there are views of it
  blocks_.clear();
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    Piece& piece = pieces_[i];
    piece.first = blocks_.size();
    const std::size_t full = piece.bytes.size() / length;
    for (std::size_t leaf = 0; leaf < full; ++leaf)
      blocks_.push_back(piece.bytes.subspan(leaf * length, length));
    if (!piece.is_last) continue;
    // ISO/IEC 7816-4: a mark, then zeros.
    const ByteView rest = piece.bytes.subspan(full * length);
    const MutableBytes tail = MutableBytes(tails_).subspan(i * length, length);
    if (!rest.empty()) std::memcpy(tail.data(), rest.data(), rest.size());
    tail[rest.size()] = 0x80;
    std::memset(tail.data() + rest.size() + 1, 0, length - rest.size() - 1);
    blocks_.push_back(tail);
  }
  pairs_.resize(blocks_.size());
  sealer.seal_leaves(blocks_, pairs_);
}

/// Seals the nodes over pairs of `level` - 1: all that whole contents need, and full ones of others if they
/// do not end here. False if nothing is left to be sealed.
bool Batch::seal_nodes(Sealer& sealer, std::uint8_t level) {
  const std::size_t length = size_bytes(block_size_);
  const std::size_t full = arity(block_size_);
  const auto goes_up = [&](const Piece& piece) {
    if (piece.level + 1 != level) return false;
    return piece.is_whole ? piece.count > 1 : !piece.is_last && level == 1 && piece.count % full == 0;
  };
  std::size_t node_count = 0;
  for (const Piece& piece : pieces_)
    if (goes_up(piece)) node_count += (piece.count + full - 1) / full;
  if (node_count == 0) return false;

  nodes_.assign(node_count * length, 0);
  std::size_t begin = 0;
  for (const Piece& piece : pieces_) {
    if (!goes_up(piece)) continue;
    std::memcpy(nodes_.data() + begin, pairs(piece).data(), piece.count * kPairLength);
    begin += (piece.count + full - 1) / full * length;
  }
  blocks_.clear();
  for (std::size_t i = 0; i < node_count; ++i)
    blocks_.push_back(ByteView(nodes_).subspan(i * length, length));
  // Pairs of pieces that stay are kept; the new ones come behind them.
  const std::size_t kept = pairs_.size();
  pairs_.resize(kept + node_count);
  sealer.seal_nodes(blocks_, level, std::span(pairs_).subspan(kept));
  std::size_t first = kept;
  for (Piece& piece : pieces_) {
    if (!goes_up(piece)) continue;
    const std::size_t nodes = (piece.count + full - 1) / full;
    piece.level = level;
    piece.first = first;
    piece.count = nodes;
    first += nodes;
  }
  return true;
}

} // namespace sigil::eris
