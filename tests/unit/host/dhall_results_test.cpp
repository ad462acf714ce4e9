// The folder of results: from this user for this user, whole or absent, and not without bound.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include "sigil/base/text.hpp"
#include "sigil/host/dhall_fetcher.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

using namespace sigil;
using namespace sigil::test;

namespace fs = std::filesystem;

namespace {

dhall::ResultCache::Key key_of(std::uint8_t first, std::uint8_t second = 0) {
  return {first, second};
}

struct Results {
  TempFolder temporary;
  fs::path folder = temporary / "made/when/needed";
  std::unique_ptr<dhall::ResultCache> cache = host::make_dhall_results(folder);

  fs::path file(const dhall::ResultCache::Key& key) const { return folder / to_hex(key); }
  bool has(const dhall::ResultCache::Key& key) { return cache->get(key).has_value(); }
};

std::uint32_t mode_of(const fs::path& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

} // namespace

TEST_CASE("the folder of results gives back what it got", "[results]") {
  Results results;
  CHECK_FALSE(results.has(key_of(1)));
  CHECK_FALSE(fs::exists(results.temporary / "made"));
  results.cache->put(key_of(1), as_bytes("one"));
  results.cache->put(key_of(2), {});
  CHECK(results.cache->get(key_of(1))->text() == "one");
  CHECK(results.cache->get(key_of(2))->text().empty());
  results.cache->put(key_of(1), as_bytes("two"));
  CHECK(results.cache->get(key_of(1))->text() == "two");
  CHECK_FALSE(results.has(key_of(3)));
}

TEST_CASE("results are private, whatever the umask", "[results]") {
  const mode_t before = ::umask(0);
  Results results;
  results.cache->put(key_of(1), as_bytes("one"));
  ::umask(before);
  CHECK(mode_of(results.folder) == 0700);
  CHECK(mode_of(results.file(key_of(1))) == 0600);
}

TEST_CASE("a folder or entry that others could write to is not used", "[results]") {
  Results results;
  results.cache->put(key_of(1), as_bytes("one"));
  SECTION("folder") {
    fs::permissions(results.folder, fs::perms::group_write, fs::perm_options::add);
    results.cache->put(key_of(2), as_bytes("two"));
    CHECK_FALSE(fs::exists(results.file(key_of(2))));
  }
  SECTION("entry") {
    fs::permissions(results.file(key_of(1)), fs::perms::others_write, fs::perm_options::add);
  }
  SECTION("link") {
    fs::rename(results.file(key_of(1)), results.temporary / "elsewhere");
    fs::create_symlink(results.temporary / "elsewhere", results.file(key_of(1)));
  }
  SECTION("FIFO") {
    fs::remove(results.file(key_of(1)));
    REQUIRE(::mkfifo(results.file(key_of(1)).c_str(), 0600) == 0);
  }
  SECTION("folder instead of an entry") {
    fs::remove(results.file(key_of(1)));
    fs::create_directory(results.file(key_of(1)));
    results.cache->put(key_of(1), as_bytes("two"));
  }
  SECTION("of somebody else") {
    if (::geteuid() != 0) SIGIL_SKIP("only root gives files away");
    SECTION("folder") {
      REQUIRE(::chown(results.folder.c_str(), 12345, 12345) == 0);
    }
    SECTION("entry") {
      REQUIRE(::chown(results.file(key_of(1)).c_str(), 12345, 12345) == 0);
    }
  }
  CHECK_FALSE(results.has(key_of(1)));
}

TEST_CASE("that nothing can be kept is no error", "[results]") {
  Results results;
  std::ofstream(results.temporary / "made") << "a file";
  results.cache->put(key_of(1), as_bytes("one"));
  CHECK_FALSE(results.has(key_of(1)));
  const Bytes large((std::size_t{64} << 20U) + 1);
  Results others;
  others.cache->put(key_of(1), large);
  CHECK_FALSE(others.has(key_of(1)));
}

TEST_CASE("the oldest results go when there are too many", "[results]") {
  Results results;
  constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 20U;
  results.cache = host::make_dhall_results(results.folder, kMostBytes);
  const Bytes entry(std::size_t{4} << 10U, 1);
  fs::create_directories(results.folder);
  fs::permissions(results.folder, fs::perms::owner_all);
  const fs::path unfinished = results.folder / ("." + to_hex(key_of(9)) + ".abcdef"); // of a killed process
  std::ofstream(unfinished) << std::string(std::size_t{2} << 20U, 'x');
  fs::last_write_time(unfinished, fs::last_write_time(unfinished) - std::chrono::hours(1));
  std::ofstream(results.folder / "README") << "of somebody";
  std::uint64_t most_files = 0;
  for (int at = 0; at < 1024; ++at) {
    results.cache->put(key_of(static_cast<std::uint8_t>(at), static_cast<std::uint8_t>(at / 256)), entry);
    if (at % 32 == 0)
      most_files = std::max<std::uint64_t>(
          most_files, static_cast<std::uint64_t>(std::distance(fs::directory_iterator(results.folder), {})));
  }
  CHECK(most_files <= kMostBytes / entry.size() + 32);
  CHECK(most_files > 100);
  CHECK(results.has(key_of(255, 3)));
  CHECK(fs::exists(results.folder / "README"));
  CHECK_FALSE(fs::exists(unfinished));
}
