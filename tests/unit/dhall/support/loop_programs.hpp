/// \file
/// Programs such as configurations are made of: lists that loops make of lists, records that functions look
/// into, trees as the Prelude encodes them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/typed_terms.hpp"

namespace sigil::test {

/// Lets of `map`, `filter`, `replicate`, `concatMap` as the Prelude has them, and `escape`.
extern const std::string kLoops;
/// Likewise with `enumerate`, and `Tree`, `text`, `tree`, `bare`, `show` and `leaves` for trees as the
/// Prelude encodes XML.
extern const std::string kTrees;

/// Makes well-typed programs over these functions.
class LoopPrograms {
 public:
  explicit LoopPrograms(TypedTerms::Choices below) : below_(std::move(below)) {}

  /// \param depth  how deep terms nest
  TypedTerms::Term make(unsigned depth);

 private:
  struct Variable {
    std::string name;
    char sort;
  };
  std::string term(char sort, unsigned depth);
  std::string filled(std::string_view form, char made, unsigned depth);
  std::string bind(char sort);
  char any_sort();

  TypedTerms::Choices below_;
  std::vector<Variable> scope_;
  unsigned names_ = 0;
};

} // namespace sigil::test
