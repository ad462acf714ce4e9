#include "sigil/base/error.hpp"

#include "support/catch.hpp"

using namespace sigil;

TEST_CASE("an error is rendered with place, details, frames and hints") {
  const Error error = Error(ErrorKind::Invalid, "field 'ram' is 'x', expected a size")
                          .at({"system.json", 14, 9, "/children/0/ram"})
                          .while_doing("while reading child 'a'")
                          .detail("- expected memory : Natural")
                          .hint("write '4M'");
  CHECK(error.render("sigil-build") ==
        "sigil-build: error: system.json:14:9: field 'ram' is 'x', expected a size\n"
        "  at /children/0/ram\n"
        "  - expected memory : Natural\n"
        "  while reading child 'a'\n"
        "  hint: write '4M'\n");
  CHECK(std::string(error.what()) == "field 'ram' is 'x', expected a size");
}

TEST_CASE("an error list throws the first with the others") {
  ErrorList list;
  list.throw_if_any();
  list.add(Error(ErrorKind::Missing, "first"));
  list.add(Error(ErrorKind::Io, "second"));
  try {
    list.throw_if_any();
    FAIL("nothing thrown");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Missing);
    REQUIRE(error.siblings().size() == 1);
    CHECK(error.render("p") == "p: error: first\np: error: second\n");
  }
  CHECK(list.empty());
}

TEST_CASE("an error with siblings is added as several") {
  Error first(ErrorKind::Io, "first");
  Error second(ErrorKind::Io, "second");
  second.also(Error(ErrorKind::Io, "third"));
  first.also(second);
  ErrorList list;
  list.add(first);
  REQUIRE(list.size() == 3);
  CHECK(list.errors()[2].message() == "third");
  for (const Error& error : list.errors()) CHECK(error.siblings().empty());
}

TEST_CASE("quoted values show control characters and have an end") {
  CHECK(in_quotes("a b") == "'a b'");
  CHECK(in_quotes(std::string_view("a\n\0\x7f", 4)) == "'a\\x0a\\x00\\x7f'");
  CHECK(in_quotes(std::string(160, 'x')) == "'" + std::string(160, 'x') + "'");
  CHECK(in_quotes(std::string(161, 'x') + "yz") ==
        "'" + std::string(80, 'x') + "…" + std::string(78, 'x') + "yz'");
}

TEST_CASE("a broken invariant is an internal error") {
  try {
    SIGIL_ASSERT(1 == 2);
    FAIL("nothing thrown");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Internal);
    CHECK(error.message().find("1 == 2") != std::string::npos);
  }
}
