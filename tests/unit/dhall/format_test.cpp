#include "printed.hpp"

#include <optional>
#include <random>

#include "binary/encode.hpp"
#include "support/random_expression.hpp"

using namespace sigil;
using namespace sigil::test;
using dhall::CharacterSet;
using dhall::Heap;

namespace {

void check_same(std::string_view source) {
  CHECK(formatted(source) == source);
}

CharacterSet characters_of(std::string_view source) {
  Heap heap;
  return dhall::character_set_of(heap, heap.sources().add("f", Blob::of(source)));
}

/// A source with comments in places where they do not change what it says.
class Commented {
 public:
  Commented(std::string source, std::uint32_t seed) : source_(std::move(source)), random_(seed) {
    encoding_ = read(source_)->first;
    for (int tries = 0; tries < 8; ++tries) try_comment();
  }
  const std::string& source() const { return source_; }
  const Bytes& encoding() const { return encoding_; }
  std::size_t count() const { return count_; }

 private:
  using Read = std::pair<Bytes, std::size_t>;

  static std::optional<Read> read(std::string_view text) {
    try {
      Heap heap;
      dhall::Surface surface;
      const auto& source = heap.sources().add("f", Blob::of(text));
      Bytes encoding = dhall::encode(*dhall::parse(heap, source, {}, &surface).expression);
      return Read{std::move(encoding), surface.comments.size()};
    } catch (const Error&) {
      return std::nullopt;
    }
  }

  void try_comment() {
    const std::string mark = "#" + std::to_string(count_) + "#";
    const std::string forms[] = {" -- " + mark + "\n",    " {- " + mark + " -} ",
                                 "\n-- " + mark + "\n",   "\n  {- " + mark + "\n    more -}\n",
                                 " {- " + mark + " -}\n", "\n\n  -- " + mark + "\n"};
    std::string next = source_;
    next.insert(random_() % (next.size() + 1), forms[random_() % std::size(forms)]);
    const auto result = read(next);
    if (!result || result->first != encoding_ || result->second != count_ + 1) return;
    source_ = next;
    ++count_;
  }

  std::string source_;
  Bytes encoding_;
  std::size_t count_ = 0;
  std::mt19937 random_;
};

/// The marks of the comments in a text, in their order.
std::string marks_of(std::string_view text, std::size_t count) {
  std::string marks;
  for (std::size_t at = text.find('#'); at != std::string_view::npos; at = text.find('#', at + 1)) {
    const std::size_t end = text.find('#', at + 1);
    const std::string number(text.substr(at + 1, std::min(end, text.size()) - at - 1));
    const bool is_mark = !number.empty() && number.find_first_not_of("0123456789") == std::string::npos;
    if (end == std::string_view::npos || !is_mark || std::stoul(number) >= count) continue;
    marks += number + " ";
    at = end;
  }
  return marks;
}

} // namespace

TEST_CASE("comments before and behind an expression stay") {
  check_same("-- a\n\n{- b\n-}\n1\n");
  check_same("#!/usr/bin/env dhall\n-- a\n1\n");
  CHECK(formatted("  {- a -}  1") == "{- a -}\n1\n");
  check_same("1 -- a\n");
  check_same("1\n\n-- a\n-- b\n");
  check_same("[ 1 ] {- a -}\n");
  CHECK(formatted("1   -- a  \r\n-- b") == "1 -- a\n-- b\n");
}

TEST_CASE("comments around bindings stay") {
  check_same("let x = 1 -- a\n\n-- b\nlet y = 2\n\n-- c\nin  -- d\n    x\n");
  check_same("let -- a\n    x =\n      1\n\nin  x\n");
  check_same("let x {- a -} = {- b -} 1 in x\n");
  check_same("let x =\n      -- a\n      1\n\nin  x\n");
  check_same("let x\n    {- a -} : {- b -} T\n    {- c -} = {- d -} 1\n\nin  x\n");
  check_same("let x\n    -- a\n    : T -- b\n    -- c\n    = 1\n\nin  x\n");
  check_same("let {- several\n       lines\n    -} x =\n      1\n\nin  x\n");
}

TEST_CASE("comments in brackets stay") {
  check_same("[ -- a\n  1 -- b\n, -- c\n  2\n  -- d\n]\n");
  check_same("{ -- a\n  x = 1 -- b\n, {- c -} y =\n    -- d\n    2\n}\n");
  check_same("{ x\n  -- a\n  = 1\n}\n");
  check_same("< A -- a\n| -- b\n  B : T\n>\n");
  check_same("{ a -- a\n, b\n}\n");
  CHECK(formatted("[\n  1, -- a\n  2, -- b\n]") == "[ 1 -- a\n, 2 -- b\n]\n");
  CHECK(formatted("{ {- a -} }") == "{- a -}\n{}\n");
  check_same("[ {- a -} 1 {- b -}, 2 ]\n");
}

TEST_CASE("comments between operators, arguments and words stay") {
  check_same("  a -- a\n-- b\n+ -- c\n  b\n");
  check_same("f\n  -- a\n  x\n  y -- b\n");
  check_same("if    a -- a\nthen  -- b\n      b\n-- c\nelse  c\n");
  check_same("λ ( x\n  : T -- a\n  ) →\n  -- b\n  x\n");
  check_same("  a -- a\n: -- b\n  T\n");
  check_same("r\n  with a = 1 -- a\n  -- b\n  with b = 2\n");
  check_same("f\n  ( g\n      -- a\n      x\n  )\n");
  check_same("\"${{- a -} x}\"\n");
  check_same("T → {- a -} U\n");
}

TEST_CASE("comments of several lines keep their shape where they move") {
  CHECK(formatted("let x =\n  {- a\n      b\n\n     c -}\n  1 in x") ==
        "let x =\n      {- a\n          b\n\n         c -}\n      1\n\nin  x\n");
  CHECK(formatted("      {- a\n   b -}\n[ 1 ]") == "{- a\nb -}\n[ 1 ]\n");
}

TEST_CASE("fields keep their order and their forms") {
  check_same("{ z = 1, a.b.c = 2, x, y = y }\n");
  check_same("{ a.b = 1, a.c = 2, a = d }\n");
  check_same("< Z | A : T >\n");
  check_same("{ z : A, a : B }\n");
}

TEST_CASE("literals keep their spelling") {
  check_same("[ 0x10, 0b11, 10 ]\n");
  check_same("[ 1.50, 1e3, 1.0000000000000001 ]\n");
  check_same("2020-01-01T00:00:00Z\n");
}

TEST_CASE("bindings keep the word between them") {
  check_same("let x = 1 let y = 2 in x\n");
  check_same("let x = 1 in let y = 2 in x\n");
  check_same("let x = 1 {- in -} let y = 2 in x\n");
}

TEST_CASE("a source uses Unicode if one of its symbols is") {
  CHECK(characters_of("\\(x : A) -> x") == CharacterSet::Ascii);
  CHECK(characters_of("{- λ -} \"→\"") == CharacterSet::Ascii);
  CHECK(characters_of("a -> {- → -} b") == CharacterSet::Ascii);
  for (const std::string_view source :
       {"λ(x : A) -> x", "\\(x : A) → x", "forall (x : A) → x", "∀(x : A) -> x", "A → B", "[ a ∧ b ]",
        "a ⫽ b", "a ⩓ b", "assert : a ≡ b"}) {
    CHECK(characters_of(source) == CharacterSet::Unicode);
  }
  CHECK(formatted("λ(x : A) → x", CharacterSet::Ascii) == "\\(x : A) -> x\n");
}

TEST_CASE("formatting keeps every comment, the expression, and what it made before") {
  std::size_t comments = 0;
  for (std::uint32_t seed = 0; seed < 1000; ++seed) {
    Heap heap;
    const dhall::Node* node = RandomExpression(heap, seed).make(1 + seed % 5);
    const Commented commented(dhall::print(*node, {.width = seed % 2 == 0 ? 40U : 80U}), seed);
    comments += commented.count();
    const std::string text = formatted(commented.source());
    INFO(seed << "\n" << commented.source() << "\n----\n" << text);
    CHECK(marks_of(text, commented.count()) == marks_of(commented.source(), commented.count()));
    REQUIRE(dhall::encode(*expression_of(heap, text)) == commented.encoding());
    REQUIRE(formatted(text) == text);
  }
  CHECK(comments > 1000);
}

TEST_CASE("sources that are deep or have very many comments are formatted") {
  std::string source = "[ 1";
  for (int at = 0; at < 50'000; ++at) source += " {- a -} , {- b -} 2";
  check_same(formatted(source + " ]"));
  std::string deep;
  for (int at = 0; at < 3000; ++at) deep += "( -- a\n f ";
  deep += "x" + std::string(3000, ')');
  check_same(formatted(deep));
}
