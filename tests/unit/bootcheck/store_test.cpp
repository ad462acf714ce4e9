#include "core/store.hpp"

#include <string>

#include "sigil/eris/codec.hpp"
#include "support/catch.hpp"
#include "support/eris_store.hpp"

using namespace sigil;
using namespace sigil::bootcheck;

namespace {

ByteView text(std::string_view content) {
  return as_bytes(content);
}

test::ListedContent listed(const eris::ReadCapability& capability, std::uint64_t size) {
  return {capability.root.reference, size, static_cast<std::uint8_t>(capability.block_size),
          capability.level};
}

/// 2 blocks of 32 KiB, 3 of 1 KiB, 3 contents.
test::StoreBytes sound() {
  eris::MemoryStore blocks;
  const std::string long_text(2000, 'l');
  const auto first = eris::encode(text("first"), eris::BlockSize::k32KiB, {}, &blocks);
  const auto second = eris::encode(text("second"), eris::BlockSize::k32KiB, {}, &blocks);
  const auto third = eris::encode(text(long_text), eris::BlockSize::k1KiB, {}, &blocks);
  return {blocks.blocks(), {listed(first, 5), listed(second, 6), listed(third, 2000)}};
}

std::string opened(const test::StoreBytes& module, Store& store) {
  Line why;
  return store.open(module.bytes, why) ? "accepted" : std::string(why.text());
}

std::string opened(const test::StoreBytes& module) {
  Store store;
  return opened(module, store);
}

/// What is said of the sound store after `spoil`, with a true hash.
template <typename Spoil>
std::string spoiled(Spoil spoil) {
  test::StoreBytes module = sound();
  spoil(module);
  module.seal();
  return opened(module);
}

std::string base32_of(const std::uint8_t* reference) {
  Line line;
  line << ReferenceText{reference};
  return std::string(line.text());
}

} // namespace

TEST_CASE("a sound store gives each block and content under its reference") {
  const test::StoreBytes module = sound();
  Store store;
  REQUIRE(opened(module, store) == "accepted");
  REQUIRE(store.block_count() == 5);
  REQUIRE(store.contents().size() == 3);
  for (std::uint64_t i = 0; i < 5; ++i) {
    const eris::BlockSize size = i < 2 ? eris::BlockSize::k32KiB : eris::BlockSize::k1KiB;
    const eris::BlockSize other = i < 2 ? eris::BlockSize::k1KiB : eris::BlockSize::k32KiB;
    REQUIRE(store.find(size, store.reference(i)) == i);
    REQUIRE(store.find(other, store.reference(i)) == kNoBlock);
    REQUIRE(store.has(store.reference(i)));
    REQUIRE(store.block(i).size() == eris::size_bytes(size));
    const eris::Reference hash = eris::PortablePrimitives::hash(store.block(i));
    REQUIRE(std::equal(hash.begin(), hash.end(), store.reference(i)));
  }
  for (std::uint64_t i = 0; i < 3; ++i) REQUIRE(store.find_content(store.contents()[i].reference) == i);
  const eris::Reference none{};
  REQUIRE_FALSE(store.has(none.data()));
  REQUIRE(store.find_content(none.data()) == kNoBlock);
}

TEST_CASE("a store without anything") {
  Store store;
  REQUIRE(opened({{}, {}}, store) == "accepted");
  const eris::Reference none{};
  REQUIRE_FALSE(store.has(none.data()));
  REQUIRE(store.find_content(none.data()) == kNoBlock);
}

TEST_CASE("what is no store of this version") {
  Store store;
  Line why;
  REQUIRE_FALSE(store.open(text(std::string(4095, 'E')), why));
  REQUIRE(why.text() == "store: shorter than a page");
  REQUIRE(spoiled([](test::StoreBytes& m) { m.bytes[7] ^= 1; }) == "store: does not begin with 'ERISSTOR'");
  REQUIRE(spoiled([](test::StoreBytes& m) { m.bytes[8] = 2; }) == "store: version is 2, expected 1");
}

TEST_CASE("counts that do not give the size") {
  const auto with_count = [](std::size_t at, std::uint64_t value) {
    return spoiled([&](test::StoreBytes& m) { m.put(at, value); });
  };
  REQUIRE(with_count(16, 3) ==
          "store: has 77824 bytes, which is not the size of 3 + 3 blocks and 3 contents");
  REQUIRE(with_count(24, 0) ==
          "store: has 77824 bytes, which is not the size of 2 + 0 blocks and 3 contents");
  REQUIRE(with_count(32, 1000) ==
          "store: has 77824 bytes, which is not the size of 2 + 3 blocks and 1000 contents");
  for (const std::size_t at : {16U, 24U, 32U})
    for (const std::uint64_t count : {std::uint64_t{1} << 32, (std::uint64_t{1} << 32) + 1,
                                      std::uint64_t{1} << 49, std::uint64_t{1} << 59, UINT64_MAX})
      REQUIRE(with_count(at, count).find("which is not the size of") != std::string::npos);
  REQUIRE(spoiled([](test::StoreBytes& m) { m.bytes.resize(m.bytes.size() + 4096); }) ==
          "store: has 81920 bytes, which is not the size of 2 + 3 blocks and 3 contents");
}

TEST_CASE("more contents than there is room for") {
  std::vector<test::ListedContent> list(4097);
  for (std::size_t i = 0; i < list.size(); ++i) {
    list[i].reference[0] = static_cast<std::uint8_t>(i >> 8);
    list[i].reference[1] = static_cast<std::uint8_t>(i);
  }
  REQUIRE(opened({{}, list}) == "store: more than 4096 contents");
}

TEST_CASE("index and list have the hash that the header has") {
  const std::string message = "store: index and list differ from the hash in the header";
  const auto flipped = [](std::size_t at) {
    test::StoreBytes module = sound();
    module.bytes[at] ^= 0x10;
    return opened(module);
  };
  const test::StoreBytes module = sound();
  for (const std::size_t at : {std::size_t{40}, std::size_t{71}, module.index_begin, module.list_begin,
                               module.list_end - 1, module.bytes.size() - 1})
    REQUIRE(flipped(at) == message);
}

TEST_CASE("what must be zero is zero") {
  const test::StoreBytes module = sound();
  const auto with_one = [](std::size_t at) { return spoiled([&](test::StoreBytes& m) { m.bytes[at] = 1; }); };
  REQUIRE(with_one(72) == "store: byte at 0x48, in the header, is not zero");
  REQUIRE(with_one(4095) == "store: byte at 0xfff, in the header, is not zero");
  REQUIRE(with_one(module.blocks_end) == "store: byte at 0x11c00, behind the blocks, is not zero");
  REQUIRE(with_one(module.index_begin - 1) == "store: byte at 0x11fff, behind the blocks, is not zero");
  REQUIRE(with_one(module.list_end) == "store: byte at 0x12130, behind the list, is not zero");
  const std::string first = base32_of(module.bytes.data() + module.list_begin);
  for (const std::size_t at : {42U, 47U})
    REQUIRE(with_one(module.list_begin + at) ==
            "store: content " + first + " of the list has bytes that are not zero at its end");
}

TEST_CASE("references and entries ascend") {
  const auto swapped = [](std::size_t begin, std::size_t length) {
    return spoiled([&](test::StoreBytes& m) {
      const auto at = m.bytes.begin() + static_cast<std::ptrdiff_t>(begin);
      const auto size = static_cast<std::ptrdiff_t>(length);
      std::swap_ranges(at, at + size, at + size);
    });
  };
  const auto doubled = [](std::size_t begin, std::size_t length) {
    return spoiled([&](test::StoreBytes& m) {
      const auto at = m.bytes.begin() + static_cast<std::ptrdiff_t>(begin);
      std::copy_n(at, length, at + static_cast<std::ptrdiff_t>(length));
    });
  };
  const test::StoreBytes module = sound();
  const std::string large = base32_of(module.bytes.data() + module.index_begin);
  const std::string small = base32_of(module.bytes.data() + module.index_begin + 64);
  const std::string entry = base32_of(module.bytes.data() + module.list_begin);
  const std::string not_above = " is not above the one before it";
  const std::string not_above_in_list = " of the list" + not_above;
  REQUIRE(swapped(module.index_begin, 32) == "store: reference " + large + not_above);
  REQUIRE(doubled(module.index_begin, 32) == "store: reference " + large + not_above);
  REQUIRE(swapped(module.index_begin + 64, 32) == "store: reference " + small + not_above);
  REQUIRE(swapped(module.list_begin, 48) == "store: content " + entry + not_above_in_list);
  REQUIRE(doubled(module.list_begin, 48) == "store: content " + entry + not_above_in_list);
}

TEST_CASE("entries of the list are contents that can be") {
  const test::StoreBytes module = sound();
  const std::string begin =
      "store: content " + base32_of(module.bytes.data() + module.list_begin) + " of the list ";
  const auto with = [&](std::size_t at, std::uint8_t value) {
    return spoiled([&](test::StoreBytes& m) { m.bytes[m.list_begin + at] = value; });
  };
  REQUIRE(with(40, 0x0b) == begin + "has block size 0xb, expected 0xa or 0xf");
  const std::uint8_t size = module.bytes[module.list_begin + 40];
  REQUIRE(with(41, size == 0x0a ? 15 : 7) ==
          begin + (size == 0x0a ? "has level 15, at most 14" : "has level 7, at most 6"));
  REQUIRE(with(40, size ^ 0x05) ==
          begin + (size == 0x0a ? "is no block of 32768 bytes" : "is no block of 1024 bytes"));
  // The last of the list, so that the order remains.
  REQUIRE(spoiled([](test::StoreBytes& m) {
            std::fill_n(m.bytes.data() + m.list_end - 48, 32, std::uint8_t{0xff});
          }).find("is no block of") != std::string::npos);
}
