// Runs the acceptance tests of the Dhall standard, of any folder that has them as the standard does. What is
// there but no test, or half of one, is a failure.
//
//   sigil_dhall_conformance [--list | --layout] [SUITE [NAME...]]
//
// SUITE is the folder `tests`; otherwise $SIGIL_DHALL_TESTS, conformance/dhall/dhall-lang/tests in
// $SIGIL_SHARED or in ../shared beside the project. NAME is a test (`parser/success/unit/Date`), or a folder:
// with a `/` at the end only the tests in it, otherwise those further below too.
//
// --list prints the names; --layout runs no test, and looks only for what is none. Exit status 77: all tests
// were skipped.
//
// $SIGIL_DHALL_PRELUDE: the folder of the Prelude; without it, the tests that need it are skipped.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include "check.hpp"
#include "support/shared_folder.hpp"
#include "support/temp_folder.hpp"

using namespace sigil;
namespace fs = std::filesystem;

namespace {

constexpr int kSkipped = 77;

struct Options {
  bool is_list = false;
  bool is_layout = false;
  std::optional<fs::path> suite;
  std::vector<std::string> names;
};

Options options_of(int argc, char** argv) {
  Options options;
  for (int at = 1; at < argc; ++at) {
    const std::string argument = argv[at];
    if (argument == "--list") {
      options.is_list = true;
    } else if (argument == "--layout") {
      options.is_layout = true;
    } else if (!options.suite) {
      options.suite = argument;
    } else {
      options.names.push_back(argument);
    }
  }
  if (options.suite) return options;
  const char* configured = std::getenv("SIGIL_DHALL_TESTS");
  options.suite =
      configured != nullptr ? configured : test::shared_folder("conformance/dhall/dhall-lang/tests");
  return options;
}

bool is_selected(const std::string& test, const std::vector<std::string>& names) {
  if (names.empty()) return true;
  for (const std::string& name : names) {
    if (test == name) return true;
    const std::string folder = name.ends_with('/') ? name : name + '/';
    if (!test.starts_with(folder)) continue;
    if (!name.ends_with('/') || test.find('/', folder.size()) == std::string::npos) return true;
  }
  return false;
}

/// What tests see: a folder `dhall-lang` with the suite and the Prelude in it, and a copy of the cache, which
/// a run changes.
void enter(const fs::path& folder, const fs::path& suite) {
  fs::create_directory(folder / "dhall-lang");
  fs::create_directory_symlink(fs::canonical(suite), folder / "dhall-lang" / "tests");
  if (const char* prelude = std::getenv("SIGIL_DHALL_PRELUDE"); prelude != nullptr) {
    fs::create_directory_symlink(fs::canonical(prelude), folder / "dhall-lang" / "Prelude");
  }
  fs::create_directories(folder / "cache" / "dhall");
  if (fs::is_directory(suite / "import/cache/dhall")) {
    for (const auto& entry : fs::directory_iterator(suite / "import/cache/dhall")) {
      const fs::path copy = folder / "cache" / "dhall" / entry.path().filename();
      fs::copy_file(entry.path(), copy);
      fs::permissions(copy, fs::perms::owner_read | fs::perms::owner_write);
    }
  }
  fs::current_path(folder);
}

/// Tests that are known to need the Prelude and are not in this suite.
std::set<std::string> absent_tests(const test::Suite& suite) {
  std::set<std::string> names;
  std::ifstream file(suite.folder / ".." / ".." / "needs-prelude.txt");
  for (std::string line; std::getline(file, line);) names.insert(line);
  for (const test::Test& test : suite.tests) names.erase(test.name);
  names.erase("");
  return names;
}

struct Counts {
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::map<std::string, std::size_t> skipped;
};

void run(const test::Test& test, Counts& counts) {
  const test::Result result = test::check(test);
  switch (result.kind) {
  case test::Result::Kind::Passed: ++counts.passed; break;
  case test::Result::Kind::Skipped: ++counts.skipped[result.reason]; break;
  case test::Result::Kind::Failed:
    ++counts.failed;
    std::cout << "FAILED " << test.name << "\n      " << result.reason << std::endl;
    break;
  }
}

void run(const test::Suite& suite, const Options& options, Counts& counts) {
  for (const std::string& unknown : suite.unknown) {
    if (!is_selected(unknown, options.names)) continue;
    ++counts.failed;
    std::cout << "FAILED " << unknown << "\n";
  }
  if (options.is_layout) {
    if (suite.unknown.empty() && !suite.tests.empty()) ++counts.passed;
    return;
  }
  for (const test::Test& test : suite.tests) {
    if (is_selected(test.name, options.names)) run(test, counts);
  }
  for (const std::string& name : absent_tests(suite)) {
    if (is_selected(name, options.names)) ++counts.skipped["needs the Prelude, and is not in this suite"];
  }
}

int report(const Counts& counts) {
  std::size_t skipped = 0;
  for (const auto& [reason, count] : counts.skipped) {
    std::cout << count << " skipped: " << reason << "\n";
    skipped += count;
  }
  std::cout << counts.passed << " passed, " << counts.failed << " failed, " << skipped << " skipped\n";
  if (counts.failed != 0) return 1;
  if (counts.passed != 0) return 0;
  if (skipped != 0) return kSkipped;
  std::cout << "there is no such test\n";
  return 1;
}

} // namespace

int main(int argc, char** argv) {
  const Options options = options_of(argc, argv);
  if (!options.suite) {
    std::cout
        << "no folder with the tests of Dhall: set SIGIL_DHALL_TESTS to it, or SIGIL_SHARED to the one above "
           "conformance/dhall\n";
    return kSkipped;
  }
  try {
    const test::Suite suite = test::find_tests(fs::canonical(*options.suite));
    if (options.is_list) {
      for (const test::Test& test : suite.tests) {
        if (is_selected(test.name, options.names)) std::cout << test.name << "\n";
      }
      return 0;
    }
    const test::TempFolder folder;
    enter(folder.path(), suite.folder);
    Counts counts;
    run(suite, options, counts);
    fs::current_path("/");
    return report(counts);
  } catch (const std::exception& error) {
    std::cout << error.what() << "\n";
    return 1;
  }
}
