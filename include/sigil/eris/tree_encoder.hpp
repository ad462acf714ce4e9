/// \file
/// The ERIS 1.0 encoder proper (section 2.3), over memory and primitives that the caller chooses.
/// Freestanding: no exceptions, no allocation. Hosted code takes Encoder (codec.hpp).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sigil/base/bytes.hpp"
#include "sigil/eris/block.hpp"
#include "sigil/eris/dialect.hpp"

namespace sigil::eris {

/// The root of a finished tree: with the block size, everything a read capability holds.
struct TreeRoot {
  std::uint8_t level = 0;
  ReferenceKeyPair pair;
};

/// Bytes of memory that a TreeEncoder needs for trees up to `max_level`. A root of level n covers
/// arity^n leaves: with 32 KiB blocks level 1 is 16 MiB, level 2 is 8 GiB.
constexpr std::size_t tree_workspace_size(BlockSize size, std::uint8_t max_level) {
  return (std::size_t{2} + max_level) * size_bytes(size);
}

/// Encodes a content that comes in parts of any length.
///
/// Pairs of level n gather in a node of level n + 1, one such unfinished node a level. A full node is
/// sealed (encrypted and referred to by a pair one level up) only when one more pair comes, so that
/// when the content ends no level below the top is empty, and the last pair has one way: up.
///
/// `Primitives` has the static members
///   Key hash(ByteView), Key keyed_hash(ByteView, const ConvergenceSecret&)  BLAKE2b-256
///   void cipher(MutableBytes to, ByteView from, const Key&, const Nonce&)   ChaCha20, counter from 0
///   void wipe(MutableBytes)                                                 zeros that stay written
/// `Emit` is called as emit(const Reference&, ByteView block) for each block, leaves before the nodes
/// over them; equal blocks come again.
/// What they throw, if they do, passes through; the encoder is then of no further use.
/// `kDialect` other than the default is for tests: nobody makes such trees any more.
template <typename Primitives, typename Emit, Dialect kDialect = Dialect::Eris1>
class TreeEncoder {
 public:
  /// \param workspace  at least tree_workspace_size(block_size, 0) bytes, more allows a higher tree;
  ///                   its content does not matter. It outlives the encoder, whose destructor wipes
  ///                   all plaintext and keys from it.
  TreeEncoder(BlockSize block_size, const ConvergenceSecret& secret, MutableBytes workspace, Emit emit)
      : block_size_(block_size), secret_(secret), workspace_(workspace), emit_(emit) {
    const std::size_t levels = workspace.size() / block_length() - 2;
    max_level_ = levels < highest_level(block_size) ? levels : highest_level(block_size);
  }

  TreeEncoder(const TreeEncoder&) = delete;
  TreeEncoder& operator=(const TreeEncoder&) = delete;
  ~TreeEncoder() {
    Primitives::wipe(workspace_.first((2 + height_) * block_length()));
    Primitives::wipe(secret_);
  }

  /// False if the content needs a higher tree than the workspace allows; every later call is then
  /// false as well.
  [[nodiscard]] bool write(ByteView bytes) {
    if (filled_ > 0) {
      const std::size_t room = block_length() - filled_;
      const ByteView part = bytes.first(bytes.size() < room ? bytes.size() : room);
      append(part);
      bytes = bytes.subspan(part.size());
      if (filled_ < block_length()) return ok_;
      add_leaf(part_leaf());
      filled_ = 0;
    }
    for (; ok_ && bytes.size() >= block_length(); bytes = bytes.subspan(block_length())) {
      add_leaf(bytes.first(block_length()));
    }
    if (ok_) append(bytes);
    return ok_;
  }

  /// Adds the pair of a block that was sealed elsewhere: a leaf, or with `level` ≥ 1 a full node. What was
  /// written before must end where the block begins, and nodes of lower levels be full.
  [[nodiscard]] bool add(std::size_t level, const ReferenceKeyPair& pair) {
    for (std::size_t below = 0; ok_ && below < level && below < height_; ++below)
      if (count_[below] > 0) push(below + 1, seal_node(below));
    if (ok_) push(level, pair);
    return ok_;
  }

  /// Pads the last leaf, closes the tree and gives its root. Once. False as with write().
  [[nodiscard]] bool finish(TreeRoot& root) {
    if (!ok_) return false;
    // ISO/IEC 7816-4: there is always room for the mark, a full leaf has already gone.
    const MutableBytes leaf = part_leaf();
    leaf[filled_] = 0x80;
    const MutableBytes zeros = leaf.subspan(filled_ + 1);
    __builtin_memset(zeros.data(), 0, zeros.size());
    return close(seal_leaf(leaf), root);
  }

  /// The same with a last leaf that was sealed elsewhere.
  [[nodiscard]] bool close(ReferenceKeyPair pair, TreeRoot& root) {
    std::uint8_t level = 0;
    for (; ok_ && level < height_; ++level) {
      push(level, pair);
      if (ok_) pair = seal_node(level);
    }
    root = {level, pair};
    return ok_;
  }

 private:
  std::size_t block_length() const { return size_bytes(block_size_); }
  MutableBytes block(std::size_t index) const {
    return workspace_.subspan(index * block_length(), block_length());
  }
  MutableBytes part_leaf() const { return block(0); }
  MutableBytes ciphertext() const { return block(1); }
  /// The unfinished node of level `level` + 1, which holds pairs of `level`.
  MutableBytes pairs(std::size_t level) const { return block(2 + level); }

  void append(ByteView bytes) {
    if (bytes.empty()) return;
    __builtin_memcpy(part_leaf().data() + filled_, bytes.data(), bytes.size());
    filled_ += bytes.size();
  }

  void add_leaf(ByteView plaintext) { push(0, seal_leaf(plaintext)); }

  ReferenceKeyPair seal_leaf(ByteView plaintext) {
    return seal(plaintext, Primitives::keyed_hash(plaintext, secret_), 0);
  }

  /// Seals and empties the unfinished node that holds pairs of `level`.
  ReferenceKeyPair seal_node(std::size_t level) {
    const MutableBytes node = pairs(level);
    const MutableBytes unused = node.subspan(count_[level] * kPairLength);
    __builtin_memset(unused.data(), 0, unused.size());
    count_[level] = 0;
    return seal(node, node_key(node), static_cast<std::uint8_t>(level + 1));
  }

  Key node_key(ByteView node) const {
    if constexpr (has_keyed_nodes(kDialect)) return Primitives::keyed_hash(node, secret_);
    return Primitives::hash(node);
  }

  ReferenceKeyPair seal(ByteView plaintext, const Key& key, std::uint8_t level) {
    Primitives::cipher(ciphertext(), plaintext, key, nonce_of(level, kDialect));
    const Reference reference = Primitives::hash(ciphertext());
    emit_(reference, ByteView(ciphertext()));
    return {reference, key};
  }

  /// Adds a pair of `level`, sealing the full nodes that stand in its way.
  void push(std::size_t level, ReferenceKeyPair pair) {
    for (; level < max_level_; ++level) {
      const bool full = count_[level] == arity(block_size_);
      const ReferenceKeyPair above = full ? seal_node(level) : ReferenceKeyPair{};
      std::uint8_t* const slot = pairs(level).data() + count_[level] * kPairLength;
      __builtin_memcpy(slot, pair.reference.data(), pair.reference.size());
      __builtin_memcpy(slot + pair.reference.size(), pair.key.data(), pair.key.size());
      ++count_[level];
      if (height_ <= level) height_ = level + 1;
      if (!full) return;
      pair = above;
    }
    ok_ = false;
  }

  const BlockSize block_size_;
  ConvergenceSecret secret_;
  const MutableBytes workspace_;
  Emit emit_;
  std::size_t max_level_ = 0;
  /// Levels that have pairs.
  std::size_t height_ = 0;
  /// How many pairs each unfinished node holds.
  std::array<std::size_t, highest_level(BlockSize::k1KiB)> count_{};
  /// Bytes in the unfinished leaf; always less than a block between two calls.
  std::size_t filled_ = 0;
  bool ok_ = true;
};

} // namespace sigil::eris
