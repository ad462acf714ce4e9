#include "common/line.hpp"

#include <string>

#include "common/text.hpp"
#include "support/catch.hpp"

using namespace sigil::bootcheck;

TEST_CASE("a line holds text, numbers and names") {
  Line line;
  line << "n " << std::uint64_t{0} << " " << UINT64_MAX << " " << Hex{0} << " " << Hex{0xfee1f} << " "
       << Quoted{"a b"};
  REQUIRE(line.text() == "n 0 18446744073709551615 0x0 0xfee1f 'a b'");
}

TEST_CASE("names are printed so that they cannot drive a terminal") {
  Line line;
  line << Quoted{std::string_view("a\x1b[31m\n\xc3\xa4\0", 10)};
  REQUIRE(line.text() == "'a?[31m" + std::string(4, '?') + "'");
}

TEST_CASE("long names are cut, a full line drops the rest") {
  Line line;
  line << Printable{std::string(161, 'x')};
  REQUIRE(line.text() == std::string(160, 'x'));
  line << std::string(2000, 'y');
  REQUIRE(line.text() == std::string(160, 'x') + std::string(864, 'y'));
}

TEST_CASE("decimal numbers have one form") {
  std::uint64_t value = 0;
  REQUIRE(read_decimal("0", value));
  REQUIRE(value == 0);
  REQUIRE(read_decimal("999999999999999999", value));
  REQUIRE(value == 999999999999999999);
  for (const char* wrong : {"", "00", "01", "+1", "-1", "1 ", "0x1", "1000000000000000000"}) {
    INFO(wrong);
    REQUIRE_FALSE(read_decimal(wrong, value));
  }
}

TEST_CASE("hashes are 64 lower-case digits") {
  std::uint8_t hash[32];
  REQUIRE(read_hash(std::string(62, '0') + "9f", hash));
  REQUIRE(hash[31] == 0x9f);
  REQUIRE_FALSE(read_hash(std::string(63, '0'), hash));
  REQUIRE_FALSE(read_hash(std::string(65, '0'), hash));
  REQUIRE_FALSE(read_hash(std::string(63, '0') + "F", hash));
  REQUIRE_FALSE(read_hash(std::string(63, '0') + "g", hash));
}

TEST_CASE("text is taken up to a separator") {
  std::string_view text = "a  b";
  REQUIRE(take_until(text, ' ') == "a");
  REQUIRE(take_until(text, ' ') == "");
  REQUIRE(take_until(text, ' ') == "b");
  REQUIRE(text.empty());
  REQUIRE(take_until(text, ' ') == "");
}
