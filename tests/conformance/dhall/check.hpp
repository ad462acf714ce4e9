/// \file
/// Runs one test of the standard.
#pragma once

#include <string>

#include "suite.hpp"

namespace sigil::test {

struct Result {
  enum class Kind { Passed, Failed, Skipped } kind = Kind::Passed;
  std::string reason{}; ///< unless it passed
};

/// The working folder must be the one above `dhall-lang/tests`, which is the suite: the names of that folder
/// are in what some tests expect. Nothing is thrown but std::bad_alloc.
Result check(const Test& test);

} // namespace sigil::test
