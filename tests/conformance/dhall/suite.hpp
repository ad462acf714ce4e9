/// \file
/// Finds the tests of a suite in the layout of the standard's own.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sigil::test {

enum class Category {
  ParserSuccess,
  ParserFailure,
  DecodeSuccess,
  DecodeFailure,
  Normalization,
  AlphaNormalization,
  InferenceSuccess,
  InferenceFailure,
  ImportSuccess,
  ImportFailure,
  SemanticHash,
};

/// One test. Paths are relative to the suite.
struct Test {
  std::string name; ///< `parser/success/unit/Date`
  Category category;
  std::filesystem::path input;                        ///< `….dhall` or `….dhallb`
  std::optional<std::filesystem::path> expected{};    ///< of a test for success
  std::optional<std::filesystem::path> environment{}; ///< `…ENV.dhall`: variables to set
};

struct Suite {
  std::filesystem::path folder;
  std::vector<Test> tests; ///< by name
  /// What is no test and no part of one, each with the reason: nothing is passed over.
  std::vector<std::string> unknown;
};

/// \throws std::filesystem::filesystem_error if it cannot be read.
Suite find_tests(const std::filesystem::path& folder);

} // namespace sigil::test
