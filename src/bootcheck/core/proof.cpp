#include "core/proof.hpp"

#include "sigil/eris/portable.hpp"

namespace sigil::bootcheck {
namespace {

using Primitives = eris::PortablePrimitives;

static_assert(sizeof(ProofMemory::path) >=
              (1 + eris::highest_level(eris::BlockSize::k32KiB)) * eris::size_bytes(eris::BlockSize::k32KiB));
static_assert(sizeof(ProofMemory::path) >=
              (1 + eris::highest_level(eris::BlockSize::k1KiB)) * eris::size_bytes(eris::BlockSize::k1KiB));

bool is_set(const std::uint8_t* bits, std::uint64_t index) {
  return (bits[index / 8] >> (index % 8) & 1) != 0;
}

void set(std::uint8_t* bits, std::uint64_t index) {
  bits[index / 8] = static_cast<std::uint8_t>(bits[index / 8] | 1U << (index % 8));
}

bool are_equal(const eris::Key& hash, const std::uint8_t* other) {
  return __builtin_memcmp(hash.data(), other, hash.size()) == 0;
}

bool is_zero(const std::uint8_t* at, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i)
    if (at[i] != 0) return false;
  return true;
}

/// Where the mark 0x80 of the padding stands, or the size of the leaf if there is none.
std::size_t find_mark(ByteView leaf) {
  for (std::size_t at = leaf.size(); at > 0; --at)
    if (leaf[at - 1] != 0) return leaf[at - 1] == 0x80 ? at - 1 : leaf.size();
  return leaf.size();
}

/// How high a tree over so many leaves is.
unsigned height_over(std::uint64_t leaves, std::size_t arity) {
  unsigned height = 0;
  for (; leaves > 1; leaves = (leaves + arity - 1) / arity) ++height;
  return height;
}

/// `block R (level L) `, where R is a reference.
Refusal refuse_block(Line& why, const std::uint8_t* reference, unsigned level) {
  return refuse(why) << "block " << ReferenceText{reference} << " (level " << std::uint64_t{level} << ") ";
}

} // namespace

StoreProof::StoreProof(const Store& store, ProofMemory& memory) : store_(store), memory_(memory) {
  __builtin_memset(memory.reached_blocks, 0, sizeof memory.reached_blocks);
  __builtin_memset(memory.reached_contents, 0, sizeof memory.reached_contents);
}

bool StoreProof::check_content(const Content& content, ContentReport& report, Line& why) {
  why << "store: content " << Quoted{content.expected.name} << ": ";
  if (!start(content, why)) return false;
  for (leaf_ = 0; leaf_ < leaf_count_; ++leaf_) {
    // The nodes that begin with this leaf, from the top.
    for (unsigned level = height_; level > 0; --level)
      if (leaf_ % (std::uint64_t{1} << span_log(level)) == 0 && !open_node(level, why)) return false;
    if (!take_leaf(why)) return false;
  }
  const auto digest = hash_.finish();
  if (!are_equal(digest, content.expected.hash))
    return refuse(why) << "decoded, it differs from the manifest";
  report = {block_count_, keys_ == Keys::Null};
  return true;
}

bool StoreProof::start(const Content& content, Line& why) {
  content_ = &content;
  block_size_ = eris::block_size_of(content.capability);
  height_ = content.capability[1];
  block_count_ = 0;
  keys_ = Keys::Unknown;
  hash_ = {};
  if (height_ > eris::highest_level(block_size_))
    return refuse(why) << "level of the capability is " << std::uint64_t{height_} << ", at most "
                       << std::uint64_t{eris::highest_level(block_size_)};
  if (!check_listed(content, why)) return false;
  leaf_count_ = content.expected.size / length() + 1;
  if (const unsigned needed = height_over(leaf_count_, eris::arity(block_size_)); height_ != needed)
    return refuse(why) << "level of the capability is " << std::uint64_t{height_} << ", but "
                       << content.expected.size << " bytes need level " << std::uint64_t{needed};
  return true;
}

/// What the manifest says is what the store's list says.
bool StoreProof::check_listed(const Content& content, Line& why) {
  const std::uint8_t* const root = pair_to(height_).reference;
  if (store_.find(block_size_, root) == kNoBlock) {
    if (store_.has(root))
      return refuse(why) << "block size of the capability is " << length()
                         << ", but the root is of another size";
    return refuse(why) << "root " << ReferenceText{root} << " of the capability is not in the store";
  }
  const std::uint64_t index = store_.find_content(root);
  if (index == kNoBlock)
    return refuse(why) << "root " << ReferenceText{root}
                       << " of the capability is not in the list of contents";
  const StoreEntry& entry = store_.contents()[index];
  if (entry.block_size != content.capability[0])
    return refuse(why) << "block size of the capability is " << length() << ", the list has another";
  if (entry.level != height_)
    return refuse(why) << "level of the capability is " << std::uint64_t{height_} << ", "
                       << std::uint64_t{entry.level} << " in the list";
  if (entry.size != content.expected.size)
    return refuse(why) << "has " << content.expected.size << " bytes in the manifest, "
                       << std::uint64_t{entry.size} << " in the list";
  set(memory_.reached_contents, index);
  return true;
}

StoreProof::Pair StoreProof::pair_to(unsigned level) const {
  const std::uint8_t* at = content_->capability.data() + 2;
  if (level < height_)
    at = block(level + 1) + (leaf_ >> span_log(level)) % eris::arity(block_size_) * eris::kPairLength;
  return {at, at + 32};
}

/// Decrypts the block behind `pair` into its place on the path.
bool StoreProof::take_block(const Pair& pair, unsigned level, Line& why) {
  ++block_count_;
  const std::uint64_t number = store_.find(block_size_, pair.reference);
  if (number == kNoBlock) {
    if (store_.has(pair.reference))
      return refuse_block(why, pair.reference, level) << "is not of " << length() << " bytes";
    return refuse_block(why, pair.reference, level) << "is not in the store";
  }
  const ByteView encrypted = store_.block(number);
  // Nobody writes to a module, so one look at each block is enough.
  if (!is_set(memory_.reached_blocks, number)) {
    if (!are_equal(Primitives::hash(encrypted), pair.reference))
      return refuse_block(why, pair.reference, level) << "differs from its reference";
    set(memory_.reached_blocks, number);
  }
  eris::Key key;
  __builtin_memcpy(key.data(), pair.key, key.size());
  Primitives::cipher({block(level), length()}, encrypted, key,
                     eris::nonce_of(static_cast<std::uint8_t>(level)));
  return true;
}

bool StoreProof::open_node(unsigned level, Line& why) {
  const Pair pair = pair_to(level);
  if (!take_block(pair, level, why)) return false;
  if (!are_equal(Primitives::hash({block(level), length()}), pair.key)) {
    if (level == height_) return refuse(why) << "key and level of the capability do not fit the root";
    return refuse_block(why, pair.reference, level) << "differs from its key";
  }
  return check_pairs(level, pair, why);
}

/// The size of the content says how many pairs each node has.
bool StoreProof::check_pairs(unsigned level, const Pair& pair, Line& why) const {
  const auto refuse_node = [&] { return refuse_block(why, pair.reference, level); };
  const std::size_t full = eris::arity(block_size_);
  const std::uint8_t* const pairs = block(level);
  std::size_t count = 0;
  while (count < full && !is_zero(pairs + count * eris::kPairLength, 32)) ++count;
  if (count < full && !is_zero(pairs + count * eris::kPairLength + 32, 32))
    return refuse_node() << "has a key without a reference";
  if (!is_zero(pairs + count * eris::kPairLength, (full - count) * eris::kPairLength))
    return refuse_node() << "has data behind its " << count << " pairs";
  if (count == 0) return refuse_node() << "holds no pair";
  if (level == height_ && count == 1) return refuse_node() << "is a root of one pair";
  const std::uint64_t below = ((leaf_count_ - leaf_ - 1) >> span_log(level - 1)) + 1;
  if (below > full && count < full)
    return refuse_node() << "holds " << count << " pairs, but is not the last of its level";
  const std::uint64_t expected = below < full ? below : full;
  if (count != expected)
    return refuse_node() << "holds " << count << " pairs, " << content_->expected.size << " bytes need "
                         << expected;
  return true;
}

bool StoreProof::take_leaf(Line& why) {
  const Pair pair = pair_to(0);
  if (!take_block(pair, 0, why) || !check_leaf_key(pair, why)) return false;
  if (leaf_ + 1 == leaf_count_) return take_last_leaf(pair, why);
  hash_.update({block(0), length()});
  return true;
}

/// Keys of leaves can be checked under the null secret only; with another one none of them fits.
bool StoreProof::check_leaf_key(const Pair& pair, Line& why) {
  const Keys found =
      are_equal(Primitives::keyed_hash({block(0), length()}, {}), pair.key) ? Keys::Null : Keys::Other;
  if (keys_ == Keys::Unknown) keys_ = found;
  if (keys_ == found) return true;
  return refuse_block(why, pair.reference, 0)
         << (found == Keys::Null ? "has the key of the null secret, unlike those before it"
                                 : "does not have the key of the null secret, unlike those before it");
}

bool StoreProof::take_last_leaf(const Pair& pair, Line& why) {
  const std::size_t used = find_mark({block(0), length()});
  if (used == length()) {
    if (height_ == 0 && keys_ == Keys::Other)
      return refuse_block(why, pair.reference, 0)
             << "has no padding, or the key of the capability is not its own";
    return refuse_block(why, pair.reference, 0) << "has no padding";
  }
  const std::uint64_t size = leaf_ * length() + used;
  if (size != content_->expected.size)
    return refuse(why) << "has " << size << " bytes, " << content_->expected.size << " in the manifest";
  hash_.update({block(0), used});
  return true;
}

bool StoreProof::check_rest(Line& why) const {
  for (std::uint64_t i = 0; i < store_.contents().size(); ++i)
    if (!is_set(memory_.reached_contents, i))
      return refuse(why) << "store: content " << ReferenceText{store_.contents()[i].reference}
                         << " of the list is not in the manifest";
  for (std::uint64_t i = 0; i < store_.block_count(); ++i)
    if (!is_set(memory_.reached_blocks, i))
      return refuse(why) << "store: block " << ReferenceText{store_.reference(i)} << " belongs to no content";
  return true;
}

} // namespace sigil::bootcheck
