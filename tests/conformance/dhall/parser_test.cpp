// The parser tests of the Dhall standard: what is a success gives exactly the bytes that the suite has, and
// what is a failure is refused.
#include <algorithm>
#include <vector>

#include "binary/encode.hpp"
#include "support/catch.hpp"
#include "support/shared_folder.hpp"
#include "syntax/parse.hpp"

using namespace sigil;
using namespace sigil::dhall;

namespace {

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder, std::string_view suffix) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().string().ends_with(suffix)) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

Bytes encoding_of(const std::filesystem::path& path) {
  Heap heap;
  const auto& source = heap.sources().add(path.string(), Blob::map(path));
  return encode(*parse(heap, source).expression);
}

} // namespace

TEST_CASE("the parser passes the parser tests of the Dhall standard") {
  const auto folder = test::shared_folder("conformance/dhall/dhall-lang/tests/parser");
  if (!folder) SIGIL_SKIP("no conformance/dhall in the shared folder");

  const auto successes = files_in(*folder / "success", "A.dhall");
  REQUIRE(successes.size() > 100);
  for (const std::filesystem::path& path : successes) {
    INFO(path);
    std::string expected = path.string();
    expected.replace(expected.size() - std::string_view("A.dhall").size(), std::string::npos, "B.dhallb");
    const Blob bytes = Blob::map(expected);
    const Bytes encoding = encoding_of(path);
    CHECK(std::ranges::equal(encoding, bytes.bytes()));
  }

  const auto failures = files_in(*folder / "failure", ".dhall");
  REQUIRE(failures.size() > 50);
  for (const std::filesystem::path& path : failures) {
    INFO(path);
    CHECK_THROWS_AS(encoding_of(path), Error);
  }
}

TEST_CASE("the parser takes every source of the Dhall standard's tests but the ones about syntax") {
  const auto folder = test::shared_folder("conformance/dhall/dhall-lang/tests");
  if (!folder) SIGIL_SKIP("no conformance/dhall in the shared folder");
  std::size_t refused = 0;
  for (const std::filesystem::path& path : files_in(*folder, ".dhall")) {
    const std::string name = path.string();
    if (name.find("/parser/failure/") != std::string::npos) continue;
    INFO(path);
    try {
      encoding_of(path);
    } catch (const Error& error) {
      // Duplicates are errors of type in the standard, and of syntax here.
      CHECK(error.code() == "dhall.syntax.duplicate");
      CHECK(name.find("/type-inference/failure/") != std::string::npos);
      ++refused;
    }
  }
  CHECK(refused < 10);
}
