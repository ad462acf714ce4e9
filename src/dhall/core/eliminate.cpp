// if, merge, toMap, showConstructor and with, once the value that they look at is there.
// Implements standard/beta-normalization.md: Bool, Unions, Records (toMap), `with` expressions.
#include "core/waiting.hpp"

namespace sigil::dhall {

/// A stuck If, Merge or ToMap; or an Assert or ShowConstructor, which has `a` alone.
Node* Evaluator::make_stuck(Kind kind, Node* a, Node* b, Node* c) {
  if (kind == Kind::Assert || kind == Kind::ShowConstructor) {
    auto* node = heap_.make<UnaryNode>(kind, 0, kWhnf | kStuck);
    node->a = a;
    return node;
  }
  auto* node = heap_.make<TernaryNode>(kind, 0, kWhnf | kStuck);
  node->a = a;
  node->b = b;
  node->c = c;
  return node;
}

Node* Evaluator::decide(State& state, const TernaryNode& node, Node* condition) {
  if (condition->kind == Kind::Bool) {
    state.code = as<BoolNode>(*condition).value() ? node.b : node.c;
    return nullptr;
  }
  Node* yes = evaluate(node.b, state.frame);
  Node* no = evaluate(node.c, state.frame);
  if (yes->kind == Kind::Bool && no->kind == Kind::Bool && as<BoolNode>(*yes).value() &&
      !as<BoolNode>(*no).value()) {
    return condition;
  }
  if (equivalent(yes, no)) return yes;
  return make_stuck(Kind::If, condition, yes, no);
}

namespace {

/// The label and payload of a union value or Optional; label nullptr: it is stuck.
struct Case {
  const Symbol* label;
  Node* payload;
};

Case case_of(Node* value, const Symbol* some, const Symbol* none) {
  switch (value->kind) {
  case Kind::Variant: {
    const auto& variant = as<VariantNode>(*value);
    return {variant.type->shape->labels[variant.index], variant.payload};
  }
  case Kind::Some: return {some, as<SomeNode>(*value).value};
  case Kind::Application:
    if (!value->is(kStuck)) return {none, nullptr}; // None A
    break;
  default: break;
  }
  return {nullptr, nullptr};
}

} // namespace

Node* Evaluator::merge_handlers(State& state, const TernaryNode& node, Node* value) {
  const Case found = case_of(value, some_label_, none_label_);
  if (found.label != nullptr && node.a->kind == Kind::Record) {
    // Handlers are nearly always written out: take the one without making the others.
    const auto& handlers = static_cast<const FieldsNode&>(*node.a);
    const int index = handlers.shape->find(found.label);
    SIGIL_ASSERT(index >= 0);
    if (found.payload != nullptr) push(Then::Argument, 0, found.payload, nullptr);
    state.code = handlers.parts[index];
    return nullptr;
  }
  auto* pending = static_cast<Pending*>(heap_.arena().take(sizeof(Pending)));
  *pending = {value, state.frame};
  push(Then::MergeHandlers, 0, const_cast<TernaryNode*>(&node), pending);
  state.code = node.a;
  return nullptr;
}

Node* Evaluator::merge_with(State& state, Node* handlers, const TernaryNode& node, Node* value) {
  const Case found = case_of(value, some_label_, none_label_);
  if (handlers->kind != Kind::Record || found.label == nullptr) {
    return make_stuck(Kind::Merge, handlers, value, node.c == nullptr ? nullptr : delay(node.c, state.frame));
  }
  if (found.payload != nullptr) push(Then::Argument, 0, found.payload, nullptr);
  state.code = part(handlers, found.label);
  SIGIL_ASSERT(state.code != nullptr);
  state.frame = nullptr;
  return nullptr;
}

Node* Evaluator::show_constructor(Node* value) {
  const Case found = case_of(value, some_label_, none_label_);
  if (found.label != nullptr) return heap_.text(found.label->text);
  return make_stuck(Kind::ShowConstructor, value, nullptr, nullptr);
}

Node* Evaluator::to_map(const TernaryNode& node, Frame* frame, Node* record) {
  Node* annotation = node.c == nullptr ? nullptr : delay(node.c, frame);
  if (record->kind != Kind::Record) return make_stuck(Kind::ToMap, record, nullptr, annotation);
  const auto& fields = static_cast<const FieldsNode&>(*record);
  const std::uint32_t count = fields.shape->count;
  if (count == 0) {
    SIGIL_ASSERT(annotation != nullptr);
    auto* empty = heap_.make<EmptyListNode>(Kind::EmptyList, node.position, kWhnf);
    empty->type = annotation;
    return empty;
  }
  auto* list = heap_.make<ListNode>(Kind::List, node.position, kWhnf);
  list->count = count;
  list->items = heap_.arena().take_array<Node*>(count);
  for (std::uint32_t at = 0; at < count; ++at) {
    auto* entry = heap_.make<FieldsNode>(Kind::Record, node.position, kWhnf);
    entry->shape = entry_shape_;
    entry->parts = heap_.arena().take_array<Node*>(2);
    entry->parts[0] = heap_.text(fields.shape->labels[at]->text);
    entry->parts[1] = fields.parts[at];
    list->items[at] = entry;
  }
  return list;
}

Node* Evaluator::update(const WithNode& node, Frame* frame, Node* record) {
  Node* value = delay(node.value, frame);
  if (record->is(kStuck)) {
    auto* made = heap_.make<WithNode>(Kind::With, node.position, kWhnf | kStuck);
    made->record = record;
    made->value = value;
    made->count = node.count;
    made->path = node.path;
    return made;
  }
  // What is below the first component is updated when it is needed.
  const auto updated = [&](Node* inner) -> Node* {
    if (node.count == 1) return value;
    auto* rest = heap_.make<WithNode>(Kind::With, node.position);
    rest->record = inner;
    rest->value = value;
    rest->count = node.count - 1;
    rest->path = node.path + 1;
    return delay(rest, nullptr);
  };
  if (node.path[0] == nullptr) {
    if (record->kind != Kind::Some) return record; // None T
    auto* some = heap_.make<SomeNode>(Kind::Some, node.position, kWhnf);
    some->value = updated(as<SomeNode>(*record).value);
    return some;
  }
  SIGIL_ASSERT(record->kind == Kind::Record);
  auto& fields = static_cast<FieldsNode&>(*record);
  Node* inner = part(record, node.path[0]);
  if (inner == nullptr && node.count > 1)
    inner = heap_.fields(Kind::Record, heap_.symbols().empty_shape(), {}, 0);
  return merge_chain(Kind::Prefer, fields, *record_of(node.path[0], updated(inner), node.position));
}

} // namespace sigil::dhall
