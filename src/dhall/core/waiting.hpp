/// \file
/// What waits on the machine's stack, where it is more than a continuation holds. Each belongs to one
/// continuation, which is on the stack while another value is being made; the collector knows them.
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
  ListNode* list; ///< nullptr: there is none
  std::uint64_t left; ///< the loop goes from the last element to the first
  Node* function;
  FieldsNode* state_type;
};

} // namespace sigil::dhall
