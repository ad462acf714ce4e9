/// \file
/// Trees that an input describes and this program seals, so that they get past the hashes. The input is a
/// list of commands, one byte each with its operands:
///   0 length value   leaf: `length` * 4 bytes of `value`, then the padding mark, then zeros
///   1 value          leaf: full of `value`
///   2 level n i…     node of `level` with n pairs, each the one made `i` before
///   3 level n bytes  node of `level` with n * 8 bytes of the input
///   4 value          like the last node or leaf, but with another key
///   5 length         cut the block made last to `length` * 4 bytes
/// The capability has the last pair and its level (a command 6 level: that level).
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "sigil/eris/capability.hpp"
#include "sigil/eris/dialect.hpp"
#include "sigil/eris/portable.hpp"
#include "sigil/eris/store.hpp"

namespace sigil::test {

inline void require(bool holds) {
  if (!holds) std::abort();
}

/// What the commands have made.
class ForgedTree {
 public:
  explicit ForgedTree(ByteView input, eris::Dialect dialect = eris::Dialect::Eris1)
      : dialect_(dialect), input_(input) {
    while (!input_.empty() && pairs_.size() < kMostBlocks) command();
  }

  eris::MemoryStore store;
  /// Whether a leaf may have a key that is not the keyed hash of its content, which no reader notices.
  bool odd_leaves = false;
  eris::ReadCapability capability() const {
    return {eris::BlockSize::k1KiB, level_, pairs_.empty() ? eris::ReferenceKeyPair{} : pairs_.back()};
  }

 private:
  static constexpr std::size_t kBlockLength = 1024;
  static constexpr std::size_t kMostBlocks = 64;
  using PortablePrimitives = eris::PortablePrimitives;

  std::uint8_t byte() {
    if (input_.empty()) return 0;
    const std::uint8_t value = input_[0];
    input_ = input_.subspan(1);
    return value;
  }

  void seal(const Bytes& plaintext, const eris::Key& key, std::uint8_t level) {
    block_.resize(kBlockLength);
    PortablePrimitives::cipher(block_, plaintext, key, eris::nonce_of(level, dialect_));
    level_ = level;
    keep(key);
    plaintext_ = plaintext;
  }
  void keep(const eris::Key& key) {
    const eris::Reference reference = PortablePrimitives::hash(block_);
    store.put(reference, block_);
    pairs_.push_back({reference, key});
    levels_.push_back(level_);
  }
  void leaf(const Bytes& plaintext) { seal(plaintext, PortablePrimitives::keyed_hash(plaintext, {}), 0); }
  void node(const Bytes& plaintext, std::uint8_t level) {
    odd_leaves = odd_leaves || level == 0;
    seal(plaintext,
         has_keyed_nodes(dialect_) ? PortablePrimitives::keyed_hash(plaintext, {})
                                   : PortablePrimitives::hash(plaintext),
         level);
  }

  void command() {
    Bytes plaintext(kBlockLength);
    switch (byte() % 7) {
    case 0: {
      const std::size_t length = std::size_t{byte()} * 4;
      std::fill_n(plaintext.begin(), length, byte());
      plaintext[length] = 0x80;
      leaf(plaintext);
      break;
    }
    case 1:
      std::fill(plaintext.begin(), plaintext.end(), byte());
      leaf(plaintext);
      break;
    case 2: {
      const std::uint8_t level = byte();
      const std::size_t count = byte() % 17;
      for (std::size_t i = 0; i < count && !pairs_.empty(); ++i) {
        const std::size_t at = pairs_.size() - 1 - byte() % pairs_.size();
        const eris::ReferenceKeyPair& pair = pairs_[at];
        odd_leaves = odd_leaves || levels_[at] + 1 != level; // a node taken for a leaf
        const auto slot = plaintext.begin() + static_cast<std::ptrdiff_t>(i * eris::kPairLength);
        std::copy(pair.key.begin(), pair.key.end(),
                  std::copy(pair.reference.begin(), pair.reference.end(), slot));
      }
      node(plaintext, level);
      break;
    }
    case 3: {
      const std::uint8_t level = byte();
      const std::size_t length = std::min<std::size_t>(byte() % 129 * std::size_t{8}, input_.size());
      std::copy_n(input_.begin(), length, plaintext.begin());
      input_ = input_.subspan(length);
      node(plaintext, level);
      break;
    }
    case 4: {
      if (plaintext_.empty()) break;
      eris::Key key{};
      key[0] = byte();
      odd_leaves = true;
      seal(Bytes(plaintext_), key, level_);
      break;
    }
    case 5:
      if (block_.empty()) break;
      block_.resize(std::min<std::size_t>(block_.size(), byte() * std::size_t{4}));
      keep(pairs_.back().key);
      break;
    default:
      level_ = byte();
      odd_leaves = true;
      break;
    }
  }

  const eris::Dialect dialect_;
  ByteView input_;
  std::vector<eris::ReferenceKeyPair> pairs_;
  std::vector<std::uint8_t> levels_; ///< of pairs_
  Bytes plaintext_;
  Bytes block_;
  std::uint8_t level_ = 0;
};

} // namespace sigil::test
