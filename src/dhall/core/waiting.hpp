/// \file
/// What waits on the machine's stack, where it is more than a continuation holds. Each belongs to one
/// continuation, which is there while another value is being made; the collector knows them.
#pragma once

#include "core/evaluator.hpp"

namespace sigil::dhall {

/// A union value that waits for its handlers.
struct Evaluator::Pending {
  Node* value;
  Frame* frame;
};

struct Evaluator::NaturalFold {
  std::uint64_t left;
  Node* function;
  FieldsNode* state_type; ///< the accumulator is a record of this type; or nullptr
  Node* previous;
};

struct Evaluator::ListFold {
  ListNode* list;     ///< nullptr: there is none
  std::uint64_t left; ///< the loop goes from the last element to the first
  Node* function;
  FieldsNode* state_type;
};

/// What an evaluation was about to do when it was put off, and what was to be done with the value then.
/// Evaluating it goes on with that.
struct Evaluator::Paused : Node {
  static constexpr Kind kKind = Kind::Paused;
  State state;
  std::size_t count;
  Continuation* rest; ///< from the outermost on
};

} // namespace sigil::dhall
