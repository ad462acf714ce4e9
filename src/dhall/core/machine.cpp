// The machine: what an expression begins with, and what is done with a value.
// Implements standard/beta-normalization.md, as far as the order of evaluation goes.
#include <algorithm>

#include "core/evaluator.hpp"

#include <new>
#include <string>
#include <utility>

#include <sys/mman.h>

#include "sigil/base/stack.hpp"

#include "core/quote.hpp"
#include "core/waiting.hpp"
#include "imports/resolved.hpp"

namespace sigil::dhall {

namespace {

/// Address space for a stack of so many bytes, or for a part of it: memory is only taken for what is used.
void* reserve(std::size_t& size_bytes) {
  for (; size_bytes >= 1U << 20U; size_bytes /= 2) {
    void* begin =
        mmap(nullptr, size_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (begin == MAP_FAILED) continue;
    // Deep in the stack huge pages save faults; at its beginning one would be more than most ever use.
    constexpr std::size_t kHugePage = 2U << 20U;
    if (size_bytes > kHugePage)
      madvise(static_cast<char*>(begin) + kHugePage, size_bytes - kHugePage, MADV_HUGEPAGE);
    return begin;
  }
  throw std::bad_alloc();
}

} // namespace

Evaluator::Evaluator(Heap& heap, const EvaluationLimits& limits, std::size_t nursery_bytes)
    : heap_(heap), limits_(limits), nursery_bytes_(nursery_bytes) {
  constexpr std::size_t kLeastBytes = 1U << 20U;
  constexpr std::uint64_t kMost = ~std::uint64_t{0} / 2 / sizeof(Continuation);
  const std::uint64_t wanted = std::min(limits.depth, kMost);
  stack_bytes_ = std::max<std::size_t>(wanted * sizeof(Continuation), kLeastBytes);
  stack_begin_ = static_cast<Continuation*>(reserve(stack_bytes_));
  stack_end_ = stack_begin_ + std::min<std::uint64_t>(wanted, stack_bytes_ / sizeof(Continuation));
  top_ = base_ = stack_begin_;
  Symbols& symbols = heap.symbols();
  map_key_ = symbols.intern_kept("mapKey");
  map_value_ = symbols.intern_kept("mapValue");
  index_label_ = symbols.intern_kept("index");
  value_label_ = symbols.intern_kept("value");
  default_label_ = symbols.intern_kept("default");
  type_label_ = symbols.intern_kept("Type");
  some_label_ = symbols.intern_kept("Some");
  none_label_ = symbols.intern_kept("None");
  const Symbol* entry[] = {map_key_, map_value_};
  entry_shape_ = symbols.shape(entry);
  const Symbol* indexed[] = {index_label_, value_label_};
  indexed_shape_ = symbols.shape(indexed);
  make_static_code();
}

Evaluator::~Evaluator() {
  munmap(stack_begin_, stack_bytes_);
}

void Evaluator::too_deep() const {
  throw Error(ErrorKind::Limit, "the evaluation nests too deeply: more than " +
                                    std::to_string(stack_end_ - stack_begin_) + " levels are begun")
      .coded("dhall.limit.depth")
      .hint("the limit on depth can be raised");
}

void Evaluator::check_steps() {
  constexpr std::uint64_t kStepsPerLook = 8192; // about half a millisecond
  if (steps_ > limits_.steps)
    throw Error(ErrorKind::Limit,
                "the evaluation takes more than " + std::to_string(limits_.steps) + " steps")
        .coded("dhall.limit.steps")
        .hint("the limit on steps can be raised");
  if (limits_.deadline != nullptr) limits_.deadline->check();
  unchecked_steps_ = steps_ + std::min(limits_.steps - steps_, kStepsPerLook);
}

Node* Evaluator::fresh(const Symbol* name, Node* type) {
  auto* node = heap_.make<LevelNode>(Kind::Level, 0, kWhnf | kStuck);
  node->name = name;
  node->level = next_fresh_++;
  node->type = type;
  return node;
}

Node* Evaluator::evaluate(Node* code, Frame* frame) {
  if (code->is(kWhnf)) return code;
  return run(code, frame);
}

Node* Evaluator::run(Node* code, Frame* frame) {
  if (stack_is_low()) too_deep();
  // Rules that compare or look into stuck values evaluate parts of them in a run of their own.
  struct Outer {
    Evaluator& evaluator;
    Continuation* base = evaluator.base_;
    const Continuation* attempt = std::exchange(evaluator.attempt_, nullptr);
    std::uint64_t attempt_end = std::exchange(evaluator.attempt_end_, ~std::uint64_t{0});
    ~Outer() {
      evaluator.top_ = evaluator.base_;
      evaluator.base_ = base;
      evaluator.attempt_ = attempt;
      evaluator.attempt_end_ = attempt_end;
      if (--evaluator.runs_ == 0) evaluator.close_nursery();
    }
  } outer{*this};
  base_ = top_;
  if (runs_++ == 0) open_nursery();
  State state{code, frame};
  for (;;) {
    Node* value = begin(state);
    while (value != nullptr) {
      if (top_ == base_)
        return runs_ == 1 && heap_.arena().is_worth_emptying() ? collect(state, value) : value;
      if (heap_.arena().is_full()) value = collect(state, value);
      if (steps_ > attempt_end_ && top_ != attempt_) {
        state = {value, nullptr};
        value = pause(state);
      }
      value = resume(state, value);
    }
  }
}

Node* Evaluator::instantiate(const ClosureNode& function, Node* argument) {
  if (function.code->is_open()) {
    if (argument == variable_of(function)) return function.code->body;
    SIGIL_ASSERT(runs_ == 0); // what was inferred is no part of an expression
    close_pi(*this, const_cast<BinderNode&>(*function.code));
  }
  Frame* frame = frame_of(*function.code, function.frame);
  frame->slots[function.code->slot] = argument;
  return evaluate(function.code->body, frame);
}

Node* Evaluator::domain_of(ClosureNode& closure) {
  if (closure.kind == Kind::PiClosure) return static_cast<PiClosureNode&>(closure).domain;
  return delay(closure.code->domain, closure.frame);
}

Node* Evaluator::found_field(const FieldNode& field, Frame* frame, int levels) {
  if (levels == 0) return nullptr;
  Node* record = at_hand(field.record, frame, levels - 1);
  if (record == nullptr || record->kind != Kind::Record) return nullptr;
  Node* node = part(record, field.label);
  return node->kind == Kind::Indirection ? as<ThunkNode>(*node).value : node;
}

/// The value of what takes no more than looking it up or a sum of that, or nullptr. Keeps chains of thunks
/// from growing where a loop counts or carries along.
Node* Evaluator::cheap(Node* code, Frame* frame, int budget) {
  if (Node* value = at_hand(code, frame)) return value;
  if (budget == 0) return nullptr;
  switch (code->kind) {
  case Kind::If: {
    const auto& node = as<TernaryNode>(*code);
    const Node* condition = cheap(node.a, frame, budget - 1);
    if (condition == nullptr || condition->kind != Kind::Bool) return nullptr;
    return cheap(as<BoolNode>(*condition).value() ? node.b : node.c, frame, budget - 1);
  }
  case Kind::Plus:
  case Kind::Times: {
    Node* left = cheap(as<BinaryNode>(*code).left, frame, budget - 1);
    if (left == nullptr || left->kind != Kind::Natural) return nullptr;
    Node* right = cheap(as<BinaryNode>(*code).right, frame, budget - 1);
    if (right == nullptr || right->kind != Kind::Natural) return nullptr;
    return arithmetic(code->kind, left, right);
  }
  default: return nullptr;
  }
}

Node* Evaluator::closure(Node* code, Frame* frame) {
  auto* made = heap_.make<ClosureNode>(Kind::Closure, code->position, kWhnf);
  made->code = static_cast<const BinderNode*>(code);
  made->frame = frame;
  return made;
}

Node* Evaluator::delay(Node* code, Frame* frame, int levels) {
  if (code->is(kWhnf)) return code;
  switch (code->kind) {
  case Kind::Indirection: return as<ThunkNode>(*code).value;
  case Kind::Thunk: return code;
  case Kind::Variable: return lookup(*code, frame);
  case Kind::Lambda: return closure(code, frame);
  case Kind::Field:
    if (Node* node = found_field(as<FieldNode>(*code), frame, kFieldLevels)) return node;
    break;
  case Kind::If:
  case Kind::Plus:
  case Kind::Times:
    if (Node* value = cheap(code, frame, 6)) return value;
    break;
  case Kind::Record:
    if (levels != 0 && static_cast<FieldsNode&>(*code).shape->count <= kFewParts)
      return construct(code, frame, levels - 1);
    break;
  case Kind::List:
    if (levels != 0 && as<ListNode>(*code).count <= kFewParts) return construct(code, frame, levels - 1);
    break;
  case Kind::Some:
    if (levels != 0) return construct(code, frame, levels - 1);
    break;
  default: break;
  }
  if (demand::is_counted(*code)) {
    if (is_worth_an_attempt(*code) && !keeps_positions_) {
      if (Node* value = at_once(code, frame, levels * kOncePerConstructor)) return value;
    }
    demand::was_made(*code);
  }
  auto* thunk = heap_.make<ThunkNode>(Kind::Thunk, code->position);
  thunk->code = code;
  thunk->frame = frame;
  return thunk;
}

/// The sum of two numbers as loops count, or nullptr.
inline Node* Evaluator::sum_at_hand(const BinaryNode& sum, Frame* frame) {
  Node* left = at_hand(sum.left, frame);
  if (left == nullptr || left->kind != Kind::Natural) return nullptr;
  Node* right = at_hand(sum.right, frame);
  if (right == nullptr || right->kind != Kind::Natural) return nullptr;
  return arithmetic(Kind::Plus, left, right);
}

Node* Evaluator::begin(State& state) {
  for (;;) {
    Node* code = state.code;
    if (code->is(kWhnf)) return code;
    Node* value = nullptr;
    switch (code->kind) {
    case Kind::Variable: value = begin_variable(state); break;
    case Kind::Thunk: {
      const auto& thunk = as<ThunkNode>(*code);
      if (demand::is_counted(*thunk.code)) demand::was_needed(*thunk.code);
      push(Then::Update, 0, code, nullptr);
      state = {const_cast<Node*>(thunk.code), thunk.frame};
      break;
    }
    case Kind::Application: value = begin_application(state); break;
    case Kind::Field: {
      const auto& field = as<FieldNode>(*code);
      if (Node* record = at_hand(field.record, state.frame)) {
        value = select(state, record, field);
      } else {
        push(Then::Field, 0, code, state.frame);
        state.code = field.record;
      }
      break;
    }
    case Kind::Lambda:
      if (!argument_waits()) return closure(code, state.frame);
      value = enter(state, static_cast<const BinderNode&>(*code), state.frame);
      break;
    case Kind::Let: begin_let(state); break;
    case Kind::Record:
    case Kind::List:
    case Kind::Some: return construct(code, state.frame, kConstructorLevels);
    case Kind::Interpolation: value = begin_text(as<InterpolationNode>(*code), state); break;
    case Kind::Plus:
      if (Node* sum = sum_at_hand(as<BinaryNode>(*code), state.frame)) return sum;
      [[fallthrough]];
    default: value = begin_other(state);
    }
    if (value != nullptr) return value;
  }
}

inline Node* Evaluator::begin_variable(State& state) {
  Node* found = lookup(*state.code, state.frame);
  if (!found->is(kWhnf)) {
    state.code = found;
    return nullptr;
  }
  if (found->kind != Kind::Closure || !argument_waits()) return found;
  const auto& closure = as<ClosureNode>(*found);
  return enter(state, *closure.code, closure.frame);
}

inline Node* Evaluator::begin_application(State& state) {
  // Nothing goes on for long without applications or values.
  if (heap_.arena().is_full()) collect(state, nullptr);
  if (steps_ > attempt_end_) return pause(state);
  auto& node = as<ApplicationNode>(*state.code);
  if (node.function->kind == Kind::Builtin) return call_builtin(state, node, state.frame);
  Node* function = at_hand(node.function, state.frame);
  if (function != nullptr && function->kind == Kind::Closure)
    return call(state, as<ClosureNode>(*function), node.all());
  push_arguments(node.all(), state.frame);
  state.code = function != nullptr ? function : node.function;
  return nullptr;
}

inline void Evaluator::begin_let(State& state) {
  const auto& let = as<LetNode>(*state.code);
  const bool is_needed = needs_bound(let);
  if (!let.bound->is(kWhnf) && (is_needed || is_worth_an_attempt(*let.bound))) {
    push(Then::BindLet, 0, state.code, state.frame);
    if (!is_needed) begin_attempt();
    state.code = let.bound;
    return;
  }
  state.frame->slots[let.slot] = delay(let.bound, state.frame);
  wrote(&state.frame->slots[let.slot]);
  state.code = let.body;
}

Node* Evaluator::begin_other(State& state) {
  Node* code = state.code;
  const auto first = [&](Then then, Node* part) -> Node* {
    push(then, 0, code, state.frame);
    state.code = part;
    return nullptr;
  };
  switch (code->kind) {
  case Kind::Indirection: return as<ThunkNode>(*code).value;
  case Kind::Paused: go_on(state, as<Paused>(*code)); return nullptr;
  case Kind::If: {
    auto& node = static_cast<TernaryNode&>(*code);
    if (Node* condition = at_once(node.a, state.frame)) return decide(state, node, condition);
    push(Then::If, 0, code, state.frame);
    return wait_for(state, node.a, state.frame);
  }
  case Kind::Fused: {
    const auto& node = as<FusedNode>(*code);
    if (Node* over = at_once(node.over, state.frame)) return fused(state, node, state.frame, over);
    return first(Then::Fused, node.over);
  }
  case Kind::Merge: return first(Then::MergeUnion, static_cast<TernaryNode&>(*code).b);
  case Kind::ToMap: return first(Then::ToMap, static_cast<TernaryNode&>(*code).a);
  case Kind::ShowConstructor: return first(Then::ShowConstructor, static_cast<UnaryNode&>(*code).a);
  case Kind::Project: return first(Then::Project, as<ProjectNode>(*code).record);
  case Kind::ProjectByType: return first(Then::ProjectType, as<BinaryNode>(*code).right);
  case Kind::With: return first(Then::With, as<WithNode>(*code).record);
  case Kind::Annotation: state.code = as<BinaryNode>(*code).left; return nullptr;
  case Kind::Alternative:
    SIGIL_ASSERT(as<BinaryNode>(*code).chosen != nullptr);
    state.code = as<BinaryNode>(*code).chosen;
    return nullptr;
  case Kind::Import:
    SIGIL_ASSERT(as<ImportNode>(*code).resolved != nullptr);
    state.code = as<ImportNode>(*code).resolved->value;
    return nullptr;
  case Kind::Completion: state.code = completed(as<BinaryNode>(*code)); return nullptr;
  default: break;
  }
  if (code->kind == Kind::ListAppend) {
    auto& node = as<BinaryNode>(*code);
    // [ a ] # as, the step of every loop that builds a list, makes no list of a.
    if (Node* element = only_element(*node.left)) {
      push(Then::RightOperand, 1, code, delay(element, state.frame));
      state.code = node.right;
      return nullptr;
    }
  }
  if (operator_number(code->kind) >= 0) {
    auto& node = as<BinaryNode>(*code);
    if (Node* left = at_once(node.left, state.frame)) return left_operand(state, node, state.frame, left);
    return first(Then::LeftOperand, node.left);
  }
  return begin_constructor(state);
}

Node* Evaluator::completed(BinaryNode& node) {
  if (node.chosen == nullptr) {
    const std::uint32_t at = node.position;
    Node* record = heap_.binary(Kind::Prefer, heap_.field(node.left, default_label_, at), node.right, at);
    node.chosen = heap_.binary(Kind::Annotation, record, heap_.field(node.left, type_label_, at), at);
    wrote(&node.chosen);
  }
  return node.chosen;
}

/// A constructor is a value as soon as its parts are thunks. So are the constructors among them, down to so
/// many levels.
Node* Evaluator::construct(Node* code, Frame* frame, int levels) {
  switch (code->kind) {
  case Kind::List: {
    const auto& node = as<ListNode>(*code);
    auto* made = heap_.make<ListNode>(Kind::List, code->position, kWhnf);
    made->count = node.count;
    made->items = heap_.arena().take_array<Node*>(node.count);
    for (std::uint64_t at = 0; at < node.count; ++at) made->items[at] = delay(node.items[at], frame, levels);
    return made;
  }
  case Kind::Some: {
    auto* made = heap_.make<SomeNode>(Kind::Some, code->position, kWhnf);
    made->value = delay(as<SomeNode>(*code).value, frame, levels);
    return made;
  }
  default: {
    const auto& node = static_cast<FieldsNode&>(*code);
    auto* made = heap_.make<FieldsNode>(code->kind, code->position, kWhnf);
    made->shape = node.shape;
    made->parts = heap_.arena().take_array<Node*>(node.shape->count);
    for (std::uint32_t at = 0; at < node.shape->count; ++at) {
      made->parts[at] = node.parts[at] == nullptr ? nullptr : delay(node.parts[at], frame, levels);
    }
    return made;
  }
  }
}

Node* Evaluator::begin_constructor(State& state) {
  Node* code = state.code;
  Frame* frame = state.frame;
  switch (code->kind) {
  case Kind::RecordType:
  case Kind::UnionType: return construct(code, frame, kConstructorLevels);
  case Kind::EmptyList: {
    auto* made = heap_.make<EmptyListNode>(Kind::EmptyList, code->position, kWhnf);
    made->type = delay(as<EmptyListNode>(*code).type, frame);
    return made;
  }
  case Kind::Assert:
    return make_stuck(Kind::Assert, delay(static_cast<UnaryNode&>(*code).a, frame), nullptr, nullptr);
  case Kind::Pi: {
    auto* made = heap_.make<PiClosureNode>(Kind::PiClosure, code->position, kWhnf);
    made->code = static_cast<BinderNode*>(code);
    made->frame = frame;
    made->domain = delay(made->code->domain, frame);
    return made;
  }
  default: SIGIL_ASSERT(false && "an expression of no known kind");
  }
}

Node* Evaluator::resume(State& state, Node* value) {
  // Part by part: a continuation that was pushed just now cannot be read as a whole before its parts have
  // been written to the cache.
  const Continuation& top = top_[-1];
  Node* node = top.node;
  void* more = top.more;
  const std::uint32_t index = top.index;
  switch (top.then) {
  case Then::Argument: return apply_top(state, value);
  case Then::Update: {
    --top_;
    auto& thunk = as<ThunkNode>(*node);
    thunk.kind = Kind::Indirection;
    thunk.value = value;
    wrote(&thunk.value);
    return value;
  }
  case Then::Bind:
    end_attempt_at(top_--);
    return bound(state, static_cast<const BinderNode&>(*node), static_cast<Frame*>(more), value);
  case Then::BindLet: {
    end_attempt_at(top_--);
    const auto& let = as<LetNode>(*node);
    state = {let.body, static_cast<Frame*>(more)};
    state.frame->slots[let.slot] = value;
    wrote(&state.frame->slots[let.slot]);
    return nullptr;
  }
  case Then::LeftOperand:
    --top_;
    return left_operand(state, as<BinaryNode>(*node), static_cast<Frame*>(more), value);
  case Then::RightOperand:
    --top_;
    if (index == 1) return prepend(static_cast<Node*>(more), value);
    return operate(node->kind, static_cast<Node*>(more), value);
  case Then::Field: --top_; return select(state, value, as<FieldNode>(*node));
  case Then::If:
    --top_;
    state.frame = static_cast<Frame*>(more);
    return decide(state, static_cast<const TernaryNode&>(*node), value);
  case Then::NaturalFold:
    --top_;
    return natural_fold_round(state, *static_cast<NaturalFold*>(more), value, index == 1);
  case Then::ListFold:
    --top_;
    return list_fold_round(state, *static_cast<ListFold*>(more), value, index == 1);
  case Then::BuiltinArgument:
    --top_;
    return next_argument(state, as<ApplicationNode>(*node), static_cast<Frame*>(more), index, value);
  case Then::Piece: {
    --top_;
    auto& rope = as<InterpolationNode>(*node);
    rope.pieces[index] = value;
    wrote(&rope.pieces[index]);
    return next_piece(state, rope, static_cast<Frame*>(more), index + 1);
  }
  default: return resume_other(state, value);
  }
}

Node* Evaluator::resume_other(State& state, Node* value) {
  const Continuation& top = *--top_;
  Node* node = top.node;
  void* more = top.more;
  auto* frame = static_cast<Frame*>(more);
  switch (top.then) {
  case Then::MergeUnion:
    state.frame = frame;
    return merge_handlers(state, static_cast<const TernaryNode&>(*node), value);
  case Then::MergeHandlers: {
    const auto& pending = *static_cast<Pending*>(more);
    state.frame = pending.frame;
    return merge_with(state, value, static_cast<const TernaryNode&>(*node), pending.value);
  }
  case Then::ToMap: return to_map(static_cast<const TernaryNode&>(*node), frame, value);
  case Then::ShowConstructor: return show_constructor(value);
  case Then::Project: return project(value, as<ProjectNode>(*node).all());
  case Then::ProjectType: {
    SIGIL_ASSERT(value->kind == Kind::RecordType);
    const Shape* shape = static_cast<FieldsNode&>(*value).shape;
    auto& projection =
        as<ProjectNode>(*heap_.project(as<BinaryNode>(*node).left, shape->all(), node->position));
    push(Then::Project, 0, &projection, frame);
    state.code = projection.record;
    state.frame = frame;
    return nullptr;
  }
  case Then::With: return update(as<WithNode>(*node), frame, value);
  case Then::Fused: return fused(state, as<FusedNode>(*node), frame, value);
  case Then::ForceFields: // the field's thunk has become an indirection
    return force_fields(state, node, *static_cast<FieldsNode*>(more), top.index);
  default: SIGIL_ASSERT(false && "no such continuation");
  }
}

/// Gives a function, found in `outside`, the arguments on the stack.
Node* Evaluator::enter(State& state, const BinderNode& function, Frame* outside) {
  count_step();
  return bind(state, &function, frame_of(function, outside));
}

/// Goes on with a function whose argument was evaluated first.
inline Node* Evaluator::bound(State& state, const BinderNode& function, Frame* frame, Node* argument) {
  frame->slots[function.slot] = argument;
  wrote(&frame->slots[function.slot]);
  Node* body = function.body;
  state = {body, frame};
  if (body->kind != Kind::Lambda) return nullptr;
  const auto& next = static_cast<const BinderNode&>(*body);
  if (!next.shares_frame()) return nullptr;
  return argument_waits() ? bind(state, &next, frame) : closure(body, frame);
}

/// Gives a function the arguments on the stack, as many as share its frame, and goes on with its body. An
/// argument that the body needs anyway is evaluated first: no thunk is made for it, and none is updated.
Node* Evaluator::bind(State& state, const BinderNode* function, Frame* frame) {
  for (;;) {
    --top_;
    Node* argument = top_->node;
    auto* argument_frame = static_cast<Frame*>(top_->more);
    bool is_needed = true;
    Node* value = argument_now(argument, argument_frame, *function, is_needed);
    if (value == nullptr) {
      push(Then::Bind, 0, const_cast<BinderNode*>(function), frame);
      if (!is_needed) begin_attempt();
      state.code = argument;
      state.frame = argument_frame;
      return nullptr;
    }
    frame->slots[function->slot] = value;
    wrote(&frame->slots[function->slot]);
    Node* body = function->body;
    function = static_cast<const BinderNode*>(body);
    if (body->kind != Kind::Lambda || !function->shares_frame()) {
      state.code = body;
      state.frame = frame;
      return nullptr;
    }
    if (!argument_waits()) return closure(body, frame);
  }
}

/// Likewise with these arguments, expressions in the state's frame, before those on the stack.
Node* Evaluator::call(State& state, const ClosureNode& closure, std::span<Node* const> arguments) {
  count_step();
  const BinderNode* function = closure.code;
  if (function == prepend_ && (arguments.size() == 2 || (arguments.size() == 1 && argument_waits())))
    return call_prepend(state, arguments);
  Frame* outside = state.frame;
  Frame* frame = frame_of(*function, closure.frame);
  for (;;) {
    Node* argument = arguments.front();
    arguments = arguments.subspan(1);
    bool is_needed = true;
    Node* value = argument_now(argument, outside, *function, is_needed);
    if (value == nullptr) {
      push_arguments(arguments, outside);
      push(Then::Bind, 0, const_cast<BinderNode*>(function), frame);
      if (!is_needed) begin_attempt();
      state.code = argument;
      return nullptr;
    }
    frame->slots[function->slot] = value; // the frame is as young as can be
    Node* body = function->body;
    function = static_cast<const BinderNode*>(body);
    if (body->kind != Kind::Lambda || !function->shares_frame()) {
      push_arguments(arguments, outside);
      state.code = body;
      state.frame = frame;
      return nullptr;
    }
    if (arguments.empty())
      return argument_waits() ? bind(state, function, frame) : this->closure(body, frame);
  }
}

/// The function that List/build gives: without a frame, as every element of a list passes it.
Node* Evaluator::call_prepend(State& state, std::span<Node* const> arguments) {
  Node* element = delay(arguments[0], state.frame);
  if (arguments.size() == 2) {
    state.code = arguments[1];
  } else {
    --top_;
    state.code = top_->node;
    state.frame = static_cast<Frame*>(top_->more);
  }
  if (Node* list = at_once(state.code, state.frame)) return prepend(element, list);
  push(Then::RightOperand, 1, prepend_, element);
  return nullptr;
}

Node* Evaluator::apply_top(State& state, Node* function) {
  switch (function->kind) {
  case Kind::Closure: {
    const auto& closure = as<ClosureNode>(*function);
    return enter(state, *closure.code, closure.frame);
  }
  case Kind::Builtin: return gather(state, as<BuiltinNode>(*function).builtin(), {});
  case Kind::Variant: {
    const auto& constructor = as<VariantNode>(*function);
    auto* made = heap_.make<VariantNode>(Kind::Variant, function->position, kWhnf);
    made->type = constructor.type;
    made->index = constructor.index;
    made->payload = take_argument();
    return made;
  }
  case Kind::Application:
    if (!function->is(kStuck)) {
      const auto& partial = as<ApplicationNode>(*function);
      return gather(state, as<BuiltinNode>(*partial.function).builtin(), partial.all());
    }
    break;
  default: break;
  }
  SIGIL_ASSERT(function->is(kStuck));
  auto* made = heap_.make<ApplicationNode>(Kind::Application, function->position, kWhnf | kStuck);
  made->function = function;
  made->count = 1;
  made->arguments = heap_.arena().take_array<Node*>(1);
  made->arguments[0] = take_argument();
  return made;
}

} // namespace sigil::dhall
