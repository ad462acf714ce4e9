/// \file
/// Random expressions of every kind, for properties that hold of all of them.
#pragma once

#include <random>

#include "syntax/scope.hpp"

namespace sigil::test {

/// Makes well-formed expressions that need not have a type: what the parser could make.
class RandomExpression {
 public:
  RandomExpression(dhall::Heap& heap, std::uint32_t seed) : heap_(heap), scope_(heap), random_(seed) {}

  /// \param depth  how many levels of parts it has at most
  dhall::Node* make(unsigned depth);

 private:
  unsigned below(unsigned end) { return static_cast<unsigned>(random_() % end); }
  /// Of any number of bits.
  std::uint64_t wide() { return random_() >> below(64); }
  dhall::Node* token();
  dhall::Node* number();
  dhall::Node* moment();
  dhall::Node* import(unsigned depth);
  dhall::Node* text();
  dhall::Node* interpolation(unsigned depth);
  dhall::Node* fields(unsigned depth);
  dhall::Node* binder(dhall::Kind kind, unsigned depth, dhall::Kind body_of);
  dhall::Node* let(unsigned depth);
  dhall::Node* selection(unsigned depth);
  dhall::Node* call(unsigned depth);
  std::vector<dhall::Node*> several(unsigned depth);
  std::string_view chunk();
  dhall::Symbol* label();
  std::vector<const dhall::Symbol*> labels();

  dhall::Heap& heap_;
  dhall::Scope scope_;
  std::mt19937_64 random_;
  static constexpr dhall::Kind kNothing = dhall::Kind::Moved;
  dhall::Kind body_of_ = kNothing; ///< what the next that is made is the body of: a λ or ∀
};

} // namespace sigil::test
