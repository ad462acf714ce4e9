#include "sigil/base/stack.hpp"

#include <stdexcept>

#include "support/catch.hpp"

using namespace sigil;

namespace {

/// How many frames fit until the stack is low, at most `most`.
std::size_t frames(std::size_t most) {
  volatile char used[1000] = {};
  if (most == 0 || stack_is_low()) return 0;
  return 1 + frames(most - 1) + static_cast<std::size_t>(used[most % sizeof used]);
}

} // namespace

TEST_CASE("a large stack takes deep recursion and an end that can be seen", "[stack]") {
  std::size_t small = 0, large = 0;
  const std::size_t outer = frames(20'000);
  run_on_large_stack(std::size_t{2} << 20U, [&] { small = frames(1'000'000); });
  run_on_large_stack(std::size_t{128} << 20U, [&] {
    large = frames(10'000'000);
    run_on_large_stack(std::size_t{2} << 20U, [&] { CHECK(frames(1'000'000) == small); });
    CHECK(frames(10'000'000) == large);
  });
  CHECK(small > 100);
  CHECK(small < 2100);
  CHECK(large > small * 32);
  CHECK(frames(20'000) == outer);
}

TEST_CASE("what is thrown on a large stack arrives at the caller", "[stack]") {
  CHECK_THROWS_AS(run_on_large_stack(std::size_t{1} << 20U, [] { throw std::runtime_error("x"); }),
                  std::runtime_error);
}
