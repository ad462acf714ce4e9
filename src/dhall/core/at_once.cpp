// What is computed without the machine's stack: as long as no function is called, and down to so many levels.
//
// Each of these gives the value of what is needed, or nullptr: then it has changed nothing but thunks that
// were needed on the way, and the machine evaluates the expression from its beginning.
#include <algorithm>

#include "core/evaluator.hpp"
#include "core/signature.hpp"

namespace sigil::dhall {

Node* Evaluator::compute_at_once(Node* code, Frame* frame, int levels) {
  switch (code->kind) {
  case Kind::Thunk:
  case Kind::Indirection: return thunk_at_once(*code, levels);
  case Kind::Field: return field_at_once(as<FieldNode>(*code), frame, levels);
  case Kind::Application: return call_at_once(as<ApplicationNode>(*code), frame, levels);
  case Kind::Interpolation: return text_at_once(as<InterpolationNode>(*code), frame, levels);
  case Kind::Fused: {
    const auto& node = as<FusedNode>(*code);
    if (node.what == FusedNode::What::Concat) return nullptr; // its pieces mostly call functions
    Node* over = at_once(node.over, frame, levels);
    State unused{nullptr, nullptr};
    return over == nullptr ? nullptr : fused(unused, node, frame, over);
  }
  case Kind::Lambda: return closure(code, frame);
  case Kind::Record:
  case Kind::RecordType:
  case Kind::List:
  case Kind::Some: return construct(code, frame, levels / kOncePerConstructor);
  case Kind::ListAppend: {
    const auto& node = as<BinaryNode>(*code);
    Node* element = only_element(*node.left);
    Node* left = element != nullptr ? element : at_once(node.left, frame, levels);
    Node* right = left == nullptr ? nullptr : at_once(node.right, frame, levels);
    if (right == nullptr) return nullptr;
    return element != nullptr ? prepend(delay(element, frame, levels / kOncePerConstructor), right)
                              : append_lists(left, right);
  }
  case Kind::Prefer:
  case Kind::Or:
  case Kind::And:
  case Kind::Equal:
  case Kind::NotEqual:
  case Kind::Plus:
  case Kind::Times:
  case Kind::TextAppend: {
    const auto& node = as<BinaryNode>(*code);
    Node* left = at_once(node.left, frame, levels);
    if (left == nullptr || is_settled(code->kind, left)) return left;
    Node* right = at_once(node.right, frame, levels);
    if (right == nullptr) return nullptr;
    if (code->kind != Kind::Prefer) return operate(code->kind, left, right);
    // What waits on the stack is not part of this chain.
    if (left->kind != Kind::Record || right->kind != Kind::Record) return nullptr;
    return merge_records(Kind::Prefer, static_cast<FieldsNode&>(*left), static_cast<FieldsNode&>(*right));
  }
  default: return nullptr;
  }
}

Node* Evaluator::thunk_at_once(Node& node, int levels) {
  if (node.kind != Kind::Thunk) return node.kind == Kind::Indirection ? as<ThunkNode>(node).value : nullptr;
  auto& thunk = as<ThunkNode>(node);
  // Of a long chain of thunks each would be tried as often as there are levels.
  if (thunk.code->kind == Kind::Paused || levels < kThunkLevels) return nullptr;
  Node* value = at_once(const_cast<Node*>(thunk.code), thunk.frame, levels - kThunkLevels);
  if (value == nullptr) return nullptr;
  if (demand::is_counted(*thunk.code)) demand::was_needed(*thunk.code);
  thunk.kind = Kind::Indirection;
  thunk.value = value;
  wrote(&thunk.value);
  return value;
}

Node* Evaluator::field_at_once(const FieldNode& field, Frame* frame, int levels) {
  Node* record = at_once(field.record, frame, levels);
  if (record == nullptr || record->kind != Kind::Record) return nullptr;
  return at_once(part(record, field.label), nullptr, levels);
}

Node* Evaluator::text_at_once(const InterpolationNode& text, Frame* frame, int levels) {
  if (text.count > kFewPieces) return nullptr;
  Node* pieces[kFewPieces];
  for (std::uint64_t at = 0; at < text.count; ++at) {
    pieces[at] = at_once(text.pieces[at], frame, levels);
    if (pieces[at] == nullptr) return nullptr;
  }
  return text_of({pieces, text.count}, text.position);
}

Node* Evaluator::call_at_once(ApplicationNode& call, Frame* frame, int levels) {
  if (call.function->kind != Kind::Builtin) return nullptr;
  const Builtin builtin = as<BuiltinNode>(*call.function).builtin();
  const Signature signature = signature_of(builtin);
  if (signature.calls || call.count != signature.arguments) return nullptr;
  Node* arguments[kMostArguments];
  for (std::uint32_t at = 0; at < signature.arguments; ++at) {
    arguments[at] = signature.needs(at) ? at_once(call.arguments[at], frame, levels)
                                        : delay(call.arguments[at], frame, levels / kOncePerConstructor);
    if (arguments[at] == nullptr) return nullptr;
  }
  State unused{nullptr, nullptr};
  return compute(unused, builtin, arguments);
}

} // namespace sigil::dhall
