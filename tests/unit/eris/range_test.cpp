// Parts of contents: random access, length, damage, references.
#include <atomic>
#include <random>
#include <set>

#include "altered_store.hpp"
#include "contents.hpp"
#include "forge.hpp"
#include "sigil/crypto/hash.hpp"
#include "sigil/eris/codec.hpp"
#include "support/error_of.hpp"

using namespace sigil;
using eris::BlockSize;
using eris::Checks;
using eris::ReadCapability;
using test::AlteredStore;
using test::content;
using test::Forge;

namespace {

/// Blocks that are lost, and others that have a bit flipped.
struct Faults {
  std::set<eris::Reference> missing, flipped;

  void operator()(const eris::Reference& reference, Bytes& block) const {
    if (missing.count(reference) != 0) block.clear();
    if (flipped.count(reference) != 0) block[block.size() / 2] ^= 1;
  }
};

Bytes range(const ReadCapability& capability, eris::BlockStore& store, std::uint64_t offset,
            std::uint64_t size) {
  BytesSink sink;
  eris::decode_range(capability, store, offset, size, sink, Checks::Strict);
  return std::move(sink).bytes();
}

Bytes slice(const Bytes& bytes, std::uint64_t offset, std::uint64_t size) {
  const std::size_t begin = std::min<std::uint64_t>(offset, bytes.size());
  const std::size_t end = begin + std::min<std::uint64_t>(size, bytes.size() - begin);
  return {bytes.begin() + static_cast<std::ptrdiff_t>(begin),
          bytes.begin() + static_cast<std::ptrdiff_t>(end)};
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> damages(const ReadCapability& capability,
                                                             eris::BlockStore& store,
                                                             std::vector<std::string>* codes = nullptr) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> found;
  eris::find_damage(capability, store, [&](const eris::Damage& damage) {
    found.emplace_back(damage.begin, damage.end);
    if (codes != nullptr) codes->push_back(damage.error.code());
  });
  return found;
}

std::vector<eris::Reference> references(const ReadCapability& capability, eris::BlockStore& store) {
  std::vector<eris::Reference> all;
  eris::for_each_block(capability, store,
                       [&](const eris::Reference& reference) { all.push_back(reference); });
  return all;
}

} // namespace

TEST_CASE("a range is a slice of the content") {
  std::mt19937 random(1);
  for (const BlockSize block_size : {BlockSize::k1KiB, BlockSize::k32KiB}) {
    for (const std::size_t size : {0U, 1U, 1023U, 1024U, 16384U, 32768U, 300'000U, 1'100'000U}) {
      const Bytes whole = content(size);
      eris::MemoryStore store;
      const ReadCapability capability = eris::encode(whole, block_size, {}, &store);
      CHECK(eris::content_length(capability, store) == size);
      CHECK(range(capability, store, 0, ~std::uint64_t{0}) == whole);
      CHECK(range(capability, store, size, 10).empty());
      CHECK(range(capability, store, size + 100'000, ~std::uint64_t{0}).empty());
      CHECK(range(capability, store, ~std::uint64_t{0}, ~std::uint64_t{0}).empty());
      CHECK(range(capability, store, size / 2, 0).empty());
      for (int i = 0; i < 40; ++i) {
        std::uint64_t offset = random() % (size + 2), length = random() % (size + 2);
        if (i % 4 == 0) offset = offset / 1024 * 1024;
        if (i % 3 == 0) length = std::min<std::uint64_t>(length, 2000);
        if (range(capability, store, offset, length) != slice(whole, offset, length))
          FAIL_CHECK("range " << offset << " + " << length << " of " << size);
      }
    }
  }
}

TEST_CASE("a byte is read with one block a level") {
  for (const BlockSize block_size : {BlockSize::k1KiB, BlockSize::k32KiB}) {
    eris::MemoryStore store;
    const Bytes whole = content(2'000'000);
    const ReadCapability capability = eris::encode(whole, block_size, {}, &store);
    std::atomic<std::size_t> reads = 0;
    AlteredStore counting(store, [&reads](const eris::Reference&, Bytes&) { ++reads; });
    for (const std::uint64_t offset : {0U, 1'000'000U, 1'999'999U}) {
      reads = 0;
      CHECK(range(capability, counting, offset, 1) == slice(whole, offset, 1));
      CHECK(reads == capability.level + 1U);
    }
    reads = 0;
    CHECK(eris::content_length(capability, counting) == whole.size());
    CHECK(reads == capability.level + 1U);
  }
}

TEST_CASE("a length is only believed if the right edge of the tree is sound") {
  eris::MemoryStore store;
  const ReadCapability capability = eris::encode(content(100'000), BlockSize::k1KiB, {}, &store);
  const std::vector<eris::Reference> all = references(capability, store);
  Faults faults;
  AlteredStore damaged(store, std::ref(faults));
  faults.flipped = {all.front()};
  CHECK(eris::content_length(capability, damaged) == 100'000);
  faults.flipped = {all.back()};
  CHECK(test::error_of([&] { eris::content_length(capability, damaged); }).code() == "eris.decode.reference");
  faults.flipped = {};
  faults.missing = {all.back()};
  CHECK(test::error_of([&] { eris::content_length(capability, damaged); }).code() == "eris.decode.missing");
  // A content of 2^66 bytes.
  Forge forge;
  eris::ReferenceKeyPair root = forge.last_leaf(5, 'x');
  for (std::uint8_t level = 1; level <= 14; ++level)
    root = forge.node(Forge::Pairs(Forge::kArity, root), level);
  const Error error = test::error_of([&] { eris::content_length(Forge::capability(root, 14), forge.store); });
  CHECK(error.kind() == ErrorKind::Integrity);
  CHECK(error.code() == "eris.decode.length");
}

TEST_CASE("all damage is found, and where it is") {
  for (const BlockSize block_size : {BlockSize::k1KiB, BlockSize::k32KiB}) {
    const std::uint64_t length = size_bytes(block_size);
    eris::MemoryStore store;
    const Bytes whole = content(60 * 32768);
    const ReadCapability capability = eris::encode(whole, block_size, {}, &store);
    CHECK(damages(capability, store).empty());
    std::vector<eris::Reference> leaves;
    for (std::uint64_t at = 0; at < whole.size(); at += length) {
      const Bytes leaf = slice(whole, at, length);
      eris::MemoryStore one;
      // A leaf by itself is the first block of a content that begins with it.
      const ReadCapability alone = eris::encode(leaf, block_size, {}, &one);
      leaves.push_back(references(alone, one).front());
    }
    Faults faults;
    AlteredStore damaged(store, std::ref(faults));
    faults.missing = {leaves[0], leaves[40]};
    faults.flipped = {leaves[41], leaves.back()};
    std::vector<std::string> codes;
    const std::uint64_t last = leaves.size() - 1;
    CHECK(damages(capability, damaged, &codes) ==
          std::vector<std::pair<std::uint64_t, std::uint64_t>>{{0, length},
                                                               {40 * length, 41 * length},
                                                               {41 * length, 42 * length},
                                                               {last * length, (last + 1) * length}});
    CHECK(codes == std::vector<std::string>{"eris.decode.missing", "eris.decode.missing",
                                            "eris.decode.reference", "eris.decode.reference"});
  }
}

TEST_CASE("what is below a damaged node is damaged") {
  eris::MemoryStore store;
  const Bytes whole = content(1024 * 1000);
  const ReadCapability capability = eris::encode(whole, BlockSize::k1KiB, {}, &store);
  const std::vector<eris::Reference> all = references(capability, store);
  // Behind 16 leaves their node; behind 16 of those the first of level 2.
  Faults faults;
  AlteredStore damaged(store, std::ref(faults));
  faults.flipped = {all[16], all[all.size() - 1 - 1]};
  const std::uint64_t begin = 3 * 256 * 1024;
  CHECK(damages(capability, damaged) ==
        std::vector<std::pair<std::uint64_t, std::uint64_t>>{{0, 16 * 1024}, {begin, begin + 256 * 1024}});
  faults.missing = {all.back()};
  CHECK(damages(capability, damaged) ==
        std::vector<std::pair<std::uint64_t, std::uint64_t>>{{0, 4096 * 1024}});
}

TEST_CASE("references come with leaves first, and are those of the store") {
  for (const BlockSize block_size : {BlockSize::k1KiB, BlockSize::k32KiB}) {
    for (const std::size_t size : {0U, 5000U, 700'000U}) {
      eris::MemoryStore store;
      const ReadCapability capability = eris::encode(content(size), block_size, {}, &store);
      const std::vector<eris::Reference> all = references(capability, store);
      CHECK(all.size() == store.size());
      CHECK(std::set<eris::Reference>(all.begin(), all.end()).size() == store.size());
      CHECK(all.back() == capability.root.reference);
    }
  }
}
