// Blocks in a CBOR file: against the store in memory, in every spelling, damaged, with a wrong index.
#include "sigil/eris/cbor_store.hpp"

#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <thread>

#include "blocks.hpp"
#include "page.hpp"
#include "sigil/base/endian.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/text.hpp"
#include "sigil/eris/codec.hpp"
#include "support/error_of.hpp"
#include "support/temp_folder.hpp"

using namespace sigil;
using namespace sigil::eris;
namespace fs = std::filesystem;

namespace {

Bytes hex(const std::string& text) {
  Bytes bytes(text.size() / 2);
  REQUIRE(from_hex(text, bytes));
  return bytes;
}

Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// A key and a value as another encoder may write them.
Bytes entry(const test::NamedBlock& block, const std::string& key_head = "5820",
            const std::string& block_head = "") {
  const std::string head = block.bytes.size() == 1024 ? "590400" : "598000";
  return joined({hex(key_head), Bytes(block.reference.begin(), block.reference.end()),
                 hex(block_head.empty() ? head : block_head), block.bytes});
}

Bytes capability_item() {
  const CapabilityBytes bytes = name_of(as_bytes("content")).to_binary();
  return joined({hex("d901145842"), Bytes(bytes.begin(), bytes.end())});
}

std::string code_of(const Bytes& file) {
  return test::error_of([&] { CborStore(Blob::of(file), "test"); }).code();
}

void write(const fs::path& path, const Bytes& bytes) {
  write_file(path, bytes);
}

/// A file of blocks 0 to 9 and one capability.
Bytes written(const fs::path& path) {
  CborStoreWriter writer(path);
  test::put_blocks(writer, 0, 10);
  writer.add_capability(name_of(as_bytes("content")));
  writer.sync();
  const Blob file = Blob::map(path);
  return {file.bytes().begin(), file.bytes().end()};
}

} // namespace

TEST_CASE("a CBOR store has what was put, while it is written and when it is read") {
  test::TempFolder temp;
  MemoryStore expected;
  test::put_blocks(expected, 0, 40);
  const ReadCapability capability = encode(as_bytes("content"), BlockSize::k1KiB, {}, &expected);
  CborStoreWriter writer(temp / "blocks.cbor");
  test::put_blocks(writer, 0, 40);
  test::put_blocks(writer, 20, 20);
  CHECK(encode(as_bytes("content"), BlockSize::k1KiB, {}, &writer) == capability);
  writer.add_capability(capability);
  writer.add_capability(name_of({}));
  writer.add_capability(capability);
  test::check_same(writer, expected);
  CHECK_FALSE(fs::exists(temp / "blocks.cbor"));
  writer.sync();
  writer.sync();
  test::check_same(writer, expected);
  test::put_blocks(writer, 5, 1);
  CHECK(test::error_of([&] { test::put_blocks(writer, 50, 1); }).code() == "eris.packed.finished");
  CHECK(test::error_of([&] { writer.add_capability(capability); }).code() == "eris.packed.finished");

  const auto store = CborStore::open(temp / "blocks.cbor");
  test::check_same(*store, expected);
  CHECK(store->capabilities() == std::vector<ReadCapability>{capability, name_of({})});
  BytesSink sink;
  decode(capability, *store, sink);
  CHECK(as_text(sink.bytes()) == "content");
  CHECK(test::error_of([&] { test::put_blocks(*store, 0, 1); }).code() == "eris.packed.read-only");
}

TEST_CASE("a CBOR file that was not finished does not appear") {
  test::TempFolder temp;
  {
    CborStoreWriter writer(temp / "blocks.cbor");
    test::put_blocks(writer, 0, 3);
    CHECK(test::error_of([&] { writer.put({}, Bytes(1000)); }).code() == "eris.block.size");
  }
  CHECK(fs::is_empty(temp.path()));
}

TEST_CASE("several threads write a CBOR store") {
  test::TempFolder temp;
  MemoryStore expected;
  test::put_blocks(expected, 0, 100);
  CborStoreWriter writer(temp / "blocks.cbor");
  std::vector<std::thread> threads;
  std::atomic<int> lost = 0;
  for (std::uint64_t first : {0U, 20U, 40U})
    threads.emplace_back([&, first] {
      for (std::uint64_t i = first; i < first + 60; ++i) {
        test::put_blocks(writer, i, 1);
        if (test::block_of(writer, test::block(i).reference) != test::block(i).bytes) ++lost;
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(lost == 0);
  writer.sync();
  test::check_same(*CborStore::open(temp / "blocks.cbor"), expected);
}

TEST_CASE("every spelling of a CBOR file is read") {
  const test::NamedBlock small = test::block(0), large = test::block(3);
  MemoryStore expected;
  expected.put(small.reference, small.bytes);
  expected.put(large.reference, large.bytes);
  const Bytes both = joined({entry(small), entry(large)});
  for (const std::string tags : {"", "d9d9f7", "da65726973", "d9d9f7da65726973", "db0000000065726973"})
    for (const std::string map : {"a2", "bf", "b802", "b90002", "bb0000000000000002"})
      for (const std::string array : {"82", "9f", "9802"}) {
        CAPTURE(tags, array, map);
        const Bytes file = joined({hex(tags + array + map), both, hex(map == "bf" ? "ff" : ""),
                                   capability_item(), hex(array == "9f" ? "ff" : "")});
        CborStore store(Blob::of(file), "test");
        test::check_same(store, expected);
        CHECK(store.capabilities().size() == 1);
      }
  const Bytes longer = joined({hex("81a2"), entry(small, "590020", "5a00000400"),
                               entry(large, "5b0000000000000020", "5b0000000000008000")});
  CborStore store(Blob::of(longer), "test");
  test::check_same(store, expected);
  CborStore twice(Blob::of(joined({hex("81bf"), both, both, hex("ff")})), "test");
  test::check_same(twice, expected);
  CHECK(CborStore(Blob::of(hex("81a0")), "test").size() == 0);
}

TEST_CASE("a CBOR file that is none is refused with its own code") {
  const test::NamedBlock one = test::block(0);
  const Bytes cap = capability_item();
  CHECK(code_of({}) == "eris.cbor.end");
  for (const std::string start :
       {"80", "a0", "00", "f6", "40", "8140", "8180", "d9d9f7a0", "c081a0", "da6572697481a0"})
    CHECK(code_of(hex(start)) == "eris.cbor.structure");
  for (const std::string start : {"9c", "81bc", "81a11c"}) CHECK(code_of(hex(start)) == "eris.cbor.item");
  for (const std::string key : {"81a100", "81a17820", "81a15f", "81bfa0", "81a1ff"})
    CHECK(code_of(hex(key)) == "eris.cbor.string");
  CHECK(code_of(joined({hex("81a1"), hex("581f"), Bytes(31), hex("590400"), Bytes(1024)})) ==
        "eris.cbor.block");
  for (const std::string head : {"5903ff", "590401", "597fff", "598001", "40"})
    CHECK(code_of(joined({hex("81a1"), entry(one, "5820", head), Bytes(40'000)})) == "eris.cbor.block");
  // A map of one item, of none, with a break where there is a count.
  CHECK(code_of(joined({hex("81a1"), entry(one), hex("ff")})) == "eris.cbor.trailing");
  CHECK(code_of(joined({hex("81a0"), entry(one)})) == "eris.cbor.trailing");
  CHECK(code_of(joined({hex("81a2"), entry(one)})) == "eris.cbor.end");
  CHECK(code_of(joined({hex("81bbffffffffffffffff"), entry(one)})) == "eris.cbor.end");
  CHECK(code_of(hex("81a15bffffffffffffffff")) == "eris.cbor.end");
  CHECK(code_of(joined({hex("81a0"), cap})) == "eris.cbor.trailing");
  CHECK(code_of(hex("82a0")) == "eris.cbor.end");
  CHECK(code_of(joined({hex("83a0"), cap})) == "eris.cbor.end");
  CHECK(code_of(joined({hex("9fa0"), cap})) == "eris.cbor.end");
  for (const std::string item : {"5842", "d9011441aa", "d90115", "a0", "d90114", "d9d9f7"})
    CHECK_FALSE(code_of(joined({hex("82a0" + item), Bytes(66)})).empty());
  CHECK(code_of(joined({hex("82a0d9011541"), Bytes(1)})) == "eris.cbor.capability");
  CHECK(code_of(joined({hex("82a0d9011441"), Bytes(1)})) == "eris.cbor.capability");
  CHECK(code_of(joined({hex("82a0d901145842"), Bytes(66)})) == "eris.capability.block-size");
  CHECK(code_of(joined({hex("81a000")})) == "eris.cbor.trailing");
}

TEST_CASE("a CBOR file that is cut anywhere is refused") {
  test::TempFolder temp;
  const Bytes sound = written(temp / "blocks.cbor");
  for (std::size_t size = 0; size < sound.size();
       size += size < 200 || size + 200 > sound.size() ? 1U : 97U) {
    CAPTURE(size);
    CHECK(code_of(Bytes(sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(size))) ==
          "eris.cbor.end");
  }
}

TEST_CASE("a CBOR file is found by its index, and read without one that is not about it") {
  test::TempFolder temp;
  const fs::path path = temp / "blocks.cbor", index = temp / "blocks.cbor.idx";
  MemoryStore expected;
  test::put_blocks(expected, 0, 10);
  const Bytes sound = written(path);
  CHECK_FALSE(CborStore::open(path)->is_indexed());
  CborStore::open(path)->save_index(path);
  const Blob saved = Blob::map(index);
  const Bytes good(saved.bytes().begin(), saved.bytes().end());
  {
    const auto store = CborStore::open(path);
    CHECK(store->is_indexed());
    test::check_same(*store, expected);
    CHECK(store->capabilities().size() == 1);
  }
  // Every byte of the header, and some of the entries; cut, and longer.
  for (std::size_t at = 0; at < good.size(); at += at < 112 ? 1U : 37U) {
    CAPTURE(at);
    Bytes bad = good;
    bad[at] ^= 1;
    write(index, bad);
    const auto store = CborStore::open(path);
    CHECK_FALSE(store->is_indexed());
    CHECK(store->size() == 10);
    CHECK(store->capabilities().size() == 1);
  }
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{111}, good.size() - 1, good.size() - 40, good.size() + 40}) {
    Bytes bad = good;
    bad.resize(size);
    write(index, bad);
    CHECK_FALSE(CborStore::open(path)->is_indexed());
  }
  write(index, good);
  struct timespec times[2]{{0, UTIME_OMIT}, {1'000'000, 5}};
  REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
  CHECK_FALSE(CborStore::open(path)->is_indexed());
  // Another file of the same size and time.
  CborStore::open(path)->save_index(path);
  CHECK(CborStore::open(path)->is_indexed());
  Bytes other = sound;
  other[50] ^= 1;
  write(path, other);
  REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
  CHECK_FALSE(CborStore::open(path)->is_indexed());
}

TEST_CASE("an index that was made to mislead gives no wrong block") {
  test::TempFolder temp;
  const fs::path path = temp / "blocks.cbor", index = temp / "blocks.cbor.idx";
  written(path);
  CborStore::open(path)->save_index(path);
  const Blob saved = Blob::map(index);
  const auto resealed = [&](std::size_t at, std::uint64_t value) {
    Bytes bytes(saved.bytes().begin(), saved.bytes().end());
    store<std::uint64_t>(bytes.data() + at, value, ByteOrder::Little);
    crypto::HashSink hash;
    hash.write(ByteView(bytes).first(80));
    hash.write(ByteView(bytes).subspan(112));
    std::ranges::copy(hash.finish(), bytes.begin() + 80);
    write(index, bytes);
  };
  const auto first = [&] {
    Reference reference;
    std::copy_n(saved.bytes().begin() + 112, 32, reference.begin());
    return reference;
  }();
  const std::uint64_t place = load<std::uint64_t>(saved.bytes().data() + 112 + 32, ByteOrder::Little);
  for (const std::uint64_t wrong :
       {std::uint64_t{0}, place ^ 1, place + 2, place + 4, ~std::uint64_t{0}, std::uint64_t{1} << 40}) {
    resealed(112 + 32, wrong);
    const auto store = CborStore::open(path);
    CHECK(store->is_indexed());
    const Error error = test::error_of([&] { test::block_of(*store, first); });
    CHECK(error.code() == "eris.cbor.index");
    CHECK(error.kind() == ErrorKind::Integrity);
  }
  for (const std::uint64_t end : {std::uint64_t{0}, std::uint64_t{100}, ~std::uint64_t{0}}) {
    resealed(64, end); // where the map ends
    CHECK_FALSE(CborStore::open(path)->is_indexed());
  }
}

TEST_CASE("the CBOR file of the format page is right") {
  test::TempFolder temp;
  {
    CborStoreWriter writer(temp / "sigil.cbor");
    writer.add_capability(encode(as_bytes("sigil\n"), BlockSize::k1KiB, {}, &writer));
    writer.sync();
  }
  const Blob file = Blob::map(temp / "sigil.cbor");
  std::istringstream page(test::project_file("docs/formats/eris-cbor.md"));
  std::size_t lines = 0;
  std::uint64_t end = 0;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("    0")) continue;
    std::istringstream words(line);
    words >> std::hex >> end;
    std::uint8_t byte[1];
    for (std::string word; words >> word && word.size() == 2 && from_hex(word, byte);) {
      CAPTURE(line, end);
      REQUIRE(end < file.size());
      CHECK(file.bytes()[end++] == byte[0]);
    }
    ++lines;
  }
  CHECK(lines == 7);
  CHECK(end == file.size());
}

TEST_CASE("the page on CBOR files has the codes of this test, which has each of them") {
  const std::string page = test::project_file("docs/formats/eris-cbor.md");
  const std::string tests = test::project_file("tests/unit/eris/cbor_store_test.cpp");
  for (const std::string room : {"cbor", "packed"})
    CHECK(test::codes_in(page, "eris." + room + ".", '`') ==
          test::codes_in(tests, "eris." + room + ".", '"'));
}
