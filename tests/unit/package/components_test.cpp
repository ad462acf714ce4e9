#include "components.hpp"

#include "support/catch.hpp"

using namespace sigil;
using Components = std::vector<std::vector<std::size_t>>;

TEST_CASE("components come after those they need") {
  CHECK(package::strong_components({}).empty());
  CHECK(package::strong_components({{1}, {2}, {}}) == Components{{2}, {1}, {0}});
  CHECK(package::strong_components({{}, {0}, {1, 0}}) == Components{{0}, {1}, {2}});
  CHECK(package::strong_components({{0}}) == Components{{0}});
  CHECK(package::strong_components({{1}, {2}, {0}}) == Components{{0, 1, 2}});
  // Two circles with a bridge, and one node beside them.
  CHECK(package::strong_components({{1}, {0, 2}, {3}, {2}, {}}) == Components{{2, 3}, {0, 1}, {4}});
  // A circle in a circle, met in the middle.
  CHECK(package::strong_components({{3}, {2}, {1, 0}, {2, 4}, {}}) == Components{{4}, {0, 1, 2, 3}});
}

TEST_CASE("depth and width cost no stack") {
  constexpr std::size_t count = 200000;
  Components chain(count);
  for (std::size_t i = 0; i + 1 < count; ++i) chain[i] = {i + 1};
  const Components found = package::strong_components(chain);
  REQUIRE(found.size() == count);
  CHECK(found.front() == std::vector<std::size_t>{count - 1});
  chain.back() = {0};
  CHECK(package::strong_components(chain).size() == 1);
}
