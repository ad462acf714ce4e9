// Calls of built-in functions.
// Implements standard/beta-normalization.md: the functions of Natural, Integer, Double, Text, List, Date, ….
#include <algorithm>

#include "core/evaluator.hpp"
#include "core/numbers.hpp"
#include "core/waiting.hpp"
#include "syntax/show.hpp"

namespace sigil::dhall {

namespace {

struct Signature {
  std::uint8_t arguments; ///< that a call needs
  std::uint8_t strict;    ///< bit for each argument that must be a value first
};

Signature signature_of(Builtin builtin) {
  switch (builtin) {
  case Builtin::NaturalFold: return {4, 1};
  case Builtin::NaturalBuild: return {1, 0};
  case Builtin::NaturalSubtract: return {2, 3};
  case Builtin::ListBuild: return {2, 0};
  case Builtin::ListFold: return {5, 2};
  case Builtin::ListLength:
  case Builtin::ListHead:
  case Builtin::ListLast:
  case Builtin::ListIndexed:
  case Builtin::ListReverse: return {2, 2};
  case Builtin::TextReplace: return {3, 7};
  case Builtin::Optional:
  case Builtin::List:
  case Builtin::None: return {1, 0};
  default: return {1, 1};
  }
}

} // namespace

Evaluator::BuiltinCall& Evaluator::new_call() {
  BuiltinCall* call = spare_calls_;
  if (call == nullptr) return *static_cast<BuiltinCall*>(heap_.arena().take_kept(sizeof(BuiltinCall)));
  spare_calls_ = call->next;
  return *call;
}

Node*& Evaluator::argument_of(BuiltinCall& call, std::uint32_t index) {
  return call.arguments[index];
}

/// Takes arguments from the stack, after those that a partial application has. Those that must be values
/// become values without a thunk.
Node* Evaluator::gather(State& state, Builtin builtin, std::span<Node* const> have) {
  const Signature signature = signature_of(builtin);
  const std::size_t wanted = signature.arguments;
  Node* arguments[BuiltinCall::kMostArguments];
  Frame* frames[BuiltinCall::kMostArguments];
  std::size_t count = 0;
  unsigned waiting = 0;
  for (Node* argument : have) {
    if (((signature.strict >> count) & 1U) != 0 && !argument->is(kWhnf)) waiting |= 1U << count;
    frames[count] = nullptr;
    arguments[count++] = argument;
  }
  // Whether the call is complete decides what becomes of the arguments.
  std::size_t there = 0;
  while (count + there < wanted && top_ - there != base_ &&
         top_[-1 - static_cast<std::ptrdiff_t>(there)].then == Then::Argument)
    ++there;
  const bool is_complete = count + there == wanted;
  for (; there != 0; --there, ++count) {
    const bool is_strict = is_complete && ((signature.strict >> count) & 1U) != 0;
    if (is_strict && !top_[-1].node->is(kWhnf)) {
      --top_;
      arguments[count] = top_->node;
      frames[count] = static_cast<Frame*>(top_->more);
      waiting |= 1U << count;
    } else {
      arguments[count] = take_argument();
    }
  }
  if (!is_complete) {
    auto* partial = heap_.make<ApplicationNode>(Kind::Application, 0, kWhnf);
    partial->function = heap_.builtin(builtin);
    partial->count = count;
    partial->arguments = heap_.keep(std::span<Node* const>(arguments, count)).data();
    return partial;
  }
  if (waiting == 0) return compute(state, builtin, arguments);
  BuiltinCall& call = new_call();
  call.builtin = builtin;
  call.count = static_cast<std::uint8_t>(wanted);
  std::copy_n(arguments, wanted, call.arguments);
  std::copy_n(frames, wanted, call.frames);
  return force_arguments(state, call);
}

/// Evaluates the next argument that must be a value; with all of them there, computes.
Node* Evaluator::force_arguments(State& state, BuiltinCall& call) {
  const Signature signature = signature_of(call.builtin);
  for (std::uint32_t at = 0; at < signature.arguments; ++at) {
    if (((signature.strict >> at) & 1U) == 0 || call.arguments[at]->is(kWhnf)) continue;
    push(Then::BuiltinArgument, at, nullptr, &call);
    state.code = call.arguments[at];
    state.frame = call.frames[at];
    return nullptr;
  }
  Node* arguments[BuiltinCall::kMostArguments];
  std::copy_n(call.arguments, signature.arguments, arguments);
  call.next = spare_calls_;
  spare_calls_ = &call;
  return compute(state, call.builtin, arguments);
}

/// The call with arguments that are values where they must be.
Node* Evaluator::compute(State& state, Builtin builtin, Node** arguments) {
  switch (builtin) {
  case Builtin::NaturalFold: return start_natural_fold(state, arguments);
  case Builtin::NaturalBuild: return build_natural(state, arguments);
  case Builtin::ListFold: return start_list_fold(state, arguments);
  case Builtin::ListBuild: return build_list(state, arguments);
  case Builtin::TextReplace: {
    Node* replaced = replace(arguments[0], arguments[1], arguments[2]);
    return replaced == nullptr ? stuck_call(builtin, arguments) : replaced;
  }
  case Builtin::ListLength:
  case Builtin::ListHead:
  case Builtin::ListLast:
  case Builtin::ListIndexed:
  case Builtin::ListReverse: return list_builtin(builtin, arguments);
  case Builtin::Optional:
  case Builtin::List:
  case Builtin::None: {
    auto* made = static_cast<ApplicationNode*>(stuck_call(builtin, arguments));
    made->flags = kWhnf;
    if (made->arguments[0]->is(kNormal)) made->flags |= kNormal;
    return made;
  }
  default: break;
  }
  if (is_natural(*arguments[0])) return natural_builtin(builtin, arguments);
  return show_builtin(builtin, arguments);
}

Node* Evaluator::stuck_call(Builtin builtin, Node** arguments) {
  auto* node = heap_.make<ApplicationNode>(Kind::Application, 0, kWhnf | kStuck);
  node->function = heap_.builtin(builtin);
  node->count = signature_of(builtin).arguments;
  node->arguments = heap_.keep(std::span<Node* const>(arguments, node->count)).data();
  return node;
}

Node* Evaluator::natural_builtin(Builtin builtin, Node** arguments) {
  const Node& number = *arguments[0];
  const bool is_zero = number.kind == Kind::Natural && as<NaturalNode>(number).value == 0;
  switch (builtin) {
  case Builtin::NaturalIsZero: return heap_.boolean(is_zero);
  case Builtin::NaturalEven: return heap_.boolean(is_even(number));
  case Builtin::NaturalOdd: return heap_.boolean(!is_even(number));
  case Builtin::NaturalToInteger: return natural_to_integer(heap_, number);
  case Builtin::NaturalShow: return heap_.text(heap_.arena().keep(show_number(number)));
  case Builtin::NaturalSubtract: {
    Node* from = arguments[1];
    if (is_zero) return from;
    if (number.kind == Kind::Natural && from->kind == Kind::Natural) {
      const std::uint64_t a = as<NaturalNode>(number).value;
      const std::uint64_t b = as<NaturalNode>(*from).value;
      return heap_.natural(b > a ? b - a : 0);
    }
    if (is_natural(*from)) return subtract_naturals(heap_, number, *from);
    return stuck_call(builtin, arguments);
  }
  default: return stuck_call(builtin, arguments);
  }
}

Node* Evaluator::show_builtin(Builtin builtin, Node** arguments) {
  Node* value = arguments[0];
  if (builtin == Builtin::TextShow) value = flatten_text(value);
  if (builtin == Builtin::NaturalSubtract) {
    const Node* from = arguments[1];
    const bool is_zero = from->kind == Kind::Natural && as<NaturalNode>(*from).value == 0;
    return is_zero || equivalent(value, arguments[1]) ? heap_.natural(0) : stuck_call(builtin, arguments);
  }
  const auto text = [&](const std::string& shown) { return heap_.text(heap_.arena().keep(shown)); };
  if (is_integer(*value)) {
    switch (builtin) {
    case Builtin::IntegerNegate: return negate_integer(heap_, *value);
    case Builtin::IntegerClamp: return clamp_integer(heap_, *value);
    case Builtin::IntegerToDouble: return heap_.floating(integer_to_double(*value));
    default: return text(show_number(*value));
    }
  }
  switch (value->kind) {
  case Kind::Double: return text(show_double(as<DoubleNode>(*value).value));
  case Kind::Text: return show_text(as<TextNode>(*value).text());
  case Kind::Date: return text(show_date(as<DateNode>(*value)));
  case Kind::Time: return text(show_time(as<TimeNode>(*value)));
  case Kind::TimeZone: return text(show_time_zone(as<TimeZoneNode>(*value)));
  default: return stuck_call(builtin, arguments);
  }
}

Node* Evaluator::list_builtin(Builtin builtin, Node** arguments) {
  Node* list = arguments[1];
  const bool is_empty = list->kind == Kind::EmptyList;
  if (!is_empty && list->kind != Kind::List && list->kind != Kind::ListRope)
    return stuck_call(builtin, arguments);
  if (builtin == Builtin::ListLength)
    return heap_.natural(is_empty ? 0 : static_cast<ListNode*>(list)->count);
  if (builtin == Builtin::ListIndexed) return indexed(arguments);
  const std::span<Node* const> items = elements(list);
  if (builtin == Builtin::ListReverse) {
    if (is_empty) return list;
    auto* reversed = heap_.make<ListNode>(Kind::List, list->position, kWhnf);
    reversed->count = items.size();
    reversed->items = heap_.arena().take_array<Node*>(items.size());
    std::reverse_copy(items.begin(), items.end(), reversed->items);
    return reversed;
  }
  if (is_empty) {
    Node* type[] = {arguments[0]};
    auto* none = static_cast<ApplicationNode*>(stuck_call(Builtin::None, type));
    none->flags = kWhnf;
    return none;
  }
  auto* some = heap_.make<SomeNode>(Kind::Some, list->position, kWhnf);
  some->value = builtin == Builtin::ListHead ? items.front() : items.back();
  return some;
}

Node* Evaluator::indexed(Node** arguments) {
  const std::span<Node* const> items = elements(arguments[1]);
  if (items.empty()) {
    Node* types[] = {heap_.builtin(Builtin::Natural), arguments[0]};
    auto* record = heap_.make<FieldsNode>(Kind::RecordType, 0, kWhnf);
    record->shape = indexed_shape_;
    record->parts = heap_.keep(std::span<Node* const>(types)).data();
    Node* element[] = {record};
    auto* type = static_cast<ApplicationNode*>(stuck_call(Builtin::List, element));
    type->flags = kWhnf;
    auto* empty = heap_.make<EmptyListNode>(Kind::EmptyList, 0, kWhnf);
    empty->type = type;
    return empty;
  }
  auto* list = heap_.make<ListNode>(Kind::List, 0, kWhnf);
  list->count = items.size();
  list->items = heap_.arena().take_array<Node*>(items.size());
  for (std::size_t at = 0; at < items.size(); ++at) {
    auto* entry = heap_.make<FieldsNode>(Kind::Record, 0, kWhnf);
    entry->shape = indexed_shape_;
    entry->parts = heap_.arena().take_array<Node*>(2);
    entry->parts[0] = heap_.natural(at);
    entry->parts[1] = items[at];
    list->items[at] = entry;
  }
  return list;
}

} // namespace sigil::dhall
