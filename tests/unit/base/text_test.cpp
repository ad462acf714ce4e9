#include "sigil/base/text.hpp"

#include <array>

#include "support/catch.hpp"

using namespace sigil;

TEST_CASE("hexadecimal round trip") {
  const std::array<std::uint8_t, 3> bytes{0x00, 0x7f, 0xff};
  REQUIRE(to_hex(bytes) == "007fff");
  std::array<std::uint8_t, 3> back{};
  REQUIRE(from_hex("007fff", back));
  REQUIRE(back == bytes);
  REQUIRE_FALSE(from_hex("007ff", back));
  REQUIRE_FALSE(from_hex("007fFF", back));
  REQUIRE_FALSE(from_hex("007fzz", back));
}

TEST_CASE("sizes in Genode's notation") {
  REQUIRE(parse_size("0") == 0);
  REQUIRE(parse_size("4K") == 4096);
  REQUIRE(parse_size("1M") == 1048576);
  REQUIRE(parse_size("2G") == 2147483648);
  REQUIRE(parse_size("17179869183G") == 17179869183ull << 30);
  for (const char* wrong :
       {"", "K", "-1", "+1", " 1", "1 ", "01", "1k", "1KB", "17179869184G", "18446744073709551616"}) {
    INFO(wrong);
    REQUIRE_FALSE(parse_size(wrong));
  }
}

TEST_CASE("UTF-8 well-formedness") {
  REQUIRE(is_utf8("plain, größer, 日本, 😀"));
  for (const char* wrong :
       {"\x80", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc3", "\xf0\x9f\x98"}) {
    REQUIRE_FALSE(is_utf8(wrong));
  }
}

TEST_CASE("the closest word is suggested, if one is near") {
  const std::vector<std::string> known{"build", "inspect", "run", "verify"};
  CHECK(closest_word("buidl", known) == "build");
  CHECK(closest_word("inspct", known) == "inspect");
  CHECK(closest_word("rn", known) == "run");
  CHECK(closest_word("paint", known).empty());
  CHECK(closest_word("", known).empty());
  CHECK(closest_word("build", {}).empty());
  CHECK(closest_word(std::string(65, 'x'), {std::string(65, 'x')}).empty());
}
