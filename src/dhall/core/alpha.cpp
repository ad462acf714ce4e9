#include "core/alpha.hpp"

#include <vector>

#include "sigil/base/stack.hpp"

namespace sigil::dhall {

namespace {

class Renamer {
 public:
  explicit Renamer(Heap& heap) : heap_(heap), underscore_(heap.symbols().intern("_")) {}

  Node* rename(Node* node);

 private:
  Node* variable(const VariableNode& node);
  Node* free(const FreeNode& node);
  Node* binder(const BinderNode& node);
  Node* let(const LetNode& node);
  Node* parts(Node* node);
  Node* import(const ImportNode& node);
  std::vector<Node*> all(std::span<Node* const> nodes);
  Node* rename_if_any(Node* node) { return node == nullptr ? nullptr : rename(node); }
  Node* under(const Symbol* name, Node* body);

  Heap& heap_;
  const Symbol* underscore_;
  std::vector<const Symbol*> bound_;
};

Node* Renamer::rename(Node* node) {
  if (node->is(kNormal)) return node;
  if (stack_is_low()) {
    throw Error(ErrorKind::Limit, "the expression nests too deeply to be renamed").coded("dhall.limit.depth");
  }
  switch (node->kind) {
  case Kind::Variable: return variable(as<VariableNode>(*node));
  case Kind::Free: return free(as<FreeNode>(*node));
  case Kind::Lambda:
  case Kind::Pi: return binder(static_cast<BinderNode&>(*node));
  case Kind::Let: return let(as<LetNode>(*node));
  case Kind::Import: return import(as<ImportNode>(*node));
  default: return parts(node);
  }
}

Node* Renamer::under(const Symbol* name, Node* body) {
  bound_.push_back(name);
  Node* renamed = rename(body);
  bound_.pop_back();
  return renamed;
}

Node* Renamer::variable(const VariableNode& node) {
  auto* renamed = heap_.make<VariableNode>(Kind::Variable, node.position);
  renamed->name = underscore_;
  renamed->depth = node.depth;
  renamed->slot = node.slot;
  renamed->index = 0;
  std::uint32_t left = node.index;
  for (std::size_t at = bound_.size(); at-- > 0; ++renamed->index) {
    if (bound_[at] == node.name && left-- == 0) break;
  }
  return renamed;
}

Node* Renamer::free(const FreeNode& node) {
  auto* renamed = heap_.make<FreeNode>(Kind::Free, node.position, kWhnf | kStuck);
  renamed->name = node.name;
  renamed->index = node.index + (node.name == underscore_ ? bound_.size() : 0);
  return renamed;
}

Node* Renamer::binder(const BinderNode& node) {
  auto* renamed = heap_.make<BinderNode>(node.kind, node.position, node.flags, node.small);
  renamed->name = underscore_;
  renamed->domain = rename(node.domain);
  renamed->body = under(node.name, node.body);
  renamed->slots = node.slots;
  renamed->slot = node.slot;
  return renamed;
}

Node* Renamer::let(const LetNode& node) {
  auto* renamed = heap_.make<LetNode>(Kind::Let, node.position);
  renamed->name = underscore_;
  renamed->annotation = rename_if_any(node.annotation);
  renamed->bound = rename(node.bound);
  renamed->body = under(node.name, node.body);
  renamed->slot = node.slot;
  return renamed;
}

Node* Renamer::import(const ImportNode& node) {
  auto* renamed = heap_.make<ImportNode>(Kind::Import, node.position);
  renamed->spec = node.spec;
  renamed->resolved = node.resolved;
  if (node.spec->headers != nullptr) {
    auto* spec = new (heap_.arena().take(sizeof(ImportSpec))) ImportSpec(*node.spec);
    spec->headers = rename(node.spec->headers);
    renamed->spec = spec;
  }
  return renamed;
}

std::vector<Node*> Renamer::all(std::span<Node* const> nodes) {
  std::vector<Node*> renamed(nodes.begin(), nodes.end());
  for (Node*& node : renamed) node = rename_if_any(node);
  return renamed;
}

Node* Renamer::parts(Node* node) {
  const std::uint32_t at = node->position;
  switch (node->kind) {
  case Kind::List: return heap_.list(all(as<ListNode>(*node).all()), at);
  case Kind::EmptyList: return heap_.empty_list(rename(as<EmptyListNode>(*node).type), at);
  case Kind::Some: return heap_.some(rename(as<SomeNode>(*node).value), at);
  case Kind::Record:
  case Kind::RecordType:
  case Kind::UnionType: {
    const auto& fields = static_cast<const FieldsNode&>(*node);
    return heap_.fields(node->kind, fields.shape, all(fields.all()), at);
  }
  case Kind::Application: {
    const auto& call = as<ApplicationNode>(*node);
    Node* function = rename(call.function);
    return heap_.application(function, all(call.all()), at);
  }
  case Kind::If:
  case Kind::Merge:
  case Kind::ToMap: {
    const auto& three = static_cast<const TernaryNode&>(*node);
    Node* a = rename_if_any(three.a);
    Node* b = rename_if_any(three.b);
    return heap_.ternary(node->kind, a, b, rename_if_any(three.c), at);
  }
  case Kind::ShowConstructor:
  case Kind::Assert: return heap_.unary(node->kind, rename(static_cast<UnaryNode&>(*node).a), at);
  case Kind::Field: return heap_.field(rename(as<FieldNode>(*node).record), as<FieldNode>(*node).label, at);
  case Kind::Project:
    return heap_.project(rename(as<ProjectNode>(*node).record), as<ProjectNode>(*node).all(), at);
  case Kind::With: {
    const auto& with = as<WithNode>(*node);
    Node* record = rename(with.record);
    return heap_.with(record, with.all(), rename(with.value), at);
  }
  case Kind::Interpolation: return heap_.interpolation(all(as<InterpolationNode>(*node).all()), at);
  default: {
    // The operators, T::r, a : T and a.(T).
    const auto& two = as<BinaryNode>(*node);
    Node* left = rename(two.left);
    auto* renamed = static_cast<BinaryNode*>(heap_.binary(node->kind, left, rename(two.right), at));
    if (node->kind == Kind::Alternative && two.chosen != nullptr) {
      renamed->chosen = two.chosen == two.left ? renamed->left : renamed->right;
    }
    return renamed;
  }
  }
}

} // namespace

Node* rename_bound(Heap& heap, Node* expression) {
  return Renamer(heap).rename(expression);
}

} // namespace sigil::dhall
