// What the door does with the imports of an expression, other than resolving them.
#include <algorithm>
#include <unordered_set>

#include "binary/encode.hpp"
#include "context_impl.hpp"
#include "imports/walk.hpp"
#include "syntax/format.hpp"
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
                            std::optional<CharacterSet> characters) {
  Heap& heap = impl_->heap;
  const auto& source = heap.sources().add(std::move(name), std::move(text));
  const Location location = impl_->location_of(here);
  const CharacterSet set = characters ? *characters : character_set_of(heap, source);
  return dhall::format(heap, source, set, [&](Node& expression) {
    for (ImportNode* import : imports_below(expression)) {
      if (!can_be_frozen(*import->spec, which)) continue;
      set_hash(heap, *import, nullptr);
      impl_->interpreter.resolve({import, 1}, location);
      Node* normal = impl_->interpreter.quote(import->resolved->value, BinderNames::Underscore);
      set_hash(heap, *import,
               new (heap.arena().take(sizeof(Sha256Digest))) Sha256Digest(dhall::semantic_hash(*normal)));
    }
  });
}

} // namespace sigil::dhall
