#include "suite.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace sigil::test {

namespace {

namespace fs = std::filesystem;

struct Layout {
  const char* folder;
  Category category;
  const char* input;    ///< what a test's first file ends in, behind its name and A
  const char* expected; ///< likewise behind B; nullptr: a test for failure
};

constexpr Layout kLayouts[] = {
    {"parser/success", Category::ParserSuccess, ".dhall", ".dhallb"},
    {"parser/failure", Category::ParserFailure, ".dhall", nullptr},
    {"binary-decode/success", Category::DecodeSuccess, ".dhallb", ".dhall"},
    {"binary-decode/failure", Category::DecodeFailure, ".dhallb", nullptr},
    {"normalization/success", Category::Normalization, ".dhall", ".dhall"},
    {"alpha-normalization/success", Category::AlphaNormalization, ".dhall", ".dhall"},
    {"type-inference/success", Category::InferenceSuccess, ".dhall", ".dhall"},
    {"type-inference/failure", Category::InferenceFailure, ".dhall", nullptr},
    {"import/success", Category::ImportSuccess, ".dhall", ".dhall"},
    {"import/failure", Category::ImportFailure, ".dhall", nullptr},
    {"semantic-hash/success", Category::SemanticHash, ".dhall", ".hash"},
};

/// What tests import.
constexpr const char* kSupport[] = {"import/data", "import/cache", "import/home"};

/// Files below a folder, relative to the suite.
std::set<std::string> files_below(const fs::path& suite, const fs::path& folder) {
  std::set<std::string> files;
  if (!fs::is_directory(suite / folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(suite / folder)) {
    if (!entry.is_directory()) files.insert(entry.path().lexically_relative(suite).generic_string());
  }
  return files;
}

bool take(std::set<std::string>& files, const std::string& name) {
  return files.erase(name) != 0;
}

std::optional<std::string> without_end(const std::string& name, const std::string& end) {
  if (!name.ends_with(end)) return std::nullopt;
  return name.substr(0, name.size() - end.size());
}

/// Takes the files of all tests out of `files`.
void find_pairs(const Layout& layout, std::set<std::string>& files, std::vector<Test>& tests) {
  const std::set<std::string> all = files;
  // One test of the standard has no A and B in its names.
  for (const auto& [a, b] : {std::pair{"A", "B"}, std::pair{"", ""}}) {
    if (std::string(a).empty() && std::string(layout.input) == layout.expected) break;
    for (const std::string& file : all) {
      const auto name = without_end(file, a + std::string(layout.input));
      const std::string expected = name.value_or("") + b + layout.expected;
      if (!name || files.count(file) == 0 || !take(files, expected)) continue;
      files.erase(file);
      Test test{*name, layout.category, file, expected};
      if (take(files, *name + "ENV.dhall")) test.environment = *name + "ENV.dhall";
      take(files, *name + a + ".diag"); // says in words what is in the binary file
      take(files, *name + b + ".diag");
      tests.push_back(std::move(test));
    }
  }
}

void find_failures(const Layout& layout, std::set<std::string>& files, std::vector<Test>& tests) {
  const std::set<std::string> all = files;
  for (const std::string& file : all) {
    const auto name = without_end(file, layout.input);
    if (!name || without_end(file, "ENV.dhall")) continue;
    files.erase(file);
    Test test{*name, layout.category, file};
    if (take(files, *name + "ENV.dhall")) test.environment = *name + "ENV.dhall";
    take(files, *name + ".diag");
    tests.push_back(std::move(test));
  }
}

} // namespace

Suite find_tests(const fs::path& folder) {
  Suite suite;
  suite.folder = folder;
  std::set<std::string> rest = files_below(folder, "");
  for (const char* support : kSupport) {
    for (const std::string& file : files_below(folder, support)) rest.erase(file);
  }
  for (const Layout& layout : kLayouts) {
    std::set<std::string> files = files_below(folder, layout.folder);
    for (const std::string& file : files) rest.erase(file);
    if (layout.expected != nullptr) {
      find_pairs(layout, files, suite.tests);
    } else {
      find_failures(layout, files, suite.tests);
    }
    for (const std::string& file : files) suite.unknown.push_back(file + ": is no part of a test");
  }
  for (const std::string& file : rest) suite.unknown.push_back(file + ": is in no folder that has tests");
  std::sort(suite.tests.begin(), suite.tests.end(),
            [](const Test& left, const Test& right) { return left.name < right.name; });
  return suite;
}

} // namespace sigil::test
