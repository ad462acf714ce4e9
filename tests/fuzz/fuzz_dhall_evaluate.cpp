// Any text: parsed, checked and evaluated within limits. What comes out has a normal form that is its own
// normal form and has the same type.
#include <cstdlib>

#include "binary/encode.hpp"
#include "core/expand.hpp"
#include "core/infer.hpp"
#include "core/quote.hpp"
#include "syntax/parse.hpp"
#include "syntax/parts.hpp"
#include "syntax/print.hpp"

using namespace sigil;
using namespace sigil::dhall;

namespace {

/// What only the resolution of imports decides.
bool needs_resolution(Node* root) {
  std::vector<Node*> open{root};
  while (!open.empty()) {
    Node* node = open.back();
    open.pop_back();
    if (node->kind == Kind::Import || node->kind == Kind::Alternative) return true;
    append_parts(*node, open);
  }
  return false;
}

void require(bool condition) {
  if (!condition) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    Heap heap(std::uint64_t{256} << 20U);
    const std::string text(reinterpret_cast<const char*>(data), size);
    const Parsed parsed = parse(heap, heap.sources().add("input", Blob::of(text)));
    if (needs_resolution(parsed.expression)) return 0;
    Evaluator evaluator(heap, {.steps = 20'000, .depth = 200'000});
    TypeChecker checker(evaluator);
    Node* type = checker.infer_closed(parsed.expression, parsed.slots);
    Node* value = evaluator.evaluate(parsed.expression, evaluator.new_frame(nullptr, parsed.slots));
    const Bytes type_bytes = encode(*quote(evaluator, type, BinderNames::Underscore));
    Node* normal = quote(evaluator, value, BinderNames::Kept);
    const Bytes normal_bytes = encode(*quote(evaluator, value, BinderNames::Underscore));
    if (normal_bytes.size() > 100'000) return 0;
    const Expansion expanded = expand(heap, parsed.expression, parsed.slots);
    Node* same_value = evaluator.evaluate(expanded.expression, evaluator.new_frame(nullptr, expanded.slots));
    require(encode(*quote(evaluator, same_value, BinderNames::Underscore)) == normal_bytes);

    const Parsed again = parse(heap, heap.sources().add("normal", Blob::of(print(*normal))));
    Node* type_again = checker.infer_closed(again.expression, again.slots);
    require(encode(*quote(evaluator, type_again, BinderNames::Underscore)) == type_bytes);
    Node* value_again = evaluator.evaluate(again.expression, evaluator.new_frame(nullptr, again.slots));
    require(encode(*quote(evaluator, value_again, BinderNames::Underscore)) == normal_bytes);
  } catch (const Error& error) {
    require(error.kind() != ErrorKind::Internal);
  }
  return 0;
}
