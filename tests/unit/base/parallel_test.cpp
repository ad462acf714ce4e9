#include "sigil/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <sched.h>
#include <vector>

#include "sigil/base/error.hpp"
#include "support/catch.hpp"

using namespace sigil;

TEST_CASE("only cores that one may use are counted") {
  cpu_set_t before, one;
  REQUIRE(::sched_getaffinity(0, sizeof before, &before) == 0);
  CHECK(available_cores() == static_cast<std::size_t>(CPU_COUNT(&before)));
  CPU_ZERO(&one);
  CPU_SET(static_cast<std::size_t>(::sched_getcpu()), &one);
  REQUIRE(::sched_setaffinity(0, sizeof one, &one) == 0);
  CHECK(available_cores() == 1);
  REQUIRE(::sched_setaffinity(0, sizeof before, &before) == 0);
}

TEST_CASE("each piece of work is done once") {
  for (const std::size_t count : std::vector<std::size_t>{0, 1, 2, 1000}) {
    std::vector<std::atomic<int>> calls(count);
    parallel_for(count, [&](std::size_t i) { ++calls[i]; });
    CHECK(std::all_of(calls.begin(), calls.end(), [](const std::atomic<int>& n) { return n == 1; }));
  }
}

TEST_CASE("the first failure in order is thrown, and ends the work") {
  std::atomic<std::size_t> calls{0};
  const auto work = [&](std::size_t i) {
    ++calls;
    if (i >= 10) throw Error(ErrorKind::Failed, "piece " + std::to_string(i));
  };
  CHECK_THROWS_WITH(parallel_for(1'000'000, work), "piece 10");
  CHECK(calls < 1000);
}
