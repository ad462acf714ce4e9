// What a context does with the imports of an expression, other than resolving them.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "context_impl.hpp"
#include "syntax/format.hpp"
#include "syntax/parts.hpp"
#include "syntax/print.hpp"

namespace sigil::dhall {

namespace {

/// All imports in the order they are written.
std::vector<ImportNode*> imports_below(Node& expression) {
  std::vector<ImportNode*> imports;
  std::vector<Node*> rest{&expression};
  while (!rest.empty()) {
    Node* node = rest.back();
    rest.pop_back();
    if (node->is(kNormal)) continue;
    if (node->kind == Kind::Import) imports.push_back(&as<ImportNode>(*node));
    const auto size = static_cast<std::ptrdiff_t>(rest.size());
    append_parts(*node, rest);
    std::reverse(rest.begin() + size, rest.end());
  }
  return imports;
}

void set_hash(Heap& heap, ImportNode& import, const Sha256Digest* hash) {
  auto* spec = new (heap.arena().take(sizeof(ImportSpec))) ImportSpec(*import.spec);
  spec->hash = hash;
  import.spec = spec;
}

bool can_be_frozen(const ImportSpec& spec, FrozenImports which) {
  if (spec.scheme == ImportScheme::Missing || spec.mode == ImportMode::Location) return false;
  return which == FrozenImports::All || is_remote(spec);
}

/// The import that `missing sha256:… ? import` falls back to; nullptr for any other expression.
ImportNode* fallback_of(const Node& expression) {
  if (expression.kind != Kind::Alternative) return nullptr;
  const auto& node = as<BinaryNode>(expression);
  if (node.left->kind != Kind::Import || node.right->kind != Kind::Import) return nullptr;
  const ImportSpec& left = *as<ImportNode>(*node.left).spec;
  auto& right = as<ImportNode>(*node.right);
  const bool is_fallback =
      left.scheme == ImportScheme::Missing && left.hash != nullptr && right.spec->hash == nullptr;
  return is_fallback ? &right : nullptr;
}

/// `missing` with the hash of an import, as which it is to be read.
Node* missing_of(Heap& heap, const ImportNode& import) {
  ImportSpec spec{};
  spec.scheme = ImportScheme::Missing;
  spec.mode = import.spec->mode;
  spec.hash = import.spec->hash;
  return heap.import(spec, import.position);
}

/// Puts other expressions where these are, and where the source has them.
void replace(Node*& root, Surface& surface, const std::unordered_map<const Node*, Node*>& others) {
  const auto exchange = [&](Node*& node) {
    const auto found = others.find(node);
    if (found != others.end()) node = found->second;
  };
  std::vector<Node**> rest{&root};
  while (!rest.empty()) {
    Node*& node = *rest.back();
    rest.pop_back();
    Node* before = node;
    exchange(node);
    if (!before->is(kNormal)) append_places(*before, rest);
  }
  for (auto& [record, entries] : surface.entries)
    for (Surface::Entry& entry : entries)
      if (entry.value != nullptr) exchange(entry.value);
  for (const auto& [from, to] : others) {
    const auto end = surface.ends.find(from);
    if (end != surface.ends.end()) surface.ends.emplace(to, end->second);
  }
}

/// `missing sha256:… ? import` becomes `import sha256:…`.
void join_fallbacks(Node*& root, Surface& surface) {
  std::unordered_map<const Node*, Node*> others;
  std::vector<Node*> rest{root};
  while (!rest.empty()) {
    Node* node = rest.back();
    rest.pop_back();
    if (node->is(kNormal)) continue;
    if (ImportNode* import = fallback_of(*node)) {
      auto* spec = const_cast<ImportSpec*>(import->spec);
      spec->hash = as<ImportNode>(*as<BinaryNode>(*node).left).spec->hash;
      others.emplace(node, import);
    } else {
      append_parts(*node, rest);
    }
  }
  if (!others.empty()) replace(root, surface, others);
}

/// `import sha256:…` becomes `missing sha256:… ? import`.
void split_fallbacks(Heap& heap, Node*& root, Surface& surface) {
  std::unordered_map<const Node*, Node*> others;
  for (ImportNode* import : imports_below(*root)) {
    if (import->spec->hash == nullptr || import->spec->scheme == ImportScheme::Missing ||
        import->spec->mode == ImportMode::Location)
      continue;
    Node* missing = missing_of(heap, *import);
    set_hash(heap, *import, nullptr);
    others.emplace(import, heap.binary(Kind::Alternative, missing, import, import->position));
  }
  if (!others.empty()) replace(root, surface, others);
}

} // namespace

ParsedExpression Context::substitute_imports(const ResolvedExpression& expression) {
  ParsedExpression result;
  result.node_ = expression.node_;
  result.slots_ = expression.slots_;
  std::vector<Node**> rest{&result.node_};
  while (!rest.empty()) {
    Node*& node = *rest.back();
    rest.pop_back();
    while (node->kind == Kind::Alternative) node = as<BinaryNode>(*node).chosen;
    if (node->kind == Kind::Import) {
      node = impl_->interpreter.quote(as<ImportNode>(*node).resolved->value, BinderNames::Kept);
      continue;
    }
    if (node->is(kNormal)) continue;
    append_places(*node, rest);
  }
  return result;
}

std::vector<std::string> Context::direct_imports(const ParsedExpression& expression) {
  std::vector<std::string> texts;
  std::unordered_set<std::string> known;
  for (ImportNode* import : imports_below(*expression.node_)) {
    const ImportSpec* spec = import->spec;
    set_hash(impl_->heap, *import, nullptr);
    std::string text = dhall::print(*import);
    import->spec = spec;
    if (known.insert(text).second) texts.push_back(std::move(text));
  }
  return texts;
}

std::string Context::freeze(std::string name, Blob text, std::string_view here, FrozenImports which,
                            std::optional<CharacterSet> characters, FrozenForm form) {
  Heap& heap = impl_->heap;
  const auto& source = heap.sources().add(std::move(name), std::move(text));
  const Location location = impl_->location_of(here);
  const CharacterSet set = characters ? *characters : character_set_of(heap, source);
  return dhall::format(heap, source, set, [&](Node*& root, Surface& surface) {
    join_fallbacks(root, surface);
    for (ImportNode* import : imports_below(*root)) {
      if (!can_be_frozen(*import->spec, which)) continue;
      set_hash(heap, *import, nullptr);
      impl_->interpreter.resolve({import, 1}, location);
      const Sha256Digest hash = impl_->interpreter.resolver().store(*import->resolved);
      set_hash(heap, *import, new (heap.arena().take(sizeof(Sha256Digest))) Sha256Digest(hash));
    }
    if (form == FrozenForm::Fallback) split_fallbacks(heap, root, surface);
  });
}

} // namespace sigil::dhall
