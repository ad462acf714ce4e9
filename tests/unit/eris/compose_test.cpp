// Stores made of stores, over stores in memory that fail where they are told to.
#include "sigil/eris/compose.hpp"

#include <set>

#include "blocks.hpp"
#include "sigil/base/error.hpp"
#include "support/error_of.hpp"

using namespace sigil;
using namespace sigil::eris;

namespace {

/// A store in memory that fails, or gives damaged blocks, and counts.
class Faulty final : public BlockStore {
 public:
  void put(const Reference& reference, ByteView block) override {
    if (put_fails) throw Error(*put_fails, name + " takes nothing").coded("test." + name);
    blocks.put(reference, block);
  }
  ByteView get(const Reference& reference, MutableBytes buffer) override {
    ++asked;
    if (get_fails) throw Error(*get_fails, name + " gives nothing").coded("test." + name);
    const ByteView block = blocks.get(reference);
    std::copy(block.begin(), block.end(), buffer.begin());
    if (damages && !block.empty()) buffer[7] ^= 1;
    return buffer.first(block.size());
  }
  bool has(const Reference& reference) override { return blocks.has(reference); }
  void expect(std::span<const Reference> references) override { expected += references.size(); }
  void for_each(const Visit& visit) override { blocks.for_each(visit); }
  void sync() override {
    if (put_fails) throw Error(*put_fails, name + " is not durable").coded("test." + name);
    ++synced;
  }

  std::string name = "store";
  MemoryStore blocks;
  std::optional<ErrorKind> put_fails, get_fails;
  bool damages = false;
  std::size_t asked = 0, synced = 0, expected = 0;
};

std::vector<Reference> references(std::uint64_t first, std::uint64_t count) {
  std::vector<Reference> all;
  for (std::uint64_t i = first; i < first + count; ++i) all.push_back(test::block(i).reference);
  return all;
}

} // namespace

TEST_CASE("a verifying store gives sound blocks only") {
  Faulty store;
  MemoryStore expected;
  Verifying verifying(store);
  test::put_blocks(verifying, 0, 8);
  test::put_blocks(expected, 0, 8);
  test::check_same(verifying, expected);
  verifying.sync();
  CHECK(store.synced == 1);
  verifying.expect(references(0, 3));
  CHECK(store.expected == 3);
  store.damages = true;
  const Reference reference = test::block(3).reference;
  const Error error = test::error_of([&] { test::block_of(verifying, reference); });
  CHECK(error.kind() == ErrorKind::Integrity);
  CHECK(error.code() == "eris.block.reference");
  CHECK(error.message().find(to_text(reference)) != std::string::npos);
  CHECK(test::block_of(verifying, test::block(100).reference).empty());
  const Bytes odd(1000);
  CHECK(test::error_of([&] { verify_block(crypto::blake2b_256(odd), odd); }).code() ==
        "eris.block.reference");
}

TEST_CASE("what is read through is nearby from then on") {
  Faulty near, far;
  ReadThrough store(near, far);
  test::put_blocks(far, 0, 8);
  test::put_blocks(store, 5, 5); // stays near
  CHECK(near.blocks.size() == 5);
  CHECK(far.blocks.size() == 8);
  MemoryStore expected;
  test::put_blocks(expected, 0, 10);
  store.expect(references(4, 4));
  CHECK(near.expected == 4);
  CHECK(far.expected == 1);
  test::check_same(store, expected);
  CHECK(near.blocks.size() == 10);
  const std::size_t asked = far.asked;
  for (const Reference& reference : references(0, 10)) CHECK_FALSE(test::block_of(store, reference).empty());
  CHECK(far.asked == asked);
  store.sync();
  CHECK(near.synced == 1);
  CHECK(far.synced == 0);
}

TEST_CASE("a damaged block from afar is refused and not kept") {
  Faulty near, far;
  ReadThrough store(near, far);
  test::put_blocks(far, 0, 1);
  far.damages = true;
  CHECK(test::error_of([&] { test::block_of(store, test::block(0).reference); }).code() ==
        "eris.block.reference");
  CHECK(near.blocks.size() == 0);
}

TEST_CASE("a store nearby that is damaged, broken or full does not keep one from reading") {
  const test::NamedBlock one = test::block(0);
  Faulty near, far;
  test::put_blocks(near, 0, 1);
  near.damages = true;
  Verifying checked(near);
  ReadThrough store(checked, far);
  CHECK(test::error_of([&] { test::block_of(store, one.reference); }).code() == "eris.block.reference");
  test::put_blocks(far, 0, 1);
  CHECK(test::block_of(store, one.reference) == one.bytes);
  near.get_fails = ErrorKind::Io;
  CHECK(test::block_of(store, one.reference) == one.bytes);
  near.put_fails = ErrorKind::Io;
  CHECK(test::block_of(store, one.reference) == one.bytes);
  near.put_fails = ErrorKind::Internal;
  CHECK(test::error_of([&] { test::block_of(store, one.reference); }).kind() == ErrorKind::Internal);
  near.get_fails = ErrorKind::Interrupted;
  CHECK(test::error_of([&] { test::block_of(store, one.reference); }).kind() == ErrorKind::Interrupted);
}

TEST_CASE("replicas have the same blocks, and the first that has one gives it") {
  Faulty first, second;
  MemoryStore expected;
  test::put_blocks(expected, 0, 8);
  Replicate store({&first, &second});
  test::put_blocks(store, 0, 8);
  test::check_same(first, expected);
  test::check_same(second, expected);
  test::check_same(store, expected);
  store.sync();
  CHECK(first.synced + second.synced == 2);

  const test::NamedBlock one = test::block(3);
  second.asked = 0;
  CHECK(test::block_of(store, one.reference) == one.bytes);
  CHECK(second.asked == 0);
  first.get_fails = ErrorKind::Io;
  CHECK(test::block_of(store, one.reference) == one.bytes);
  second.get_fails = ErrorKind::Integrity;
  first.name = "first";
  CHECK(test::error_of([&] { test::block_of(store, one.reference); }).separated().size() == 2);
}

TEST_CASE("a block that one replica lacks counts as missing, is listed and given") {
  Faulty first, second;
  Replicate store({&first, &second});
  test::put_blocks(first, 0, 4);
  test::put_blocks(second, 2, 4);
  CHECK(store.missing(references(0, 7)) ==
        std::vector<Reference>{test::block(0).reference, test::block(1).reference, test::block(4).reference,
                               test::block(5).reference, test::block(6).reference});
  CHECK(store.has(test::block(2).reference));
  CHECK_FALSE(store.has(test::block(0).reference));
  for (const Reference& reference : references(0, 6)) CHECK_FALSE(test::block_of(store, reference).empty());
  std::multiset<Reference> listed;
  store.for_each([&](const Reference& reference, std::size_t) { listed.insert(reference); });
  const std::vector<Reference> all = references(0, 6);
  CHECK(listed == std::multiset<Reference>(all.begin(), all.end()));
}

TEST_CASE("a replica that fails does not keep a block from the others") {
  Faulty first, second, third;
  first.name = "first";
  third.name = "third";
  first.put_fails = third.put_fails = ErrorKind::Io;
  Replicate store({&first, &second, &third});
  const Error error = test::error_of([&] { test::put_blocks(store, 0, 1); });
  CHECK(error.code() == "test.first");
  CHECK(error.separated().size() == 2);
  CHECK(second.blocks.size() == 1);
  CHECK(test::error_of([&] { store.sync(); }).separated().size() == 2);
  CHECK(second.synced == 1);
}
