/// \file
/// Blocks that tests generate, and what every store has to do with them.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "sigil/crypto/cipher.hpp"
#include "sigil/crypto/hash.hpp"
#include "sigil/eris/store.hpp"
#include "support/catch.hpp"

namespace sigil::test {

struct NamedBlock {
  eris::Reference reference;
  Bytes bytes;
};

/// Block number `number` of a series without end. Every fourth has 32 KiB.
inline NamedBlock block(std::uint64_t number) {
  std::array<std::uint8_t, 32> key{};
  for (std::size_t i = 0; i < 8; ++i) key[i] = static_cast<std::uint8_t>(number >> 8 * i);
  Bytes bytes(size_bytes(number % 4 == 3 ? eris::BlockSize::k32KiB : eris::BlockSize::k1KiB));
  crypto::chacha20_xor(bytes, bytes, key, std::array<std::uint8_t, 12>{});
  return {crypto::blake2b_256(bytes), std::move(bytes)};
}

inline Bytes block_of(eris::BlockStore& store, const eris::Reference& reference) {
  const auto buffer = std::make_unique<std::array<std::uint8_t, eris::kLargestBlock>>();
  const ByteView found = store.get(reference, *buffer);
  return {found.begin(), found.end()};
}

inline void put_blocks(eris::BlockStore& store, std::uint64_t first, std::uint64_t count) {
  for (std::uint64_t number = first; number < first + count; ++number) {
    const NamedBlock one = block(number);
    store.put(one.reference, one.bytes);
  }
}

/// Holds `store` against the store in memory: it has the same blocks and no others.
inline void check_same(eris::BlockStore& store, eris::MemoryStore& expected) {
  std::map<eris::Reference, std::size_t> listed;
  store.for_each([&](const eris::Reference& reference, std::size_t size) {
    CHECK(listed.emplace(reference, size).second);
  });
  CHECK(listed.size() == expected.size());
  std::vector<eris::Reference> asked, absent;
  for (const auto& [reference, bytes] : expected.blocks()) {
    const auto found = listed.find(reference);
    CHECK((found != listed.end() && found->second == bytes.size()));
    CHECK(block_of(store, reference) == bytes);
    CHECK(store.has(reference));
    eris::Reference other = reference;
    other[31] ^= 1;
    CHECK_FALSE(store.has(other));
    CHECK(block_of(store, other).empty());
    asked.push_back(reference);
    asked.push_back(other);
    absent.push_back(other);
  }
  CHECK(store.missing(asked) == absent);
}

} // namespace sigil::test
