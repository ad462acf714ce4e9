/// \file
/// Trees that the encoder would not make, sealed correctly.
#pragma once

#include <algorithm>
#include <vector>

#include "sigil/eris/block.hpp"
#include "sigil/eris/capability.hpp"
#include "sigil/eris/dialect.hpp"
#include "sigil/eris/portable.hpp"
#include "sigil/eris/store.hpp"

namespace sigil::test {

/// Seals blocks of 1 KiB into a store.
class Forge {
 public:
  static constexpr std::size_t kBlockLength = 1024;
  static constexpr std::size_t kArity = 16;
  using Pairs = std::vector<eris::ReferenceKeyPair>;

  eris::MemoryStore store;

  /// Encrypts `plaintext` with `key` as a block of `level`.
  eris::ReferenceKeyPair seal(ByteView plaintext, const eris::Key& key, std::uint8_t level,
                              eris::Dialect dialect = eris::Dialect::Eris1) {
    Bytes block(plaintext.size());
    eris::PortablePrimitives::cipher(block, plaintext, key, eris::nonce_of(level, dialect));
    const eris::Reference reference = eris::PortablePrimitives::hash(block);
    store.put(reference, block);
    return {reference, key};
  }

  /// A full leaf of one value.
  eris::ReferenceKeyPair leaf(std::uint8_t value) { return leaf(Bytes(kBlockLength, value)); }
  eris::ReferenceKeyPair leaf(ByteView plaintext) {
    return seal(plaintext, eris::PortablePrimitives::keyed_hash(plaintext, {}), 0);
  }
  /// A padded leaf that holds `size` bytes of one value.
  eris::ReferenceKeyPair last_leaf(std::size_t size, std::uint8_t value) {
    Bytes plaintext(size, value);
    plaintext.push_back(0x80);
    plaintext.resize(kBlockLength);
    return leaf(plaintext);
  }

  /// What a node of `pairs` is before it is sealed.
  static Bytes node_plaintext(const Pairs& pairs) {
    Bytes plaintext;
    for (const eris::ReferenceKeyPair& pair : pairs) {
      plaintext.insert(plaintext.end(), pair.reference.begin(), pair.reference.end());
      plaintext.insert(plaintext.end(), pair.key.begin(), pair.key.end());
    }
    plaintext.resize(kBlockLength);
    return plaintext;
  }
  eris::ReferenceKeyPair node(ByteView plaintext, std::uint8_t level) {
    return seal(plaintext, eris::PortablePrimitives::hash(plaintext), level);
  }
  eris::ReferenceKeyPair node(const Pairs& pairs, std::uint8_t level) {
    return node(node_plaintext(pairs), level);
  }

  /// A full node of level 1 over leaves of one value.
  eris::ReferenceKeyPair full_node(std::uint8_t value) { return node(Pairs(kArity, leaf(value)), 1); }

  static eris::ReadCapability capability(const eris::ReferenceKeyPair& root, std::uint8_t level) {
    return {eris::BlockSize::k1KiB, level, root};
  }
};

} // namespace sigil::test
