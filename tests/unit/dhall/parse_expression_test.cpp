#include "parsed.hpp"

using namespace sigil;
using namespace sigil::dhall;
using test::is_refused;
using test::parsed;

TEST_CASE("operators of Dhall bind as tightly as the grammar says, and to the left") {
  CHECK(parsed("a === b ? c || d + e ++ f # g && h /\\ i // j //\\\\ k * l == m != n") ==
        "(≡ a@0 (? b@0 (|| c@0 (+ d@0 (++ e@0 (# f@0 (&& g@0 (∧ h@0 (⫽ i@0 (⩓ j@0 (* k@0 (== l@0 (!= m@0 "
        "n@0)))))))))))))");
  CHECK(parsed("a != b == c * d ⩓ e ⫽ f ∧ g && h # i ++ j + k || l ? m ≡ n") ==
        "(≡ (? (|| (+ (++ (# (&& (∧ (⫽ (⩓ (* (== (!= a@0 b@0) c@0) d@0) e@0) f@0) g@0) h@0) i@0) j@0) k@0) "
        "l@0) "
        "m@0) n@0)");
  CHECK(parsed("a ++ b ++ c ++ d") == "(++ (++ (++ a@0 b@0) c@0) d@0)");
  CHECK(parsed("a ++ (b ++ c)") == "(++ a@0 (++ b@0 c@0))");
  CHECK(parsed("a#b") == "(# a@0 b@0)");
  CHECK(parsed("[1]#[2]") == "(# (list 1) (list 2))");
  CHECK(parsed("a+ b") == "(+ a@0 b@0)");
  CHECK(parsed("a +{- -}b") == "(+ a@0 b@0)");
  CHECK(parsed("f +1") == "(f@0 +1)");
  CHECK(is_refused("a +b"));
  CHECK(is_refused("1+2"));
  CHECK(is_refused("a ?b"));
  CHECK(is_refused("a - b"));
  CHECK(is_refused("a ==== b"));
  CHECK(is_refused("a ++"));
  CHECK(is_refused("a + if b then c else d"));
}

TEST_CASE("applications of Dhall are flat, with whitespace before each argument") {
  CHECK(parsed("f a b c") == "(f@0 a@0 b@0 c@0)");
  CHECK(parsed("(f a) b") == "(f@0 a@0 b@0)");
  CHECK(parsed("((f a) b c) d e") == "(f@0 a@0 b@0 c@0 d@0 e@0)");
  CHECK(parsed("f (a b)") == "(f@0 (a@0 b@0))");
  CHECK(parsed("List ./a") == "(List [here 'a'])");
  CHECK(parsed("f \"a\" [1] {=} <A> `b` -1 ../c") == "(f@0 'a' (list 1) {=} <A> b@0 -1 [parent 'c'])");
  CHECK(parsed("f NaN missing -Infinity") == "(f@0 nand [missing] -infd)");
  CHECK(parsed("Some a b") == "((Some a@0) b@0)");
  CHECK(parsed("showConstructor a") == "(showConstructor a@0)");
  for (const char* source : {"f(x)", "f[1]", "f\"x\"", "Some(x)", "f Some x", "f merge a b", "f λ(x : T) → x",
                             "f let x = 1 in x", "\"a\"b", "./a[1]", "f assert"}) {
    INFO(source);
    CHECK(is_refused(source));
  }
}

TEST_CASE("annotations of Dhall belong to the whole expression, those of merge and toMap to their own") {
  CHECK(parsed("a b : c") == "(: (a@0 b@0) c@0)");
  CHECK(parsed("a : b : c") == "(: a@0 (: b@0 c@0))");
  CHECK(parsed("merge a b") == "(merge a@0 b@0)");
  CHECK(parsed("merge a b : c d") == "(merge a@0 b@0 (c@0 d@0))");
  CHECK(parsed("merge a b : c → d") == "(merge a@0 b@0 (∀ _/1 c@0 d@0))");
  CHECK(parsed("(merge a b) : c") == "(: (merge a@0 b@0) c@0)");
  CHECK(parsed("(merge a b : c) : d") == "(: (merge a@0 b@0 c@0) d@0)");
  CHECK(parsed("merge a b c : d") == "(: ((merge a@0 b@0) c@0) d@0)");
  CHECK(parsed("x ++ merge a b : c") == "(: (++ x@0 (merge a@0 b@0)) c@0)");
  CHECK(parsed("toMap a : b") == "(toMap a@0 b@0)");
  CHECK(parsed("(toMap a) : b") == "(: (toMap a@0) b@0)");
  CHECK(parsed("toMap a b : c") == "(: ((toMap a@0) b@0) c@0)");
  CHECK(parsed("[] : List T") == "(empty (List T@0))");
  CHECK(parsed("[ , ] : T → U") == "(empty (∀ _/1 T@0 U@0))");
  CHECK(parsed("assert : a ≡ b") == "(assert (≡ a@0 b@0))");
  for (const char* source : {"a :b", "a: b: ", "[]", "f []", "([]) : T", "[]:T", "assert", "assert :T",
                             "merge a", "merge a b :c", "toMap", "x + [] : T"}) {
    INFO(source);
    CHECK(is_refused(source));
  }
}

TEST_CASE("functions and lets of Dhall enter their names where they are in scope") {
  CHECK(parsed("λ(x : x) → x") == "(λ x/1 x@0 x@0:0.0)");
  CHECK(parsed("\\(x : T) -> λ(y : x) → x y") == "(λ x/2 T@0 (λ y/2 x@0:0.0 (x@0:0.0 y@0:0.1)))");
  CHECK(parsed("∀(x : T) → x@1") == "(∀ x/1 T@0 x@0)");
  CHECK(parsed("forall (x : T) -> λ(x : x) → x@1") == "(∀ x/1 T@0 (λ x/1 x@0:0.0 x@1:1.0))");
  CHECK(parsed("A → B → _") == "(∀ _/2 A@0 (∀ _/2 B@0 _@0:0.1))");
  CHECK(parsed("let x = x let y : x = x in x y") ==
        "(let x/1 x@0 (let y/2 : x@0:0.1 x@0:0.1 (x@0:0.1 y@0:0.2)))");
  CHECK(parsed("let x = 1 in let y = 2 in x") == parsed("let x = 1 let y = 2 in x"));
  CHECK(parsed("λ(f : T) → let a = f in let b = a in b") ==
        "(λ f/3 T@0 (let a/1 f@0:0.0 (let b/2 a@0:0.1 b@0:0.2)))");
  CHECK(parsed("(let x = 1 in x) x") == "((let x/1 1 x@0:0.1) x@0)");
  CHECK(parsed("let `True` = 1 in `True` True") == "(let True/1 1 (True@0:0.1 True))");
  CHECK(parsed("x @ 2") == "x@2");
  CHECK(parsed("x@0x10") == "x@16");
  for (const char* source :
       {"λ(x :T) → x", "λ(True : T) → 1", "λ(if : T) → 1", "λ(x : T) x", "λx → x", "let x = 1in x",
        "let x=(1)in x", "let x = 1 in(x)", "letx = 1 in x", "let x : T 1 in x", "let x :T = 1 in x",
        "let Bool = 1 in 2", "x@", "x@y", "True@0", "Type@1", "a->b", "let x = 1", "let x = 1 x"}) {
    INFO(source);
    CHECK(is_refused(source));
  }
}

TEST_CASE("slots of a Dhall file are counted for its frame") {
  Heap heap;
  const auto& source = heap.sources().add("f", Blob::of("let a = 1 let b = λ(x : T) → let c = 2 in c in b"));
  CHECK(parse(heap, source).slots == 3);
}

TEST_CASE("if of Dhall needs whitespace behind its keywords, and not before them") {
  CHECK(parsed("if a then b else c") == "(if a@0 b@0 c@0)");
  CHECK(parsed("if (a)then (b)else if c then d else e : T") == "(if a@0 b@0 (if c@0 d@0 (: e@0 T@0)))");
  for (const char* source : {"if(a) then b else c", "if a then(b) else c", "if a then b else(c)",
                             "if a then b else", "if a then b", "if a", "if"}) {
    INFO(source);
    CHECK(is_refused(source));
  }
}

TEST_CASE("with of Dhall takes one record to its left and chains") {
  CHECK(parsed("x with a = 1") == "(with x@0 a = 1)");
  CHECK(parsed("x with a . ? . Some . `b c` = 1 + 2") == "(with x@0 a ? Some b c = (+ 1 2))");
  CHECK(parsed("x with a = 1 with b = f 2") == "(with (with x@0 a = 1) b = (f@0 2))");
  CHECK(parsed("x.y with a = 1") == "(with (. x@0 y) a = 1)");
  CHECK(parsed("T::r with a = 1") == "(with (:: T@0 r@0) a = 1)");
  CHECK(parsed("./a with b = 1") == "(with [here 'a'] b = 1)");
  CHECK(parsed("y : x with a = 1") == "(: y@0 (with x@0 a = 1))");
  CHECK(parsed("let x = y with a = 1 in x") == "(let x/1 (with y@0 a = 1) x@0:0.1)");
  for (const char* source : {"f x with a = 1", "x + y with a = 1", "x with a = 1 : T", "x with a = 1 → T",
                             "x with a = if b then c else d", "(x)with a = 1", "x with a = 1with b = 2",
                             "x with", "Some x with a = 1", "x with if = 1", "x with a b = 1"}) {
    INFO(source);
    CHECK(is_refused(source));
  }
}

TEST_CASE("selectors, projections and completion of Dhall") {
  CHECK(parsed("r.x.y") == "(. (. r@0 x) y)");
  CHECK(parsed("r . x") == "(. r@0 x)");
  CHECK(parsed("r.List") == "(. r@0 List)");
  CHECK(parsed("r.`a b`.{ y, x, Some, }") == "(.{} (. r@0 a b) y x Some)");
  CHECK(parsed("r.{}") == "(.{} r@0)");
  CHECK(parsed("r.{,}") == "(.{} r@0)");
  CHECK(parsed("r.( T → U ).x") == "(. (.() r@0 (∀ _/1 T@0 U@0)) x)");
  CHECK(parsed("f a.x T::r.y") == "(f@0 (. a@0 x) (:: T@0 (. r@0 y)))");
  CHECK(parsed("1.x") == "(. 1 x)");
  for (const char* source :
       {"r.if", "r.Some", "r.", "r.{ ,, }", "r.{ x: T }", "T::r::s", "T::./a", "./a .x", "r.1"}) {
    INFO(source);
    CHECK(is_refused(source));
  }
}

TEST_CASE("records and unions of Dhall are sorted and without sugar") {
  CHECK(parsed("{}") == "{}");
  CHECK(parsed("{ , }") == "{}");
  CHECK(parsed("{=}") == "{=}");
  CHECK(parsed("{ , = , }") == "{=}");
  CHECK(parsed("{ b = 1, a = 2, }") == "{a=2, b=1}");
  CHECK(parsed("{ , b : T, a : U, }") == "{a:U@0, b:T@0}");
  CHECK(parsed("{ y, x, Some, `let` }") == "{Some=Some@0, let=let@0, x=x@0, y=y@0}");
  CHECK(parsed("λ(x : T) → { x }") == "(λ x/1 T@0 {x=x@0:0.0})");
  CHECK(parsed("{ a.b.c = 1 }") == "{a={b={c=1}}}");
  CHECK(parsed("{ a . b = 1, c, a.d = { e.f = 2 } }") == "{a=(∧ {b=1} {d={e={f=2}}}), c=c@0}");
  CHECK(parsed("{ x = 1, y = 0, x = 2, x = 3 }") == "{x=(∧ (∧ 1 2) 3), y=0}");
  CHECK(parsed("{ `a.b` = 1 }") == "{a.b=1}");
  CHECK(parsed("<>") == "<>");
  CHECK(parsed("< | >") == "<>");
  CHECK(parsed("<b:  T|a|Some : U|>") == "<Some:U@0, a, b:T@0>");
  CHECK(parsed("< a : x || y | b >") == "<a:(|| x@0 y@0), b>");
  for (const char* source : {"{ ,, }", "{ x = 1,, }", "{ x = 1; y = 2 }", "{ x : T, y = 1 }", "{ x, y : T }",
                             "{ x.y : T }", "{ x.y }", "{ x :T }", "{ if = 1 }", "{ x : T, x : T }",
                             "< a | a >", "< || >", "< a b >", "{ x = 1", "< a", "{ x = }"}) {
    INFO(source);
    CHECK(is_refused(source));
  }
}

TEST_CASE("duplicates in large records of Dhall are joined in the order written") {
  std::string source = "{ ", expected = "{";
  for (int at = 0; at < 100; ++at)
    source += "f" + std::to_string(199 - at) + " = 0, z = " + std::to_string(at) + ", ";
  for (int at = 100; at < 200; ++at) expected += "f" + std::to_string(at) + "=0, ";
  std::string joined = "0";
  for (int at = 1; at < 100; ++at) joined = "(∧ " + joined + " " + std::to_string(at) + ")";
  CHECK(parsed(source + "}") == expected + "z=" + joined + "}");
}

TEST_CASE("names of Dhall may begin with keywords and are longer than builtins") {
  for (const char* name :
       {"iffy", "lettuce", "inn", "Someone", "NaNin", "missingFoo", "missing/", "missing//foo", "Bools",
        "Natural/foldr", "Type-x", "_", "asText", "forallx", "withx"}) {
    CHECK(parsed(name) == std::string(name) + "@0");
  }
  CHECK(parsed("Natural/fold") == "Natural/fold");
  CHECK(parsed("`Bool` ``") == "(Bool@0 @0)");
  for (const char* source : {"if", "then", "as", "with", "`a", "`a\nb`", "`é`", "a;b", "é"}) {
    INFO(source);
    CHECK(is_refused(source));
  }
}

TEST_CASE("comments and whitespace of Dhall") {
  CHECK(parsed("#!/usr/bin/env dhall\r\n#! more\n\t a {- b {- c -} -- -} -- d\r\n\r\n--") == "a@0");
  CHECK(parsed("{--}a{-{-}-}-}") == "a@0");
  CHECK(parsed("1--end") == "1");
  CHECK(parsed("a -- ünïcödé\n") == "a@0");
  for (const char* source :
       {"", " ", "-- a", "{- a", "{- {- -} a", "a\rb", "a -- b\rc", "a {- \x01 -}", "{-}", " #!x\na",
        "\xEF\xBB\xBF"
        "a",
        "a\xC2\xA0"
        "b",
        "a \x7f", "\x01"}) {
    INFO(source);
    CHECK(is_refused(source));
  }
}

TEST_CASE("what is not UTF-8 or no character is refused everywhere in a source of Dhall") {
  for (const char* bytes :
       {"\xFF", "\xC0\x80", "\xED\xA0\x80", "\xEF\xBF\xBE", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xE2\x82", "\x80", "\xF0\x80\x80\x80", "\xF8\x88\x80\x80\x80"}) {
    const std::string bad(bytes);
    CHECK(test::refused("1 -- " + bad).starts_with("dhall.syntax.encoding 1:6 "));
    CHECK(test::refused("{- 0123456789 " + bad + " -} 1").starts_with("dhall.syntax.encoding 1:15 "));
    CHECK(test::refused("\"" + bad + "\"").starts_with("dhall.syntax.encoding 1:2 "));
  }
  CHECK(parsed("1 -- \xEF\xBF\xBD \xF0\x9F\xBF\xBD \xF4\x8F\xBF\xBD") == "1");
}

TEST_CASE("nodes of Dhall know where they begin") {
  Heap heap;
  heap.sources().add("other", Blob::of("12345"));
  const auto& source = heap.sources().add("f", Blob::of(" (f) a.b + { x = \"t\" }"));
  const Node* sum = parse(heap, source).expression;
  REQUIRE(sum->kind == Kind::Plus);
  const auto offset = [&](const Node* node) { return node->position - source.begin; };
  CHECK(offset(sum) == 2);
  const auto& application = as<ApplicationNode>(*static_cast<const BinaryNode*>(sum)->left);
  CHECK(offset(application.arguments[0]) == 5);
  const Node* record = static_cast<const BinaryNode*>(sum)->right;
  CHECK(offset(record) == 11);
  CHECK(offset(static_cast<const FieldsNode*>(record)->parts[0]) == 17);
}
