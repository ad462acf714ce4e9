#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "primitives.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/interrupt.hpp"
#include "sigil/base/text.hpp"
#include "sigil/eris/codec.hpp"

namespace sigil::eris {
namespace {

constexpr std::size_t kReferenceLength = std::tuple_size_v<Reference>;

/// Leaves are gathered up to this size before they go to the sink.
constexpr std::size_t kOutputSize = std::size_t{128} * 1024;

/// Length of the content in the last leaf; nullopt if the padding of ISO/IEC 7816-4 is not there.
std::optional<std::size_t> unpadded_length(ByteView leaf) {
  std::size_t length = leaf.size();
  while (length > 0 && leaf[length - 1] == 0) --length;
  if (length == 0 || leaf[length - 1] != 0x80) return std::nullopt;
  return length - 1;
}

/// One walk over a tree, leaves from left to right. Iterative: the only state is the path from the
/// root, one decrypted node a level.
class Decoder {
 public:
  Decoder(const ReadCapability& capability, BlockStore& store, ByteSink& sink, Checks checks)
      : capability_(capability), store_(store), sink_(sink), checks_(checks),
        block_length_(size_bytes(capability.block_size)) {
    const unsigned highest = highest_level(capability.block_size);
    if (capability.level > highest) {
      throw Error(ErrorKind::Integrity, "level of the read capability is " +
                                            std::to_string(capability.level) + ", expected at most " +
                                            std::to_string(highest) + ", which no content exceeds")
          .coded("eris.decode.level");
    }
    nodes_ = std::make_unique_for_overwrite<std::uint8_t[]>(nodes_length());
    output_length_ = capability.level == 0 ? block_length_ : kOutputSize;
    output_ = std::make_unique_for_overwrite<std::uint8_t[]>(output_length_);
  }

  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  ~Decoder() { crypto::wipe({nodes_.get(), nodes_length()}); }

  void run() {
    if (capability_.level == 0) {
      take_leaf(capability_.root, true);
      return;
    }
    std::uint8_t level = capability_.level;
    open_node(capability_.root, level, true);
    while (level <= capability_.level) {
      OpenNode& open = open_[level];
      if (open.next == open.pair_count) {
        ++level;
        continue;
      }
      const ReferenceKeyPair pair = pair_at(level, open.next++);
      const bool last = open.last && open.next == open.pair_count;
      if (level > 1) {
        open_node(pair, --level, last);
      } else {
        take_leaf(pair, last);
      }
    }
  }

 private:
  /// The node of one level that the walk is in.
  struct OpenNode {
    std::size_t pair_count = 0;
    std::size_t next = 0; ///< the pair to follow next
    bool last = false;    ///< the last node of its level
  };

  std::size_t nodes_length() const { return capability_.level * block_length_; }
  MutableBytes node(std::uint8_t level) const {
    return {nodes_.get() + (level - std::size_t{1}) * block_length_, block_length_};
  }

  ReferenceKeyPair pair_at(std::uint8_t level, std::size_t index) const {
    const ByteView bytes = node(level).subspan(index * kPairLength, kPairLength);
    ReferenceKeyPair pair;
    std::copy_n(bytes.begin(), pair.reference.size(), pair.reference.begin());
    std::copy_n(bytes.begin() + kReferenceLength, pair.key.size(), pair.key.begin());
    return pair;
  }

  /// Names the block of `reference` at `level`, to which the walk has just come.
  Error error(ErrorKind kind, std::string_view code, const Reference& reference, std::uint8_t level,
              std::string_view what) const {
    std::string message = level == 0 ? "leaf " : "node ";
    message += in_quotes(to_text(reference)) + " (level " + std::to_string(level) + ", content from byte " +
               std::to_string(leaves_ * block_length_) + ") ";
    return Error(kind, message.append(what)).coded("eris.decode." + std::string(code));
  }
  Error refusal(std::string_view code, const Reference& reference, std::uint8_t level,
                std::string_view what) const {
    return error(ErrorKind::Integrity, code, reference, level, what);
  }

  /// Fetches, checks and decrypts a block.
  void open_block(const ReferenceKeyPair& pair, std::uint8_t level, MutableBytes plaintext) {
    const ByteView block = store_.get(pair.reference, {buffer_.get(), kLargestBlock});
    if (block.empty()) {
      throw error(ErrorKind::Missing, "missing", pair.reference, level, "is not in the store");
    }
    if (block.size() != block_length_) {
      throw refusal("block-size", pair.reference, level,
                    "is a block of " + std::to_string(block.size()) + " bytes, expected " +
                        std::to_string(block_length_));
    }
    if (const Reference found = SodiumPrimitives::hash(block); found != pair.reference) {
      throw refusal("reference", pair.reference, level,
                    "has the hash " + in_quotes(to_text(found)) + ", expected its reference");
    }
    SodiumPrimitives::cipher(plaintext, block, pair.key, nonce_of(level));
  }

  void open_node(const ReferenceKeyPair& pair, std::uint8_t level, bool last) {
    const MutableBytes plaintext = node(level);
    open_block(pair, level, plaintext);
    const bool root = level == capability_.level;
    if (root || checks_ == Checks::Strict) {
      if (!crypto::equal_secrets(SodiumPrimitives::hash(plaintext), pair.key)) {
        throw refusal(root ? "root-key" : "node-key", pair.reference, level,
                      root ? "does not match the key and level of the read capability"
                           : "does not match its key, expected the hash of what is decrypted with it");
      }
    }
    const std::size_t count = count_pairs(pair.reference, level);
    check_shape(pair.reference, level, count, last);
    open_[level] = {count, 0, last};
  }

  /// How many pairs the node holds; after the first null pair all must be zero.
  std::size_t count_pairs(const Reference& reference, std::uint8_t level) const {
    const ByteView plaintext = node(level);
    const std::size_t full = arity(capability_.block_size);
    std::size_t count = 0;
    while (count < full && !all_zero(plaintext.subspan(count * kPairLength, kReferenceLength))) ++count;
    if (count < full && !all_zero(plaintext.subspan(count * kPairLength, kPairLength))) {
      throw refusal("null-reference", reference, level,
                    "has a key without a reference in pair " + std::to_string(count + 1));
    }
    const ByteView tail = plaintext.subspan(count * kPairLength);
    if (!all_zero(tail)) {
      throw refusal("node-tail", reference, level,
                    "has data after its " + std::to_string(count) + " pairs, expected zeros");
    }
    return count;
  }

  /// Trees have one shape for a length: left-packed, and no higher than needed.
  void check_shape(const Reference& reference, std::uint8_t level, std::size_t count, bool last) const {
    const std::size_t full = arity(capability_.block_size);
    if (count == 0) {
      throw refusal("empty-node", reference, level, "holds no pair, expected at least 1");
    }
    if (!last && count < full) {
      throw refusal("left-packing", reference, level,
                    "holds " + std::to_string(count) + " pairs but is not the last of its level, expected " +
                        std::to_string(full));
    }
    if (level == capability_.level && count == 1) {
      throw refusal("height", reference, level,
                    "is a root of 1 pair, expected at least 2 or a tree without this level");
    }
  }

  void take_leaf(const ReferenceKeyPair& pair, bool last) {
    const MutableBytes plaintext(output_.get() + filled_, block_length_);
    open_block(pair, 0, plaintext);
    const std::optional<std::size_t> length = last ? unpadded_length(plaintext) : block_length_;
    if (!length) {
      throw refusal("padding", pair.reference, 0, "is the last but has no padding, expected 0x80 and zeros");
    }
    ++leaves_;
    filled_ += *length;
    if (last || filled_ == output_length_) flush();
  }

  void flush() {
    throw_if_interrupted();
    if (filled_ > 0) sink_.write({output_.get(), std::exchange(filled_, 0)});
  }

  const ReadCapability& capability_;
  BlockStore& store_;
  ByteSink& sink_;
  const Checks checks_;
  const std::size_t block_length_;
  /// Decrypted nodes by level, level 1 first.
  std::unique_ptr<std::uint8_t[]> nodes_;
  std::array<OpenNode, highest_level(BlockSize::k1KiB) + 1> open_{}; ///< by level, 0 is not used
  std::unique_ptr<std::uint8_t[]> output_;
  /// For a block that is not in the store's own memory.
  const std::unique_ptr<std::uint8_t[]> buffer_ =
      std::make_unique_for_overwrite<std::uint8_t[]>(kLargestBlock);
  std::size_t output_length_ = 0;
  std::size_t filled_ = 0;
  /// Leaves that the walk has passed.
  std::uint64_t leaves_ = 0;
};

} // namespace

void decode(const ReadCapability& capability, BlockStore& store, ByteSink& sink, Checks checks) {
  Decoder(capability, store, sink, checks).run();
}

} // namespace sigil::eris
