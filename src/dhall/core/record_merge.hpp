/// \file
/// Records, or types of records, that follow each other in a chain of operators: merging two at a time would
/// make a record of every beginning of the chain, and cost its square.
#pragma once

#include <unordered_map>

#include "core/evaluator.hpp"

namespace sigil::dhall {

/// As many operators are worth a merge of all at once.
inline constexpr std::size_t kLongChain = 8;

class RecordMerge {
 public:
  /// \param kind  Prefer, Combine or CombineTypes
  RecordMerge(Evaluator& evaluator, Kind kind, const FieldsNode& first);

  /// The next operand.
  void add(const FieldsNode& fields) {
    for (std::uint32_t at = 0; at < fields.shape->count; ++at)
      add(fields.shape->labels[at], fields.parts[at], fields.position);
  }
  void add(const Symbol* label, Node* part, std::uint32_t position);
  /// What there is so far under this label, or nullptr.
  Node* find(const Symbol* label) const {
    const auto found = parts_.find(label);
    return found == parts_.end() ? nullptr : found->second;
  }
  /// The record or record type.
  FieldsNode* finish() const;

 private:
  Evaluator& evaluator_;
  Kind kind_;
  const FieldsNode& first_;
  std::unordered_map<const Symbol*, Node*> parts_;
};

} // namespace sigil::dhall
