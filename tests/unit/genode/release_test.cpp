#include "sigil/genode/release.hpp"

#include "support/catch.hpp"

using namespace sigil::genode;

TEST_CASE("releases by name") {
  for (const Release release : {Release::k24_10, Release::k26_02})
    REQUIRE(parse_release(to_text(release)) == release);
  for (const char* wrong : {"", "24.1", "25.05", "26.02 ", "2602"}) REQUIRE_FALSE(parse_release(wrong));
}

TEST_CASE("syntaxes by name") {
  for (const Syntax syntax : {Syntax::Hid, Syntax::Xml}) REQUIRE(parse_syntax(to_text(syntax)) == syntax);
  for (const char* wrong : {"", "HID", "json"}) REQUIRE_FALSE(parse_syntax(wrong));
}

TEST_CASE("what a release understands") {
  REQUIRE(default_syntax(Release::k24_10) == Syntax::Xml);
  REQUIRE_FALSE(reads_hid(Release::k24_10));
  REQUIRE_FALSE(has_ram_attribute(Release::k24_10));
  REQUIRE(default_syntax(Release::k26_02) == Syntax::Hid);
  REQUIRE(reads_hid(Release::k26_02));
  REQUIRE(has_ram_attribute(Release::k26_02));
}
