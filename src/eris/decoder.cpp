#include <algorithm>
#include <optional>
#include <utility>

#include "batch.hpp"
#include "sigil/base/ordered.hpp"
#include "sigil/crypto/hash.hpp"
#include "sigil/crypto/secret.hpp"
#include "sigil/eris/codec.hpp"
#include "sigil/eris/old_capability.hpp"
#include "tree_walk.hpp"

namespace sigil::eris {
namespace {

/// Blocks of one level that stand beside each other: leaves, or nodes of level 1 with all their leaves.
struct Group {
  std::vector<Wanted> blocks;
  bool is_last = false; ///< whether the last of them is the last of its level

  std::unique_ptr<BlockOpener> opener;
  std::vector<Wanted> leaves;
  Bytes nodes;
  std::unique_ptr<std::uint8_t[]> content;
  std::size_t content_room = 0;
  std::size_t content_bytes = 0;
  std::vector<Damage> damages;

  Group() = default;
  Group(Group&&) = default;
  ~Group() { crypto::wipe(nodes); }
};

/// The leaves that have bytes from `offset` up to `end`, and the padding if they are the last.
LeafRange leaves_of(std::uint64_t offset, std::uint64_t end, std::size_t length) {
  return {offset / length, end / length + (end % length != 0 ? 1 : 0)};
}

class Decoder {
 public:
  /// \param end  of the bytes that are wanted. \param sink  null: nobody wants them.
  /// \param on_damage  null: what is wrong is thrown.
  Decoder(const ReadCapability& capability, BlockStore& store, std::uint64_t offset, std::uint64_t end,
          ByteSink* sink, const Reading& reading, const std::function<void(const Damage&)>* on_damage)
      : capability_(capability), store_(store), offset_(offset), end_(end), sink_(sink), reading_(reading),
        on_damage_(on_damage), length_(size_bytes(capability.block_size)),
        // Groups of nodes for small blocks: opening their nodes is work for all cores too.
        group_level_(capability.block_size == BlockSize::k1KiB && capability.level > 1 ? 1 : 0),
        most_in_group_(most_leaves(capability.block_size) /
                       (group_level_ == 1 ? arity(capability.block_size) : 1)),
        range_(leaves_of(offset, end, length_)),
        walk_(capability, store, reading, group_level_, range_, damage_in_walk()) {}

  void run() {
    ordered_for<Group>([this](Group& group) { return gather(group); }, [this](Group& group) { open(group); },
                       [this](const Group& group) { take(group); });
  }

 private:
  TreeWalk::OnDamage damage_in_walk() {
    if (on_damage_ == nullptr) return nullptr;
    return [this](const Error& error, const Wanted& node, std::uint8_t level) {
      gathered_.push_back(damage(error, node, level));
    };
  }

  Damage damage(const Error& error, const Wanted& block, std::uint8_t level) const {
    const ByteRange range = bytes_below(capability_.block_size, block, level);
    return {range.begin, range.end, error};
  }

  bool gather(Group& group) {
    group.blocks.clear();
    group.is_last = false;
    std::vector<Reference> references;
    while (group.blocks.size() < most_in_group_) {
      const std::optional<Step> step = walk_.next();
      if (!step) break;
      if (step->level > group_level_) continue;
      group.blocks.push_back(step->block);
      group.is_last = step->is_last;
      references.push_back(step->block.pair.reference);
    }
    store_.expect(references);
    group.damages = std::exchange(gathered_, {});
    return !group.blocks.empty() || !group.damages.empty();
  }

  /// On any thread.
  void open(Group& group) const {
    if (!group.opener) group.opener = std::make_unique<BlockOpener>(capability_, store_, reading_);
    if (on_damage_ != nullptr) return examine(group);
    group.leaves.clear();
    if (group_level_ == 0)
      group.leaves = group.blocks;
    else
      open_nodes(group, group.blocks, group.is_last);
    open_leaves(group, group.leaves, group.is_last);
  }

  void open_nodes(Group& group, std::span<const Wanted> blocks, bool is_last) const {
    group.nodes.resize(blocks.size() * length_);
    group.opener->open(blocks, 1, group.nodes);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const ByteView node = ByteView(group.nodes).subspan(i * length_, length_);
      const std::size_t count =
          group.opener->check_node(blocks[i], 1, node, is_last && i + 1 == blocks.size());
      for (std::size_t k = 0; k < count; ++k)
        if (range_.has(blocks[i].first_leaf + k))
          group.leaves.push_back({pair_at(node, k), blocks[i].first_leaf + k});
        else if (blocks[i].first_leaf + k >= range_.end)
          group.is_last = false; // that is padded
    }
  }

  void open_leaves(Group& group, std::span<const Wanted> leaves, bool has_last) const {
    group.content_bytes = leaves.size() * length_;
    if (leaves.empty()) return;
    if (group.content_bytes > group.content_room) { // short contents take little
      group.content = std::make_unique_for_overwrite<std::uint8_t[]>(group.content_bytes);
      group.content_room = group.content_bytes;
    }
    const MutableBytes content(group.content.get(), group.content_bytes);
    group.opener->open(leaves, 0, content);
    if (has_last)
      group.content_bytes -= length_ - unpadded_length(*group.opener, leaves.back(), content.last(length_));
  }

  /// What is wrong with each block, where open() would throw what is wrong with the first.
  void examine(Group& group) const {
    const auto failure = [](const auto& work) -> std::optional<Error> {
      try {
        work();
        return std::nullopt;
      } catch (const Error& error) {
        if (!is_damage(error)) throw;
        return error;
      }
    };
    group.leaves.clear();
    bool has_last = group.is_last;
    if (group_level_ == 0) group.leaves = group.blocks;
    for (std::size_t i = 0; group_level_ == 1 && i < group.blocks.size(); ++i) {
      const std::span<const Wanted> node(&group.blocks[i], 1);
      const bool is_last = group.is_last && i + 1 == group.blocks.size();
      if (const auto error = failure([&] { open_nodes(group, node, is_last); })) {
        group.damages.push_back(damage(*error, node.front(), 1));
        has_last = has_last && !is_last;
      }
    }
    const std::span<const Wanted> leaves = group.leaves;
    if (!failure([&] { open_leaves(group, leaves, has_last); })) return;
    for (std::size_t i = 0; i < leaves.size(); ++i)
      if (const auto error =
              failure([&] { open_leaves(group, leaves.subspan(i, 1), has_last && i + 1 == leaves.size()); }))
        group.damages.push_back(damage(*error, leaves[i], 0));
  }

  void take(const Group& group) {
    for (const Damage& damage : group.damages) (*on_damage_)(damage);
    if (sink_ == nullptr || group.content_bytes == 0) return;
    const std::uint64_t begin = group.leaves.front().first_leaf * length_;
    const std::uint64_t first = std::max(begin, offset_);
    const std::uint64_t last = std::min(begin + group.content_bytes, end_);
    if (first < last)
      sink_->write({group.content.get() + (first - begin), static_cast<std::size_t>(last - first)});
  }

  const ReadCapability& capability_;
  BlockStore& store_;
  const std::uint64_t offset_, end_;
  ByteSink* const sink_;
  const Reading reading_;
  const std::function<void(const Damage&)>* const on_damage_;
  const std::size_t length_;
  const std::uint8_t group_level_; ///< of the blocks that groups are made of
  const std::size_t most_in_group_;
  const LeafRange range_;
  std::vector<Damage> gathered_; ///< by the walk
  TreeWalk walk_;
};

constexpr std::uint64_t kToItsEnd = ~std::uint64_t{0};

/// The rules of a tree. Which draft of erisx3 shows in the key of the root, and matters only if keys are
/// checked.
Dialect dialect_of(const OldCapability& capability, BlockStore& store, Checks checks) {
  if (capability.version == OldCapability::Version::Erisx2) return Dialect::Erisx2;
  const ReadCapability& parts = capability.parts;
  if (parts.level == 0 || checks != Checks::Strict) return Dialect::Erisx3A;
  check_level(parts);
  Bytes root(size_bytes(parts.block_size));
  const Wanted block{parts.root, 0};
  BlockOpener(parts, store, {Checks::Standard, Dialect::Erisx3A, {}}).open({&block, 1}, parts.level, root);
  const bool is_hash = crypto::equal_secrets(crypto::blake2b_256(root), parts.root.key);
  crypto::wipe(root);
  return is_hash ? Dialect::Erisx3B : Dialect::Erisx3A;
}

} // namespace

void decode(const ReadCapability& capability, BlockStore& store, ByteSink& sink, Checks checks) {
  Decoder(capability, store, 0, kToItsEnd, &sink, checks, nullptr).run();
}

void decode(const OldCapability& capability, BlockStore& store, ByteSink& sink, Checks checks,
            const ConvergenceSecret& secret) {
  const Reading reading(checks, dialect_of(capability, store, checks), secret);
  Decoder(capability.parts, store, 0, kToItsEnd, &sink, reading, nullptr).run();
}

void decode_range(const ReadCapability& capability, BlockStore& store, std::uint64_t offset,
                  std::uint64_t size_bytes, ByteSink& sink, Checks checks) {
  const std::uint64_t end = offset + std::min(size_bytes, kToItsEnd - offset);
  Decoder(capability, store, offset, end, &sink, checks, nullptr).run();
}

void find_damage(const ReadCapability& capability, BlockStore& store,
                 const std::function<void(const Damage&)>& on_damage) {
  Decoder(capability, store, 0, kToItsEnd, nullptr, Checks::Strict, &on_damage).run();
}

std::uint64_t content_length(const ReadCapability& capability, BlockStore& store, Checks checks) {
  check_level(capability);
  const std::size_t length = size_bytes(capability.block_size);
  BlockOpener opener(capability, store, checks);
  Bytes plaintext(length);
  Wanted block{capability.root, 0};
  for (std::uint8_t level = capability.level; level > 0; --level) {
    opener.open({&block, 1}, level, plaintext);
    const std::size_t last = opener.check_node(block, level, plaintext, true) - 1;
    block = {pair_at(plaintext, last),
             block.first_leaf + last * leaves_below(capability.block_size, level - 1U)};
  }
  opener.open({&block, 1}, 0, plaintext);
  const std::uint64_t in_last = unpadded_length(opener, block, plaintext);
  crypto::wipe(plaintext);
  if (block.first_leaf > (~std::uint64_t{0} - in_last) / length)
    opener.refuse("length", block, 0, "ends a content of 2^64 bytes or more");
  return block.first_leaf * length + in_last;
}

} // namespace sigil::eris
