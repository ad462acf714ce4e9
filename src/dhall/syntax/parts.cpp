#include "syntax/parts.hpp"

#include "syntax/import_spec.hpp"

namespace sigil::dhall {

namespace {

template <typename Visit>
void each(Node** parts, std::uint64_t count, const Visit& visit) {
  for (std::uint64_t at = 0; at < count; ++at) {
    if (parts[at] != nullptr) visit(parts[at]);
  }
}

/// Calls `visit(Node*&)` for each sub-expression.
template <typename Visit>
void each_part(Node& node, const Visit& visit) {
  const auto maybe = [&](Node*& part) {
    if (part != nullptr) visit(part);
  };
  if (node.kind <= Kind::TimeZone || node.kind == Kind::Variable || node.kind == Kind::Free) return;
  if (operator_number(node.kind) >= 0) {
    visit(as<BinaryNode>(node).left);
    return visit(as<BinaryNode>(node).right);
  }
  switch (node.kind) {
  case Kind::List: return each(as<ListNode>(node).items, as<ListNode>(node).count, visit);
  case Kind::EmptyList: return visit(as<EmptyListNode>(node).type);
  case Kind::Some: return visit(as<SomeNode>(node).value);
  case Kind::Record:
  case Kind::RecordType:
  case Kind::UnionType: return each(as<FieldsNode>(node).parts, as<FieldsNode>(node).shape->count, visit);
  case Kind::Lambda:
  case Kind::Pi: visit(as<BinderNode>(node).domain); return visit(as<BinderNode>(node).body);
  case Kind::Let:
    maybe(as<LetNode>(node).annotation);
    visit(as<LetNode>(node).bound);
    return visit(as<LetNode>(node).body);
  case Kind::Application:
    visit(as<ApplicationNode>(node).function);
    return each(as<ApplicationNode>(node).arguments, as<ApplicationNode>(node).count, visit);
  case Kind::If:
  case Kind::Merge:
  case Kind::ToMap:
    maybe(as<TernaryNode>(node).a);
    maybe(as<TernaryNode>(node).b);
    return maybe(as<TernaryNode>(node).c);
  case Kind::ProjectByType:
  case Kind::Annotation: visit(as<BinaryNode>(node).left); return visit(as<BinaryNode>(node).right);
  case Kind::ShowConstructor:
  case Kind::Assert: return visit(as<UnaryNode>(node).a);
  case Kind::Field: return visit(as<FieldNode>(node).record);
  case Kind::Project: return visit(as<ProjectNode>(node).record);
  case Kind::With: visit(as<WithNode>(node).record); return visit(as<WithNode>(node).value);
  case Kind::Interpolation:
    return each(as<InterpolationNode>(node).pieces, as<InterpolationNode>(node).count, visit);
  case Kind::Import: return maybe(const_cast<ImportSpec*>(as<ImportNode>(node).spec)->headers);
  default: assertion_failed("a node that has parts is an expression", __FILE__, __LINE__);
  }
}

} // namespace

void append_parts(const Node& node, std::vector<Node*>& parts) {
  each_part(const_cast<Node&>(node), [&](Node* part) { parts.push_back(part); });
}

void append_places(Node& node, std::vector<Node**>& places) {
  each_part(node, [&](Node*& part) { places.push_back(&part); });
}

namespace {

/// The parts of a record or union type, with nullptr for alternatives without a type.
std::vector<Node*> at_labels(const FieldsNode& fields, std::span<Node* const> parts) {
  std::vector<Node*> result(fields.all().begin(), fields.all().end());
  for (Node*& part : result) {
    if (part == nullptr) continue;
    part = parts.front();
    parts = parts.subspan(1);
  }
  return result;
}

} // namespace

Node* with_parts(Heap& heap, const Node& node, std::span<Node* const> parts) {
  const std::uint32_t at = node.position;
  switch (node.kind) {
  case Kind::List: return heap.list(parts, at);
  case Kind::EmptyList: return heap.empty_list(parts[0], at);
  case Kind::Some: return heap.some(parts[0], at);
  case Kind::Record:
  case Kind::RecordType:
  case Kind::UnionType: {
    const auto& fields = static_cast<const FieldsNode&>(node);
    return heap.fields(node.kind, fields.shape, at_labels(fields, parts), at);
  }
  case Kind::Application: return heap.application(parts[0], parts.subspan(1), at);
  case Kind::If:
  case Kind::Merge:
  case Kind::ToMap: {
    const auto& three = static_cast<const TernaryNode&>(node);
    std::size_t next = 0;
    const auto part = [&](const Node* old) { return old == nullptr ? nullptr : parts[next++]; };
    Node* a = part(three.a);
    Node* b = part(three.b);
    return heap.ternary(node.kind, a, b, part(three.c), at);
  }
  case Kind::ShowConstructor:
  case Kind::Assert: return heap.unary(node.kind, parts[0], at);
  case Kind::Field: return heap.field(parts[0], as<FieldNode>(node).label, at);
  case Kind::Project: return heap.project(parts[0], as<ProjectNode>(node).all(), at);
  case Kind::With: return heap.with(parts[0], as<WithNode>(node).all(), parts[1], at);
  case Kind::Interpolation: return heap.interpolation(parts, at);
  default: {
    // The operators, T::r, a : T and a.(T).
    auto* made = static_cast<BinaryNode*>(heap.binary(node.kind, parts[0], parts[1], at));
    const auto& two = as<BinaryNode>(node);
    if (node.kind == Kind::Alternative && two.chosen != nullptr)
      made->chosen = two.chosen == two.left ? made->left : made->right;
    return made;
  }
  }
}

} // namespace sigil::dhall
