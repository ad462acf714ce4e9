// Choices from which a well-typed Dhall expression is made, or a program of loops, records and trees. All
// that holds of well-typed expressions holds of it.
#include <cstdio>
#include <cstdlib>

#include "sigil/base/error.hpp"
#include "support/loop_programs.hpp"
#include "support/typed_properties.hpp"

using namespace sigil;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::size_t at = 0;
  const auto below = [&](unsigned end) { return at == size ? 0U : data[at++] % end; };
  const bool has_loops = size != 0 && data[size - 1] % 2 == 1;
  const test::TypedTerms::Term made =
      has_loops ? test::LoopPrograms(below).make(5) : test::TypedTerms(below).make(6);
  if (made.term.size() > 8'000) return 0;
  try {
    test::require_typed_properties(made);
  } catch (const std::exception& error) {
    const auto* known = dynamic_cast<const Error*>(&error);
    if (known != nullptr && known->kind() == ErrorKind::Limit) return 0;
    std::fprintf(stderr, "%s\n%s\n  : %s\n", error.what(), made.term.c_str(), made.type.c_str());
    std::abort();
  }
  return 0;
}
