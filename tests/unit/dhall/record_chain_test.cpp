// Long chains of '⫽', '∧' and 'with' are merged at once, and give what they give two at a time.
#include "support/catch.hpp"

#include <random>
#include <string>
#include <vector>

#include "library.hpp"
#include "support/error_of.hpp"

using namespace sigil;
using namespace sigil::dhall;
using sigil::test::error_of;

namespace {

struct Chain {
  std::string first;
  std::vector<std::string> links; ///< " ⫽ { a = 1 }", " with a = 1", …
};

/// All operators of one expression.
std::string at_once(const Chain& chain) {
  std::string text = chain.first;
  for (const std::string& link : chain.links) text += link;
  return text;
}

/// Each operator in an expression of its own.
std::string one_by_one(const Chain& chain) {
  std::string text = "let r = " + chain.first;
  for (const std::string& link : chain.links) text += " let r = r" + link;
  return text + " in r";
}

void check_same(const Chain& chain, const std::string& before = {}) {
  Library library;
  const TypedExpression one = library.infer(before + at_once(chain));
  const TypedExpression other = library.infer(before + one_by_one(chain));
  INFO(at_once(chain));
  CHECK(library.normal(one) == library.normal(other));
  CHECK(library.context().print(library.context().type_of(one)) ==
        library.context().print(library.context().type_of(other)));
}

class Links {
 public:
  explicit Links(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  std::string label() { return "l" + std::to_string(below(12)); }
  std::string number() { return std::to_string(below(100)); }
  /// With computed fields now and then: such a record is no value as it is written.
  std::string field() { return label() + " = " + (below(3) == 0 ? "one + " + number() : number()); }
  std::string record() { return "{ " + field() + ", x" + number() + " = " + number() + " }"; }

 private:
  std::mt19937_64 random_;
};

} // namespace

TEST_CASE("a long chain of '⫽' and 'with' in Dhall gives what its operators give one by one") {
  const std::string before = "let one = 1 let known = { l1 = 7, known = { a = 1 } } in ";
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Links links(seed);
    Chain chain{links.record(), {}};
    for (std::uint64_t left = 1 + links.below(40); left != 0; --left) {
      switch (links.below(8)) {
      case 0: chain.links.push_back(" ⫽ known"); break;
      case 1: chain.links.push_back(" ⫽ {=}"); break;
      default: chain.links.push_back(" ⫽ " + links.record());
      }
    }
    check_same(chain, before);
    Chain updates{"{ known = { a = 1, b = Some { c = 2 } } }", {}};
    for (std::uint64_t left = 1 + links.below(40); left != 0; --left) {
      switch (links.below(12)) {
      case 0: updates.links.push_back(" with known.a = " + links.number()); break;
      case 1: updates.links.push_back(" with known.b.?.c = " + links.number()); break;
      case 2: updates.links.push_back(" with new." + links.label() + " = True"); break;
      default: updates.links.push_back(" with " + links.field());
      }
    }
    check_same(updates, before);
  }
}

TEST_CASE("a long chain of '∧' in Dhall gives what its operators give one by one") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Links links(seed);
    Chain chain{"{ a.b.start = 1 }", {}};
    const std::uint64_t count = 1 + links.below(40);
    for (std::uint64_t at = 0; at < count; ++at) {
      const std::string path = links.below(2) == 0 ? "a.b." : "a.c" + links.number() + ".";
      chain.links.push_back(" ∧ { " + path + "f" + std::to_string(at) + " = one + 1, g" + std::to_string(at) +
                            " = { h = \"x\" } }");
    }
    check_same(chain, "let one = 1 in ");
  }
}

TEST_CASE("a long chain of '⩓' in Dhall gives what its operators give one by one") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Links links(seed);
    Chain chain{"{ a : { b : { start : N } } }", {}};
    const std::uint64_t count = 1 + links.below(40);
    for (std::uint64_t at = 0; at < count; ++at) {
      const std::string field =
          "{ f" + std::to_string(at) + " : " + (links.below(2) == 0 ? "N" : "Text") + " }";
      chain.links.push_back(links.below(2) == 0 ? " ⩓ { a : { b : " + field + " } }" : " ⩓ " + field);
    }
    check_same(chain, "let N = Natural in ");
  }
}

TEST_CASE("a long chain of operators on records in Dhall stays as it is where something is not known") {
  const std::string before = "λ(x : { l1 : Natural, a : { b : Natural } }) → ";
  for (const std::size_t where : {0U, 1U, 9U, 20U, 29U}) {
    for (const char* op : {" ⫽ ", " ∧ "}) {
      Chain chain{where == 0 ? "x" : "{ s = 1 }", {}};
      for (std::size_t at = 1; at < 30; ++at) {
        chain.links.push_back(op + (at == where ? "x" : "{ k" + std::to_string(at) + " = 1 }"));
      }
      check_same(chain, before);
    }
    Chain updates{where == 0 ? "x" : "({ s = x.l1 } ⫽ x)", {}};
    for (std::size_t at = 1; at < 30; ++at) {
      updates.links.push_back(" with k" + std::to_string(at) + " = x.l1");
    }
    check_same(updates, before);
  }
  check_same({"x",
              {" ∧ { a.c = 1 }", " ∧ { a.d = 1 }", " ∧ { a.e = 1 }", " ∧ { a.f = 1 }", " ∧ { a.g = 1 }",
               " ∧ { a.h = 1 }", " ∧ { a.i = 1 }", " ∧ { a.j = 1 }", " ∧ { a.k = 1 }", " ∧ { a.l = 1 }"}},
             before);
}

TEST_CASE("errors in a long chain of operators on records in Dhall point to the operand") {
  const auto failed = [](const std::string& text) { return error_of([&] { Library().infer(text); }); };
  const std::string begin = "{ a = 1, r.s = 1 }";
  std::string prefers = begin;
  std::string combines = begin;
  std::string updates = begin;
  std::string types = "{ a : Bool }";
  for (int at = 0; at < 20; ++at) {
    types += "\n ⩓ { b" + std::to_string(at) + " : Bool }";
    prefers += "\n ⫽ { b" + std::to_string(at) + " = 1 }";
    combines += "\n ∧ { b" + std::to_string(at) + " = 1 }";
    updates += "\n with b" + std::to_string(at) + " = 1";
  }
  const auto check = [&](const Error& error, const std::string& code, std::uint64_t line) {
    INFO(error.message());
    CHECK(error.code() == code);
    CHECK(error.where().line == line);
  };
  check(failed(prefers + "\n ⫽ True\n ⫽ { c = 1 }"), "dhall.type.merge.record", 22);
  check(failed("True" + prefers.substr(begin.size())), "dhall.type.merge.record", 1);
  check(failed(combines + "\n ∧ { a = 1 }\n ∧ { c = 1 }"), "dhall.type.merge.collision", 22);
  check(failed(combines + "\n ∧ { r.s = 1 }\n ∧ { c = 1 }"), "dhall.type.merge.collision", 22);
  check(failed(types + "\n ⩓ { a : Bool }\n ⩓ { c : Bool }"), "dhall.type.merge.collision", 22);
  check(failed(types + "\n ⩓ Bool\n ⩓ { c : Bool }"), "dhall.type.merge.type", 22);
  check(failed(updates + "\n with a.b = 1\n with c = 1"), "dhall.type.with.record", 1);
  check(failed(updates + "\n with c = d\n with e = 1"), "dhall.type.unbound", 22);
}

TEST_CASE("a chain of operators on records in Dhall costs as much as it is long") {
  std::string prefers = "{=}";
  std::string combines = "{=}";
  std::string updates = "{=}";
  std::string types = "{}";
  std::string dotted;
  for (int at = 0; at < 4000; ++at) {
    const std::string number = std::to_string(at);
    prefers += "⫽{a" + number + "=1}";
    combines += "∧{a" + number + "=1}";
    updates += " with a" + number + "=1";
    types += "⩓{a" + number + ": Bool}";
    dotted += ",a.b" + number + "=1";
  }
  for (const std::string& text : {prefers, combines, updates, types, "{" + dotted + "}"}) {
    Library library({.memory_bytes = 16U << 20U}); // two at a time they need 300 MB
    CHECK(library.normal(library.infer(text)).size() > 4000);
  }
}
