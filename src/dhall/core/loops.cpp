// The folds, and the builds that feed them.
// Implements standard/beta-normalization.md: Natural/fold, Natural/build, List/fold, List/build.
//
// A fold keeps its accumulator evaluated: by need alone, a loop that counts to a million would first make a
// chain of a million suspended additions. Evaluating it early can cost steps that nobody needed, but never
// the result, because every well-typed expression has a value.
#include "core/evaluator.hpp"
#include "core/numbers.hpp"
#include "core/waiting.hpp"

namespace sigil::dhall {

namespace {

/// Two scalars that are the same, or the same node.
bool plainly_same(const Node* left, const Node* right) {
  if (left == right) return true;
  if (left == nullptr || left->kind != right->kind) return false;
  if (left->kind == Kind::Bool) return left->small == right->small;
  return left->kind == Kind::Natural && as<NaturalNode>(*left).value == as<NaturalNode>(*right).value;
}

} // namespace

Node* Evaluator::start_natural_fold(State& state, Node** arguments) {
  if (!is_natural(*arguments[0])) return stuck_call(Builtin::NaturalFold, arguments);
  auto* fold = static_cast<NaturalFold*>(heap_.arena().take(sizeof(NaturalFold)));
  const bool is_big = arguments[0]->kind == Kind::BigNatural;
  fold->left = is_big ? ~std::uint64_t{0} : as<NaturalNode>(*arguments[0]).value;
  fold->function = arguments[2];
  Node* type = force(arguments[1]);
  fold->state_type = type->kind == Kind::RecordType ? static_cast<FieldsNode*>(type) : nullptr;
  fold->previous = nullptr;
  push(Then::NaturalFold, 0, nullptr, fold);
  state.code = arguments[3];
  state.frame = nullptr;
  return nullptr;
}

Node* Evaluator::natural_fold_round(State& state, NaturalFold& fold, Node* accumulator, bool is_forced) {
  if (!is_forced && fold.state_type != nullptr && accumulator->kind == Kind::Record) {
    push(Then::NaturalFold, 1, nullptr, &fold);
    return force_fields(state, accumulator, *fold.state_type, 0);
  }
  // A function of what has not changed changes nothing any more.
  if (fold.left == 0 || plainly_same(fold.previous, accumulator)) return accumulator;
  fold.previous = accumulator;
  --fold.left;
  push(Then::NaturalFold, 0, nullptr, &fold);
  return apply(state, fold.function, {&accumulator, 1});
}

Node* Evaluator::start_list_fold(State& state, Node** arguments) {
  Node* list = arguments[1];
  if (list->is(kStuck)) return stuck_call(Builtin::ListFold, arguments);
  auto* fold = static_cast<ListFold*>(heap_.arena().take(sizeof(ListFold)));
  fold->left = elements(list).size();
  fold->list = fold->left == 0 ? nullptr : static_cast<ListNode*>(list);
  fold->function = arguments[3];
  Node* type = force(arguments[2]);
  fold->state_type = type->kind == Kind::RecordType ? static_cast<FieldsNode*>(type) : nullptr;
  push(Then::ListFold, 0, nullptr, fold);
  state.code = arguments[4];
  state.frame = nullptr;
  return nullptr;
}

Node* Evaluator::list_fold_round(State& state, ListFold& fold, Node* accumulator, bool is_forced) {
  if (!is_forced && fold.state_type != nullptr && accumulator->kind == Kind::Record) {
    push(Then::ListFold, 1, nullptr, &fold);
    return force_fields(state, accumulator, *fold.state_type, 0);
  }
  if (fold.left == 0) return accumulator;
  --fold.left;
  push(Then::ListFold, 0, nullptr, &fold);
  Node* arguments[] = {fold.list->items[fold.left], accumulator};
  return apply(state, fold.function, arguments);
}

namespace {

/// Whether a field of this type, a value, is evaluated with its record: it is data, and no function.
bool is_data(const Node* type) {
  if (type->is(kStuck)) return false;
  switch (type->kind) {
  case Kind::Builtin:
  case Kind::Application: // List A, Optional A
  case Kind::UnionType:
  case Kind::RecordType: return true;
  default: return false;
  }
}

} // namespace

/// Evaluates the fields of a record from `index` on, those that are data, and gives the record.
Node* Evaluator::force_fields(State& state, Node* record, FieldsNode& type, std::uint32_t index) {
  auto& fields = static_cast<FieldsNode&>(*record);
  SIGIL_ASSERT(fields.shape == type.shape);
  for (; index < type.shape->count; ++index) {
    Node*& field = fields.parts[index];
    if (field->kind == Kind::Indirection) {
      field = as<ThunkNode>(*field).value;
      wrote(&field);
    }
    if (field->is(kNormal) || (field->is(kWhnf) && field->kind != Kind::Record)) continue;
    Node* field_type = force(type.parts[index]);
    if (!is_data(field_type)) continue;
    if (!field->is(kWhnf)) {
      if (Node* value = at_once(field, nullptr)) {
        field = value;
        wrote(&field);
        --index; // what is a record now is gone through as well
        continue;
      }
      push(Then::ForceFields, index, record, &type);
      state.code = field;
      state.frame = nullptr;
      return nullptr;
    }
    push(Then::ForceFields, index + 1, record, &type);
    record = field;
    return force_fields(state, field, static_cast<FieldsNode&>(*field_type), 0);
  }
  return record;
}

/// Natural/build g is g Natural (λ(x : Natural) → x + 1) 0.
Node* Evaluator::build_natural(State& state, Node** arguments) {
  Node* given[] = {heap_.builtin(Builtin::Natural), closure(successor_, nullptr), heap_.natural(0)};
  return apply(state, arguments[0], given);
}

/// List/build A g is g (List A) (λ(a : A) → λ(as : List A) → [ a ] # as) ([] : List A).
Node* Evaluator::build_list(State& state, Node** arguments) {
  Node* element[] = {arguments[0]};
  auto* type = static_cast<ApplicationNode*>(stuck_call(Builtin::List, element));
  type->flags = static_cast<std::uint8_t>(kWhnf | (arguments[0]->flags & kNormal));
  auto* empty = heap_.make<EmptyListNode>(Kind::EmptyList, 0, type->flags);
  empty->type = type;
  Frame* frame = new_frame(nullptr, 1);
  frame->slots[0] = arguments[0];
  Node* given[] = {type, closure(prepend_, frame), empty};
  return apply(state, arguments[1], given);
}

void Evaluator::make_static_code() {
  const auto variable = [&](const Symbol* name, std::uint32_t depth) -> Node* {
    auto* node = heap_.make<VariableNode>(Kind::Variable, 0);
    node->name = name;
    node->index = 0;
    node->depth = depth;
    node->slot = 0;
    return node;
  };
  const auto lambda = [&](const Symbol* name, Node* domain, Node* body) {
    auto* node = heap_.make<BinderNode>(Kind::Lambda, 0);
    node->name = name;
    node->domain = domain;
    node->body = body;
    node->slots = 1;
    node->slot = 0;
    return node;
  };
  Symbols& symbols = heap_.symbols();
  const Symbol* x = symbols.intern_kept("x");
  const Symbol* a = symbols.intern_kept("a");
  const Symbol* as = symbols.intern_kept("as");
  successor_ = lambda(x, heap_.builtin(Builtin::Natural),
                      heap_.binary(Kind::Plus, variable(x, 0), heap_.natural(1), 0));
  // In a frame that holds the element type.
  Node* element_outside = variable(a, 0);
  Node* element_inside[] = {variable(a, 1)};
  Node* first[] = {variable(a, 1)};
  Node* body = heap_.binary(Kind::ListAppend, heap_.list(first, 0), variable(as, 0), 0);
  prepend_ = lambda(a, element_outside,
                    lambda(as, heap_.application(heap_.builtin(Builtin::List), element_inside, 0), body));
}

} // namespace sigil::dhall
