// Implements standard/type-inference.md: List and Optional.
#include "core/infer.hpp"

namespace sigil::dhall {

Node* TypeChecker::list_of(Node* type) {
  Node* arguments[] = {type};
  Node* made = heap_.application(heap_.builtin(Builtin::List), arguments, 0);
  made->flags |= kWhnf;
  return made;
}

Node* TypeChecker::optional_of(Node* type) {
  Node* arguments[] = {type};
  Node* made = heap_.application(heap_.builtin(Builtin::Optional), arguments, 0);
  made->flags |= kWhnf;
  return made;
}

Node* TypeChecker::argument_of(const Node* type, Builtin constructor) {
  if (type->kind != Kind::Application || type->is(kStuck)) return nullptr;
  const auto& node = as<ApplicationNode>(*type);
  if (node.function->kind != Kind::Builtin || as<BuiltinNode>(*node.function).builtin() != constructor)
    return nullptr;
  return node.arguments[0];
}

Node* TypeChecker::infer_list(const ListNode& node, const Context& context) {
  Node* first = infer(node.items[0], context);
  expect_term_type(first, node.items[0]->position, "dhall.type.list.element", "an element of a list");
  for (std::uint64_t at = 1; at < node.count; ++at) {
    Node* type = infer(node.items[at], context);
    if (evaluator_.equivalent(first, type)) continue;
    fail_mismatch("dhall.type.list.elements", node.items[at],
                  "element " + std::to_string(at + 1) + " of the list has another type than the first", first,
                  type);
  }
  return list_of(first);
}

Node* TypeChecker::infer_empty_list(const EmptyListNode& node, const Context& context) {
  infer(node.type, context);
  Node* type = evaluator_.evaluate(node.type, context.frame);
  Node* element = argument_of(type, Builtin::List);
  if (element == nullptr) {
    fail("dhall.type.list.annotation", node.type->position,
         "an empty list is annotated with '" + shown(type) + "', which is no list type",
         "write '[] : List …'");
  }
  return type;
}

Node* TypeChecker::infer_some(const SomeNode& node, const Context& context) {
  Node* type = infer(node.value, context);
  expect_term_type(type, node.value->position, "dhall.type.some", "the argument of 'Some'");
  return optional_of(type);
}

} // namespace sigil::dhall
