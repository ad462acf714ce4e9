#include "sigil/base/file.hpp"

#include <csignal>
#include <fstream>
#include <iterator>
#include <sys/resource.h>
#include <sys/stat.h>

#include "sigil/base/error.hpp"
#include "support/catch.hpp"
#include "support/error_of.hpp"
#include "support/temp_folder.hpp"

using namespace sigil;
using sigil::test::error_of;
namespace fs = std::filesystem;

namespace {

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

} // namespace

TEST_CASE("a blob maps a file and shares its storage") {
  const test::TempFolder folder;
  write_file(folder / "f", as_bytes("hello"));
  Blob part;
  {
    const Blob blob = Blob::map(folder / "f");
    CHECK(blob.text() == "hello");
    part = blob.slice(1, 3);
  }
  fs::remove(folder / "f");
  CHECK(part.text() == "ell");
}

TEST_CASE("an empty file is an empty blob") {
  const test::TempFolder folder;
  write_file(folder / "f", {});
  CHECK(Blob::map(folder / "f").size() == 0);
}

TEST_CASE("what is no regular file is refused, without waiting for it") {
  const test::TempFolder folder;
  CHECK(error_of([&] { Blob::map(folder / "none"); }).kind() == ErrorKind::Missing);
  const Error as_folder = error_of([&] { Blob::map(folder.path()); });
  CHECK(as_folder.kind() == ErrorKind::Io);
  CHECK(as_folder.message().find("is a folder, expected a regular file") != std::string::npos);
  REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
  CHECK(error_of([&] { Blob::map(folder / "fifo"); }).message().find("is a FIFO") != std::string::npos);
  CHECK(error_of([] { Blob::map("/dev/null"); }).message().find("is a device") != std::string::npos);
}

TEST_CASE("a blob has a size limit") {
  const test::TempFolder folder;
  write_file(folder / "f", as_bytes("hello"));
  CHECK(Blob::map(folder / "f", 5).size() == 5);
  CHECK(error_of([&] { Blob::map(folder / "f", 4); }).kind() == ErrorKind::Limit);
}

TEST_CASE("an atomic file appears whole or not at all") {
  const test::TempFolder folder;
  const mode_t old_mask = ::umask(0077);
  write_file(folder / "f", as_bytes("old"));
  {
    AtomicFile file(folder / "f");
    file.write(as_bytes("new content"));
    CHECK(Blob::map(folder / "f").text() == "old");
    CHECK(entries(folder.path()) == 2);
  }
  CHECK(entries(folder.path()) == 1);
  CHECK(Blob::map(folder / "f").text() == "old");
  {
    AtomicFile file(folder / "f", 0755);
    file.write(as_bytes("xy"));
    file.commit();
  }
  CHECK(Blob::map(folder / "f").text() == "xy");
  CHECK(fs::status(folder / "f").permissions() == fs::perms(0755));
  ::umask(old_mask);
}

TEST_CASE("pieces are written one behind the other") {
  const test::TempFolder folder;
  std::string expected;
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 200; ++i) texts.push_back(std::string(i % 7, static_cast<char>('a' + i % 26)));
  std::vector<ByteView> pieces;
  for (const std::string& text : texts) {
    pieces.push_back(as_bytes(text));
    expected += text;
  }
  AtomicFile file(folder / "f");
  file.write(pieces);
  file.write(as_bytes("end"));
  file.commit();
  CHECK(Blob::map(folder / "f").text() == expected + "end");
}

TEST_CASE("a file that is open has its content, small or large") {
  const test::TempFolder folder;
  Bytes buffer;
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{5000}, std::size_t{1} << 20, (std::size_t{1} << 20) + 1}) {
    const Bytes bytes(size, static_cast<std::uint8_t>(size + 1));
    write_file(folder / "f", bytes);
    const OpenFile file(folder / "f", buffer);
    CHECK(std::equal(file.content().begin(), file.content().end(), bytes.begin(), bytes.end()));
    CHECK(file.is_mapped() == (size > std::size_t{1} << 20));
    CHECK(file.mode() == 0644);
    CHECK(file.user() == ::geteuid());
  }
}

TEST_CASE("an output that cannot be written says so") {
  const test::TempFolder folder;
  CHECK(error_of([&] { AtomicFile file(folder / "none" / "f"); }).kind() == ErrorKind::Io);
  CHECK(error_of([&] { AtomicFile file(folder.path()); }).message().find("is a folder") != std::string::npos);
  CHECK(error_of([&] { AtomicFile file("/dev/null"); }).message().find("is a device") != std::string::npos);
}

TEST_CASE("a full disk leaves nothing behind") {
  // A limit on the size of files fails the same write that a full disk does.
  const test::TempFolder folder;
  rlimit old{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &old) == 0);
  const auto old_handler = ::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{4096, old.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  const Error error = error_of([&] { write_file(folder / "f", Bytes(10000)); });
  const Bytes piece(3000);
  const Error in_pieces = error_of([&] {
    AtomicFile file(folder / "f");
    file.write(std::vector<ByteView>{piece, piece, piece});
  });
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &old) == 0);
  ::signal(SIGXFSZ, old_handler);
  CHECK(error.kind() == ErrorKind::Io);
  CHECK(error.message().find("cannot write") == 0);
  CHECK(in_pieces.message() == error.message());
  CHECK(entries(folder.path()) == 0);
}

TEST_CASE("the same file is recognised under other names") {
  const test::TempFolder folder;
  write_file(folder / "f", as_bytes("x"));
  fs::create_symlink(folder / "f", folder / "link");
  fs::create_hard_link(folder / "f", folder / "hard");
  CHECK(same_file(folder / "f", folder / "link"));
  CHECK(same_file(folder / "f", folder / "hard"));
  CHECK_FALSE(same_file(folder / "f", folder.path()));
  CHECK_FALSE(same_file(folder / "none", folder / "none"));
}
