#include "core/record_merge.hpp"

#include <algorithm>

namespace sigil::dhall {

RecordMerge::RecordMerge(Evaluator& evaluator, Kind kind, const FieldsNode& first)
    : evaluator_(evaluator), kind_(kind), first_(first) {
  add(first);
}

void RecordMerge::add(const Symbol* label, Node* part, std::uint32_t position) {
  const auto [found, is_new] = parts_.try_emplace(label, part);
  if (is_new) return;
  // The operator as an expression of values, for when the field is needed.
  Node* both =
      kind_ == Kind::Prefer
          ? part
          : evaluator_.delay(evaluator_.heap().binary(kind_, found->second, part, position), nullptr);
  found->second = both;
}

FieldsNode* RecordMerge::finish() const {
  Heap& heap = evaluator_.heap();
  std::vector<const Symbol*> labels;
  labels.reserve(parts_.size());
  for (const auto& [label, part] : parts_) labels.push_back(label);
  std::ranges::sort(labels, comes_before);
  auto* made = heap.make<FieldsNode>(first_.kind, first_.position, kWhnf);
  made->shape = heap.symbols().shape(labels);
  made->parts = heap.arena().take_array<Node*>(labels.size());
  for (std::size_t at = 0; at < labels.size(); ++at) made->parts[at] = parts_.find(labels[at])->second;
  return made;
}

} // namespace sigil::dhall
