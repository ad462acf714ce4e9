#include "parsed.hpp"

using namespace sigil;
using namespace sigil::dhall;

namespace {

/// A source, parsed with its surface.
struct Written {
  explicit Written(std::string_view text)
      : source(heap.sources().add("f", Blob::of(text))),
        expression(parse(heap, source, {}, &surface).expression) {}

  std::string_view between(std::uint32_t begin, std::uint32_t end) const {
    return source.text.text().substr(begin - source.begin, end - begin);
  }
  std::string_view of(const Node* node) const { return between(node->position, surface.ends.at(node)); }
  std::string_view of(Surface::Range range) const { return between(range.begin, range.end); }

  Heap heap;
  Surface surface;
  const SourceMap::Source& source;
  Node* expression;
};

} // namespace

TEST_CASE("the surface of Dhall has the comments in order") {
  const Written written("#! no comment\n-- a\r\n{- b {- c -} -} x {--}\n  y -- d");
  REQUIRE(written.surface.comments.size() == 4);
  CHECK(written.of(written.surface.comments[0]) == "-- a");
  CHECK(written.of(written.surface.comments[1]) == "{- b {- c -} -}");
  CHECK(written.of(written.surface.comments[2]) == "{--}");
  CHECK(written.of(written.surface.comments[3]) == "-- d");
}

TEST_CASE("the surface of Dhall has fields in the order and form written") {
  const Written written("{ c.b.a = 1, b, a = x, c.d = 2, b = b }");
  const auto& entries = written.surface.entries.at(written.expression);
  REQUIRE(entries.size() == 5);
  const auto path = [&](std::size_t at) {
    std::string text;
    for (const Surface::Label& label : entries[at].path) {
      text += "." + std::string(label.label->text);
      CHECK(written.between(label.position, label.position + 1) == label.label->text);
    }
    return text;
  };
  CHECK(path(0) == ".c.b.a");
  CHECK(path(1) == ".b");
  CHECK(path(2) == ".a");
  CHECK(path(3) == ".c.d");
  CHECK(entries[0].value->kind == Kind::Natural);
  CHECK(entries[1].value == nullptr);
  CHECK(entries[2].value->kind == Kind::Free);
  CHECK(entries[4].value->kind == Kind::Free);

  const Written type("< B : T | A >");
  const auto& alternatives = type.surface.entries.at(type.expression);
  REQUIRE(alternatives.size() == 2);
  CHECK(alternatives[0].path[0].label->text == "B");
  CHECK(alternatives[0].value != nullptr);
  CHECK(alternatives[1].value == nullptr);
  CHECK(Written("{ b : T, a : U }").surface.entries.size() == 1);
}

TEST_CASE("the surface of Dhall has the spelling of what nodes do not tell") {
  const Written written(
      "[ 0xFF, -0b1, 1, 1.50, 2020-01-01T00:00:00Z, \"a\\u0041\", ''\n  x\n'', \"plain\" ]");
  const auto items = as<ListNode>(*written.expression).all();
  const auto spelled = [&](std::size_t at) { return written.of(written.surface.spelled.at(items[at])); };
  CHECK(spelled(0) == "0xFF");
  CHECK(spelled(1) == "-0b1");
  CHECK(spelled(3) == "1.50");
  CHECK(spelled(4) == "2020-01-01T00:00:00Z");
  CHECK(spelled(5) == "\"a\\u0041\"");
  CHECK(spelled(6) == "''\n  x\n''");
  CHECK(written.surface.spelled.size() == 6);
}

TEST_CASE("the surface of Dhall has the ends of nodes and the places of names") {
  const Written written("let xx = f  (a b) -- c\n in λ(yy : T) → x.y ++ \"${ z }\"  ");
  const auto& let = as<LetNode>(*written.expression);
  CHECK(written.of(&let) == "let xx = f  (a b) -- c\n in λ(yy : T) → x.y ++ \"${ z }\"");
  CHECK(written.of(let.bound) == "f  (a b)");
  CHECK(written.of(as<ApplicationNode>(*let.bound).arguments[0]) == "a b");
  const auto& lambda = static_cast<const BinderNode&>(*let.body);
  CHECK(written.of(lambda.domain) == "T");
  CHECK(written.of(lambda.body) == "x.y ++ \"${ z }\"");
  const auto name = [&](const Node* node, std::uint32_t size) {
    const std::uint32_t position = written.surface.names.at(node);
    return written.between(position, position + size);
  };
  CHECK(name(&let, 2) == "xx");
  CHECK(name(&lambda, 2) == "yy");
}
