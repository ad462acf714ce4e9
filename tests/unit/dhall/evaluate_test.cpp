// What expressions evaluate to, and what types they have: by rules of the standard, in the words of the
// language.
#include "support/catch.hpp"

#include "core/infer.hpp"
#include "core/quote.hpp"
#include "syntax/parse.hpp"
#include "syntax/print.hpp"

using namespace sigil;
using namespace sigil::dhall;

namespace {

/// One expression and everything around it.
class Evaluation {
 public:
  explicit Evaluation(std::string text, const EvaluationLimits& limits = {},
                      std::uint64_t memory_bytes = std::uint64_t{1} << 30U)
      : heap_(memory_bytes), evaluator_(heap_, limits), checker_(evaluator_),
        code_(parse(heap_, heap_.sources().add("test.dhall", Blob::of(text)))) {}

  std::string type() { return shown(checker_.infer_closed(code_.expression, code_.slots)); }
  std::string normal() {
    return shown(evaluator_.evaluate(code_.expression, evaluator_.new_frame(nullptr, code_.slots)));
  }

 private:
  std::string shown(Node* value) {
    return print(*quote(evaluator_, value, BinderNames::Kept), {.width = 1000});
  }

  Heap heap_;
  Evaluator evaluator_;
  TypeChecker checker_;
  Parsed code_;
};

std::string normal(const std::string& text) {
  Evaluation evaluation(text);
  evaluation.type();
  return evaluation.normal();
}

std::string type(const std::string& text) {
  return Evaluation(text).type();
}

std::string code_of_error(const std::string& text) {
  try {
    type(text);
  } catch (const Error& error) {
    CHECK(error.where().file == "test.dhall");
    return error.code();
  }
  return "none";
}

} // namespace

TEST_CASE("Dhall is evaluated by the rules of the standard") {
  const std::pair<const char*, const char*> cases[] = {
      {"(\\(x : Natural) -> x + 1) 2", "3"},
      {"let x = 1 let x = x + 1 in x + x@1", "3"},
      {"\\(x : Bool) -> x || False", "λ(x : Bool) → x"},
      {"\\(x : Bool) -> if x then True else False", "λ(x : Bool) → x"},
      {"\\(x : Bool) -> x == x", "λ(x : Bool) → True"},
      {"\\(x : Natural) -> x * 0 + 1 * x", "λ(x : Natural) → x"},
      {"\\(x : Natural) -> \\(x : Natural) -> x@1 + x", "λ(x : Natural) → λ(x : Natural) → x@1 + x"},
      {"18446744073709551615 + 1", "18446744073709551616"},
      {"4294967296 * 4294967296 * 4294967296", "79228162514264337593543950336"},
      {"Natural/subtract 3 10", "7"},
      {"Natural/subtract 18446744073709551616 1", "0"},
      {"Natural/fold 5 Natural (\\(n : Natural) -> n * 2) 1", "32"},
      {"Natural/build (\\(n : Type) -> \\(s : n -> n) -> \\(z : n) -> s (s z))", "2"},
      {"Integer/negate -5", "+5"},
      {"Integer/clamp -5", "0"},
      {"Integer/toDouble +3", "3.0"},
      {"Double/show 1e-7", "\"1.0e-7\""},
      {"\"a${\"b\" ++ Natural/show 1}c\"", "\"ab1c\""},
      {"\\(t : Text) -> \"${t}\" ++ \"\"", "λ(t : Text) → t"},
      {"\\(t : Text) -> Text/replace \"a\" t \"banana\"", "λ(t : Text) → \"b${t}n${t}n${t}\""},
      {"Text/replace \"aa\" \"b\" \"aaa\"", "\"ba\""},
      {"Text/show \"$\\n\"", "\"\\\"\\\\u0024\\\\n\\\"\""},
      {"[1] # [2, 3]", "[ 1, 2, 3 ]"},
      {"List/reverse Natural ([1, 2] # [3])", "[ 3, 2, 1 ]"},
      {"List/head Natural ([] : List Natural)", "None Natural"},
      {"List/indexed Text [\"a\"]", "[ { index = 0, value = \"a\" } ]"},
      {"List/fold Natural [1, 2, 3] Text (\\(n : Natural) -> \\(t : Text) -> Natural/show n ++ t) \"\"",
       "\"123\""},
      {"\\(xs : List Natural) -> ([] : List Natural) # xs", "λ(xs : List Natural) → xs"},
      {"{ a = 1 } // { a = 2, b = 3 }", "{ a = 2, b = 3 }"},
      {"{ a.b = 1 } /\\ { a.c = 2 }", "{ a = { b = 1, c = 2 } }"},
      {"\\(r : { a : Natural }) -> (r // { b = 1 }).a", "λ(r : { a : Natural }) → r.a"},
      {"\\(r : { a : Natural }) -> (r // { b = 1 }).b", "λ(r : { a : Natural }) → 1"},
      {"\\(r : { a : Natural, b : Text }) -> r.{ b, a }.a", "λ(r : { a : Natural, b : Text }) → r.a"},
      {"{ a = { b = 1 } } with a.c = 2 with d = 3", "{ a = { b = 1, c = 2 }, d = 3 }"},
      {"(Some { a = 1 }) with ?.a = 2", "Some { a = 2 }"},
      {"toMap { b = 1, a = 2 }", "[ { mapKey = \"a\", mapValue = 2 }, { mapKey = \"b\", mapValue = 1 } ]"},
      {"merge { A = 1, B = \\(n : Natural) -> n } (< A | B : Natural >.B 5)", "5"},
      {"merge { None = 0, Some = \\(n : Natural) -> n + 1 } (Some 1)", "2"},
      {"showConstructor (< A | B >.B)", "\"B\""},
      {"{ Type = { a : Natural, b : Text }, default.a = 1 }::{ b = \"x\" }", "{ a = 1, b = \"x\" }"},
      {"Time/show 09:00:00.120", "\"09:00:00.120\""},
      {"\\(f : Natural -> Natural) -> Natural/fold 2 Natural f 1", "λ(f : Natural → Natural) → f (f 1)"},
  };
  for (const auto& [text, expected] : cases) {
    INFO(text);
    CHECK(normal(text) == expected);
  }
}

TEST_CASE("types of Dhall are inferred by the rules of the standard") {
  const std::pair<const char*, const char*> cases[] = {
      {"\\(a : Type) -> \\(x : a) -> [x]", "∀(a : Type) → ∀(x : a) → List a"},
      {"let id = \\(a : Type) -> \\(x : a) -> x in id Natural 1", "Natural"},
      {"let t = Natural in \\(x : t) -> x", "∀(x : Natural) → Natural"},
      {"\\(f : Type -> Type) -> \\(a : Type) -> f a", "∀(f : Type → Type) → ∀(a : Type) → Type"},
      {"\\(f : Type -> Type) -> \\(x : f Natural) -> [x]",
       "∀(f : Type → Type) → ∀(x : f Natural) → List (f Natural)"},
      {"\\(n : Natural) -> n === n + 0", "∀(n : Natural) → Type"},
      {"{ a = 1, t = Natural }", "{ a : Natural, t : Type }"},
      {"{ a : Natural, t : Type -> Kind }", "Sort"},
      {"< A : Natural | B >.A", "∀(A : Natural) → < A : Natural | B >"},
      {"assert : 1 + 1 === 2", "2 ≡ 2"},
      {"{ a = 1 } /\\ { b = \"x\" }", "{ a : Natural, b : Text }"},
      {"{ a = 1 } with a = \"x\"", "{ a : Text }"},
      {"toMap { a = 1 }", "List { mapKey : Text, mapValue : Natural }"},
      {"List/fold",
       "∀(a : Type) → List a → ∀(list : Type) → ∀(cons : a → list → list) → ∀(nil : list) → list"},
      {"\\(a : Type) -> \\(b : Type) -> \\(x : a) -> \\(y : b) -> { x, y }",
       "∀(a : Type) → ∀(b : Type) → ∀(x : a) → ∀(y : b) → { x : a, y : b }"},
      {"let f = \\(a : Type) -> \\(b : Type) -> \\(x : a) -> \\(y : b) -> { x, y } in f Bool Text",
       "∀(x : Bool) → ∀(y : Text) → { x : Bool, y : Text }"},
  };
  for (const auto& [text, expected] : cases) {
    INFO(text);
    CHECK(type(text) == expected);
  }
}

TEST_CASE("what has no type in Dhall is refused, with a code and a place") {
  const std::pair<const char*, const char*> cases[] = {
      {"x", "dhall.type.unbound"},
      {"Sort", "dhall.type.sort"},
      {"1 2", "dhall.type.application.function"},
      {"Natural/show True", "dhall.type.application.argument"},
      {"1 + True", "dhall.type.operator"},
      {"[1, True]", "dhall.type.list.elements"},
      {"[Natural]", "dhall.type.list.element"},
      {"[] : Natural", "dhall.type.list.annotation"},
      {"if 1 then 2 else 3", "dhall.type.if.condition"},
      {"if True then 2 else \"x\"", "dhall.type.if.branches"},
      {"{ a = 1 }.b", "dhall.type.field.absent"},
      {"1 : Text", "dhall.type.annotation"},
      {"let x : Text = 1 in x", "dhall.type.let.annotation"},
      {"assert : 1 === 2", "dhall.type.assert.failed"},
      {"merge { A = 1 } (< A | B >.A)", "dhall.type.merge.missing"},
      {"merge { A = 1, B = 2 } (< A >.A)", "dhall.type.merge.unused"},
      {"merge { A = 1, B = \"x\" } (< A | B >.A)", "dhall.type.merge.result"},
      {"{ a = 1 } /\\ { a = 2 }", "dhall.type.merge.collision"},
      {"\\(x : 1) -> x", "dhall.type.lambda.domain"},
      {"\\(x : Natural) -> Kind", "dhall.type.lambda.result"},
      {"\"${1}\"", "dhall.type.interpolation"},
      {"Some Natural", "dhall.type.some"},
      {"(Some 1) with ? = True", "dhall.type.with.changed"},
      {"let f = \\(a : Type) -> \\(x : a) -> x in f Natural True", "dhall.type.application.argument"},
  };
  for (const auto& [text, expected] : cases) {
    INFO(text);
    CHECK(code_of_error(text) == expected);
  }
}

TEST_CASE("functions of several arguments may get them one by one, and more than once") {
  CHECK(normal("let f = \\(a : Natural) -> \\(b : Natural) -> \\(c : Natural) -> a * 100 + b * 10 + c "
               "let g = f 1 let h = g 2 in { x = g 3 4, y = h 5, z = h 6, w = f 7 8 9 }") ==
        "{ w = 789, x = 134, y = 125, z = 126 }");
  CHECK(normal("let f = \\(a : Natural) -> \\(b : Natural) -> let c = a + b in \\(d : Natural) -> c + d "
               "let g = f 1 in [g 1 1, g 2 2, g 3 3]") == "[ 3, 5, 7 ]");
}

TEST_CASE("Dhall programs that nest deeply end in a result") {
  std::string chain = "\"a\"";
  for (int at = 0; at < 100'000; ++at) chain += " ++ \"b\"";
  CHECK(Evaluation(chain).type() == "Text");
  CHECK(normal("Natural/isZero (" + std::string(100'000, '(') + "0" + std::string(100'000, ')') + ")") ==
        "True");
  // Ten thousand suspended additions, each in the argument of the next.
  CHECK(normal("Natural/fold 10000 (Natural -> Natural) (\\(f : Natural -> Natural) -> \\(n : Natural) -> f "
               "(n + 1)) "
               "(\\(n : Natural) -> n) 0") == "10000");
}

TEST_CASE("limits of an evaluation of Dhall are errors") {
  const std::string loop = "Natural/fold 1000000000 Natural (\\(n : Natural) -> n + 1) 0";
  const auto code = [](const std::string& text, const EvaluationLimits& limits) -> std::string {
    try {
      Evaluation(text, limits).normal();
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::Limit);
      return error.code();
    }
    return "none";
  };
  CHECK(code(loop, {.steps = 1000}) == "dhall.limit.steps");
  const std::string deep =
      "Natural/fold 100000 (Natural -> Natural) (\\(f : Natural -> Natural) -> \\(n : Natural) "
      "-> 1 + f n) (\\(n : Natural) -> n) 0";
  CHECK(code(deep, {.depth = 1000}) == "dhall.limit.depth");
  CHECK(code(deep, {}) == "none");
}

TEST_CASE("a chain of functions in Dhall costs what it is long") {
  constexpr int kLong = 1000;
  // The square would be ten times as much.
  constexpr std::uint64_t kMemoryBytes = 6U << 20U;
  const auto chain = [](const std::string& before, const std::string& after) {
    std::string text;
    for (int at = 0; at < kLong; ++at) text += before + std::to_string(at) + after;
    return text;
  };
  const auto repeated = [](const std::string& text) {
    std::string all;
    for (int at = 0; at < kLong; ++at) all += text;
    return all;
  };
  const std::string natural = chain("\\(x", " : Natural) -> ") + "x0";
  const std::string types = chain("\\(a", " : Type) -> ") + chain("\\(x", " : List a0) -> ") + "x0";
  const std::string stuck = "\\(f : Type -> Type) -> " + chain("\\(x", " : f Natural) -> ") + "[ x0 ]";
  std::string partial = "let f0 = " + natural;
  for (int at = 1; at <= kLong; ++at)
    partial += " let f" + std::to_string(at) + " = f" + std::to_string(at - 1) + " 1";
  const std::string programs[] = {
      natural,
      types,
      stuck,
      "(" + natural + ")" + repeated(" 1"),
      "(" + natural + ") : " + repeated("Natural -> ") + "Natural",
      partial + " in f" + std::to_string(kLong),
      "let f = " + natural + " let g = " + natural + " in [ f, g ]",
      repeated("{ a = \\(x : Natural) -> ") + "1" + repeated(" }"),
  };
  for (const std::string& program : programs) {
    INFO(program.substr(0, 80));
    Evaluation evaluation(program, {}, kMemoryBytes);
    CHECK_FALSE(evaluation.type().empty());
    CHECK_FALSE(evaluation.normal().empty());
  }
}

TEST_CASE("the type of a function is what it is wherever it is looked at") {
  const std::string lets = "let f = \\(a : Type) -> \\(x : a) -> { value = x, same = \\(y : a) -> y } ";
  CHECK(type(lets + "in f") == "∀(a : Type) → ∀(x : a) → { same : ∀(y : a) → a, value : a }");
  CHECK(type(lets + "in f Natural") ==
        "∀(x : Natural) → { same : ∀(y : Natural) → Natural, value : Natural }");
  // Applied and as it stands, inside of other functions and outside.
  CHECK(type(lets + "let g = f Natural 1 in \\(b : Type) -> { f = f, g = f b }") ==
        "∀(b : Type) → { f : ∀(a : Type) → ∀(x : a) → { same : ∀(y : a) → a, value : a }, g : ∀(x : b) → { "
        "same : ∀(y : b) → b, value : b } }");
  CHECK(type(lets + "in \\(a : Type) -> \\(b : Type) -> [ f, \\(c : Type) -> f c ]") ==
        "∀(a : Type) → ∀(b : Type) → List (∀(a : Type) → ∀(x : a) → { same : ∀(y : a) → a, value : a })");
  // Two that differ in the names alone, and two that differ in which argument they mean.
  CHECK(type("[ \\(a : Type) -> \\(b : Type) -> \\(x : a) -> x, \\(b : Type) -> \\(a : Type) -> \\(x : b) -> "
             "x ]") == "List (∀(a : Type) → ∀(b : Type) → ∀(x : a) → a)");
  CHECK(code_of_error(
            "[ \\(a : Type) -> \\(b : Type) -> \\(x : a) -> x, \\(a : Type) -> \\(b : Type) -> \\(x : b) "
            "-> x ]") == "dhall.type.list.elements");
  CHECK(code_of_error(
            "(\\(a : Type) -> \\(b : Type) -> \\(x : b) -> x) : forall (a : Type) -> forall (b : Type) -> "
            "forall (x : a) -> a") == "dhall.type.annotation");
  // A type that a variable computes, below variables that it does not need.
  CHECK(
      type("\\(f : Type -> Type) -> \\(n : Natural) -> \\(x : f Natural) -> if True then [ x ] else [ x ]") ==
      "∀(f : Type → Type) → ∀(n : Natural) → ∀(x : f Natural) → List (f Natural)");
}

TEST_CASE("operands of ⩓ are looked at, however long the chain is") {
  CHECK(normal("{ a : Bool } //\\\\ { b : Bool } //\\\\ { c : Bool }") == "{ a : Bool, b : Bool, c : Bool }");
  CHECK(code_of_error("{ a : Bool } //\\\\ { b : Bool } //\\\\ Bool") == "dhall.type.merge.type");
  CHECK(code_of_error("{ a : Bool } //\\\\ { b : Bool } //\\\\ { a : Bool }") ==
        "dhall.type.merge.collision");
}

TEST_CASE("a loop of Dhall that changes nothing any more ends") {
  CHECK(normal("Natural/fold 1000000000000 Natural (\\(n : Natural) -> Natural/subtract 1 n) 5") == "0");
  CHECK(normal("Natural/fold 99999999999999999999999999 Bool (\\(b : Bool) -> True) False") == "True");
}
