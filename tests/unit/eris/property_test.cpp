// What holds for any content, however it is cut and whoever works on it, and for any bit that changes.
#include <algorithm>
#include <optional>
#include <random>
#include <sched.h>
#include <vector>

#include "contents.hpp"
#include "sigil/base/parallel.hpp"
#include "sigil/eris/codec.hpp"
#include "support/error_of.hpp"

using namespace sigil;
using eris::BlockSize;
using eris::Checks;
using eris::ReadCapability;
using test::content;

namespace {

/// While it lives, this thread and those it starts have one core.
class OneCore {
 public:
  OneCore() {
    REQUIRE(::sched_getaffinity(0, sizeof before_, &before_) == 0);
    cpu_set_t one;
    CPU_ZERO(&one);
    for (std::size_t cpu = 0; CPU_COUNT(&one) == 0; ++cpu)
      if (CPU_ISSET(cpu, &before_)) CPU_SET(cpu, &one);
    REQUIRE(::sched_setaffinity(0, sizeof one, &one) == 0);
    REQUIRE(available_cores() == 1);
  }
  OneCore(const OneCore&) = delete;
  OneCore& operator=(const OneCore&) = delete;
  ~OneCore() { ::sched_setaffinity(0, sizeof before_, &before_); }

 private:
  cpu_set_t before_{};
};

Bytes decoded(const ReadCapability& capability, eris::BlockStore& store, Checks checks = Checks::Standard) {
  BytesSink sink;
  eris::decode(capability, store, sink, checks);
  return std::move(sink).bytes();
}

/// Each of the 66 bytes with each bit changed in turn; gives how many of these capabilities were decoded.
std::size_t decoded_with_a_flipped_bit(const ReadCapability& capability, eris::BlockStore& store) {
  std::size_t count = 0;
  for (std::size_t bit = 0; bit < 8 * ReadCapability::kBinaryLength; ++bit) {
    eris::CapabilityBytes changed = capability.to_binary();
    changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1U << bit % 8));
    try {
      decoded(ReadCapability::parse_binary(changed), store);
      ++count;
    } catch (const Error& error) {
      CHECK(error.code().starts_with("eris."));
    }
  }
  return count;
}

} // namespace

TEST_CASE("a stream that is cut anywhere has the blocks of the whole content") {
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    const BlockSize block_size = round % 2 == 0 ? BlockSize::k1KiB : BlockSize::k32KiB;
    const Bytes bytes = content(random() % (20 * size_bytes(block_size)));
    CAPTURE(round, bytes.size());
    eris::MemoryStore whole, parts;
    const ReadCapability expected = eris::encode(bytes, block_size, test::counting_secret(), &whole);
    eris::Encoder encoder(block_size, test::counting_secret(), &parts);
    for (ByteView rest = bytes; !rest.empty();) {
      const std::size_t most = round % 3 == 0 ? rest.size() : 3 * size_bytes(block_size);
      const ByteView part = rest.first(random() % (std::min(rest.size(), most) + 1));
      encoder.write(part);
      rest = rest.subspan(part.size());
    }
    REQUIRE(encoder.finish() == expected);
    REQUIRE((parts.blocks() == whole.blocks()));
  }
}

TEST_CASE("one core makes and reads the same as all") {
  const Bytes large = content(3 << 20);
  std::vector<ByteView> contents{large};
  for (std::size_t i = 0; i < 200; ++i) contents.push_back(ByteView(large).subspan(i, i * 211));
  for (const std::optional<BlockSize> size : {std::optional<BlockSize>{}, {BlockSize::k1KiB}}) {
    eris::MemoryStore by_all, by_one;
    const auto capabilities = eris::encode_all(contents, size, test::counting_secret(), &by_all);
    CHECK(decoded(capabilities[0], by_all, Checks::Strict) == large);
    const OneCore one;
    CHECK((eris::encode_all(contents, size, test::counting_secret(), &by_one) == capabilities));
    CHECK((by_one.blocks() == by_all.blocks()));
    CHECK(decoded(capabilities[0], by_one, Checks::Strict) == large);
  }
}

TEST_CASE("any flipped bit of the capability of a tree is caught") {
  eris::MemoryStore store;
  for (const std::size_t size : {5000U, 20000U})
    CHECK(decoded_with_a_flipped_bit(eris::encode(content(size), BlockSize::k1KiB, {}, &store), store) == 0);
  CHECK(decoded_with_a_flipped_bit(eris::encode(content(40000), BlockSize::k32KiB, {}, &store), store) == 0);
}

TEST_CASE("of a capability of level 0, flipped bits of the key are caught by the padding alone") {
  // Each of 256 goes unseen with a probability of 1/256: with this content as many as this.
  eris::MemoryStore store;
  const ReadCapability capability = eris::encode(content(700), BlockSize::k1KiB, {}, &store);
  REQUIRE(capability.level == 0);
  const std::size_t unseen = decoded_with_a_flipped_bit(capability, store);
  CHECK(unseen <= 5);
}
