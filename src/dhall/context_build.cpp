// Expressions that a program makes, and functions that it applies.
#include <algorithm>

#include "context_impl.hpp"
#include "sigil/dhall/builder.hpp"
#include "syntax/character.hpp"

namespace sigil::dhall {

ParsedExpression Context::annotate(const ParsedExpression& expression, const std::string& type) {
  // A type without imports and lets takes no slot of the frame that both are evaluated in.
  const ParsedExpression parsed = parse("(expected type)", Blob::of(type));
  ParsedExpression annotated = expression;
  annotated.node_ =
      impl_->heap.binary(Kind::Annotation, expression.node_, parsed.node_, expression.node_->position);
  annotated.slots_ = std::max(expression.slots_, parsed.slots_);
  return annotated;
}

TypedExpression Context::apply(const TypedExpression& function, const TypedExpression& argument) {
  Heap& heap = impl_->heap;
  Evaluator& evaluator = impl_->interpreter.evaluator();
  TypeChecker& checker = impl_->interpreter.checker();
  const std::uint32_t position = function.node_->position;
  PiClosureNode& type = checker.expect_function(evaluator.force(function.type_), position, 0);
  // What was built has no place.
  const Node* where = argument.node_->position != 0 ? argument.node_ : function.node_;
  checker.expect_argument(type, argument.type_, where);
  TypedExpression result;
  Node* code[] = {argument.node_};
  Node* value[] = {argument.value_};
  result.node_ = heap.application(function.node_, code, position);
  result.slots_ = std::max(function.slots_, argument.slots_);
  result.type_ = evaluator.instantiate(type, argument.value_);
  result.value_ = impl_->interpreter.value_of({heap.application(function.value_, value, position), 1});
  Node* written[] = {argument.written_};
  Node* call = heap.application(function.written_, written, position);
  result.written_ = evaluator.delay(call, evaluator.new_frame(nullptr, 1));
  return result;
}

// ----- expressions -----------------------------------------------------------------------------------------

Builder::Part Builder::part(Node* node) {
  Part made;
  made.node_ = node;
  made.slots_ = 1;
  return made;
}

const Symbol* Builder::symbol(std::string_view name) {
  return context_.impl_->heap.symbols().intern(name);
}

Builder::Part Builder::boolean(bool value) {
  return part(context_.impl_->heap.boolean(value));
}

Builder::Part Builder::natural(std::uint64_t value) {
  return part(context_.impl_->heap.natural(value));
}

Builder::Part Builder::integer(std::int64_t value) {
  return part(context_.impl_->heap.integer(value));
}

Builder::Part Builder::floating(double value) {
  return part(context_.impl_->heap.floating(value));
}

Builder::Part Builder::text(std::string_view value) {
  if (find_bad_encoding(value) != std::string_view::npos)
    throw Error(ErrorKind::Invalid, "text " + in_quotes(value) + " is not UTF-8, expected what a Text can be")
        .coded("dhall.build.text");
  Heap& heap = context_.impl_->heap;
  return part(heap.text(heap.arena().keep(value)));
}

Builder::Part Builder::bytes(ByteView value) {
  Heap& heap = context_.impl_->heap;
  return part(heap.bytes(as_bytes(heap.arena().keep(as_text(value)))));
}

Builder::Part Builder::list(std::span<const Part> items) {
  SIGIL_ASSERT(!items.empty());
  std::vector<Node*> nodes;
  nodes.reserve(items.size());
  for (const Part& item : items) nodes.push_back(item.node_);
  return part(context_.impl_->heap.list(nodes, 0));
}

Builder::Part Builder::empty_list(const Part& element_type) {
  Heap& heap = context_.impl_->heap;
  Node* argument[] = {element_type.node_};
  return part(heap.empty_list(heap.application(heap.builtin(Builtin::List), argument, 0), 0));
}

Builder::Part Builder::some(const Part& value) {
  return part(context_.impl_->heap.some(value.node_, 0));
}

Builder::Part Builder::none(const Part& type) {
  Heap& heap = context_.impl_->heap;
  Node* argument[] = {type.node_};
  return part(heap.application(heap.builtin(Builtin::None), argument, 0));
}

Builder::Part Builder::record(std::span<const Field> fields) {
  std::vector<std::pair<const Symbol*, Node*>> sorted;
  sorted.reserve(fields.size());
  for (const auto& [name, value] : fields) sorted.emplace_back(symbol(name), value.node_);
  std::ranges::sort(sorted, comes_before, [](const auto& field) { return field.first; });
  std::vector<const Symbol*> labels;
  std::vector<Node*> parts;
  for (const auto& [label, node] : sorted) {
    if (!labels.empty() && labels.back() == label)
      throw Error(ErrorKind::Invalid, "field " + in_quotes(label->text) + " is given twice, expected it once")
          .coded("dhall.build.field");
    labels.push_back(label);
    parts.push_back(node);
  }
  Heap& heap = context_.impl_->heap;
  return part(heap.fields(Kind::Record, heap.symbols().shape(labels), parts, 0));
}

Builder::Part Builder::alternative(const Part& union_type, std::string_view label, const Part* payload) {
  Heap& heap = context_.impl_->heap;
  Node* constructor = heap.field(union_type.node_, symbol(label), 0);
  if (payload == nullptr) return part(constructor);
  Node* argument[] = {payload->node_};
  return part(heap.application(constructor, argument, 0));
}

Builder::Part Builder::expression(const std::string& text) {
  const auto found = expressions_.find(text);
  if (found != expressions_.end()) return found->second;
  const ParsedExpression parsed = context_.parse("(expression)", Blob::of(text));
  Part made;
  made.node_ = parsed.node_;
  made.slots_ = parsed.slots_;
  return expressions_.emplace(text, made).first->second;
}

} // namespace sigil::dhall
