// What is collected while a program goes on makes no difference to what it gives.
#include "support/catch.hpp"

#include <string>

#include "core/infer.hpp"
#include "core/quote.hpp"
#include "syntax/parse.hpp"
#include "syntax/print.hpp"

using namespace sigil;
using namespace sigil::dhall;

namespace {

constexpr std::size_t kNever = std::size_t{1} << 40U;

std::string normal_form(const std::string& text, std::size_t nursery_bytes,
                        std::uint64_t memory_bytes = std::uint64_t{1} << 30U) {
  Heap heap(memory_bytes);
  Evaluator evaluator(heap, {}, nursery_bytes);
  TypeChecker checker(evaluator);
  const Parsed code = parse(heap, heap.sources().add("test.dhall", Blob::of(text)));
  checker.infer_closed(code.expression, code.slots);
  Node* value = evaluator.evaluate(code.expression, evaluator.new_frame(nullptr, code.slots));
  return print(*quote(evaluator, value, BinderNames::Kept), {.width = 1000});
}

/// Each goes on for a while inside of one run, and has something of its own alive meanwhile.
const char* const kPrograms[] = {
    // accumulators: numbers, records of numbers, large numbers
    "Natural/fold 300 Natural (λ(n : Natural) → n + 3) 1",
    "Natural/fold 200 { a : Natural, b : Natural } (λ(s : { a : Natural, b : Natural }) → "
    "{ a = s.b, b = s.a + s.b }) { a = 0, b = 1 }",
    "Natural/fold 150 Natural (λ(n : Natural) → n * 3) 1 + Natural/fold 90 Natural (λ(n : Natural) → n * 7) "
    "1",
    // lists and ropes of lists, forwards and backwards
    "List/fold Natural (List/reverse Natural (List/build Natural (λ(l : Type) → λ(c : Natural → l → l) → "
    "λ(n : l) → Natural/fold 100 l (c 2) n))) Natural (λ(x : Natural) → λ(y : Natural) → x + y) 0",
    "List/length { index : Natural, value : Text } (List/indexed Text (Natural/fold 60 (List Text) "
    "(λ(l : List Text) → [ \"${Natural/show (List/length Text l)}\" ] # l # [ \"b\" ]) ([] : List Text)))",
    // text: ropes, pieces that come one by one, replacements
    "Natural/fold 50 Text (λ(t : Text) → \"<${Text/replace \"a\" \"bc\" t}${Natural/show 7}>\") \"a\"",
    "let f = λ(n : Natural) → \"${Natural/show n},\" in \"${f 1}${f 22}${Natural/fold 30 Text (λ(t : Text) → "
    "f 3 ++ t) \"\"}${f 4}\"",
    "Text/show (Natural/fold 20 Text (λ(t : Text) → t ++ \"\\n\\u0001\") \"\")",
    // functions that are kept, partly applied, or found in records
    "let compose = λ(f : Natural → Natural) → λ(g : Natural → Natural) → λ(n : Natural) → f (g n) in "
    "Natural/fold 40 (Natural → Natural) (compose (λ(n : Natural) → n + 1)) (λ(n : Natural) → n) 5",
    "let r = { f = Natural/subtract 3, g = List/length Natural } in "
    "Natural/fold 40 Natural (λ(n : Natural) → r.f (n + 5) + r.g [ n, n ]) 0",
    // unions, Optional, merge, toMap, with, projection, completion
    "let U = < A : Natural | B > in let next = λ(u : U) → merge { A = λ(n : Natural) → if Natural/isZero n "
    "then "
    "U.B else U.A (Natural/subtract 1 n), B = U.A 4 } u in Natural/fold 33 U next U.B",
    "Natural/fold 30 (Optional Natural) (λ(o : Optional Natural) → merge { Some = λ(n : Natural) → Some (n + "
    "1), "
    "None = Some 0 } o) (None Natural)",
    "List/fold { mapKey : Text, mapValue : Natural } (toMap (Natural/fold 20 { a : Natural, b : Natural } "
    "(λ(s : { a : Natural, b : Natural }) → s with a = s.a + s.b) { a = 1, b = 2 })) Text "
    "(λ(e : { mapKey : Text, mapValue : Natural }) → λ(t : Text) → e.mapKey ++ Natural/show e.mapValue ++ t) "
    "\"\"",
    "let T = { Type = { a : { b : Natural, c : Natural } }, default.a = { b = 1, c = 2 } } in "
    "Natural/fold 25 T.Type (λ(t : T.Type) → T::{ a = t.a with b = t.a.b + (T::{=}).a.c }) T::{=}",
    "(Natural/fold 25 { x : { y : Natural }, z : Text } (λ(r : { x : { y : Natural }, z : Text }) → "
    "{ x.y = r.x.y + 1 } ⫽ r.{ z }) { x.y = 0, z = \"z\" }).(({ x : { y : Natural } }))",
    "{ a.b = Natural/fold 20 Natural (λ(n : Natural) → n + 1) 0 } ∧ { a.c = Natural/fold 20 Natural "
    "(λ(n : Natural) → n + 2) 0 }",
    // what stays stuck below a λ
    "λ(n : Natural) → λ(t : Text) → { a = Natural/fold 20 Natural (λ(m : Natural) → m + n) 1, b = "
    "Natural/fold 10 "
    "Text (λ(x : Text) → \"${x}${t}-\") \"\", c = if Natural/isZero n then [ n ] # [ 1 ] else [ 2 ] }",
    "let id = λ(A : Type) → λ(a : A) → a in assert : Natural/fold 50 Natural (id (Natural → Natural) "
    "(λ(n : Natural) → n + 1)) 0 ≡ 50",
    // church numerals: everything that is begun is needed
    "let N = ∀(N : Type) → (N → N) → N → N in let two = λ(N : Type) → λ(s : N → N) → λ(z : N) → s (s z) in "
    "let double = λ(n : N) → λ(N : Type) → λ(s : N → N) → λ(z : N) → n N s (n N s z) in "
    "Natural/fold 7 N double two Natural (λ(n : Natural) → n + 1) 0",
};

} // namespace

TEST_CASE("a Dhall program gives the same however often what it made is collected") {
  for (const char* program : kPrograms) {
    INFO(program);
    const std::string expected = normal_form(program, kNever);
    CHECK(normal_form(program, 0) == expected); // between any two steps
    CHECK(normal_form(program, 100) == expected);
    CHECK(normal_form(program, 3000) == expected);
  }
}

TEST_CASE("what a Dhall program does not need any more makes room for what comes") {
  // Makes some 200 MB in all, of which nothing is alive for long.
  const std::string program =
      "Natural/fold 1000000 { a : Natural, b : Text } (λ(s : { a : Natural, b : Text }) → "
      "{ a = s.a + 1, b = Natural/show s.a }) { a = 0, b = \"\" }";
  Heap heap(std::uint64_t{16} << 20U);
  Evaluator evaluator(heap);
  const Parsed code = parse(heap, heap.sources().add("test.dhall", Blob::of(program)));
  Node* value = evaluator.evaluate(code.expression, evaluator.new_frame(nullptr, code.slots));
  CHECK(print(*quote(evaluator, value, BinderNames::Kept), {}) == "{ a = 1000000, b = \"999999\" }");
}

TEST_CASE("lists of Dhall that are put together late keep what is in them") {
  // The nursery consists of several parts then. Elements are made, the list becomes one in a later part, and
  // what they refer to is needed after the next collection.
  const std::string lists =
      "let make = λ(n : Natural) → λ(seed : Natural) → Natural/fold n (List { a : Natural }) "
      "(λ(l : List { a : Natural }) → [ { a = seed + List/length { a : Natural } l + 1000 } ] # l) "
      "([] : List { a : Natural }) "
      "let sum = λ(l : List { a : Natural }) → List/fold { a : Natural } l Natural "
      "(λ(x : { a : Natural }) → λ(s : Natural) → s + x.a) 0 "
      "let work = λ(n : Natural) → Natural/fold n Natural (λ(x : Natural) → x * 1 + 1) 0 "
      "in Natural/fold 40 Natural (λ(s : Natural) → let l = make 700 s in List/length { a : Natural } l + "
      "work (400 + List/length { a : Natural } l) + sum l + work 5000 + sum (List/reverse { a : Natural } "
      "l)) 0";
  const std::string expected = normal_form(lists, kNever);
  for (std::size_t nursery_bytes = 100'000; nursery_bytes < 2'000'000; nursery_bytes += 90'000) {
    CAPTURE(nursery_bytes);
    CHECK(normal_form(lists, nursery_bytes, std::uint64_t{30} << 20U) == expected); // with small parts
  }
}

TEST_CASE("after an evaluation that reached a limit others go on") {
  Heap heap;
  Evaluator evaluator(heap, EvaluationLimits{.depth = 1}, 1000);
  const auto evaluate = [&](const std::string& text) {
    const Parsed code = parse(heap, heap.sources().add("test.dhall", Blob::of(text)));
    return evaluator.evaluate(code.expression, evaluator.new_frame(nullptr, code.slots));
  };
  Node* kept = evaluate("Natural/fold 100 Text (λ(t : Text) → t ++ \"ab\") \"\"");
  const std::string deep =
      "List/fold Natural (Natural/fold 18 (List Natural) (λ(l : List Natural) → l # l) [ 1 ]) "
      "(Natural → Natural) (λ(n : Natural) → λ(f : Natural → Natural) → λ(x : Natural) → n + f x) "
      "(λ(x : Natural) → x) 0";
  CHECK_THROWS_AS(evaluate(deep), Error);
  CHECK(as<TextNode>(*evaluator.flatten_text(kept)).text().size() == 200);
  CHECK(as<NaturalNode>(*evaluate("Natural/fold 100 Natural (λ(n : Natural) → n + 1) 0")).value == 100);
}
