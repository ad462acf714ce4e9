#include <algorithm>
#include <vector>

#include "contents.hpp"
#include "sigil/eris/codec.hpp"
#include "support/error_of.hpp"

using namespace sigil;
using eris::BlockSize;
using eris::Checks;
using eris::ReadCapability;
using test::content;

namespace {

/// Encodes in parts of `part` bytes.
ReadCapability encode_parts(ByteView bytes, std::size_t part, BlockSize block_size,
                            const eris::ConvergenceSecret& secret, eris::BlockStore& store) {
  eris::Encoder encoder(block_size, secret, &store);
  for (std::size_t at = 0; at < bytes.size(); at += part) {
    encoder.write(bytes.subspan(at, std::min(part, bytes.size() - at)));
    encoder.write({});
  }
  return encoder.finish();
}

Bytes decoded(const ReadCapability& capability, eris::BlockStore& store) {
  BytesSink sink;
  eris::decode(capability, store, sink, Checks::Strict);
  return std::move(sink).bytes();
}

/// The level of the tree over `size` bytes, by the definition: leaves are grouped until one is left.
unsigned expected_level(std::size_t size, BlockSize block_size) {
  std::size_t nodes = size / size_bytes(block_size) + 1;
  unsigned level = 0;
  for (; nodes > 1; ++level) nodes = (nodes + arity(block_size) - 1) / arity(block_size);
  return level;
}

/// Takes `room` blocks, then fails.
class FullStore final : public eris::BlockStore {
 public:
  explicit FullStore(std::size_t room) : room_(room) {}
  void put(const eris::Reference&, ByteView) override {
    if (room_-- == 0) throw Error(ErrorKind::Io, "store is full");
  }
  ByteView get(const eris::Reference&, MutableBytes) override { return {}; }

 private:
  std::size_t room_;
};

/// Looks at what it gets.
class StrictStore final : public eris::BlockStore {
 public:
  void put(const eris::Reference& reference, ByteView block) override {
    CHECK(block.size() == 1024);
    CHECK(crypto::blake2b_256(block) == reference);
    store.put(reference, block);
  }
  ByteView get(const eris::Reference& reference, MutableBytes) override { return store.get(reference); }
  eris::MemoryStore store;
};

} // namespace

TEST_CASE("contents have the names that another implementation gives them") {
  for (const test::NamedContent& named : test::kNamedContents) {
    CAPTURE(named.size, size_bytes(named.block_size));
    const eris::ConvergenceSecret secret =
        named.null_secret ? eris::ConvergenceSecret{} : test::counting_secret();
    const Bytes bytes = content(named.size);
    eris::MemoryStore store;
    const ReadCapability capability = eris::encode(bytes, named.block_size, secret, &store);
    CHECK(capability.to_urn() == named.urn);
    CHECK(capability.level == named.level);
    CHECK(store.size() == named.block_count);
    CHECK(decoded(capability, store) == bytes);
  }
}

TEST_CASE("the name of a content takes the recommended block size and the null secret") {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{16383}, std::size_t{16384}, std::size_t{40000}}) {
    const Bytes bytes = content(size);
    const BlockSize expected = size < 16384 ? BlockSize::k1KiB : BlockSize::k32KiB;
    CHECK(eris::recommended_block_size(size) == expected);
    CHECK(eris::name_of(bytes) == eris::encode(bytes, expected));
  }
}

TEST_CASE("a content of any length comes back, at every border of blocks and levels") {
  const BlockSize block_size = GENERATE(BlockSize::k1KiB, BlockSize::k32KiB);
  const std::size_t length = size_bytes(block_size);
  std::vector<std::size_t> leaves = {1, 2, 15, 16, 17};
  if (block_size == BlockSize::k1KiB) {
    leaves.insert(leaves.end(), {255, 256, 257, 271, 272, 273, 4095, 4096, 4097});
  } else {
    leaves.insert(leaves.end(), {511, 512, 513});
  }
  const Bytes most = content(leaves.back() * length);
  for (const std::size_t count : leaves) {
    for (const std::size_t size : {(count - 1) * length, (count - 1) * length + 1, count * length - 1}) {
      CAPTURE(length, size);
      const ByteView bytes = ByteView(most).first(size);
      eris::MemoryStore store;
      const ReadCapability capability = eris::encode(bytes, block_size, {}, &store);
      REQUIRE(capability.level == expected_level(size, block_size));
      const Bytes back = decoded(capability, store);
      REQUIRE(std::equal(back.begin(), back.end(), bytes.begin(), bytes.end()));
    }
  }
}

TEST_CASE("a stream has the blocks of the whole content, however it is cut") {
  const Bytes bytes = content(300 * 1024 + 77);
  const BlockSize block_size = GENERATE(BlockSize::k1KiB, BlockSize::k32KiB);
  eris::MemoryStore whole;
  const ReadCapability expected = eris::encode(bytes, block_size, test::counting_secret(), &whole);
  const std::size_t length = size_bytes(block_size);
  for (const std::size_t part : {std::size_t{1}, std::size_t{7}, std::size_t{64}, length - 1, length,
                                 length + 1, 3 * length + 5, bytes.size()}) {
    CAPTURE(length, part);
    eris::MemoryStore store;
    CHECK(encode_parts(bytes, part, block_size, test::counting_secret(), store) == expected);
    CHECK(store.blocks() == whole.blocks());
  }
}

TEST_CASE("equal blocks are stored once, and secrets part what is equal") {
  const Bytes zeros(4096);
  eris::MemoryStore store;
  const ReadCapability null = eris::encode(zeros, BlockSize::k1KiB, {}, &store);
  CHECK(store.size() == 3); // four equal leaves, the padding leaf, the root
  const ReadCapability secret = eris::encode(zeros, BlockSize::k1KiB, test::counting_secret(), &store);
  CHECK(store.size() == 6);
  CHECK(null != secret);
  CHECK(decoded(null, store) == zeros);
  CHECK(decoded(secret, store) == zeros);
}

TEST_CASE("a store gets whole blocks under their hashes") {
  StrictStore store;
  const Bytes bytes = content(20000);
  CHECK(decoded(eris::encode(bytes, BlockSize::k1KiB, {}, &store), store) == bytes);
}

TEST_CASE("a failing store ends the encoding") {
  const Bytes bytes = content(40 * 1024); // 41 leaves, 3 nodes, a root
  for (std::size_t room = 0; room < 45; ++room) {
    CAPTURE(room);
    FullStore store(room);
    eris::Encoder encoder(BlockSize::k1KiB, {}, &store);
    const Error error = test::error_of([&] {
      encoder.write(bytes);
      encoder.finish();
    });
    REQUIRE(error.kind() == ErrorKind::Io);
    REQUIRE(test::error_of([&] { encoder.write(bytes); }).kind() == ErrorKind::Internal);
  }
  FullStore enough(45);
  CHECK(eris::encode(bytes, BlockSize::k1KiB, {}, &enough) == eris::encode(bytes, BlockSize::k1KiB));
}

TEST_CASE("an encoder finishes once") {
  eris::Encoder encoder(BlockSize::k1KiB, {}, nullptr);
  encoder.finish();
  CHECK(test::error_of([&] { encoder.finish(); }).kind() == ErrorKind::Internal);
  CHECK(test::error_of([&] { encoder.write({}); }).kind() == ErrorKind::Internal);
}
