// What differs between two types or values, and how a type error tells it.
#include <chrono>

#include "support/catch.hpp"

#include "core/difference.hpp"
#include "core/equivalence.hpp"
#include "core/infer.hpp"
#include "syntax/parse.hpp"

using namespace sigil;
using namespace sigil::dhall;

namespace {

/// Line, column and all that is said about the expression; nothing if it is right.
std::string told(const std::string& text) {
  Heap heap;
  Evaluator evaluator(heap);
  TypeChecker checker(evaluator);
  const Parsed code = parse(heap, heap.sources().add("test.dhall", Blob::of(text)));
  try {
    checker.infer_closed(code.expression, code.slots);
  } catch (const Error& error) {
    std::string all = std::to_string(error.where().line) + ':' + std::to_string(error.where().column) + ' ' +
                      error.message() + '\n';
    for (const std::string& line : error.details()) all += line + '\n';
    for (const std::string& hint : error.hints()) all += "hint: " + hint + '\n';
    return all;
  }
  return {};
}

/// What is said about an argument of one type for a function that takes another one.
std::string told_of(const std::string& expected, const std::string& found) {
  const std::string all = told("λ(f : (" + expected + ") → Bool) → λ(x : " + found + ") → f x");
  const std::size_t message = all.find(" the argument has another type than the function takes");
  REQUIRE(message != std::string::npos);
  return all.substr(message +
                    std::string_view(" the argument has another type than the function takes").size());
}

/// Both hold the same but for what is innermost.
struct Twins {
  Node* left;
  Node* right;
};

std::vector<std::string> lines_of(Heap& heap, const Twins& types) {
  Evaluator evaluator(heap);
  return Difference(evaluator, {}, types.left, types.right).lines(kExpectedAndFound, " : ");
}

} // namespace

TEST_CASE("a small difference is in the message") {
  CHECK(told_of("Natural", "Bool") == ": expected 'Natural', found 'Bool'\n");
  CHECK(told_of("List Natural", "{ a : Bool }") == ": expected 'List Natural', found '{ a : Bool }'\n");
}

TEST_CASE("of two records only those fields are told that differ") {
  CHECK(told_of("{ a : Natural, b : { c : List { d : Optional Text } } }",
                "{ a : Natural, b : { c : List { d : Optional Bool } } }") ==
        "\n- expected b.c.[].d.? : Text\n+ found    b.c.[].d.? : Bool\n"
        "hint: 'if x then \"True\" else \"False\"' makes a Text of a Bool\n");
  CHECK(told_of("{ name : Text, port : Natural }", "{ host : { x : Bool }, name : Text }") ==
        "\n+ surplus  host : { x : Bool }\n- missing  port : Natural\n"
        "hint: fields that have defaults can be left out if the record is written 'T::{ … }'\n");
  CHECK(told_of("{ protocol : Text, port : Natural }", "{ protcol : Text, port : Natural }") ==
        "\n+ surplus  protcol : Text\n- missing  protocol : Text\n"
        "hint: is 'protocol' meant by 'protcol'?\n");
  std::string expected = "{ x : Text";
  std::string found = "{ x : Bool";
  for (int field = 0; field < 1000; ++field) {
    const std::string equal = ", f" + std::to_string(field) + " : List { a : Natural }";
    expected += equal;
    found += equal;
  }
  CHECK(told_of(expected + " }", found + " }") ==
        "\n- expected x : Text\n+ found    x : Bool\n"
        "hint: 'if x then \"True\" else \"False\"' makes a Text of a Bool\n");
}

TEST_CASE("unions, functions and applications are looked into, too") {
  CHECK(told_of("< A : Natural | B | C >", "< A : Text | B : Bool | D >") ==
        "\n- expected <B>\n+ found    <B> : Bool\n- missing  <C>\n+ surplus  <D>\n"
        "- expected <A> : Natural\n+ found    <A> : Text\n"
        "hint: it is a Text if it is in quotes; no function makes a Natural of a Text\n");
  CHECK(told_of("∀(x : { a : Bool }) → Natural → Text", "∀(y : { a : Text }) → Natural → Bool") ==
        "\n- expected ∀(x).a : Bool\n+ found    ∀(x).a : Text\n- expected →.→ : Text\n+ found    →.→ : Bool\n"
        "hint: it is a Text if it is in quotes; no function makes a Bool of a Text\n"
        "hint: 'if x then \"True\" else \"False\"' makes a Text of a Bool\n");
  CHECK(told("λ(m : Type → Type → Type) → λ(f : m Bool Text → Bool) → λ(x : m Bool Natural) → f x") ==
        "1:83 the argument has another type than the function takes\n"
        "- expected (2) : Text\n+ found    (2) : Natural\n"
        "hint: Natural/show makes a Text of a Natural\n");
  CHECK(told_of("∀(a : Type) → List a → a", "∀(b : Type) → List b → Optional b") ==
        "\n- expected →.→ : a\n+ found    →.→ : Optional a\n"
        "hint: it may be None: 'merge { Some = λ(x : T) → x, None = default } it' says what then\n");
}

TEST_CASE("long types are abbreviated, and of many differences some are told") {
  const std::string large =
      "{ aaaaaaaaaaaaaaaa : { bbbbbbbbbbbbbbbbbbb : { ccccccccccccccccc : { ddddddddddddd : "
      "{ eeeeeeeeeeeee : { ffffffffffff : Natural } } } } } }";
  CHECK(told_of("{ aaaaaaaaaaaaaaaa : Natural }", large) ==
        "\n- expected aaaaaaaaaaaaaaaa : Natural\n+ found    aaaaaaaaaaaaaaaa : { bbbbbbbbbbbbbbbbbbb : { "
        "ccccccccccccccccc : … } }\n");
  std::string expected = "{ b0 : Text";
  std::string found = "{ b0 : Bool";
  for (int field = 1; field < 30; ++field) {
    expected += ", b" + std::to_string(field) + " : Text";
    found += ", b" + std::to_string(field) + " : Bool";
  }
  const std::string all = told_of(expected + " }", found + " }");
  CHECK(all.find("\n- expected b0 : Text\n+ found    b0 : Bool\n- expected b1 : Text") == 0);
  CHECK(all.find("\n… 22 further differences\n") != std::string::npos);
}

TEST_CASE("an error is where the part is written that differs") {
  CHECK(told("{ a = 1, b = { c = [ True ] } } : { a : Natural, b : { c : List Natural } }")
            .starts_with("1:22 the expression does not have the type that it is annotated with\n- expected "
                         "b.c.[] : Natural\n"));
  CHECK(told("let x : { a : Natural } = { a = \"1\" } in x").starts_with("1:33 "));
  CHECK(told("merge { A = λ(x : Text) → 1, B = 2 } (< A : Natural | B >.A 1)").starts_with("1:19 "));
  CHECK(told("merge { A = λ(x : Natural) → { y = x }, B = { y = True } } (< A : Natural | B >.A 1)")
            .starts_with("1:51 "));
  CHECK(told("toMap { a = 1, b = { c = 2 } }").starts_with("1:20 "));
  CHECK(told("{ a = 1, b = 2 } : { a : Natural, b : Natural, c : Natural }").starts_with("1:1 "));
}

TEST_CASE("of values that an assertion is about it is told where they differ") {
  CHECK(told("assert : 1 + 1 ≡ 3") == "1:1 the assertion does not hold: left '2', right '3'\n");
  CHECK(
      told(
          "assert : { a = [ 1, 2 ], b = Some { x = True } } ≡ { a = [ 1, 3, 4 ], b = Some { x = False } }") ==
      "1:1 the assertion does not hold\n"
      "+ right only a.[2] = 4\n- left       a.[1] = 2\n+ right      a.[1] = 3\n"
      "- left       b.?.x = True\n+ right      b.?.x = False\n");
  CHECK(told("let U = < A : Natural | B > in assert : [ U.A 1, U.B ] ≡ [ U.A 2, U.B ]") ==
        "1:32 the assertion does not hold\n- left       [0].<A> = 1\n+ right      [0].<A> = 2\n");
  const std::string begin = "\"" + std::string(100, 'a') + "\\n" + std::string(50, 'b');
  CHECK(told("assert : " + begin + "c\" ≡ " + begin + "d\"") ==
        "1:1 the assertion does not hold\n"
        "- left       \"…bbbbbbbbbbbbbbbbbbbbbbbbc\" at line 2, column 51\n"
        "+ right      \"…bbbbbbbbbbbbbbbbbbbbbbbbd\" at line 2, column 51\n");
  CHECK(told("λ(x : Natural) → assert : { a = x + 1 } ≡ { a = 1 + x }") ==
        "1:18 the assertion does not hold\n- left       a = x + 1\n+ right      a = 1 + x\n");
}

TEST_CASE("what cannot be looked into is compared as a whole, as long as that takes a limited time") {
  std::string left = "{ z = x * 2";
  std::string right = "{ z = x * 3";
  for (int field = 0; field < 1000; ++field) {
    const std::string equal = ", f" + std::to_string(field) + " = x + " + std::to_string(field);
    left += equal;
    right += equal;
  }
  CHECK(told("λ(x : Natural) → assert : " + left + " } ≡ " + right + " }") ==
        "1:18 the assertion does not hold\n- left       z = x * 2\n+ right      z = x * 3\n");
  // A value that holds itself twice, again and again, differs from another one at its end alone.
  Heap heap;
  Evaluator evaluator(heap);
  const auto grown = [&](Node* node, int levels) {
    for (int level = 0; level < levels; ++level) {
      node = heap.binary(Kind::Plus, node, node, 0);
      node->flags |= kWhnf | kStuck;
    }
    return node;
  };
  const Symbol* name = heap.symbols().intern("x");
  std::uint64_t steps = 50;
  Node* one = evaluator.fresh(name, nullptr);
  CHECK_FALSE(equivalent_within(evaluator, grown(one, 40), grown(one, 40), steps));
  CHECK(steps == 0);
  steps = 10'000;
  CHECK(equivalent_within(evaluator, grown(one, 40), grown(one, 40), steps) == true);
  CHECK(equivalent_within(evaluator, grown(one, 5), grown(evaluator.fresh(name, nullptr), 5), steps) ==
        false);
  CHECK((steps > 0 && steps < 10'000));
}

TEST_CASE("there is advice for what is often mistaken") {
  const auto hint = [](const std::string& expected, const std::string& found) {
    const std::string all = told_of(expected, found);
    const std::size_t at = all.find("hint: ");
    return at == std::string::npos ? "" : all.substr(at + 6, all.size() - at - 7);
  };
  CHECK(hint("Optional Natural", "Natural") == "put 'Some' before it");
  CHECK(hint("List Natural", "Natural") == "a list of it alone is '[ it ]'");
  CHECK(hint("Natural", "List Natural").find("List/head") != std::string::npos);
  CHECK(hint("Natural", "Optional Natural").find("None") != std::string::npos);
  CHECK(hint("Natural", "Integer").find("without '+'") != std::string::npos);
  CHECK(hint("Integer", "Natural").find("Natural/toInteger") != std::string::npos);
  CHECK(hint("Double", "Natural").find("'1.0'") != std::string::npos);
  CHECK(hint("Text", "Natural") == "Natural/show makes a Text of a Natural");
  CHECK(hint("Text", "Integer") == "Integer/show makes a Text of an Integer");
  CHECK(hint("Natural", "Bool → Text → Natural") ==
        "it is a function that gives what is expected: 2 arguments are missing");
  CHECK(hint("Bool → Natural", "Natural").find("'λ(x : T) → …'") != std::string::npos);
  CHECK(hint("< A : Natural | B >", "Natural").find("'T.A it'") != std::string::npos);
  CHECK(hint("< A | B >", "Text").find("'T.Name'") != std::string::npos);
  CHECK(hint("Bool", "{ a : Natural }").empty());
}

TEST_CASE("names that are not there are compared with those that are") {
  CHECK(told("let port = 1 in λ(host : Text) → prot") ==
        "1:34 the variable 'prot' is not bound\nhint: is 'port' meant?\n");
  CHECK(told("λ(host : Text) → hots").ends_with("hint: is 'host' meant?\n"));
  CHECK(told("let x = let hidden = 1 in hidden in hiden").find("hidden") == std::string::npos);
  CHECK(told("true").ends_with("hint: is 'True' meant?\n"));
  CHECK(told("λ(x : Bool) → x@1").find("'x@1'") != std::string::npos);
  CHECK(told("{ a = 1, b = 2 }.c") == "1:1 the record has no field 'c'\nhint: it has 'a', 'b'\n");
  CHECK(told("< Red | Green >.Gren").ends_with("hint: is 'Green' meant?\n"));
}

TEST_CASE("a completion says what is wrong with it in its own words") {
  const std::string schema = "let T = { Type = { a : Natural, b : Bool }, default = { b = True } } in ";
  CHECK(told(schema + "T::{ a = 1 }").empty());
  CHECK(told(schema + "T::{ b = False }") ==
        "1:73 the record, completed with defaults, has not the type that the left side of '::' gives\n"
        "- missing  a : Natural\n"
        "hint: a field that is in 'Type' and not in 'default' must be given\n");
  CHECK(told(schema + "T::{ a = 1, b = 2 }").starts_with("1:89 "));
  CHECK(told("{ a : Natural }::{ a = 1 }").find("no record of a 'Type'") != std::string::npos);
}

TEST_CASE("what differs is found in large types, and told in few lines") {
  Heap heap;
  Symbols& symbols = heap.symbols();
  std::vector<std::string> names;
  for (int at = 0; at < 200'000; ++at) names.push_back("f" + std::to_string(1'000'000 + at));
  std::vector<const Symbol*> labels;
  for (const std::string& name : names) labels.push_back(symbols.intern(name));
  const Shape* shape = symbols.shape(labels);
  std::vector<Node*> parts(labels.size(), heap.builtin(Builtin::Natural));
  Node* left = heap.fields(Kind::RecordType, shape, parts, 0);
  parts[100'000] = heap.builtin(Builtin::Text);
  Node* right = heap.fields(Kind::RecordType, shape, parts, 0);
  left->flags |= kWhnf;
  right->flags |= kWhnf;
  CHECK(lines_of(heap, {left, right}) ==
        std::vector<std::string>{"- expected f1100000 : Natural", "+ found    f1100000 : Text"});
  Node* nothing = heap.fields(Kind::RecordType, symbols.empty_shape(), {}, 0);
  nothing->flags |= kWhnf;
  const std::vector<std::string> missing = lines_of(heap, {left, nothing});
  CHECK(missing.size() == 9);
  CHECK(missing.back() == "… 199992 further differences");
}

TEST_CASE("what differs is found in deep types, and in those that share much of themselves") {
  Heap heap;
  const Symbol* labels[] = {heap.symbols().intern("a"), heap.symbols().intern("b")};
  const Shape* both = heap.symbols().shape(labels);
  const Shape* one = heap.symbols().shape(std::span(labels).first(1));
  const auto wrap = [&](const Shape* shape, Node* part) {
    Node* parts[] = {part, part};
    Node* made = heap.fields(Kind::RecordType, shape, std::span(parts).first(shape->count), 0);
    made->flags |= kWhnf;
    return made;
  };
  Twins deep{heap.builtin(Builtin::Natural), heap.builtin(Builtin::Text)};
  for (int level = 0; level < 300'000; ++level) deep = {wrap(one, deep.left), wrap(one, deep.right)};
  const std::vector<std::string> lines = lines_of(heap, deep);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].starts_with("- expected a.….a.a.a"));
  CHECK(lines[0].size() < 120);
  Twins shared{heap.builtin(Builtin::Natural), heap.builtin(Builtin::Text)};
  for (int level = 0; level < 200; ++level) shared = {wrap(both, shared.left), wrap(both, shared.right)};
  const std::vector<std::string> few = lines_of(heap, shared);
  CHECK(few.size() <= 8);
  CHECK(few.back().find(" differs as ") != std::string::npos);
}

TEST_CASE("types that share much of themselves below a variable are abbreviated in time") {
  std::string text = "λ(m : Type) → let t0 = m ";
  for (int level = 1; level <= 60; ++level) {
    const std::string inner = "t" + std::to_string(level - 1);
    text += "let t" + std::to_string(level) + " = { a : " + inner + ", b : " + inner + " } ";
  }
  const auto begin = std::chrono::steady_clock::now();
  const std::string all = told(text + "in λ(f : t60 → Bool) → f 1");
  CHECK(all.find("expected '{ a : { a : …, b : … }, b : { a : …, b : … } }', found 'Natural'") !=
        std::string::npos);
  CHECK(all.size() < 400);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
}
