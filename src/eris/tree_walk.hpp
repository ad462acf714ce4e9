/// \file
/// The way through a tree, block by block.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "block_opener.hpp"
#include "sigil/base/stream.hpp"

namespace sigil::eris {

/// Leaves by number, from `begin` up to before `end`.
struct LeafRange {
  std::uint64_t begin = 0;
  std::uint64_t end = ~std::uint64_t{0};

  bool has(std::uint64_t leaf) const { return begin <= leaf && leaf < end; }
};

/// A block that a walk has come to.
struct Step {
  Wanted block;
  std::uint8_t level = 0;
  bool is_last = false; ///< of its level
};

/// One walk over a tree from left to right, down to a level: each block of that level, which is not opened,
/// and each node above it, behind the blocks below it. Iterative: the only state is the path from the root,
/// one decrypted node a level.
class TreeWalk {
 public:
  /// Gets to know what is wrong with a node; the walk then goes on behind it.
  using OnDamage = std::function<void(const Error& error, const Wanted& node, std::uint8_t level)>;

  /// \param bottom  the lowest level that the walk goes to. \param range  what is of interest: blocks over
  /// other leaves are passed over. \param on_damage  if null, what is wrong is thrown.
  /// \throws as check_level().
  TreeWalk(const ReadCapability& capability, BlockStore& store, const Reading& reading, std::uint8_t bottom,
           LeafRange range = {}, OnDamage on_damage = nullptr);
  TreeWalk(const TreeWalk&) = delete;
  TreeWalk& operator=(const TreeWalk&) = delete;
  ~TreeWalk();

  /// The next block; nothing behind the root. \throws what BlockOpener does.
  std::optional<Step> next();

 private:
  /// The node of one level that the walk is in.
  struct OpenNode {
    Wanted block;
    std::size_t next = 0; ///< the pair to follow next
    std::size_t end = 0;  ///< behind the last one that is of interest
    std::size_t pair_count = 0;
    bool is_last = false;
  };

  MutableBytes node(std::size_t level) { return MutableBytes(nodes_).subspan(level * length_, length_); }
  void open(const Wanted& block, std::uint8_t level, bool is_last);

  const ReadCapability& capability_;
  const std::size_t length_;
  const std::uint8_t bottom_;
  const LeafRange range_;
  const OnDamage on_damage_;
  BlockOpener opener_;
  Bytes nodes_; ///< decrypted, by level
  std::array<OpenNode, highest_level(BlockSize::k1KiB) + 2> open_{};
  std::uint8_t at_ = 0; ///< the level that the walk is in
  bool is_begun_ = false;
};

} // namespace sigil::eris
