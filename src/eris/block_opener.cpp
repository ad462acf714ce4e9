#include "block_opener.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "primitives.hpp"
#include "sealer.hpp"
#include "sigil/base/text.hpp"

namespace sigil::eris {
namespace {

constexpr std::size_t kReferenceLength = std::tuple_size_v<Reference>;
constexpr std::size_t kMostInGroup = kSealBytes / size_bytes(BlockSize::k1KiB);

} // namespace

std::uint64_t leaves_below(BlockSize size, unsigned level) {
  std::uint64_t leaves = 1;
  for (; level > 0; --level) leaves *= arity(size);
  return leaves;
}

ByteRange bytes_below(BlockSize size, const Wanted& block, unsigned level) {
  const std::uint64_t most_leaves = ~std::uint64_t{0} / size_bytes(size);
  const std::uint64_t begin = std::min(block.first_leaf, most_leaves - 1);
  const std::uint64_t end = std::min(begin + leaves_below(size, level), most_leaves);
  return {begin * size_bytes(size), end * size_bytes(size)};
}

BlockOpener::BlockOpener(const ReadCapability& capability, BlockStore& store, const Reading& reading)
    : capability_(capability), store_(store), reading_(reading), length_(size_bytes(capability.block_size)) {
  fetched_.reserve(kMostInGroup);
}

void BlockOpener::open(std::span<const Wanted> blocks, std::uint8_t level, MutableBytes plaintext) {
  const std::size_t most = kSealBytes / length_;
  std::array<crypto::Hash, kMostInGroup> hashes;
  while (!blocks.empty()) {
    const std::size_t count = fetch(blocks.first(std::min(most, blocks.size())), level);
    crypto::blake2b_256_lanes(fetched_, crypto::Blake2bStart::unkeyed(), std::span(hashes).first(count));
    for (std::size_t i = 0; i < count; ++i) {
      if (hashes[i] != blocks[i].pair.reference)
        refuse("reference", blocks[i], level,
               "has the hash " + in_quotes(to_text(hashes[i])) + ", expected its reference");
      crypto::chacha20_xor(plaintext.subspan(i * length_, length_), fetched_[i], blocks[i].pair.key,
                           nonce_of(level, reading_.dialect));
    }
    check_keys(blocks.first(count), level, plaintext.first(count * length_));
    if (failure_) throw *failure_;
    blocks = blocks.subspan(count);
    plaintext = plaintext.subspan(count * length_);
  }
}

/// Fetches blocks until one is not there, or of another size, and returns how many it has.
std::size_t BlockOpener::fetch(std::span<const Wanted> blocks, std::uint8_t level) {
  fetched_.clear();
  failure_.reset();
  // Whatever length a block turns out to have, there is room for it behind the others.
  const std::size_t needed = blocks.size() * length_ + kLargestBlock;
  if (needed > room_) {
    buffer_ = std::make_unique_for_overwrite<std::uint8_t[]>(needed);
    room_ = needed;
  }
  std::size_t used = 0;
  for (const Wanted& block : blocks) {
    const MutableBytes room(buffer_.get() + used, room_ - used);
    const ByteView bytes = store_.get(block.pair.reference, room);
    if (bytes.empty())
      failure_ = error(ErrorKind::Missing, "missing", block, level, "is not in the store");
    else if (bytes.size() != length_)
      failure_ = error(ErrorKind::Integrity, "block-size", block, level,
                       "is a block of " + std::to_string(bytes.size()) + " bytes, expected " +
                           std::to_string(length_));
    if (failure_) break;
    fetched_.push_back(bytes);
    if (bytes.data() == room.data()) used += length_;
  }
  return fetched_.size();
}

/// A node's key is the hash of what it decrypts to. That of the root is always checked where no secret is
/// needed to: ChaCha20 would take any key.
void BlockOpener::check_keys(std::span<const Wanted> blocks, std::uint8_t level,
                             MutableBytes plaintext) const {
  const bool is_root = level == capability_.level;
  const bool is_asked = reading_.checks == Checks::Strict || (is_root && reading_.dialect == Dialect::Eris1);
  if (level == 0 || !is_asked) return;
  std::array<ByteView, kMostInGroup> nodes;
  std::array<crypto::Hash, kMostInGroup> keys;
  for (std::size_t i = 0; i < blocks.size(); ++i) nodes[i] = plaintext.subspan(i * length_, length_);
  crypto::blake2b_256_lanes(std::span(nodes).first(blocks.size()), reading_.node_keys,
                            std::span(keys).first(blocks.size()));
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (crypto::equal_secrets(keys[i], blocks[i].pair.key)) continue;
    std::string what = is_root ? "does not match the key and level of the read capability"
                               : "does not match its key, expected the hash of what is decrypted with it";
    if (has_keyed_nodes(reading_.dialect)) what += " under this convergence secret";
    refuse(is_root ? "root-key" : "node-key", blocks[i], level, what);
  }
}

std::size_t BlockOpener::check_node(const Wanted& node, std::uint8_t level, ByteView plaintext,
                                    bool is_last) const {
  const std::size_t full = arity(capability_.block_size);
  std::size_t count = 0;
  while (count < full && !all_zero(plaintext.subspan(count * kPairLength, kReferenceLength))) ++count;
  if (count < full && !all_zero(plaintext.subspan(count * kPairLength, kPairLength)))
    refuse("null-reference", node, level,
           "has a key without a reference in pair " + std::to_string(count + 1));
  if (!all_zero(plaintext.subspan(count * kPairLength)))
    refuse("node-tail", node, level,
           "has data after its " + std::to_string(count) + " pairs, expected zeros");
  // Trees have one shape for a length: left-packed, and no higher than needed.
  if (count == 0) refuse("empty-node", node, level, "holds no pair, expected at least 1");
  if (!is_last && count < full)
    refuse("left-packing", node, level,
           "holds " + std::to_string(count) + " pairs but is not the last of its level, expected " +
               std::to_string(full));
  if (level == capability_.level && count == 1)
    refuse("height", node, level, "is a root of 1 pair, expected at least 2 or a tree without this level");
  return count;
}

void BlockOpener::refuse(std::string_view code, const Wanted& block, std::uint8_t level,
                         std::string_view what) const {
  throw error(ErrorKind::Integrity, code, block, level, what);
}

Error BlockOpener::error(ErrorKind kind, std::string_view code, const Wanted& block, std::uint8_t level,
                         std::string_view what) const {
  const ByteRange range = bytes_below(capability_.block_size, block, level);
  std::string message = level == 0 ? "leaf " : "node ";
  message += in_quotes(to_text(block.pair.reference)) + " (level " + std::to_string(level) +
             ", content bytes " + std::to_string(range.begin) + " to " + std::to_string(range.end - 1) + ") ";
  return Error(kind, message.append(what)).coded("eris.decode." + std::string(code));
}

bool is_damage(const Error& error) {
  return error.kind() == ErrorKind::Missing || error.kind() == ErrorKind::Integrity;
}

ReferenceKeyPair pair_at(ByteView node, std::size_t index) {
  const ByteView bytes = node.subspan(index * kPairLength, kPairLength);
  ReferenceKeyPair pair;
  std::copy_n(bytes.begin(), pair.reference.size(), pair.reference.begin());
  std::copy_n(bytes.begin() + kReferenceLength, pair.key.size(), pair.key.begin());
  return pair;
}

void check_level(const ReadCapability& capability) {
  const unsigned highest = highest_level(capability.block_size);
  if (capability.level > highest)
    throw Error(ErrorKind::Integrity, "level of the read capability is " + std::to_string(capability.level) +
                                          ", expected at most " + std::to_string(highest) +
                                          ", which no content exceeds")
        .coded("eris.decode.level");
}

std::size_t unpadded_length(const BlockOpener& opener, const Wanted& leaf, ByteView plaintext) {
  std::size_t length = plaintext.size();
  while (length > 0 && plaintext[length - 1] == 0) --length;
  if (length == 0 || plaintext[length - 1] != 0x80)
    opener.refuse("padding", leaf, 0, "is the last but has no padding, expected 0x80 and zeros");
  return length - 1;
}

} // namespace sigil::eris
