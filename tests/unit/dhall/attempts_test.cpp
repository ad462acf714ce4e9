// What is evaluated before anybody needs it makes no difference to what a program gives, nor to whether it
// ends.
#include "support/catch.hpp"

#include <string>

#include "core/infer.hpp"
#include "core/quote.hpp"
#include "syntax/parse.hpp"
#include "syntax/print.hpp"

using namespace sigil;
using namespace sigil::dhall;

namespace {

/// `step b n` gives what `slow n` does, if b is True; what that takes is up to `slow`. After `warm`, nearly
/// all of its calls were needed.
std::string with_steps(const std::string& slow, const std::string& rest) {
  return "let choose = λ(b : Bool) → λ(x : Natural) → if b then x else 7 "
         "let slow = λ(n : Natural) → " +
         slow +
         " "
         "let step = λ(b : Bool) → λ(n : Natural) → choose b (slow n) "
         "let warm = Natural/fold 200 Natural (λ(i : Natural) → i + step True 1) 0 in " +
         rest;
}

const char* const kSlow[] = {
    "Natural/fold n Natural (λ(x : Natural) → x + 1) 0",
    // by calls that are the last thing a function does
    "Natural/fold n (Natural → Natural) (λ(f : Natural → Natural) → λ(x : Natural) → f (x + 1)) "
    "(λ(x : Natural) → x) 0",
    // with lists, records and texts on the way
    "List/length Natural (Natural/fold n (List Natural) (λ(l : List Natural) → [ 1 ] # l) ([] : List "
    "Natural))",
    "(Natural/fold n { a : Natural, b : Text } (λ(r : { a : Natural, b : Text }) → "
    "{ a = r.a + 1, b = \"${Natural/show r.a}\" }) { a = 0, b = \"\" }).a",
    // by need, one inside of the other
    "let a = Natural/fold n Natural (λ(x : Natural) → x + 1) 0 let b = Natural/fold n Natural (λ(x : "
    "Natural) → "
    "x + a) 0 in Natural/subtract (Natural/fold n Natural (λ(x : Natural) → x + a) 0) (a + b)",
};

std::string normal_form(const std::string& text, const EvaluationLimits& limits = {},
                        std::size_t nursery_bytes = kNurseryBytes) {
  Heap heap;
  Evaluator evaluator(heap, limits, nursery_bytes);
  TypeChecker checker(evaluator);
  const Parsed code = parse(heap, heap.sources().add("test.dhall", Blob::of(text)));
  checker.infer_closed(code.expression, code.slots);
  Node* value = evaluator.evaluate(code.expression, evaluator.new_frame(nullptr, code.slots));
  return print(*quote(evaluator, value, BinderNames::Kept), {});
}

} // namespace

TEST_CASE("what was always needed so far and is not now keeps no Dhall program from ending") {
  const EvaluationLimits limits{.steps = 200000};
  for (const char* slow : kSlow) {
    INFO(slow);
    CHECK(normal_form(with_steps(slow, "step (Natural/odd warm) 1000000000000"), limits) == "7");
  }
  // few steps, but each takes as much as all before it
  const char* squares = "Natural/fold (n * 100) Natural (λ(x : Natural) → x * x) n";
  CHECK(normal_form(with_steps(squares, "step (Natural/odd warm) 3"), limits) == "7");
}

TEST_CASE("what a Dhall program puts off goes on where it was, whoever needs it") {
  for (const char* slow : kSlow) {
    INFO(slow);
    // three of them wait at the same time, and one is shared
    const std::string program =
        with_steps(slow, "let x = step True 3000 in { a = step True (5000 + warm), b = x, "
                         "c = x + step True 2500 }");
    const std::string expected = "{ a = 5200, b = 3000, c = 5500 }";
    CHECK(normal_form(program) == expected);
    CHECK(normal_form(program, {}, 100) == expected);
    CHECK(normal_form(program, {}, 5000) == expected);
    CHECK(normal_form(program, {}, std::size_t{1} << 30U) == expected);
  }
}

TEST_CASE("arguments that are needed are no chain of thunks") {
  // 2^18 successors of each other: by need alone, as many levels deep.
  const std::string program =
      "let N = ∀(N : Type) → (N → N) → N → N in let two = λ(N : Type) → λ(s : N → N) → λ(z : N) → s (s z) in "
      "let double = λ(n : N) → λ(N : Type) → λ(s : N → N) → λ(z : N) → n N s (n N s z) in "
      "Natural/fold 17 N double two Natural (λ(n : Natural) → n + 1) 0";
  CHECK(normal_form(program, {.depth = 50000}) == "262144");
}
