#include <algorithm>
#include <array>
#include <optional>

#include "batch.hpp"
#include "sigil/base/ordered.hpp"
#include "sigil/crypto/secret.hpp"
#include "sigil/eris/codec.hpp"
#include "tree_walk.hpp"

namespace sigil::eris {
namespace {

/// Blocks of one level that stand beside each other: leaves, or nodes of level 1 with all their leaves.
struct Group {
  std::vector<Wanted> blocks;
  std::uint8_t level = 0;
  bool is_last = false; ///< whether the last of them is the last of its level

  std::unique_ptr<BlockOpener> opener;
  std::vector<Wanted> leaves;
  Bytes nodes;
  std::unique_ptr<std::uint8_t[]> content;
  std::size_t content_bytes = 0;

  Group() = default;
  Group(Group&&) = default;
  ~Group() { crypto::wipe(nodes); }
};

/// One walk over a tree, leaves from left to right. Iterative: the only state is the path from the root, one
/// decrypted node a level, down to where groups begin.
class Decoder {
 public:
  Decoder(const ReadCapability& capability, BlockStore& store, ByteSink& sink, Checks checks)
      : capability_(capability), store_(store), sink_(sink), checks_(checks),
        length_(size_bytes(capability.block_size)), opener_(capability, store, checks) {
    check_level(capability);
    // Groups of nodes for small blocks: opening their nodes is work for all cores too.
    group_level_ = capability.block_size == BlockSize::k1KiB && capability.level > 1 ? 1 : 0;
    most_in_group_ = most_leaves(capability.block_size);
    if (group_level_ == 1) most_in_group_ /= arity(capability.block_size);
    nodes_.resize((capability.level + std::size_t{1}) * length_);
  }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  ~Decoder() { crypto::wipe(nodes_); }

  void run() {
    ordered_for<Group>([this](Group& group) { return gather(group); }, [this](Group& group) { open(group); },
                       [this](const Group& group) {
                         if (group.content_bytes > 0) sink_.write({group.content.get(), group.content_bytes});
                       });
  }

 private:
  /// The node of one level that the walk is in.
  struct OpenNode {
    std::size_t pair_count = 0;
    std::size_t next = 0;         ///< the pair to follow next
    std::uint64_t first_leaf = 0; ///< of the next pair
    bool is_last = false;         ///< the last node of its level
  };

  MutableBytes node(std::size_t level) { return MutableBytes(nodes_).subspan(level * length_, length_); }

  /// Leaves below a full block of `level`.
  std::uint64_t leaves_below(std::size_t level) const {
    std::uint64_t leaves = 1;
    for (; level > 0; --level) leaves *= arity(capability_.block_size);
    return leaves;
  }

  bool gather(Group& group) {
    group.blocks.clear();
    group.level = group_level_;
    group.is_last = false;
    if (capability_.level == group_level_) { // 0: there are groups of nodes below a higher root only
      if (is_begun_) return false;
      is_begun_ = true;
      group.blocks.push_back({capability_.root, 0});
      group.is_last = true;
      return true;
    }
    if (!is_begun_) open_node({capability_.root, 0}, capability_.level, true);
    is_begun_ = true;
    while (group.blocks.size() < most_in_group_ && step(group)) {
    }
    std::vector<Reference> references;
    for (const Wanted& block : group.blocks) references.push_back(block.pair.reference);
    store_.expect(references);
    return !group.blocks.empty();
  }

  /// Goes one block on. False at the end of the tree.
  bool step(Group& group) {
    while (at_ <= capability_.level && open_[at_].next == open_[at_].pair_count) ++at_;
    if (at_ > capability_.level) return false;
    OpenNode& open = open_[at_];
    const Wanted block{pair_at(node(at_), open.next++), open.first_leaf};
    open.first_leaf += leaves_below(at_ - 1);
    const bool is_last = open.is_last && open.next == open.pair_count;
    if (at_ - 1 > group_level_) {
      open_node(block, static_cast<std::uint8_t>(at_ - 1), is_last);
    } else {
      group.blocks.push_back(block);
      group.is_last = is_last;
    }
    return true;
  }

  void open_node(const Wanted& block, std::uint8_t level, bool is_last) {
    opener_.open({&block, 1}, level, node(level));
    const std::size_t count = opener_.check_node(block, level, node(level), is_last);
    open_[level] = {count, 0, block.first_leaf, is_last};
    at_ = level;
  }

  /// On any thread.
  void open(Group& group) const {
    if (!group.opener) group.opener = std::make_unique<BlockOpener>(capability_, store_, checks_);
    if (!group.content)
      group.content =
          std::make_unique_for_overwrite<std::uint8_t[]>(most_leaves(capability_.block_size) * length_);
    if (group.level == 1) open_nodes(group);
    const std::vector<Wanted>& leaves = group.level == 1 ? group.leaves : group.blocks;
    group.content_bytes = leaves.size() * length_;
    const MutableBytes content(group.content.get(), group.content_bytes);
    group.opener->open(leaves, 0, content);
    if (group.is_last)
      group.content_bytes -= length_ - unpadded_length(*group.opener, leaves.back(), content.last(length_));
  }

  void open_nodes(Group& group) const {
    group.nodes.resize(group.blocks.size() * length_);
    group.opener->open(group.blocks, 1, group.nodes);
    group.leaves.clear();
    for (std::size_t i = 0; i < group.blocks.size(); ++i) {
      const Wanted& block = group.blocks[i];
      const ByteView node = ByteView(group.nodes).subspan(i * length_, length_);
      const bool is_last = group.is_last && i + 1 == group.blocks.size();
      const std::size_t count = group.opener->check_node(block, 1, node, is_last);
      for (std::size_t k = 0; k < count; ++k)
        group.leaves.push_back({pair_at(node, k), block.first_leaf + k});
    }
  }

  const ReadCapability& capability_;
  BlockStore& store_;
  ByteSink& sink_;
  const Checks checks_;
  const std::size_t length_;
  BlockOpener opener_;
  std::uint8_t group_level_ = 0; ///< of the blocks that groups are made of
  std::size_t most_in_group_ = 0;
  /// Decrypted nodes by level, and how far the walk is in each.
  Bytes nodes_;
  std::array<OpenNode, highest_level(BlockSize::k1KiB) + 2> open_{};
  std::size_t at_ = 0; ///< the level that the walk is in
  bool is_begun_ = false;
};

} // namespace

void decode(const ReadCapability& capability, BlockStore& store, ByteSink& sink, Checks checks) {
  Decoder(capability, store, sink, checks).run();
}

} // namespace sigil::eris
