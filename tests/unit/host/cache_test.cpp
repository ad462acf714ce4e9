#include <fstream>

#include "sigil/host/tools.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

using namespace sigil;
using sigil::test::TempFolder;

namespace {

std::string read_all(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

TEST_CASE("a cache gives back what it got", "[cache]") {
  const TempFolder folder;
  const auto cache = host::make_cache(folder / "made/when/needed");
  CHECK(cache->get("absent").empty());
  CHECK_FALSE(std::filesystem::exists(folder / "made"));
  const std::vector<unsigned char> bytes{1, 2, 3, 0, 255};
  cache->put("entry-1", bytes);
  CHECK(cache->get("entry-1") == bytes);
  cache->put("entry-1", {9});
  CHECK(cache->get("entry-1") == std::vector<unsigned char>{9});
}

TEST_CASE("a damaged entry counts as absent, whatever the damage", "[cache]") {
  const TempFolder folder;
  const auto cache = host::make_cache(folder.path());
  cache->put("entry", {10, 20, 30, 40});
  const std::string sound = read_all(folder / "entry");
  REQUIRE(sound.size() == 20);
  for (std::size_t length = 0; length < sound.size(); ++length) {
    std::ofstream(folder / "entry", std::ios::binary) << sound.substr(0, length);
    CHECK(cache->get("entry").empty());
  }
  for (std::size_t at = 0; at < sound.size(); ++at) {
    std::string flipped = sound;
    flipped[at] = static_cast<char>(flipped[at] ^ 4);
    std::ofstream(folder / "entry", std::ios::binary) << flipped;
    CHECK(cache->get("entry").empty());
  }
  std::ofstream(folder / "entry", std::ios::binary) << sound;
  CHECK(cache->get("entry").size() == 4);
  std::filesystem::create_directory(folder / "folder");
  CHECK(cache->get("folder").empty());
}

TEST_CASE("a cache that cannot be written is no error", "[cache]") {
  const auto cache = host::make_cache("/proc/no-such-folder");
  cache->put("entry", {1});
  CHECK(cache->get("entry").empty());
}
