/// \file
/// A piece of work for one core: leaves of one or several contents, and the nodes over them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sealer.hpp"
#include "sigil/base/bytes.hpp"

namespace sigil::eris {

/// How many leaves a batch has at most: as much as makes going from thread to thread cheap.
constexpr std::size_t most_leaves(BlockSize size) {
  return (std::size_t{512} << 10) / size_bytes(size);
}

/// Leaves of one content, from a multiple of most_leaves() on.
struct Piece {
  std::size_t content = 0; ///< which one, for the caller
  ByteView bytes;          ///< from the first of these leaves on; to the end of the content if `is_last`
  bool is_whole = false;   ///< all leaves of the content: its tree is finished here
  bool is_last = false;    ///< with the padded leaf

  // Results.
  std::uint8_t level = 0; ///< of the pairs: the root's, or of nodes that are full
  std::size_t first = 0;  ///< index of the first pair
  std::size_t count = 0;  ///< how many pairs; of a whole content one
};

class Batch {
 public:
  Batch() = default;
  Batch(Batch&&) = default;
  ~Batch();

  /// Empties the batch; `sealer` is for all pieces that come.
  void reset(BlockSize block_size);
  /// False if there is no room. What is_last says is what has to be padded.
  bool add(std::size_t content, ByteView bytes, bool is_whole, bool is_last);
  bool empty() const noexcept { return pieces_.empty(); }

  void seal(Sealer& sealer);

  const std::vector<Piece>& pieces() const noexcept { return pieces_; }
  std::span<const ReferenceKeyPair> pairs(const Piece& piece) const {
    return std::span(pairs_).subspan(piece.first, piece.count);
  }

 private:
  void seal_leaves(Sealer& sealer);
  bool seal_nodes(Sealer& sealer, std::uint8_t level);

  BlockSize block_size_ = BlockSize::k1KiB;
  std::size_t leaf_count_ = 0;
  std::vector<Piece> pieces_;
  std::vector<ByteView> blocks_;
  Bytes tails_; ///< last leaves, padded
  std::vector<ReferenceKeyPair> pairs_;
  Bytes nodes_; ///< pairs, filled up with zeros to whole nodes
};

} // namespace sigil::eris
