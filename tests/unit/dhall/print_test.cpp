#include "printed.hpp"

#include "binary/encode.hpp"
#include "support/random_expression.hpp"

using namespace sigil;
using namespace sigil::test;
using dhall::CharacterSet;
using dhall::Heap;

namespace {

/// Prints as it is written.
void check_same(std::string_view source) {
  CHECK(printed(source) == source);
}

} // namespace

TEST_CASE("expressions of Dhall that fit are printed on one line") {
  for (const std::string_view source : {"[ 1, +2, -3, 4.0 ]",
                                        "[] : List Natural",
                                        "{=}",
                                        "{}",
                                        "<>",
                                        "{ a = 1, b = 2 }",
                                        "Some 1",
                                        "{ a : Natural, b : { c : Bool } }",
                                        "< A | B : Natural >",
                                        "f a (g b)",
                                        "∀(a : Type) → a → a",
                                        "λ(a : Type) → λ(x : a) → x",
                                        "(a → b) → c",
                                        "if a then b else c",
                                        "let x = 1 let y = 2 in x",
                                        "merge a b",
                                        "merge a b : T",
                                        "toMap a : T",
                                        "assert : a ≡ b",
                                        "a : b",
                                        "showConstructor a",
                                        "T::{ a = 1 }",
                                        "T::r.{ x, y }",
                                        "a.b.c",
                                        "a.{ x, y }",
                                        "a.{}",
                                        "a.(T)",
                                        "r with a.?.b = v with c = w",
                                        "x@1",
                                        "a ? ./b || c",
                                        "./a as Text",
                                        "env:X as Bytes",
                                        "\"a${b}c\"",
                                        "0x\"00ff\"",
                                        "2020-02-29",
                                        "09:00:00.50",
                                        "-00:00",
                                        "missing"}) {
    check_same(source);
  }
  CHECK(printed("\\(x : A) -> x") == "λ(x : A) → x");
  CHECK(printed("{ a = 1, b = { c = { d = x } }, x }") == "{ a = 1, b.c.d = x, x = x }");
  CHECK(printed("{ a = { b = 1, c = 2 }, d = { e : T } }") == "{ a = { b = 1, c = 2 }, d = { e : T } }");
  CHECK(printed("\\(x : A) -> \\(x : A) -> { x = x, y = x, z = x@1 }") ==
        "λ(x : A) → λ(x : A) → { x, y = x, z = x@1 }");
  CHECK(printed("\\(x : A) -> { x = x@1, y = { x = x } }") == "λ(x : A) → { x = x@1, y.x = x }");
}

TEST_CASE("lists, records and unions of Dhall are broken before their commas and bars") {
  CHECK(broken("[ a, b ]") == "[ a\n, b\n]");
  CHECK(broken("[ [ a, b ], [ c ] ]") == "[ [ a\n  , b\n  ]\n, [ c\n  ]\n]");
  CHECK(broken("< A : T | B >") == "< A :\n    T\n| B\n>");
  CHECK(broken("{ a : T, b : { c : U } }") == "{ a :\n    T\n, b :\n    { c :\n        U\n    }\n}");
  CHECK(broken("[] : List A") == "[] : List\n       A");
}

TEST_CASE("values of fields begin on the line of their name if they are brackets") {
  CHECK(printed("{ a = [ 1, 2 ], b = f x }", {.width = 16}) == "{ a = [ 1, 2 ]\n, b = f x\n}");
  CHECK(printed("{ a = [ 1, 2 ], b = f x }", {.width = 12}) == "{ a =\n  [ 1, 2 ]\n, b = f x\n}");
  CHECK(broken("{ a = x }") == "{ a =\n    x\n}");
  CHECK(broken("{ a = { b = x, c } }") == "{ a =\n  { b =\n      x\n  , c =\n      c\n  }\n}");
  CHECK(broken("{ a = Some x }") == "{ a = Some\n    x\n}");
  CHECK(broken("{ a = Some [ x ] }") == "{ a = Some\n  [ x\n  ]\n}");
  CHECK(broken("{ a = toMap { b = x } }") == "{ a = toMap\n  { b =\n      x\n  }\n}");
  CHECK(broken("{ a = toMap x : T }") == "{ a =\n      toMap\n        x\n    : T\n}");
  CHECK(broken("{ a = T::{ b = x } }") == "{ a = T::{\n  , b =\n      x\n  }\n}");
  CHECK(broken("{ a = Some T::{ b = x } }") == "{ a = Some T::{\n  , b =\n      x\n  }\n}");
  CHECK(broken("{ a = T::r }") == "{ a =\n    T::r\n}");
}

TEST_CASE("functions and their types are broken behind their arrows") {
  CHECK(broken("λ(x : A) → λ(y : B) → x") == "λ ( x\n  : A\n  ) →\nλ ( y\n  : B\n  ) →\n  x");
  CHECK(printed("λ(x : A) → λ(y : B) → x", {.width = 12}) == "λ(x : A) →\nλ(y : B) →\n  x");
  CHECK(printed("λ(x : A) → λ(y : B) → x", {.width = 9}) == "λ ( x\n  : A\n  ) →\nλ ( y\n  : B\n  ) →\n  x");
  CHECK(printed("∀(a : Type) → a → List a", {.width = 14}) == "∀(a : Type) →\na →\n  List a");
  CHECK(broken("(a → b) → c") == "( a →\n    b\n) →\n  c");
  CHECK(printed("λ(f : A → B) → ∀(x : A) → B", {.width = 16}) == "λ(f : A → B) →\n  ∀(x : A) → B");
}

TEST_CASE("bindings are broken between each other, and those with a type at its colon") {
  CHECK(printed("let x = 1 let y = 2 in x + y", {.width = 20}) == "let x = 1\n\nlet y = 2\n\nin  x + y");
  CHECK(broken("let x = 1 in x") == "let x =\n      1\n\nin  x");
  CHECK(printed("let x : T = 1 in x") == "let x\n    : T\n    = 1\n\nin  x");
  CHECK(printed("let f : ∀(a : Type) → a = λ(a : Type) → a in f", {.width = 20}) ==
        "let f\n    : ∀(a : Type) →\n        a\n    = λ(a : Type) →\n        a\n\nin  f");
  CHECK(printed("[ let x : T = 1 in x ]") == "[ let x\n      : T\n      = 1\n\n  in  x\n]");
}

TEST_CASE("operators of Dhall begin the lines of their operands") {
  CHECK(broken("a + b + c") == "  a\n+ b\n+ c");
  CHECK(broken("a ++ b ++ c") == "    a\n++  b\n++  c");
  CHECK(broken("a && b || c") == "        a\n    &&  b\n||  c");
  CHECK(broken("a ∧ b ≡ c") == "    a\n  ∧ b\n≡ c");
  CHECK(ascii("a ∧ b ≡ c", 1) == "        a\n    /\\  b\n===  c");
  CHECK(ascii("a ⫽ b ⩓ c", 1) == "    a\n//      b\n    //\\\\  c");
  CHECK(broken("a ? missing sha256:0000000000000000000000000000000000000000000000000000000000000000") ==
        "  a\n? missing\n    sha256:0000000000000000000000000000000000000000000000000000000000000000");
  CHECK(broken("a : b") == "  a\n: b");
  CHECK(broken("assert : a ≡ b") == "  assert\n:   a\n  ≡ b");
}

TEST_CASE("applications and what looks like them are broken before every argument") {
  CHECK(broken("f a (g b)") == "f\n  a\n  ( g\n      b\n  )");
  CHECK(broken("Some a") == "Some\n  a");
  CHECK(broken("merge a b c") == "merge\n  a\n  b\n  c");
  CHECK(broken("merge a b : T") == "  merge\n    a\n    b\n: T");
  CHECK(broken("showConstructor a") == "showConstructor\n  a");
  CHECK(broken("T::{ a = x }") == "T::{\n, a =\n    x\n}");
  CHECK(broken("T::{=}") == "T::{=}");
  CHECK(broken("r with a = v with b = [ w ]") == "r\n  with a =\n      v\n  with b =\n    [ w\n    ]");
  CHECK(broken("a.b.{ c, d }") == "a.b.{ c\n    , d\n    }");
  CHECK(broken("(f a).b") == "( f\n    a\n).b");
}

TEST_CASE("conditions of Dhall are broken at their words, and go on behind else") {
  CHECK(broken("if a then b else c") == "if    a\nthen  b\nelse  c");
  CHECK(broken("if a then b else if c then d else e") == "if    a\nthen  b\nelse  if c\nthen  d\nelse  e");
  CHECK(broken("if a then if b then c else d else e") ==
        "if    a\nthen  if    b\n      then  c\n      else  d\nelse  e");
}

TEST_CASE("text of Dhall with line breaks is printed in lines if they can say it") {
  check_same("''\na\nb''");
  check_same("''\na\n''");
  check_same("''\na\n\n  b\n''");
  check_same("''\na ''' b ''${ \\ \" $\n''");
  check_same("''\na${b}\nc''");
  check_same("[ ''\n  a\n  b''\n]");
  CHECK(printed(R"("\n\n")") == R"("\n\n")");
  CHECK(broken(R"("\n\n")") == "''\n\n\n''");
  // A quote that would escape what comes behind it, control characters, and what looks like indentation.
  for (const std::string_view source :
       {R"("a\n'")", R"("'\${\n")", R"("a\n\r\n")", R"("a\n\u0001")", R"("\n a")", R"(" a\n b")"}) {
    check_same(source);
  }
  CHECK(printed("\"\\n a\\n\"") == "''\n\n a\n''");
  CHECK(printed("''\n'''\n''") == "''\n'''\n''");
  CHECK(printed("\"''\\n\"") == "''\n'''\n''");
  CHECK(printed("\"$${x}\\u0041\\/\"") == "\"$${x}A/\"");
  CHECK(printed("\"${''\na\nb''}\"") == "\"${\"a\\nb\"}\"");
}

TEST_CASE("labels of Dhall are quoted where they must be") {
  CHECK(printed("{ Some = `Some`, `if` = `List`, `a b` = `` }") ==
        "{ Some = `Some`, `a b` = ``, `if` = `List` }");
  check_same("a.List.`Some`.`1`.{ Some, List, `if` }");
  check_same("< Some | Type : `Type` >");
  check_same("λ(`in` : A) → `in`@2");
  check_same("r with `?`.?.Some = 1");
}

TEST_CASE("free variables keep their index inside of binders") {
  check_same("λ(x : x) → x@1");
  CHECK(printed("let x = x in let y = x@1 in x@3") == "let x = x let y = x@1 in x@3");
}

TEST_CASE("expressions of Dhall get the parentheses that they need and no others") {
  for (const std::string_view source : {"a + (b + c)",
                                        "(a || b) && c",

                                        "f (g a) (h b)",
                                        "(f a).b",
                                        "(λ(x : A) → x) y",
                                        "(if a then b else c) + d",
                                        "(a : b) : c",
                                        "(merge a b) : c",
                                        "merge a b c : d",
                                        "(./a).b",
                                        "(a::b)::c",
                                        "a::(b::c)",
                                        "(a with b = c).d",
                                        "a with b = (λ(x : A) → x)",
                                        "f (Some a)",
                                        "([] : a) : b",
                                        "f ([] : List a)",
                                        "(let x = 1 in x) + 2",
                                        "(Some a)::b",
                                        "(a → b) : c",
                                        "((a : b) → c) : d",
                                        "[ a : b, λ(x : A) → x ]",
                                        "http://a/ using (toMap a)",
                                        "http://a/ using (./b)",
                                        "http://a/ using b"}) {
    check_same(source);
  }
  CHECK(printed("(a ≡ b) ≡ c") == "a ≡ b ≡ c");
  CHECK(printed("((a) + (b)) + ((c) * (f (x)))") == "a + b + c * f x");
}

TEST_CASE("imports of Dhall are spelled so that they can be read again") {
  check_same("[ ./a/b, ../a, ~/a, /a/\"b c\", env:\"a b\\\\\", env:X_1 ]");
  check_same("https://u@example.com:80/a/b?c=d using h as Location");
  const std::string hash = "sha256:" + std::string(64, 'a');
  CHECK(printed("./a " + hash + " as Text") == "./a\n  " + hash + " as Text");
  CHECK(printed("./a " + hash + " as Text", {.width = 90}) == "./a " + hash + " as Text");
}

TEST_CASE("expressions of Dhall are printed in ASCII if asked for") {
  CHECK(ascii("λ(a : Type) → ∀(b : a) → a → b ∧ c ⫽ d ⩓ e ≡ f") ==
        "\\(a : Type) -> forall (b : a) -> a -> b /\\ c // d //\\\\ e === f");
  CHECK(ascii("∀(b : a) → b", 1) == "forall ( b\n       : a\n       ) ->\n  b");
}

TEST_CASE("what is printed of an expression parses to it, and prints as it is") {
  for (std::uint32_t seed = 0; seed < 1500; ++seed) {
    Heap heap;
    const dhall::Node* node = RandomExpression(heap, seed).make(seed % 7);
    const Bytes encoding = dhall::encode(*node);
    for (const CharacterSet characters : {CharacterSet::Unicode, CharacterSet::Ascii}) {
      for (const std::uint32_t width : {1U, 30U, 80U, 100'000U}) {
        const std::string text = dhall::print(*node, {.characters = characters, .width = width});
        INFO(seed << "\n" << text);
        const dhall::Node* again = expression_of(heap, text);
        REQUIRE(dhall::encode(*again) == encoding);
        REQUIRE(dhall::print(*again, {.characters = characters, .width = width}) == text);
      }
    }
  }
}

TEST_CASE("deep expressions and long chains are printed without stack") {
  constexpr int kDepth = 200'000;
  Heap heap;
  dhall::Node* a = heap.builtin(dhall::Builtin::Bool);
  dhall::Node* sum = a;
  dhall::Node* call = a;
  dhall::Node* nested = a;
  for (int depth = 0; depth < kDepth; ++depth) {
    sum = heap.binary(dhall::Kind::Plus, sum, a, 0);
    call = heap.application(call, {&a, 1}, 0);
    nested = heap.some(nested, 0);
  }
  CHECK(dhall::print(*sum).size() == 2 + 4 + kDepth * std::string_view("\n+ Bool").size());
  CHECK(dhall::print(*call).size() == 4 + kDepth * std::string_view("\n  Bool").size());
  BytesSink sink;
  dhall::print(*nested, sink, {.width = ~std::uint32_t{0}});
  CHECK(sink.bytes().size() == 4 + kDepth * std::string_view("Some ()").size() - 2);
}
