// Selecting from records, projecting and merging them.
// Implements standard/beta-normalization.md: Records.
#include <algorithm>

#include "core/evaluator.hpp"
#include "core/record_merge.hpp"

namespace sigil::dhall {

namespace {

bool is_empty(const Node* node) {
  return (node->kind == Kind::Record || node->kind == Kind::RecordType) &&
         static_cast<const FieldsNode*>(node)->shape->count == 0;
}

} // namespace

Node* Evaluator::select(State& state, Node* record, const FieldNode& field) {
  if (record->kind == Kind::Record) {
    Node* found = part(record, field.label);
    SIGIL_ASSERT(found != nullptr);
    if (found->is(kWhnf)) return found;
    state.code = found;
    state.frame = nullptr;
    return nullptr;
  }
  if (record->kind == Kind::UnionType) {
    auto& type = static_cast<FieldsNode&>(*record);
    auto* constructor = heap_.make<VariantNode>(Kind::Variant, field.position, kWhnf);
    constructor->type = &type;
    constructor->index = static_cast<std::uint32_t>(type.shape->find(field.label));
    constructor->payload = nullptr;
    return constructor;
  }
  return select_stuck(state, record, field);
}

/// A record with the one field at `index`.
Node* Evaluator::restricted(FieldsNode& record, int index) {
  if (record.shape->count == 1) return &record;
  return record_of(record.shape->labels[index], record.parts[index], record.position);
}

/// What is not known of a record often says which of its parts the field must come from.
Node* Evaluator::select_stuck(State& state, Node* record, const FieldNode& field) {
  Node* result = record;
  while (result->is(kStuck)) {
    if (result->kind == Kind::Project) {
      result = as<ProjectNode>(*result).record;
      continue;
    }
    if (result->kind != Kind::Prefer && result->kind != Kind::Combine) break;
    const auto& node = as<BinaryNode>(*result);
    if (node.right->kind == Kind::Record) {
      auto& right = static_cast<FieldsNode&>(*node.right);
      const int index = right.shape->find(field.label);
      if (index < 0) {
        result = node.left;
        continue;
      }
      if (result->kind == Kind::Prefer) return select(state, &right, field);
      result = stuck(Kind::Combine, node.left, restricted(right, index));
    } else if (node.left->kind == Kind::Record) {
      auto& left = static_cast<FieldsNode&>(*node.left);
      const int index = left.shape->find(field.label);
      if (index < 0) {
        result = node.right;
        continue;
      }
      result = stuck(result->kind, restricted(left, index), node.right);
    }
    break;
  }
  if (!result->is(kStuck)) return select(state, result, field);
  auto* made = heap_.make<FieldNode>(Kind::Field, field.position, kWhnf | kStuck);
  made->record = result;
  made->label = field.label;
  return made;
}

Node* Evaluator::project_record(FieldsNode& record, std::span<const Symbol* const> sorted) {
  auto* made = heap_.make<FieldsNode>(Kind::Record, record.position, kWhnf);
  made->shape = heap_.symbols().shape(sorted);
  made->parts = heap_.arena().take_array<Node*>(sorted.size());
  for (std::size_t at = 0; at < sorted.size(); ++at) made->parts[at] = part(&record, sorted[at]);
  return made;
}

Node* Evaluator::project(Node* record, std::span<const Symbol* const> labels) {
  std::vector<const Symbol*> sorted(labels.begin(), labels.end());
  std::ranges::sort(sorted, comes_before);
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  // An inner projection has all that this one wants.
  while (record->kind == Kind::Project) record = as<ProjectNode>(*record).record;
  if (sorted.empty() || record->kind == Kind::Record) {
    if (sorted.empty()) return heap_.fields(Kind::Record, heap_.symbols().empty_shape(), {}, 0);
    return project_record(static_cast<FieldsNode&>(*record), sorted);
  }
  if (record->kind == Kind::Prefer && as<BinaryNode>(*record).right->kind == Kind::Record) {
    auto& right = static_cast<FieldsNode&>(*as<BinaryNode>(*record).right);
    std::vector<const Symbol*> from_left;
    std::vector<const Symbol*> from_right;
    for (const Symbol* label : sorted)
      (right.shape->find(label) < 0 ? from_left : from_right).push_back(label);
    return record_operator(Kind::Prefer, project(as<BinaryNode>(*record).left, from_left),
                           project_record(right, from_right));
  }
  auto* made = heap_.make<ProjectNode>(Kind::Project, 0, kWhnf | kStuck);
  made->record = record;
  made->count = sorted.size();
  made->labels = heap_.keep(std::span<const Symbol* const>(sorted)).data();
  return made;
}

Node* Evaluator::record_operator(Kind kind, Node* left, Node* right) {
  if (is_empty(right)) return left;
  if (is_empty(left)) return right;
  const Kind expected = kind == Kind::CombineTypes ? Kind::RecordType : Kind::Record;
  if (left->kind == expected && right->kind == expected) {
    return merge_chain(kind, static_cast<FieldsNode&>(*left), static_cast<FieldsNode&>(*right));
  }
  if (kind == Kind::Prefer && equivalent(left, right)) return left;
  return stuck(kind, left, right);
}

/// Whether so many operators and updates wait for the result that all of them are done at once.
bool Evaluator::long_chain_waits(Kind kind) const {
  std::size_t count = 0;
  for (const Continuation* at = top_; at != base_ && count < kLongChain; ++count) {
    --at;
    const bool updates = kind == Kind::Prefer && at->then == Then::With;
    if (!updates && (at->then != Then::LeftOperand || at->node->kind != kind)) return false;
  }
  return count == kLongChain;
}

/// Likewise with what the operators and updates that wait for the result add to it, as long as it is at hand.
Node* Evaluator::merge_chain(Kind kind, FieldsNode& left, FieldsNode& right) {
  if (!long_chain_waits(kind)) return merge_records(kind, left, right);
  std::vector<FieldsNode*> operands{&right};
  while (top_ != base_) {
    FieldsNode* next = take_operand(kind);
    if (next == nullptr) break;
    operands.push_back(next);
  }
  if (operands.size() < kLongChain) {
    Node* merged = &left;
    for (FieldsNode* operand : operands)
      merged = merge_records(kind, static_cast<FieldsNode&>(*merged), *operand);
    return merged;
  }
  RecordMerge merge(*this, kind, left);
  for (const FieldsNode* operand : operands) merge.add(*operand);
  return merge.finish();
}

/// The operand of what is on top of the stack, if that is such an operator or update; else nullptr.
FieldsNode* Evaluator::take_operand(Kind kind) {
  const Continuation& top = top_[-1];
  auto* frame = static_cast<Frame*>(top.more);
  if (top.then == Then::LeftOperand && top.node->kind == kind) {
    Node* right = at_once(as<BinaryNode>(*top.node).right, frame);
    const Kind expected = kind == Kind::CombineTypes ? Kind::RecordType : Kind::Record;
    if (right == nullptr || right->kind != expected) return nullptr;
    --top_;
    return static_cast<FieldsNode*>(right);
  }
  if (top.then != Then::With || kind != Kind::Prefer) return nullptr;
  const auto& node = as<WithNode>(*top.node);
  if (node.count != 1 || node.path[0] == nullptr) return nullptr;
  --top_;
  return record_of(node.path[0], delay(node.value, frame), node.position);
}

FieldsNode* Evaluator::record_of(const Symbol* label, Node* part, std::uint32_t position) {
  auto* made = heap_.make<FieldsNode>(Kind::Record, position, kWhnf);
  const Symbol* labels[] = {label};
  made->shape = heap_.symbols().shape(labels);
  made->parts = heap_.arena().take_array<Node*>(1);
  made->parts[0] = part;
  return made;
}

const Evaluator::MergedShape& Evaluator::merged(const Shape* left, const Shape* right) {
  const auto [found, is_new] = merged_shapes_.try_emplace({left, right});
  if (!is_new) return found->second;
  const std::size_t most = std::size_t{left->count} + right->count;
  std::vector<const Symbol*> labels;
  labels.reserve(most);
  auto* from_left = heap_.arena().take_kept_array<std::int32_t>(most);
  auto* from_right = heap_.arena().take_kept_array<std::int32_t>(most);
  std::uint32_t l = 0;
  std::uint32_t r = 0;
  while (l < left->count || r < right->count) {
    const bool take_left =
        r == right->count || (l < left->count && !comes_before(right->labels[r], left->labels[l]));
    const bool take_right =
        l == left->count || (r < right->count && !comes_before(left->labels[l], right->labels[r]));
    from_left[labels.size()] = take_left ? static_cast<std::int32_t>(l) : -1;
    from_right[labels.size()] = take_right ? static_cast<std::int32_t>(r) : -1;
    labels.push_back(take_left ? left->labels[l] : right->labels[r]);
    l += take_left;
    r += take_right;
  }
  found->second = {heap_.symbols().shape(labels), from_left, from_right};
  return found->second;
}

Node* Evaluator::merge_records(Kind kind, FieldsNode& left, FieldsNode& right) {
  const MergedShape& plan = merged(left.shape, right.shape);
  auto* made = heap_.make<FieldsNode>(left.kind, left.position, kWhnf);
  made->shape = plan.shape;
  made->parts = heap_.arena().take_array<Node*>(plan.shape->count);
  for (std::uint32_t at = 0; at < plan.shape->count; ++at) {
    Node* l = plan.left[at] < 0 ? nullptr : left.parts[plan.left[at]];
    Node* r = plan.right[at] < 0 ? nullptr : right.parts[plan.right[at]];
    if (l == nullptr || r == nullptr) {
      made->parts[at] = l == nullptr ? r : l;
    } else {
      // The operator as an expression of values, for when the field is needed.
      made->parts[at] = kind == Kind::Prefer ? r : delay(heap_.binary(kind, l, r, right.position), nullptr);
    }
  }
  return made;
}

} // namespace sigil::dhall
