#include "eris_plain.hpp"

#include <cstring>
#include <sodium.h>
#include <stdexcept>
#include <vector>

namespace sigil::bench {
namespace {

using eris::ReferenceKeyPair;

/// Without sodium_init() libsodium takes code for any processor, at a quarter of the speed.
void initialise() {
  static const bool done = sodium_init() >= 0;
  if (!done) throw std::runtime_error("libsodium does not work");
}

/// \param key  null: the unkeyed mode.
std::array<std::uint8_t, 32> hash(ByteView bytes, const eris::ConvergenceSecret* key = nullptr) {
  std::array<std::uint8_t, 32> digest;
  crypto_generichash(digest.data(), digest.size(), bytes.data(), bytes.size(),
                     key != nullptr ? key->data() : nullptr, key != nullptr ? key->size() : 0);
  return digest;
}

void cipher(MutableBytes to, ByteView from, const eris::Key& key, std::uint8_t level) {
  crypto_stream_chacha20_ietf_xor(to.data(), from.data(), from.size(), eris::nonce_of(level).data(),
                                  key.data());
}

class PlainEncoder {
 public:
  PlainEncoder(eris::BlockSize block_size, eris::BlockStore& store)
      : block_size_(block_size), store_(store), ciphertext_(size_bytes(block_size)) {}

  eris::ReadCapability encode(ByteView content) {
    const std::size_t length = size_bytes(block_size_);
    std::vector<ReferenceKeyPair> pairs;
    for (; content.size() >= length; content = content.subspan(length))
      pairs.push_back(seal(content.first(length), 0));
    Bytes last(length);
    std::copy(content.begin(), content.end(), last.begin());
    last[content.size()] = 0x80;
    pairs.push_back(seal(last, 0));
    std::uint8_t level = 0;
    while (pairs.size() > 1) pairs = nodes_over(pairs, ++level);
    return {block_size_, level, pairs.front()};
  }

 private:
  std::vector<ReferenceKeyPair> nodes_over(const std::vector<ReferenceKeyPair>& pairs, std::uint8_t level) {
    std::vector<ReferenceKeyPair> above;
    for (std::size_t begin = 0; begin < pairs.size(); begin += arity(block_size_)) {
      Bytes node(size_bytes(block_size_));
      const std::size_t count = std::min(arity(block_size_), pairs.size() - begin);
      std::memcpy(node.data(), &pairs[begin], count * eris::kPairLength);
      above.push_back(seal(node, level));
    }
    return above;
  }

  ReferenceKeyPair seal(ByteView block, std::uint8_t level) {
    static constexpr eris::ConvergenceSecret kNull{};
    ReferenceKeyPair pair;
    pair.key = hash(block, level == 0 ? &kNull : nullptr);
    cipher(ciphertext_, block, pair.key, level);
    pair.reference = hash(ciphertext_);
    store_.put(pair.reference, ciphertext_);
    return pair;
  }

  static_assert(sizeof(ReferenceKeyPair) == eris::kPairLength);

  const eris::BlockSize block_size_;
  eris::BlockStore& store_;
  Bytes ciphertext_;
};

class PlainDecoder {
 public:
  PlainDecoder(const eris::ReadCapability& capability, eris::BlockStore& store, ByteSink& sink)
      : capability_(capability), store_(store), sink_(sink), fetched_(eris::kLargestBlock),
        opened_(capability.level + std::size_t{1}, Bytes(size_bytes(capability.block_size))) {}

  void run() { open(capability_.root, capability_.level, true); }

 private:
  /// Opens a block and all that is below it; the depth is that of an encoder's tree.
  void open(const ReferenceKeyPair& pair, std::uint8_t level, bool is_last) {
    const ByteView block = store_.get(pair.reference, fetched_);
    Bytes& content = opened_[level];
    if (block.size() != content.size() || hash(block) != pair.reference)
      throw std::runtime_error("a block is not what its reference says");
    cipher(content, block, pair.key, level);
    if (level == 0) {
      sink_.write(is_last ? unpadded(content) : ByteView(content));
      return;
    }
    if (level == capability_.level && hash(content) != pair.key)
      throw std::runtime_error("wrong key of the root");
    std::vector<ReferenceKeyPair> children(content.size() / eris::kPairLength);
    std::memcpy(children.data(), content.data(), content.size());
    while (!children.empty() && children.back() == ReferenceKeyPair{}) children.pop_back();
    for (std::size_t i = 0; i < children.size(); ++i)
      open(children[i], static_cast<std::uint8_t>(level - 1), is_last && i + 1 == children.size());
  }

  static ByteView unpadded(ByteView leaf) {
    while (!leaf.empty() && leaf.back() == 0) leaf = leaf.first(leaf.size() - 1);
    if (leaf.empty() || leaf.back() != 0x80) throw std::runtime_error("wrong padding");
    return leaf.first(leaf.size() - 1);
  }

  const eris::ReadCapability& capability_;
  eris::BlockStore& store_;
  ByteSink& sink_;
  Bytes fetched_;
  std::vector<Bytes> opened_; ///< one block a level
};

} // namespace

eris::ReadCapability plain_encode(ByteView content, eris::BlockSize block_size, eris::BlockStore& store) {
  initialise();
  return PlainEncoder(block_size, store).encode(content);
}

void plain_decode(const eris::ReadCapability& capability, eris::BlockStore& store, ByteSink& sink) {
  initialise();
  PlainDecoder(capability, store, sink).run();
}

} // namespace sigil::bench
