#include "tree_walk.hpp"

#include <algorithm>
#include <utility>

#include "sigil/crypto/secret.hpp"

namespace sigil::eris {

TreeWalk::TreeWalk(const ReadCapability& capability, BlockStore& store, const Reading& reading,
                   std::uint8_t bottom, LeafRange range, OnDamage on_damage)
    : capability_(capability), length_(size_bytes(capability.block_size)), bottom_(bottom), range_(range),
      on_damage_(std::move(on_damage)), opener_(capability, store, reading) {
  check_level(capability);
  nodes_.resize((capability.level + std::size_t{1}) * length_);
}

TreeWalk::~TreeWalk() {
  crypto::wipe(nodes_);
}

std::optional<Step> TreeWalk::next() {
  const std::uint8_t root = capability_.level;
  if (!is_begun_) {
    is_begun_ = true;
    at_ = root + 1;
    const Wanted block{capability_.root, 0};
    if (root <= bottom_) return Step{block, root, true};
    open(block, root, true);
  }
  while (at_ <= root) {
    OpenNode& parent = open_[at_];
    if (parent.next == parent.end) return Step{parent.block, at_++, parent.is_last};
    const auto level = static_cast<std::uint8_t>(at_ - 1);
    const Wanted block{pair_at(node(at_), parent.next),
                       parent.block.first_leaf + parent.next * leaves_below(capability_.block_size, level)};
    ++parent.next;
    const bool is_last = parent.is_last && parent.next == parent.pair_count;
    if (level <= bottom_) return Step{block, level, is_last};
    open(block, level, is_last);
  }
  return std::nullopt;
}

void TreeWalk::open(const Wanted& block, std::uint8_t level, bool is_last) {
  OpenNode opened{block, 0, 0, 0, is_last};
  try {
    opener_.open({&block, 1}, level, node(level));
    opened.pair_count = opener_.check_node(block, level, node(level), is_last);
  } catch (const Error& error) {
    if (!on_damage_ || !is_damage(error)) throw;
    on_damage_(error, block, level);
    return;
  }
  // Of the pairs, those over leaves in the range.
  const std::uint64_t below = leaves_below(capability_.block_size, level - 1U);
  const auto pair_over = [&](std::uint64_t leaf) {
    return leaf <= block.first_leaf
               ? 0
               : std::min<std::uint64_t>((leaf - block.first_leaf) / below, opened.pair_count);
  };
  opened.next = pair_over(range_.begin);
  opened.end = range_.end <= block.first_leaf ? 0 : pair_over(range_.end - 1) + 1;
  opened.end = std::max(opened.next, std::min(opened.end, opened.pair_count));
  open_[level] = opened;
  at_ = level;
}

void for_each_block(const ReadCapability& capability, BlockStore& store,
                    const std::function<void(const Reference&)>& visit) {
  TreeWalk walk(capability, store, Checks::Standard, 0);
  while (const std::optional<Step> step = walk.next()) visit(step->block.pair.reference);
}

} // namespace sigil::eris
