#include "core/alpha.hpp"

#include <vector>

#include "sigil/base/stack.hpp"

#include "syntax/parts.hpp"

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
  Node* parts(const Node& node);
  Node* import(const ImportNode& node);
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
  default: return parts(*node);
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

Node* Renamer::parts(const Node& node) {
  std::vector<Node*> renamed;
  append_parts(node, renamed);
  for (Node*& part : renamed) part = rename(part);
  return with_parts(heap_, node, renamed);
}

} // namespace

Node* rename_bound(Heap& heap, Node* expression) {
  return Renamer(heap).rename(expression);
}

} // namespace sigil::dhall
