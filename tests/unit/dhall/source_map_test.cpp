#include "support/catch.hpp"

#include "syntax/source_map.hpp"

using sigil::Blob;
using sigil::dhall::SourceMap;

TEST_CASE("positions of Dhall sources are told by file, line and column") {
  SourceMap map;
  const auto first = map.add("a.dhall", Blob::of("λ(x : Bool) →\n  x\n")).begin;
  const auto second = map.add("b.dhall", Blob::of("")).begin;
  CHECK(first == 1);

  const auto x = map.locate(first + 19);
  CHECK(x.file == "a.dhall");
  CHECK(x.line == 2);
  CHECK(x.column == 3);
  CHECK(map.locate(first + 3).column == 3); // the two bytes of λ are one column
  CHECK(map.locate(second).file == "b.dhall");
  CHECK(map.locate(0).file.empty());
  CHECK(map.locate(second + 1).file.empty());
}

TEST_CASE("an excerpt of a Dhall source points at the column") {
  SourceMap map;
  const auto begin = map.add("a.dhall", Blob::of("λ(x : Bool) →\n\tx y\n")).begin;
  CHECK(map.excerpt(begin + 2) == "λ(x : Bool) →\n ^\n");
  CHECK(map.excerpt(begin + 20) == "\tx y\n\t  ^\n");
  CHECK(map.excerpt(0).empty());

  const auto wide =
      map.add("wide.dhall", Blob::of(std::string(5000, 'a') + "!" + std::string(5000, 'b'))).begin;
  const std::string excerpt = map.excerpt(wide + 5000);
  const auto line_end = excerpt.find('\n');
  CHECK(excerpt.size() < 400);
  CHECK(excerpt.find('!') - 2 == excerpt.find('^') - line_end - 1); // … is three bytes and one column
}
