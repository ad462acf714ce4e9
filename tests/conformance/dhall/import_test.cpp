// The import tests of the Dhall standard that need no network.
#include <cstdlib>

#include "imports/resolver.hpp"
#include "imports/standard_language.hpp"
#include "sigil/host/dhall_fetcher.hpp"
#include "support/catch.hpp"
#include "support/shared_folder.hpp"
#include "support/temp_folder.hpp"
#include "syntax/parse.hpp"

using namespace sigil;
using namespace sigil::dhall;
namespace fs = std::filesystem;

namespace {

/// The environment that the suite asks for, and a cache that may be written to.
struct Suite {
  explicit Suite(const fs::path& tests) : folder(tests.parent_path().parent_path()) {
    fs::create_directory(cache_folder / "dhall");
    for (const auto& entry : fs::directory_iterator(tests / "import/cache")) {
      const fs::path from = entry.is_directory() ? entry.path() : tests / "import/cache";
      for (const auto& file : fs::directory_iterator(from))
        if (file.is_regular_file())
          fs::copy_file(file, cache_folder / "dhall" / file.path().filename().native(),
                        fs::copy_options::overwrite_existing);
    }
    ::setenv("XDG_CACHE_HOME", cache_folder.path().c_str(), 1);
    ::setenv("HOME", (tests / "import/home").c_str(), 1);
    ::setenv("DHALL_TEST_VAR", "6 * 7", 1);
    ::unsetenv("DHALL_HEADERS");
    ::unsetenv("XDG_CONFIG_HOME");
    cache = host::make_dhall_cache();
  }

  /// The encoding of the αβ-normal form of a file with its imports.
  Bytes normal_form(const std::string& name) {
    Heap heap;
    Evaluator evaluator(heap);
    TypeChecker checker(evaluator);
    StandardLanguage language(evaluator, checker);
    host::DhallFetcherOptions options;
    options.folder = folder;
    const auto fetcher = host::make_dhall_fetcher(options);
    Resolver::Options resolver_options;
    resolver_options.cache = cache.get();
    Resolver resolver(heap, language, *fetcher, resolver_options);
    const auto& source = heap.sources().add(name, Blob::map(folder / name));
    const Code code = language.parse(source);
    resolver.resolve(code.expression, file_location(heap.arena(), name));
    ResolvedImport root{name, code.expression, code.slots};
    language.check(root);
    return language.encode_normal(root);
  }

  /// Paths of the suite's files below a folder, from the folder that it lies in.
  std::vector<std::string> files(const char* below, std::string_view suffix) const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder / "dhall-lang/tests" / below)) {
      if (entry.path().native().ends_with(suffix))
        names.push_back("./" + fs::relative(entry.path(), folder).native());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  fs::path folder;
  test::TempFolder cache_folder;
  std::unique_ptr<ImportCache> cache;
};

} // namespace

TEST_CASE("imports are what the import tests of the Dhall standard say") {
  const auto tests = test::shared_folder("conformance/dhall/dhall-lang/tests");
  if (!tests) SIGIL_SKIP("no conformance/dhall in the shared folder");
  Suite suite(*tests);

  const auto successes = suite.files("import/success", "A.dhall");
  REQUIRE(successes.size() > 30);
  for (const std::string& name : successes) {
    CAPTURE(name);
    std::string expected = name;
    expected[expected.size() - std::string_view("A.dhall").size()] = 'B';
    try {
      CHECK(suite.normal_form(name) == suite.normal_form(expected));
    } catch (const Error& error) {
      FAIL_CHECK(error.render("test"));
    }
  }

  const auto failures = suite.files("import/failure", ".dhall");
  REQUIRE(failures.size() > 10);
  for (const std::string& name : failures) {
    CAPTURE(name);
    CHECK_THROWS_AS(suite.normal_form(name), Error);
  }
}
