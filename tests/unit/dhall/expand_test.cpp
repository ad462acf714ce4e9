// Putting functions where they are called, and loops together, changes no result.
#include "support/catch.hpp"

#include <string>
#include <vector>

#include "core/expand.hpp"
#include "core/infer.hpp"
#include "core/quote.hpp"
#include "support/error_of.hpp"
#include "support/loop_programs.hpp"
#include "syntax/parse.hpp"
#include "syntax/parts.hpp"
#include "syntax/print.hpp"

using namespace sigil;
using namespace sigil::dhall;
using namespace sigil::test;

namespace {

class Program {
 public:
  explicit Program(const std::string& text, const EvaluationLimits& limits = {},
                   std::size_t nursery_bytes = kNurseryBytes,
                   std::uint64_t memory_bytes = std::uint64_t{1} << 30U)
      : heap_(memory_bytes), evaluator_(heap_, limits, nursery_bytes), checker_(evaluator_),
        code_(parse(heap_, heap_.sources().add("test.dhall", Blob::of(text)))) {
    checker_.infer_closed(code_.expression, code_.slots);
  }

  void expand() {
    const Expansion expanded = dhall::expand(heap_, code_.expression, code_.slots);
    code_ = {expanded.expression, expanded.slots};
  }
  std::string normal_form() {
    Node* value = evaluator_.evaluate(code_.expression, evaluator_.new_frame(nullptr, code_.slots));
    return print(*quote(evaluator_, value, BinderNames::Kept), {});
  }
  /// How many nodes of this kind are in it, not looking behind closures.
  std::size_t count(Kind kind) const {
    std::size_t found = 0;
    std::vector<Node*> open{code_.expression};
    while (!open.empty()) {
      Node* node = open.back();
      open.pop_back();
      if (node->kind == kind) ++found;
      if (node->kind == Kind::Closure) node = const_cast<BinderNode*>(as<ClosureNode>(*node).code);
      if (node->kind == Kind::Fused) {
        const auto& fused = as<FusedNode>(*node);
        open.push_back(fused.over);
        if (fused.each != nullptr) open.push_back(fused.each->body);
        if (fused.part != nullptr) open.push_back(fused.part);
        continue;
      }
      append_parts(*node, open);
    }
    return found;
  }

 private:
  Heap heap_;
  Evaluator evaluator_;
  TypeChecker checker_;
  Parsed code_;
};

void check_same(const std::string& text) {
  CAPTURE(text);
  const std::string plain = Program(text).normal_form();
  for (const std::size_t nursery_bytes : {kNurseryBytes, std::size_t{0}}) {
    Program program(text, {}, nursery_bytes);
    program.expand();
    CHECK(program.normal_form() == plain);
  }
}

} // namespace

TEST_CASE("functions that are put where a Dhall program calls them give what they gave") {
  const char* const programs[] = {
      // variables of frames further out, and of the same names
      "λ(n : Natural) → let f = λ(x : Natural) → x + n in λ(n : Natural) → f (f n)",
      "λ(a : Natural) → let f = λ(x : Natural) → λ(y : Natural) → x * y + a in λ(b : Natural) → "
      "{ one = f b 2, two = λ(a : Natural) → f a (f b a), part = f 3 }",
      "let x = 1 let f = λ(y : Natural) → let x = y + 1 in x * 2 let x = 5 in f (f x) + x",
      "λ(t : Text) → let f = λ(x : Text) → let y = x ++ t let z = y ++ y in z ++ x in f (f \"a\")",
      // given too little, too much, nothing that is used
      "let f = λ(a : Type) → λ(x : a) → λ(y : a) → x in { a = f Natural, b = f Text \"a\", c = f Bool True "
      "False }",
      "let pick = λ(b : Bool) → λ(f : Natural → Natural) → if b then f else λ(n : Natural) → n in "
      "λ(b : Bool) → pick b (λ(n : Natural) → n + 1) 2",
      "let const = λ(a : Natural) → λ(b : Natural) → a in λ(x : Natural) → const x (x + 1)",
      "let twice = λ(f : Natural → Natural) → λ(x : Natural) → f (f x) in "
      "λ(k : Natural) → twice (twice (λ(x : Natural) → x * k)) 3",
      // what they get is used inside of another function, or several times
      "λ(n : Natural) → let f = λ(x : Natural) → λ(g : Natural → Natural) → g x + x in "
      "f (n + 1) (λ(y : Natural) → y + n)",
      "let f = λ(xs : List Natural) → List/fold Natural xs Natural (λ(x : Natural) → λ(s : Natural) → "
      "x + s + List/length Natural xs) 0 in λ(ys : List Natural) → { a = f [ 1, 2, 3 ], b = f ys }",
      // records of which only fields are used
      "let f = λ(r : { a : Natural, b : Natural }) → λ(s : Natural) → (λ(t : Natural) → t + r.a + r.b) (r.a "
      "+ s) "
      "in λ(n : Natural) → { one = f { a = n * n, b = n + 1 } 2, part = f { a = 1, b = n + n } }",
      "let f = λ(r : { a : { c : Natural }, b : Text, d : Bool }) → { x = r.a.c, y = r.a, z = "
      "\"${r.b}${r.b}\" } "
      "in λ(t : Text) → f { a = { c = 1 + 1 }, b = t ++ t, d = True }",
      "let f = λ(r : { a : Natural, g : Natural → Natural }) → r.g (r.g r.a) in "
      "λ(n : Natural) → f { a = n + 2, g = λ(m : Natural) → m * n }",
      "let f = λ(r : { a : Natural }) → { r, b = r.a } in λ(n : Natural) → f { a = n + 1 }",
      // records of functions, and other names of them
      "let lib = { add = λ(x : Natural) → λ(y : Natural) → x + y, k = 3 } let add = lib.add "
      "let other = lib in λ(x : Natural) → add x (other.add lib.k x)",
      "let lib = let k = 4 in { f = λ(x : Natural) → x * k } in λ(x : Natural) → lib.f x",
      "let make = λ(n : Natural) → { n, next = n + 1, f = λ(m : Natural) → m + n } in "
      "λ(x : Natural) → (make x).f (make 2).next + (make x).n",
      // types that depend on what is given, and domains that are printed
      "let id = λ(a : Type) → λ(x : a) → x let compose = λ(a : Type) → λ(b : Type) → λ(c : Type) → "
      "λ(f : a → b) → λ(g : b → c) → λ(x : a) → g (f x) in "
      "λ(t : Type) → { f = compose t t t (id t), g = λ(x : List t) → id (List t) x }",
      "let A = { a : Natural } let f = λ(x : A) → λ(T : Type) → λ(y : { t : T, x : A }) → y.x.a + x.a in "
      "{ part = f { a = 1 }, all = f { a = 2 } Text { t = \"\", x = { a = 3 } } }",
      "let empty = λ(t : Type) → [] : List t in λ(s : Type) → { a = empty Natural, b = empty (List s) }",
      // all that has parts
      "let u = < A : Natural | B > let f = λ(x : u) → merge { A = λ(n : Natural) → n + 1, B = 0 } x in "
      "λ(y : u) → { a = f (u.A 2), b = f u.B, c = f y, s = showConstructor y }",
      "let f = λ(r : { a : Natural, b : Text }) → (r with a = r.a + 1).{ a } ∧ { c = r.b } in "
      "λ(x : { a : Natural, b : Text }) → [ f x, f { a = 1, b = \"\" } ]",
      "let f = λ(o : Optional Natural) → merge { Some = λ(n : Natural) → Some (n + 1), None = None Natural } "
      "o "
      "in λ(o : Optional Natural) → { a = f (Some 1), b = f o, c = f (None Natural) }",
      "let T = { Type = { a : Natural, b : Bool }, default.b = True } let f = λ(n : Natural) → T::{ a = n } "
      "in λ(n : Natural) → { a = (f n).b, b = T::{ a = n }, c = toMap { x = f n, y = f 2 } }",
      "let f = λ(n : Natural) → assert : n + 0 ≡ n in λ(n : Natural) → f n",
  };
  for (const char* program : programs) check_same(program);
}

TEST_CASE("loops of Dhall that are put together give what they gave, also if they are stuck") {
  const char* const programs[] = {
      "map Natural Text (λ(n : Natural) → Natural/show n) [ 1, 2, 3 ]",
      "map Natural Text (λ(n : Natural) → Natural/show n) ([] : List Natural)",
      "λ(xs : List Natural) → map Natural Natural (λ(n : Natural) → n + 1) (map Natural Natural (λ(n : "
      "Natural) → "
      "n * 2) (map Natural Natural (λ(n : Natural) → n + 3) xs))",
      "λ(xs : List Natural) → λ(k : Natural) → { a = map Natural Natural (λ(n : Natural) → n + k) ([ 1 ] # "
      "xs), b = "
      "map Natural (List Natural) (λ(n : Natural) → replicate n Natural k) [ 0, 2 ] }",
      "λ(n : Natural) → { a = replicate n Text \"x\", b = replicate 3 Natural n, c = replicate 0 Bool True, "
      "d = "
      "replicate (n + 1) Natural n }",
      "λ(xs : List Natural) → { a = filter Natural Natural/even [ 1, 2, 3, 4 ], b = filter Natural "
      "Natural/odd xs }",
      "List/build Natural (λ(list : Type) → λ(cons : Natural → list → list) → λ(nil : list) → "
      "List/fold Natural [ 1, 2 ] list (λ(x : Natural) → λ(ys : list) → cons x (cons (x + 1) ys)) nil)",
      "List/build Natural (λ(list : Type) → λ(cons : Natural → list → list) → λ(nil : list) → "
      "List/fold Natural [ 1, 2 ] list (λ(x : Natural) → λ(ys : list) → cons (x * 3) ys) nil)",
      "List/build Natural (λ(list : Type) → λ(cons : Natural → list → list) → λ(nil : list) → "
      "List/fold Natural [ 1, 2 ] list (λ(x : Natural) → cons x) (cons 7 nil))",
      "List/build (List Natural) (λ(list : Type) → λ(cons : List Natural → list → list) → List/fold Natural "
      "[ 1, 2 ] "
      "list (λ(x : Natural) → cons (let ys = [ x ] in ys # [ 2 ])))",
      "λ(g : ∀(l : Type) → (Text → l → l) → l → l) → List/build Text g",
      "λ(xs : List Natural) → λ(e : Text) → { a = concatMap Natural Natural/show [ 1, 2, 3 ], b = concatMap "
      "Natural "
      "Natural/show xs, c = concatMap Natural (λ(n : Natural) → \"<${Natural/show n}>\") ([] : List "
      "Natural), d = "
      "concatMap Natural (λ(n : Natural) → e) [ 1, 2 ], e = concatMap Text (λ(t : Text) → t ++ e) [ \"\", "
      "\"a\" ] }",
      "λ(z : Text) → { a = List/fold Text [ \"a\", \"b\" ] Text (λ(x : Text) → λ(t : Text) → \"${x}, ${t}\") "
      "z, b = "
      "List/fold Text [ \"a\", \"b\" ] Text (λ(x : Text) → λ(t : Text) → x ++ t ++ t) z, c = "
      "List/fold Text [ \"a\", z ] Text (λ(x : Text) → λ(t : Text) → t ++ x) \"\" }",
      "λ(t : Text) → { a = escape \"a<b>&c\", b = escape t, c = escape \"${t} & <${t}>\", d = escape \"\", e "
      "= "
      "escape (escape \"<\") }",
      "λ(t : Text) → let f = λ(t : Text) → Text/replace \"a\" \"bb\" (Text/replace \"b\" \"aa\" "
      "(Text/replace \"ab\" "
      "\"c\" t)) in { a = f \"abba\", b = f t, c = f \"c${t}ab\" }",
      "let f = λ(t : Text) → Text/replace \"a\" \"x\" (Text/replace \"a\" \"y\" (Text/replace \"\" \"z\" t)) "
      "let g = λ(t : Text) → Text/replace \"é\" \"e\" (Text/replace \"e\" \"é\" t) in { a = f \"banana\", b "
      "= g \"élève\" }",
      "λ(r : Text) → λ(t : Text) → Text/replace \"a\" \"b\" (Text/replace \"b\" r (Text/replace \"c\" \"\" "
      "\"abc${t}\"))",
      // what is gone through is no variable, and stuck
      "λ(f : Natural → List Natural) → map Natural Natural (λ(n : Natural) → n + 1) (map Natural Natural "
      "(λ(n : "
      "Natural) → n * 2) (f 3))",
      "λ(f : Natural → Text) → escape (concatMap Natural (λ(n : Natural) → escape (f n)) [ 1, 2 ] ++ f 3)",
      "λ(f : Natural → Natural) → replicate (f 3 + 1) (List Natural) (replicate (f 4) Natural 1)",
  };
  for (const char* program : programs) check_same(kLoops + "in " + program);
}

TEST_CASE("records and lists of Dhall that are looked into give what they gave") {
  const char* const programs[] = {
      // trees: all known, partly known, shared, made by functions and loops
      "show (tree { name = \"a\", content = [ text \"1 < 2\", bare { name = \"b\" } ] })",
      "λ(t : Text) → show (tree { name = t, content = [ text t, bare { name = \"${t}b\" }, tree { name = "
      "\"c\", content = [ text \"${t}${t}\", text t ] } ] })",
      "λ(t : Tree) → tree { name = \"a\", content = [ t, text \"x\", t ] }",
      "λ(n : Natural) → let x = tree { name = Natural/show n, content = [ text \"a${Natural/show n}\" ] } in "
      "{ one = show x, two = leaves x, three = show (tree { name = \"x\", content = [ x, x ] }), four = x }",
      "let row = λ(n : Natural) → tree { name = \"row\", content = map Natural Tree (λ(k : Natural) → text "
      "(Natural/show (n * 10 + k))) (enumerate n) } in { a = show (tree { name = \"all\", content = map "
      "Natural Tree row (enumerate 4) }), b = λ(n : Natural) → show (row n), c = row 2 }",
      "let two = λ(x : Tree) → tree { name = \"two\", content = [ x, x ] } in λ(t : Text) → "
      "show (two (two (two (text t))))",
      "let part = tree { name = \"p\", content = [ text \"a\", text \"b\" ] } in part Natural (λ(t : Text) → "
      "2)",
      "let wrap = λ(x : Tree) → λ(X : Type) → λ(leaf : Text → X) → λ(node : { name : Text, content : List X "
      "} → X) → x X leaf (λ(e : { name : Text, content : List X }) → node (e ⫽ { name = \"${e.name}!\" })) "
      "in λ(t : Text) → show (wrap (wrap (tree { name = t, content = [ bare { name = t } ] })))",
      // counting
      "λ(n : Natural) → { a = enumerate 3, b = enumerate 0, c = enumerate n, d = map Natural Natural "
      "(λ(k : Natural) → k * n) (enumerate 3), e = enumerate (n + 1) }",
      "let number = λ(xs : List Text) → map { index : Natural, value : Text } Natural (λ(x : { index : "
      "Natural, value : Text }) → x.index) (List/indexed Text xs) in λ(xs : List Text) → { a = number [ "
      "\"a\", \"b\" ], b = number ([] : List Text), c = number xs, d = number (replicate 3 Text \"x\") }",
      "map { index : Natural, value : {} } Natural (λ(x : { index : Natural, value : {} }) → x.index + 1) "
      "(List/indexed {} (replicate 3 {} {=}))",
      // a loop through what a loop makes
      "λ(k : Natural) → map Natural Natural (λ(n : Natural) → n + n) (map Natural Natural (λ(n : Natural) → "
      "n * k) [ 1, k ])",
      "λ(xs : List Natural) → λ(f : Natural → List Natural) → { a = map Natural Bool (λ(n : Natural) → True) "
      "(map Natural Natural (λ(n : Natural) → n + 1) xs), b = map Natural Natural (λ(n : Natural) → n + 1) "
      "(map Natural Natural (λ(n : Natural) → n + 2) (f 1)), c = concatMap Natural Natural/show (map Natural "
      "Natural (λ(n : Natural) → n + 2) (f 1)), d = concatMap Text (λ(t : Text) → \"${t},\") (map Natural "
      "Text Natural/show xs) }",
      "{ a = map Natural Natural (λ(n : Natural) → n + 1) (map Natural Natural (λ(n : Natural) → n) ([] : "
      "List Natural)), b = concatMap Text (λ(t : Text) → \"${t},\") (map Natural Text Natural/show "
      "(enumerate 5)), c = concatMap Text (λ(t : Text) → t) (map Natural Text Natural/show (enumerate 0)) }",
      "let xs = map Natural Natural (λ(n : Natural) → n * n) (enumerate 4) in { a = xs, b = map Natural "
      "Natural (λ(n : Natural) → n + 1) xs, c = List/length Natural xs }",
      "λ(n : Natural) → let f = λ(xs : List Natural) → map Natural (Natural → Natural) (λ(a : Natural) → "
      "λ(b : Natural) → a + b + n) (map Natural Natural (λ(c : Natural) → c * n) xs) in f (enumerate n) # f "
      "[ 1, n ]",
      // lists that are short enough, and not
      "let f = λ(xs : List Natural) → λ(u : Natural) → map Natural Natural (λ(x : Natural) → x * x + u) xs "
      "in "
      "λ(n : Natural) → { a = f [ n + 1, n + 2 ] 1, b = f [ n + 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, "
      "14, 15, n, n * n ] 2, part = f [ n * 3 ], none = f ([] : List Natural) n }",
      "let f = λ(xs : List Natural) → λ(u : Natural) → { all = xs, some = map Natural Natural (λ(x : "
      "Natural) "
      "→ x + u) xs } in λ(n : Natural) → f [ n + 1, n + 2 ] n",
      "λ(n : Natural) → λ(xs : List Natural) → { a = [ n ] # ([] : List Natural), b = ([] : List Natural) # "
      "xs, "
      "c = [ n + 1 ] # [ n, n * 2 ] # xs, d = let ys = [ n * n ] in ys # [ 1 ] # ys, e = xs # [ n ] # [ 2 ] "
      "}",
      // records of records, merged, selected from what a function gives
      "let make = λ(n : Natural) → { a = n * n, b = { c = n + 1, d = [ n, n * 2 ] } } let use = λ(r : { a : "
      "Natural, b : { c : Natural, d : List Natural } }) → λ(k : Natural) → r.a + r.b.c * k + r.a in "
      "λ(n : Natural) → { a = use (make n) 3, b = (make n).b.d, c = make 2, part = use (make (n + 1)) }",
      "let merged = λ(l : { a : Natural, b : Natural }) → λ(r : { b : Natural }) → let m = l ⫽ r in λ(k : "
      "Natural) → m.a * m.b + k in λ(n : Natural) → { x = merged { a = n + 1, b = n } { b = n + 2 } 5, y = "
      "merged { a = n * 2, b = n }, z = λ(r : { b : Natural }) → merged { a = n * 2, b = 1 } r 1 }",
      "let f = λ(r : { a : Natural, b : Natural }) → λ(s : Natural) → λ(t : Natural) → (r ⫽ { a = s }) ⫽ { b "
      "= t } in λ(n : Natural) → { x = f { a = 1, b = n } 2 3, y = (f { a = 1, b = n } (n + n)) }",
      "let f = λ(x : Natural) → let g = let k = x * x in λ(y : Natural) → y + k in { g, h = g (g x) } in "
      "λ(n : Natural) → { a = (f n).h, b = (f 3).g (f n).h, c = let u = (let v = n * 2 in λ(w : Natural) → w "
      "* v) 4 in u + u }",
      // what a function has bound is looked into once the function is done
      "let f = λ(x : Natural) → let r = { a = x * x, b = x + 1 } in λ(g : { a : Natural, b : Natural } → "
      "Natural) → g r + r.b let h = λ(q : ({ a : Natural, b : Natural } → Natural) → Natural) → q (λ(s : { a "
      ": Natural, b : Natural }) → s.a * s.b) in λ(n : Natural) → { one = h (f n), two = h (f (n + 2)) }",
      "let f = λ(x : Natural) → let r = { a = x * x, b = x + 1 } in λ(g : { a : Natural, b : Natural } → "
      "Natural) → g r + r.b let h = λ(q : ({ a : Natural, b : Natural } → Natural) → Natural) → λ(m : "
      "Natural) → q (λ(s : { a : Natural, b : Natural }) → s.a * s.b) + q (λ(s : { a : Natural, b : Natural "
      "}) → s.a + m) in λ(n : Natural) → { one = h (f n) n, two = h (f (n + 2)) (n * n), part = h (f (n + "
      "3)) }",
      "let f = λ(x : Natural) → let r = [ x * x, x + 1 ] in λ(g : List Natural → List Natural) → g r # r let "
      "h = λ(q : (List Natural → List Natural) → List Natural) → λ(m : Natural) → q (λ(s : List Natural) → "
      "map Natural Natural (λ(y : Natural) → y + m) s) # q (λ(s : List Natural) → s) in λ(n : Natural) → { "
      "one = h (f n) n, two = h (f (n + 2)) (n * n), part = h (f (n + 3)) }",
      "let f = λ(x : Natural) → let r = { a = { c = x * x, d = x }, b = x + 1 } in { use = λ(g : { a : { c : "
      "Natural, d : Natural }, b : Natural } → Natural) → g r, k = r.b } let h = λ(q : { use : ({ a : { c : "
      "Natural, d : Natural }, b : Natural } → Natural) → Natural, k : Natural }) → λ(m : Natural) → q.use "
      "(λ(s : { a : { c : Natural, d : Natural }, b : Natural }) → s.a.c * s.b) + q.k + m in λ(n : Natural) "
      "→ { one = h (f n) n, part = h (f (n * 2)), two = (f n).use (λ(s : { a : { c : Natural, d : Natural }, "
      "b : Natural }) → s.a.c * s.a.d) }",
      "let f = λ(r : { g : Natural → Natural, n : Natural }) → λ(s : Natural) → r.g (r.n + s) + r.g r.n in "
      "λ(m : Natural) → { a = f { g = λ(x : Natural) → x * m, n = m + 1 } 2, part = f { g = λ(x : Natural) → "
      "x + m, n = m * m } }",
  };
  for (const char* program : programs) check_same(kTrees + "in " + program);
}

TEST_CASE("what nobody needs as a whole is not made by a Dhall program") {
  const auto count = [](const std::string& text, Kind kind) {
    Program program(text);
    program.expand();
    return program.count(kind);
  };
  // The function is still there, with its own record; what it does to another one is done.
  const std::string merge =
      "let f = λ(l : { a : Natural, b : Natural }) → λ(k : Natural) → let m = l ⫽ { b = "
      "k * k } in m.a + m.b * m.b in λ(n : Natural) → ";
  for (const Kind kind : {Kind::Record, Kind::Prefer}) {
    CHECK(count(merge + "f { a = n + 1, b = 2 } n", kind) == count(merge + "n", kind));
    CHECK(count(merge + "f { a = n + 1, b = 2 }", kind) == count(merge + "n", kind));
  }
  const std::string loops = kTrees + "in λ(n : Natural) → ";
  const std::size_t bound = count(loops + "n", Kind::Fused);
  CHECK(
      count(
          loops +
              "map { a : Natural } Natural (λ(x : { a : Natural }) → x.a * x.a) [ { a = n + 1 }, { a = 2 } ]",
          Kind::Fused) == bound);
  CHECK(count(loops + "map Natural Natural (λ(x : Natural) → x * x) [ n + 1, n + 2 ]", Kind::Fused) ==
        bound + 1); // nothing to look into;
  CHECK(count(loops + "enumerate n", Kind::Fused) == bound + 1);
  CHECK(count(loops + "map Natural Natural (λ(x : Natural) → x * x) (enumerate n)", Kind::Fused) ==
        bound + 2);
  CHECK(count(loops + "map Natural Natural (λ(x : Natural) → x * x) (map Natural Natural (λ(x : Natural) → x "
                      "+ n) (enumerate n))",
              Kind::Fused) == bound + 2);
  CHECK(count(loops + "leaves (bare { name = \"b\" })", Kind::Application) ==
        count(loops + "0", Kind::Application));
}

TEST_CASE("loops of Dhall are put together, and functions where they are called") {
  Program mapped(kLoops +
                 "in map Natural Text (λ(n : Natural) → escape (Natural/show n)) (replicate 3 Natural 1)");
  mapped.expand();
  CHECK(mapped.count(Kind::Fused) >= 5); // where they are bound, and in what is called
  Program called("let f = λ(x : Natural) → x + 1 in λ(y : Natural) → f (f (f y))");
  CHECK(called.count(Kind::Application) == 3);
  called.expand();
  CHECK(called.count(Kind::Application) == 0);
  CHECK(called.normal_form() == "λ(y : Natural) → y + 1 + 1 + 1");
}

TEST_CASE("putting functions where Dhall calls them ends, however many of them call each other") {
  std::string text = "let f0 = λ(x : Natural) → λ(y : Natural) → x + y ";
  for (int at = 1; at <= 200; ++at) {
    const std::string before = "f" + std::to_string(at - 1);
    text += "let f" + std::to_string(at) + " = λ(x : Natural) → λ(y : Natural) → " + before + " (" + before +
            " x y) (" + before + " y x) ";
  }
  text += "in 1";
  Program many(text, {}, kNurseryBytes, std::uint64_t{32} << 20U);
  many.expand();
  CHECK(many.normal_form() == "1");

  // a function in what a function gets, and so on
  std::string nested = "1";
  for (int at = 0; at < 200; ++at) nested = "id (" + nested + ")";
  Program deep("let id = λ(x : Natural) → x in " + nested, {}, kNurseryBytes, std::uint64_t{32} << 20U);
  deep.expand();
  CHECK(deep.normal_form() == "1");
}

TEST_CASE("loops of Dhall that are put together are limited as all others") {
  const auto ones = [](const char* count) {
    return kLoops + "in List/length Natural (map Natural Natural (λ(n : Natural) → n + 1) (replicate " +
           count + " Natural 1))";
  };
  for (const char* count : {"1000000000", "1099511627777", "2305843009213693953", "18446744073709551615"}) {
    CAPTURE(count);
    Program program(ones(count), {.steps = 1'000'000});
    program.expand();
    CHECK(error_of([&] { program.normal_form(); }).code() == "dhall.limit.steps");
  }
  Program large(ones("1000000000"), {}, kNurseryBytes, std::uint64_t{32} << 20U);
  large.expand();
  CHECK(error_of([&] { large.normal_form(); }).code() == "dhall.limit.memory");
}

TEST_CASE("what nests deeply in a Dhall program is left as it is") {
  std::string sum = "f 0";
  for (int at = 0; at < 20'000; ++at) sum += " + 1";
  Program left("let f = λ(x : Natural) → x + 1 in " + sum);
  left.expand();
  CHECK(left.normal_form() == "20001");
  std::string fields = "x";
  std::string record = "1";
  for (int at = 0; at < 1'000; ++at) {
    fields += ".a";
    record = "{ a = " + record + " }";
  }
  Program selected("let x = " + record + " in " + fields);
  selected.expand();
  CHECK(selected.normal_form() == "1");
  std::string lets;
  for (int at = 0; at < 20'000; ++at) lets += "let x = f " + std::to_string(at) + " ";
  Program chain("let f = λ(x : Natural) → x + 1 " + lets + "in x");
  chain.expand();
  CHECK(chain.normal_form() == "20000");
}
