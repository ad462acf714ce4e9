#include "sigil/eris/store_view.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "contents.hpp"
#include "sigil/base/file.hpp"
#include "sigil/base/text.hpp"
#include "sigil/crypto/blake2b.hpp"
#include "sigil/eris/codec.hpp"
#include "support/catch.hpp"
#include "support/error_of.hpp"

using namespace sigil;
using namespace sigil::eris;

namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kHashOffset = 40;

Bytes content_of(std::size_t size, std::uint8_t seed) {
  Bytes bytes(size);
  std::uint32_t state = seed + 1U;
  for (std::uint8_t& byte : bytes) {
    state = state * 1664525U + 1013904223U;
    byte = static_cast<std::uint8_t>(state >> 24);
  }
  return bytes;
}

WrittenStore store_of(const std::vector<Bytes>& contents) {
  const std::vector<ByteView> views(contents.begin(), contents.end());
  return write_store(views);
}

std::uint64_t count_at(const Bytes& store, std::size_t offset) {
  return load<std::uint64_t>(store.data() + offset, ByteOrder::Little);
}

/// Where the references begin.
std::size_t index_begin(const Bytes& store) {
  return align_up(kPage + 32768 * count_at(store, 16) + 1024 * count_at(store, 24), kPage);
}

std::size_t list_begin(const Bytes& store) {
  return index_begin(store) + 32 * (count_at(store, 16) + count_at(store, 24));
}

/// Makes the header's hash fit what stands behind the blocks.
Bytes sealed(Bytes store) {
  crypto::portable::Blake2b256 hash;
  hash.update(ByteView(store).subspan(index_begin(store)));
  std::ranges::copy(hash.finish(), store.begin() + kHashOffset);
  return store;
}

bool holds(const Bytes& store, ByteView bytes) {
  return std::search(store.begin(), store.end(), bytes.begin(), bytes.end()) != store.end();
}

std::string code_of(const Bytes& store) {
  return test::error_of([&] { StoreView::open(store); }).code();
}

} // namespace

TEST_CASE("what is written is read") {
  const std::size_t sizes[] = {0,         1,     1023,  1024,    1025,   16 * 1024 - 1,
                               16 * 1024, 32767, 32768, 100'000, 1 << 20};
  std::vector<Bytes> contents;
  for (const std::size_t size : sizes) contents.push_back(content_of(size, static_cast<std::uint8_t>(size)));
  const WrittenStore written = store_of(contents);
  CHECK(written.bytes.size() % kPage == 0);
  StoreView view = StoreView::open(written.bytes);
  CHECK(view.content_count() == contents.size());
  CHECK(view.block_count() == view.block_count(BlockSize::k1KiB) + view.block_count(BlockSize::k32KiB));
  std::map<Reference, StoredContent> listed;
  for (std::size_t i = 0; i < view.content_count(); ++i) listed[view.content(i).root] = view.content(i);
  for (std::size_t i = 0; i < contents.size(); ++i) {
    CAPTURE(contents[i].size());
    const ReadCapability& capability = written.capabilities[i];
    CHECK(capability == name_of(contents[i]));
    BytesSink sink;
    decode(capability, view, sink, Checks::Strict);
    CHECK(sink.bytes() == contents[i]);
    const StoredContent& content = listed.at(capability.root.reference);
    CHECK(content.size_bytes == contents[i].size());
    CHECK(content.block_size == capability.block_size);
    CHECK(content.level == capability.level);
  }
}

TEST_CASE("the store holds the blocks of the encoder, each under its reference, and no others") {
  const std::vector<Bytes> contents{content_of(200'000, 1), content_of(5000, 2)};
  const WrittenStore written = store_of(contents);
  MemoryStore expected;
  for (const Bytes& content : contents)
    encode(content, recommended_block_size(content.size()), {}, &expected);
  StoreView view = StoreView::open(written.bytes);
  CHECK(view.block_count() == expected.size());
  for (const auto& [reference, block] : expected.blocks())
    CHECK(std::ranges::equal(view.get(reference), block));
  for (const BlockSize size : {BlockSize::k1KiB, BlockSize::k32KiB})
    for (std::size_t i = 0; i < view.block_count(size); ++i) {
      CHECK(view.index_of(size, view.reference(size, i)) == i);
      CHECK(std::ranges::equal(view.block(size, i), expected.get(view.reference(size, i))));
    }
  Reference absent = expected.blocks().begin()->first;
  absent[31] ^= 1;
  CHECK(view.get(absent).empty());
  CHECK(view.get({}).empty());
}

TEST_CASE("large blocks lie on pages") {
  const WrittenStore written = store_of({content_of(100'000, 1), content_of(10, 2)});
  const StoreView view = StoreView::open(written.bytes);
  for (std::size_t i = 0; i < view.block_count(BlockSize::k32KiB); ++i)
    CHECK((view.block(BlockSize::k32KiB, i).data() - written.bytes.data()) % std::ptrdiff_t{kPage} == 0);
}

TEST_CASE("equal blocks are kept once, within a content and across contents") {
  const Bytes zeros(320 * 1024);
  Bytes begin = content_of(64 * 1024, 1);
  Bytes longer = begin;
  longer.resize(100 * 1024, 7);
  const StoreView alone = StoreView::open(store_of({zeros}).bytes);
  CHECK(alone.block_count() == 3); // the leaf of zeros, the last leaf, the root
  const WrittenStore both = store_of({begin, longer, begin});
  const StoreView view = StoreView::open(both.bytes);
  CHECK(view.content_count() == 2);
  CHECK(both.capabilities[0] == both.capabilities[2]);
  CHECK(view.block_count() == 2 + 2 + 2 + 1 + 1 - 1); // two leaves in common; the rest of each its own
}

TEST_CASE("the order of the contents does not show") {
  const Bytes a = content_of(50'000, 1), b = content_of(700, 2), c = content_of(17'000, 3);
  const WrittenStore one = store_of({a, b, c});
  CHECK(store_of({c, a, b}).bytes == one.bytes);
  CHECK(store_of({b, b, a, c, a}).bytes == one.bytes);
}

TEST_CASE("a store of nothing is sound") {
  const WrittenStore written = store_of({});
  CHECK(written.bytes.size() == kPage);
  CHECK(StoreView::open(written.bytes).block_count() == 0);
}

TEST_CASE("a store has no keys, and no plaintext") {
  const Bytes content = content_of(200'000, 9);
  const WrittenStore written = store_of({content, content_of(1000, 4)});
  for (const ReadCapability& capability : written.capabilities)
    CHECK_FALSE(holds(written.bytes, capability.root.key));
  for (std::size_t at = 0; at + 32 <= content.size(); at += 1000)
    CHECK_FALSE(holds(written.bytes, ByteView(content).subspan(at, 32)));
}

TEST_CASE("stores take no blocks later") {
  const WrittenStore written = store_of({content_of(10, 1)});
  StoreView view = StoreView::open(written.bytes);
  CHECK_THROWS_AS(view.put({}, {}), Error);
}

TEST_CASE("a store that is not one is refused with its own code") {
  const Bytes sound = store_of({content_of(100'000, 1), content_of(3000, 2), content_of(10, 3)}).bytes;
  REQUIRE_NOTHROW(StoreView::open(sound));
  const auto spoiled = [&](std::size_t at, std::uint8_t flip) {
    Bytes store = sound;
    store.at(at) ^= flip;
    return store;
  };

  CHECK(code_of({}) == "eris.store.magic");
  CHECK(code_of(Bytes(sound.begin(), sound.begin() + kPage - 1)) == "eris.store.magic");
  CHECK(code_of(spoiled(0, 1)) == "eris.store.magic");
  CHECK(code_of(spoiled(8, 3)) == "eris.store.version");
  for (const std::size_t field : {16U, 24U, 32U}) {
    CHECK(code_of(spoiled(field, 0xff)) == "eris.store.size");
    CHECK(code_of(spoiled(field + 7, 0x80)) == "eris.store.size"); // no overflow
  }
  Bytes longer = sound;
  longer.resize(longer.size() + kPage);
  CHECK(code_of(longer) == "eris.store.size");
  CHECK(code_of(Bytes(sound.begin(), sound.end() - kPage)) == "eris.store.size");

  for (const std::size_t at : {kHashOffset, index_begin(sound), list_begin(sound), sound.size() - 1})
    CHECK(code_of(spoiled(at, 4)) == "eris.store.index-hash");
  CHECK(code_of(spoiled(72, 1)) == "eris.store.padding");
  CHECK(code_of(spoiled(kPage - 1, 1)) == "eris.store.padding");
  CHECK(code_of(sealed(spoiled(sound.size() - 1, 1))) == "eris.store.padding");
  REQUIRE(count_at(sound, 24) % 4 != 0); // a page of small blocks is filled up
  CHECK(code_of(spoiled(index_begin(sound) - 1, 1)) == "eris.store.padding");
  CHECK(code_of(sealed(spoiled(list_begin(sound) + 42, 1))) == "eris.store.padding");
}

TEST_CASE("a store whose index or list is not sound is refused with its own code") {
  const Bytes sound = store_of({content_of(100'000, 1), content_of(3000, 2), content_of(10, 3)}).bytes;
  const std::size_t index = index_begin(sound), list = list_begin(sound);
  const std::size_t small = index + 32 * count_at(sound, 16);

  for (const auto& [at, length] : {std::pair{index, 32U}, std::pair{small, 32U}, std::pair{list, 48U}}) {
    Bytes store = sound;
    const auto first = store.begin() + static_cast<std::ptrdiff_t>(at);
    std::swap_ranges(first, first + length, first + length);
    CHECK(code_of(sealed(store)) == "eris.store.order");
    store = sound;
    std::copy_n(store.begin() + static_cast<std::ptrdiff_t>(at), length,
                store.begin() + static_cast<std::ptrdiff_t>(at + length));
    CHECK(code_of(sealed(store)) == "eris.store.order"); // twice
  }
  const auto with_entry = [&](std::size_t field, std::uint8_t value) {
    Bytes store = sound;
    store.at(list + field) = value;
    return sealed(store);
  };
  CHECK(code_of(with_entry(40, 0x0b)) == "eris.store.content");
  CHECK(code_of(with_entry(41, 15)) == "eris.store.content");
  CHECK(code_of(with_entry(31, static_cast<std::uint8_t>(sound.at(list + 31) ^ 1))) == "eris.store.content");
  const bool is_small = sound.at(list + 40) == 0x0a;
  CHECK(code_of(with_entry(40, is_small ? 0x0f : 0x0a)) == "eris.store.content");
}

TEST_CASE("the store of the format page is right") {
  const std::string page(Blob::map(std::string(SIGIL_SOURCE_DIR) + "/docs/formats/eris-store.md").text());
  const Bytes store = store_of({Bytes{'s', 'i', 'g', 'i', 'l', '\n'}}).bytes;
  CHECK(store.size() == 3 * kPage);
  std::size_t lines = 0;
  for (std::size_t at = page.find("\n    0000  "); at != std::string::npos;
       at = page.find("\n    ", at + 1)) {
    const std::string line = page.substr(at + 5, page.find('\n', at + 1) - at - 5);
    std::size_t offset = std::stoul(line.substr(0, 4), nullptr, 16);
    for (std::size_t i = 6; i + 1 < line.size();) {
      std::uint8_t byte[1];
      if (line[i] == ' ') {
        ++i;
        continue;
      }
      if (!from_hex(line.substr(i, 2), byte)) break;
      CAPTURE(line, offset);
      CHECK(store.at(offset++) == byte[0]);
      i += 2;
    }
    ++lines;
  }
  CHECK(lines == 10);
}

TEST_CASE("the page on stores has the codes of this test, which has each of them") {
  const auto codes_in = [](const std::string& text, char quote) {
    std::set<std::string> codes;
    const std::string start = quote + std::string("eris.store.");
    for (std::size_t at = text.find(start); at != std::string::npos; at = text.find(start, at + 1)) {
      const std::string code = text.substr(at + 1, text.find(quote, at + 1) - at - 1);
      if (code.size() > start.size() - 1) codes.insert(code);
    }
    return codes;
  };
  const auto file = [](const char* path) {
    return std::string(Blob::map(std::string(SIGIL_SOURCE_DIR) + "/" + path).text());
  };
  CHECK(codes_in(file("docs/formats/eris-store.md"), '`') ==
        codes_in(file("tests/unit/eris/store_view_test.cpp"), '"'));
}
