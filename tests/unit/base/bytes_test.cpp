#include <limits>

#include "sigil/base/bytes.hpp"
#include "sigil/base/endian.hpp"
#include "support/catch.hpp"

using namespace sigil;

TEST_CASE("fields keep their byte order") {
  const u32le little = 0x01020304u;
  const u32be big = 0x01020304u;
  CHECK(reinterpret_cast<const std::uint8_t*>(&little)[0] == 4);
  CHECK(reinterpret_cast<const std::uint8_t*>(&big)[0] == 1);
  CHECK(little == big);
  u64le wide;
  CHECK(wide == 0);
  wide = std::numeric_limits<std::uint64_t>::max() - 1;
  CHECK(wide == std::numeric_limits<std::uint64_t>::max() - 1);
}

TEST_CASE("bounds are checked without overflow") {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  CHECK(in_bounds(0, 10, 10));
  CHECK(in_bounds(10, 0, 10));
  CHECK_FALSE(in_bounds(11, 0, 10));
  CHECK_FALSE(in_bounds(1, 10, 10));
  CHECK_FALSE(in_bounds(kMost, kMost, 10));
  CHECK_FALSE(in_bounds(5, kMost - 2, kMost));
}

TEST_CASE("alignment rounds up") {
  CHECK(align_up(0, 4096) == 0);
  CHECK(align_up(1, 4096) == 4096);
  CHECK(align_up(4096, 4096) == 4096);
}
