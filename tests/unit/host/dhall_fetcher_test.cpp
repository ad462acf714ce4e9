// Files, environment and cache of Dhall imports.
#include "sigil/host/dhall_fetcher.hpp"

#include <cstdlib>
#include <fstream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include "sigil/crypto/hash.hpp"
#include "support/catch.hpp"
#include "support/error_of.hpp"
#include "support/temp_folder.hpp"

using namespace sigil;
using namespace sigil::host;
using namespace sigil::test;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::unique_ptr<dhall::Fetcher> fetcher_in(const TempFolder& folder) {
  DhallFetcherOptions options;
  options.folder = folder.path();
  return make_dhall_fetcher(options);
}

/// A variable of the environment, put back at the end.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    value != nullptr ? ::setenv(name, value, 1) : ::unsetenv(name);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { before_ ? ::setenv(name_, before_->c_str(), 1) : ::unsetenv(name_); }

 private:
  const char* name_;
  std::optional<std::string> before_;
};

} // namespace

TEST_CASE("files are read whole, from the folder that is said") {
  const TempFolder folder;
  const auto fetcher = fetcher_in(folder);
  const std::string large(3 << 20, 'x');
  write(folder / "a b.dhall", "1");
  write(folder / "empty", "");
  write(folder / "large", large);
  CHECK(fetcher->read_file("./a b.dhall", 100)->text() == "1");
  CHECK(fetcher->read_file((folder / "a b.dhall").native(), 1)->text() == "1");
  CHECK(fetcher->read_file("./empty", 0)->size() == 0);
  CHECK(fetcher->read_file("./large", large.size())->text() == large);
  const Error error = error_of([&] { fetcher->read_file("./large", large.size() - 1); });
  CHECK(error.kind() == ErrorKind::Limit);
  CHECK(error.code() == "dhall.limit.import-size");
}

TEST_CASE("what is no file is not there") {
  const TempFolder folder;
  const auto fetcher = fetcher_in(folder);
  write(folder / "file", "1");
  fs::create_directory(folder / "folder");
  fs::create_symlink("nothing", folder / "dangling");
  for (const char* path : {"./none", "./folder", "./file/x", "./no/x", "./dangling"}) {
    CAPTURE(path);
    CHECK_FALSE(fetcher->read_file(path, 100));
  }
  CHECK(fetcher->names_beside("./x") == std::vector<std::string>{"dangling", "file", "folder"});
  CHECK(fetcher->names_beside("./no/x").empty());
}

TEST_CASE("a file that may not be read is an error, not absent") {
  if (::geteuid() == 0) SIGIL_SKIP("the superuser may read everything");
  const TempFolder folder;
  write(folder / "file", "1");
  fs::permissions(folder / "file", fs::perms::none);
  const Error error = error_of([&] { fetcher_in(folder)->read_file("./file", 100); });
  CHECK(error.kind() == ErrorKind::Io);
}

TEST_CASE("devices and FIFOs are read to their end, or to the limit") {
  const TempFolder folder;
  const auto fetcher = fetcher_in(folder);
  CHECK(fetcher->read_file("/dev/null", 100)->size() == 0);
  CHECK(error_of([&] { fetcher->read_file("/dev/zero", 100'000); }).kind() == ErrorKind::Limit);
  REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
  std::thread writer([&] { write(folder / "fifo", std::string(100'000, 'x')); });
  CHECK(fetcher->read_file("./fifo", 100'000)->size() == 100'000);
  writer.join();
}

TEST_CASE("real paths have neither symbolic links nor dots, as far as they exist") {
  const TempFolder folder;
  const auto fetcher = fetcher_in(folder);
  const fs::path real = fs::canonical(folder.path());
  fs::create_directory(folder / "in");
  fs::create_symlink("/", folder / "in/top");
  fs::create_symlink("..", folder / "in/up");
  CHECK(fetcher->real_path("./in/../in/x") == real / "in/x");
  CHECK(fetcher->real_path("./in/up/y") == real / "y");
  CHECK(fetcher->real_path("./in/top/none") == "/none");
  CHECK(fetcher->real_path("./none/../../x") == real.parent_path() / "x");
}

TEST_CASE("environment variables are what they are") {
  const Variable set("SIGIL_DHALL_TEST", "");
  const Variable unset("SIGIL_DHALL_TEST_UNSET", nullptr);
  const auto fetcher = make_dhall_fetcher();
  CHECK(fetcher->environment("SIGIL_DHALL_TEST") == "");
  CHECK_FALSE(fetcher->environment("SIGIL_DHALL_TEST_UNSET"));
}

TEST_CASE("cached imports are files with the name of their digest") {
  const TempFolder folder;
  const Variable home("HOME", (folder / "home").c_str());
  const Variable cache("XDG_CACHE_HOME", (folder / "cache").c_str());
  const Bytes bytes{1, 2, 3};
  const auto digest = crypto::sha256(bytes);
  const std::string name = "12200"
                           "39058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81";
  const auto store = make_dhall_cache();
  CHECK_FALSE(store->get(digest));
  store->put(digest, bytes);
  CHECK(fs::exists(folder / "cache/dhall" / name));
  CHECK_FALSE(fs::exists(folder / "home"));
  const Blob found = *make_dhall_cache()->get(digest);
  CHECK(Bytes(found.bytes().begin(), found.bytes().end()) == bytes);
  store->put(digest, Bytes{4}); // replaces
  CHECK(store->get(digest)->size() == 1);
  CHECK(std::distance(fs::directory_iterator(folder / "cache/dhall"), {}) == 1);
}

TEST_CASE("a cache that cannot be used has a second place, and then is none") {
  const TempFolder folder;
  const Bytes bytes{1, 2, 3};
  const auto digest = crypto::sha256(bytes);
  write(folder / "file", "");
  const Variable cache("XDG_CACHE_HOME", (folder / "file").c_str());
  {
    const Variable home("HOME", (folder / "home").c_str());
    const auto store = make_dhall_cache();
    store->put(digest, bytes);
    CHECK(fs::exists(folder / "home/.cache/dhall"));
    CHECK(store->get(digest)->size() == 3);
  }
  {
    const Variable home("HOME", nullptr);
    const auto store = make_dhall_cache();
    CHECK_FALSE(store->get(digest));
    CHECK(error_of([&] { store->put(digest, bytes); }).kind() == ErrorKind::Io);
  }
  const Variable home("HOME", nullptr);
  const Variable none("XDG_CACHE_HOME", nullptr);
  CHECK(error_of([&] { make_dhall_cache()->put(digest, bytes); }).kind() == ErrorKind::Io);
}
