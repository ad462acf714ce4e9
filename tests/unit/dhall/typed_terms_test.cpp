// Properties of all well-typed expressions, tried on such that are made up.
#include <map>
#include <random>
#include <string>

#include "sigil/base/error.hpp"
#include "support/catch.hpp"
#include "support/loop_programs.hpp"
#include "support/typed_properties.hpp"
#include "syntax/parts.hpp"

using namespace sigil;
using namespace sigil::dhall;

namespace {

/// How often there was what.
class Coverage {
 public:
  void add(const Node& root) {
    std::vector<Node*> open;
    count(root);
    append_parts(root, open);
    while (!open.empty()) {
      const Node* node = open.back();
      open.pop_back();
      count(*node);
      append_parts(*node, open);
    }
  }
  unsigned of(Kind kind) { return kinds_[static_cast<int>(kind)]; }
  unsigned of(Builtin builtin) { return builtins_[static_cast<int>(builtin)]; }
  unsigned of(Universe universe) { return universes_[static_cast<int>(universe)]; }
  unsigned of_optional_paths() const { return optional_paths_; }

 private:
  void count(const Node& node) {
    ++kinds_[static_cast<int>(node.kind)];
    if (node.kind == Kind::Builtin) ++builtins_[node.small];
    if (node.kind == Kind::Universe) ++universes_[node.small];
    if (node.kind != Kind::With) return;
    for (const Symbol* label : as<WithNode>(node).all()) optional_paths_ += label == nullptr ? 1U : 0U;
  }

  std::map<int, unsigned> kinds_, builtins_, universes_;
  unsigned optional_paths_ = 0;
};

} // namespace

TEST_CASE("programs of loops, records and trees keep type, normal form and hash in every form") {
  constexpr unsigned kPrograms = kWatchesMemory ? 100 : 1000;
  unsigned too_large = 0;
  for (unsigned seed = 0; seed < kPrograms; ++seed) {
    std::mt19937 random(seed);
    test::LoopPrograms programs([&](unsigned end) { return static_cast<unsigned>(random() % end); });
    const test::TypedTerms::Term made = programs.make(2 + seed * 5 / kPrograms);
    INFO("seed " << seed << "\n" << made.term << "\n  : " << made.type);
    try {
      test::require_typed_properties(made);
    } catch (const Error& error) {
      INFO(error.render("dhall"));
      REQUIRE(error.kind() == ErrorKind::Limit);
      ++too_large;
    }
  }
  CHECK(too_large <= kPrograms / 100);
}

TEST_CASE("well-typed expressions keep type, normal form and hash in every form they are brought to") {
  constexpr unsigned kTerms = kWatchesMemory ? 500 : 3000;
  Coverage coverage;
  unsigned too_large = 0;
  for (unsigned seed = 0; seed < kTerms; ++seed) {
    std::mt19937 random(seed);
    test::TypedTerms terms([&](unsigned end) { return static_cast<unsigned>(random() % end); });
    const test::TypedTerms::Term made = terms.make(2 + seed * 5 / kTerms); // the small ones first
    INFO("seed " << seed << "\n" << made.term << "\n  : " << made.type);
    try {
      test::require_typed_properties(made, [&](const Node& expression) { coverage.add(expression); });
    } catch (const Error& error) {
      INFO(error.render("dhall"));
      REQUIRE(error.kind() == ErrorKind::Limit);
      ++too_large;
    }
  }
  CHECK(too_large <= kTerms / 100);
  if (kWatchesMemory) return; // few terms, as each takes long

  constexpr unsigned kLeast = 3;
  for (int at = 0; at <= static_cast<int>(Kind::Import); ++at) { // the later ones are no expressions
    const auto kind = static_cast<Kind>(at);
    if (kind == Kind::Free || kind == Kind::Alternative || kind == Kind::Import) continue; // not made
    INFO("kind " << at << " " << (operator_number(kind) >= 0 ? operator_text(kind) : ""));
    CHECK(coverage.of(kind) >= kLeast);
  }
  for (int at = 0; at < static_cast<int>(Builtin::True); ++at) {
    INFO(name_of(static_cast<Builtin>(at)));
    CHECK(coverage.of(static_cast<Builtin>(at)) >= kLeast);
  }
  for (const Universe universe : {Universe::Type, Universe::Kind, Universe::Sort}) {
    CHECK(coverage.of(universe) >= kLeast);
  }
  CHECK(coverage.of_optional_paths() >= kLeast);
}
