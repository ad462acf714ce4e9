#include "printed.hpp"
#include "support/random_expression.hpp"

using namespace sigil;
using namespace sigil::test;
using dhall::Heap;

namespace {

std::string summed(std::string_view source, std::size_t most_bytes) {
  Heap heap;
  return dhall::summary(*expression_of(heap, source), most_bytes);
}

} // namespace

TEST_CASE("a summary of an expression is all of it, on one line, if that fits") {
  CHECK(summed("let x : Natural = 1\nin { a = [ x ], b = λ(y : Text) → ''\n  a\n  b'' }", 80) ==
        "let x : Natural = 1 in { a = [ x ], b = λ(y : Text) → \"a\\nb\" }");
}

TEST_CASE("a summary leaves out what lies deep and what lies far behind") {
  CHECK(summed("{ a = { b = { c = { d = { e = { f = { g = 1 } } } } } } }", 40) ==
        "{ a = { b = { c = { d = … } } } }");
  CHECK(summed("[ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 ]", 30) == "[ 1, 2, 3, 4, 5, 6, … ]");
  CHECK(summed("f a b c d e f g h", 14) == "f a b c d …");
  CHECK(summed("a + b + c + d + e + f", 19) == "… + c + d + e + f");
  CHECK(summed("\"0123456789 0123456789 0123456789\"", 30) == "\"0123456789 0123456789 01…\"");
  CHECK(summed("a.b.c.d.e.f.g.h.i.j.k.l.m.n", 16) == "….j.k.l.m.n");
  CHECK(summed("abcdefghijklmnop", 8) == "…");
  CHECK(summed("abcdefghijklmnop", 2).empty());
}

TEST_CASE("a summary is never longer than asked for, and costs no more for a large expression") {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    Heap heap;
    const dhall::Node* node = RandomExpression(heap, seed).make(6);
    for (const std::size_t most_bytes : {0U, 10U, 40U, 200U}) {
      const std::string text = dhall::summary(*node, most_bytes);
      INFO(text);
      CHECK(text.size() <= most_bytes);
      CHECK(text.find('\n') == std::string::npos);
    }
  }
  Heap heap;
  dhall::Node* node = heap.natural(1);
  for (int depth = 0; depth < 1'000'000; ++depth) node = heap.list({&node, 1}, 0);
  CHECK(dhall::summary(*node, 30) == "[ [ [ [ [ [ … ] ] ] ] ] ]");
}

TEST_CASE("a summary of a value says that it is one") {
  Heap heap;
  auto* level = heap.make<dhall::LevelNode>(dhall::Kind::Level, 0);
  level->name = heap.symbols().intern("x");
  level->level = 0;
  dhall::Node* node = level;
  CHECK(dhall::summary(*heap.list({&node, 1}, 0), 30) == "[ … ]");
}
