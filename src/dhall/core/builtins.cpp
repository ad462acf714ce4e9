// Calls of built-in functions.
// Implements standard/beta-normalization.md: the functions of Natural, Integer, Double, Text, List, Date, ….
#include <algorithm>
#include <charconv>

#include "core/evaluator.hpp"
#include "core/numbers.hpp"
#include "core/signature.hpp"
#include "core/waiting.hpp"
#include "syntax/show.hpp"

namespace sigil::dhall {

/// Takes arguments from the stack, after those that a partial application has.
Node* Evaluator::gather(State& state, Builtin builtin, std::span<Node* const> have) {
  const std::size_t wanted = signature_of(builtin).arguments;
  auto* call = heap_.make<ApplicationNode>(Kind::Application, 0, kWhnf);
  call->function = heap_.builtin(builtin);
  call->arguments = heap_.arena().take_array<Node*>(wanted);
  call->count = have.size();
  std::ranges::copy(have, call->arguments);
  while (call->count < wanted && argument_waits()) call->arguments[call->count++] = take_argument();
  if (call->count < wanted) return call;
  call->flags = 0;
  return call_builtin(state, *call, nullptr);
}

/// Calls a built-in function.
Node* Evaluator::call_builtin(State& state, ApplicationNode& call, Frame* frame) {
  const Builtin builtin = as<BuiltinNode>(*call.function).builtin();
  const Signature signature = signature_of(builtin);
  if (call.count != signature.arguments) {
    push_arguments(call.all(), frame);
    return gather(state, builtin, {});
  }
  return next_argument(state, call, frame, 0, nullptr);
}

/// A call of a built-in function with all that it needs, which calls no other.
bool Evaluator::is_plain_call(const Node& code) {
  if (code.kind != Kind::Application) return false;
  const auto& call = as<ApplicationNode>(code);
  if (call.function->kind != Kind::Builtin) return false;
  const Signature signature = signature_of(as<BuiltinNode>(*call.function).builtin());
  return !signature.calls && call.count == signature.arguments;
}

/// Goes on with what could not be computed at once.
Node* Evaluator::wait_for(State& state, Node* code, Frame* frame) {
  if (is_plain_call(*code)) return next_argument(state, as<ApplicationNode>(*code), frame, 0, nullptr, true);
  state = {code, frame};
  return nullptr;
}

/// Evaluates the arguments from `index` on that must be values; those before it wait on the stack, if they
/// were no values before. With all of them there, computes.
/// \param value  of the argument at `index`, or nullptr
/// \param is_tried  the call could not be computed at once, and nor can what is in it
Node* Evaluator::next_argument(State& state, ApplicationNode& call, Frame* frame, std::uint32_t index,
                               Node* value, bool is_tried) {
  const Builtin builtin = as<BuiltinNode>(*call.function).builtin();
  const Signature signature = signature_of(builtin);
  if (value == nullptr) index = signature.next_strict(index);
  while (index < signature.arguments) {
    Node* argument = call.arguments[index];
    if (value == nullptr) value = is_tried ? at_hand(argument, frame) : at_once(argument, frame);
    if (value == nullptr) {
      push(Then::BuiltinArgument, index, &call, frame);
      return wait_for(state, argument, frame);
    }
    const std::uint32_t next = signature.next_strict(index + 1);
    if (next == signature.arguments) break;
    if (value != argument) push(Then::Held, index, value, nullptr);
    value = nullptr;
    index = next;
  }
  Node* arguments[kMostArguments];
  for (std::uint32_t at = signature.arguments; at-- > 0;) {
    if (at == index) {
      arguments[at] = value;
    } else if (top_ != base_ && top_[-1].then == Then::Held && top_[-1].index == at) {
      arguments[at] = (--top_)->node;
    } else {
      arguments[at] = delay(call.arguments[at], frame);
    }
  }
  return compute(state, builtin, arguments);
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
  case Builtin::NaturalShow: return show_natural(number);
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

Node* Evaluator::show_natural(const Node& number) {
  if (number.kind != Kind::Natural) return heap_.text(heap_.arena().keep(show_number(number)));
  char digits[20];
  const auto [end, error] = std::to_chars(digits, std::end(digits), as<NaturalNode>(number).value);
  return heap_.text(heap_.arena().keep({digits, end}));
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
