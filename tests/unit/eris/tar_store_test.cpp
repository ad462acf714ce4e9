// Blocks in a tar file: against the store in memory, the tar program and a directory store; damaged.
#include "sigil/eris/tar_store.hpp"

#include <cstdlib>
#include <sstream>

#include "blocks.hpp"
#include "page.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/text.hpp"
#include "sigil/eris/codec.hpp"
#include "sigil/eris/directory_store.hpp"
#include "support/error_of.hpp"
#include "support/temp_folder.hpp"

using namespace sigil;
using namespace sigil::eris;
namespace fs = std::filesystem;

namespace {

Bytes bytes_of(const fs::path& path) {
  const Blob file = Blob::map(path);
  return {file.bytes().begin(), file.bytes().end()};
}

Bytes written(const fs::path& path, std::uint64_t count) {
  TarStoreWriter writer(path);
  test::put_blocks(writer, 0, count);
  writer.sync();
  return bytes_of(path);
}

/// Makes the sum of the header at `at` true.
void sum_up(Bytes& file, std::size_t at) {
  std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(at + 148), 8, ' ');
  unsigned sum = 0;
  for (std::size_t i = at; i < at + 512; ++i) sum += file[i];
  for (std::size_t i = at + 154; i-- > at + 148; sum >>= 3)
    file[i] = static_cast<std::uint8_t>('0' + (sum & 7));
  file[at + 154] = 0;
}

/// A member with a text as content.
Bytes member(char type, const std::string& name, const std::string& content) {
  Bytes bytes(512 + align_up(content.size(), 512));
  std::copy(name.begin(), name.end(), bytes.begin());
  std::size_t size = content.size();
  for (std::size_t i = 135; i-- > 124; size >>= 3) bytes[i] = static_cast<std::uint8_t>('0' + (size & 7));
  bytes[156] = static_cast<std::uint8_t>(type);
  std::copy(content.begin(), content.end(), bytes.begin() + 512);
  sum_up(bytes, 0);
  return bytes;
}

Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  all.resize(all.size() + 1024);
  return all;
}

std::string code_of(const Bytes& file) {
  return test::error_of([&] { TarStore(Blob::of(file), "test"); }).code();
}

bool has_tar() {
  return std::system("tar --version > /dev/null 2>&1") == 0;
}

/// Whether the command succeeds in `folder`.
bool run(const fs::path& folder, const std::string& command) {
  return std::system(("cd '" + folder.native() + "' && " + command + " > /dev/null").c_str()) == 0;
}

} // namespace

TEST_CASE("a tar store has what was put, while it is written and when it is read") {
  test::TempFolder temp;
  MemoryStore expected;
  test::put_blocks(expected, 0, 40);
  TarStoreWriter writer(temp / "blocks.tar");
  test::put_blocks(writer, 0, 40);
  test::put_blocks(writer, 10, 10);
  test::check_same(writer, expected);
  CHECK_FALSE(fs::exists(temp / "blocks.tar"));
  writer.sync();
  TarStore store(temp / "blocks.tar");
  test::check_same(store, expected);
  CHECK(written(temp / "again.tar", 40) == bytes_of(temp / "blocks.tar"));
}

TEST_CASE("the tar program unpacks a tar store to a directory store and packs that again") {
  if (!has_tar()) SIGIL_SKIP("there is no tar");
  test::TempFolder temp;
  MemoryStore expected;
  test::put_blocks(expected, 0, 30);
  written(temp / "blocks.tar", 30);
  fs::create_directory(temp / "store");
  REQUIRE(run(temp / "store", "tar -xf ../blocks.tar"));
  DirectoryStore store(temp / "store", Access::Write);
  test::check_same(store, expected);
  const std::string deep = std::string(60, 'd') + "/" + std::string(60, 'e');
  fs::create_directories(temp / deep);
  fs::create_symlink(temp / "store", temp / deep / "link");
  for (const std::string format : {"ustar", "pax", "gnu", "v7"}) {
    CAPTURE(format);
    REQUIRE(run(temp.path(), "tar --format=" + format + " -cf packed.tar store"));
    TarStore packed(temp / "packed.tar");
    test::check_same(packed, expected);
    if (format == "v7") continue; // knows no long names
    REQUIRE(run(temp.path(), "tar --format=" + format + " -chf packed.tar " + deep));
    TarStore far(temp / "packed.tar");
    test::check_same(far, expected);
  }
}

TEST_CASE("names of members may come from another one before them") {
  const test::NamedBlock one = test::block(0);
  const std::string name = to_text(one.reference), content(as_text(one.bytes));
  const std::string path = std::string(200, 'x') + "/" + name;
  const std::string record = std::to_string(3 + 1 + 5 + path.size() + 1) + " path=" + path + "\n";
  REQUIRE(record.size() == std::stoul(record));
  MemoryStore expected;
  expected.put(one.reference, one.bytes);
  for (const Bytes& before :
       {member('x', "header", record), member('x', "header", record + "15 comment=abc\n"),
        member('L', "././@LongLink", path + '\0'), member('x', "header", "13 size=1024\n" + record)}) {
    TarStore store(Blob::of(joined({member('g', "global", "15 comment=abc\n"), before,
                                    member('K', "././@LongLink", "target"), member('0', "xxx", content),
                                    member('0', "xxx", "not for this one")})),
                   "test");
    test::check_same(store, expected);
  }
  // What is said of a folder or link is not said of the next file.
  TarStore other(Blob::of(joined({member('x', "header", record), member('5', "folder", ""),
                                  member('0', "xxx", content)})),
                 "test");
  CHECK(other.size() == 0);
}

TEST_CASE("a tar file that is none is refused with its own code") {
  const test::NamedBlock one = test::block(0);
  const std::string name = to_text(one.reference), content(as_text(one.bytes));
  CHECK(code_of({}) == "eris.tar.end");
  CHECK(code_of(Bytes(100, 'x')) == "eris.tar.end");
  CHECK(code_of(Bytes(512, 'x')) == "eris.tar.header");
  CHECK(TarStore(Blob::of(Bytes(512)), "test").size() == 0);
  CHECK(code_of(joined({member('0', name, content.substr(1))})) == "eris.tar.block");
  CHECK(code_of(joined({member('0', name, "")})) == "eris.tar.block");
  CHECK(code_of(joined({member('S', name, content)})) == "eris.tar.type");
  for (const char* record : {"x", "5 ab\n", "99 path=a\n", "18446744073709551616 a=b\n", "9 path=ab\n",
                             "3 \n", "0 a=b\n", "7 pat\n\n", "10 size=x\n", "1 a=b\n"})
    CHECK(code_of(joined({member('x', "header", record)})) == "eris.tar.pax");
  CHECK(code_of(joined({member('x', "header", "29 size=18446744073709551615\n"),
                        member('0', name, content)})) == "eris.tar.end");

  const Bytes sound = joined({member('0', "AA/" + name, content)});
  for (std::size_t at = 0; at < 500; ++at) {
    Bytes bad = sound;
    bad[at] ^= 1;
    CAPTURE(at);
    if (at != 155) CHECK(code_of(bad) == "eris.tar.header"); // behind the digits of the sum
  }
  const auto with_size = [&](const std::string& field) {
    Bytes bad = sound;
    std::copy(field.begin(), field.end(), bad.begin() + 124);
    sum_up(bad, 0);
    return bad;
  };
  CHECK(code_of(with_size("77777777777")) == "eris.tar.end");
  CHECK(code_of(with_size("\x80\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")) == "eris.tar.header");
  CHECK(code_of(with_size(std::string("\x80\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", 12))) == "eris.tar.end");
  CHECK(code_of(with_size("0000000200x")) == "eris.tar.header");
  CHECK(code_of(with_size(std::string(12, ' '))) == "eris.tar.header");
  CHECK(TarStore(Blob::of(with_size(std::string("\x80\0\0\0\0\0\0\0\0\0\x04\0", 12))), "test").size() == 1);
  CHECK(TarStore(Blob::of(with_size("      2000 ")), "test").size() == 1);
}

TEST_CASE("a tar file that is cut anywhere is refused") {
  test::TempFolder temp;
  const Bytes sound = written(temp / "blocks.tar", 4);
  for (std::size_t size = 0; size < sound.size() - 512; size += 64) {
    CAPTURE(size);
    CHECK(code_of(Bytes(sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(size))) == "eris.tar.end");
  }
}

TEST_CASE("the tar file of the format page is right") {
  test::TempFolder temp;
  TarStoreWriter writer(temp / "sigil.tar");
  encode(as_bytes("sigil\n"), BlockSize::k1KiB, {}, &writer);
  writer.sync();
  const Bytes file = bytes_of(temp / "sigil.tar");
  std::istringstream page(test::project_file("docs/formats/eris-tar.md"));
  std::size_t lines = 0;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("    0")) continue;
    ++lines;
    std::istringstream words(line);
    std::size_t at = 0;
    std::string text;
    words >> std::hex >> at >> text;
    CAPTURE(line);
    if (text == "zeros")
      CHECK(all_zero(ByteView(file).subspan(at)));
    else
      CHECK(as_text(ByteView(file).subspan(at)).starts_with(text));
  }
  CHECK(lines == 8);
  CHECK(file.size() == 0xe00);
}

TEST_CASE("the page on tar files has the codes of this test, which has each of them") {
  const std::string codes = std::string("eris.") + "tar.";
  CHECK(test::codes_in(test::project_file("docs/formats/eris-tar.md"), codes, '`') ==
        test::codes_in(test::project_file("tests/unit/eris/tar_store_test.cpp"), codes, '"'));
}
