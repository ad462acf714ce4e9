// Decoding what was encoded gives the same expression, down to the places of variables.
#include "encoded.hpp"
#include "support/random_expression.hpp"

using namespace sigil;
using namespace sigil::dhall;

namespace {

bool same(const Node* a, const Node* b);

bool same(std::span<Node* const> a, std::span<Node* const> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Node* left, const Node* right) { return same(left, right); });
}

bool same(const Symbol* a, const Symbol* b) {
  return a == nullptr || b == nullptr ? a == b : a->text == b->text;
}

bool same(std::span<const Symbol* const> a, std::span<const Symbol* const> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Symbol* left, const Symbol* right) { return same(left, right); });
}

bool same(const ImportSpec& a, const ImportSpec& b) {
  const bool same_hash = a.hash == nullptr || b.hash == nullptr ? a.hash == b.hash : *a.hash == *b.hash;
  return same_hash && a.scheme == b.scheme && a.mode == b.mode && a.authority == b.authority &&
         std::equal(a.path.begin(), a.path.end(), b.path.begin(), b.path.end()) &&
         a.has_query == b.has_query && a.query == b.query && same(a.headers, b.headers);
}

bool same_binding(const Node& a, const Node& b) {
  switch (a.kind) {
  case Kind::Variable: {
    const auto &x = as<VariableNode>(a), &y = as<VariableNode>(b);
    return same(x.name, y.name) && x.index == y.index && x.depth == y.depth && x.slot == y.slot;
  }
  case Kind::Free:
    return same(as<FreeNode>(a).name, as<FreeNode>(b).name) && as<FreeNode>(a).index == as<FreeNode>(b).index;
  case Kind::Let: {
    const auto &x = as<LetNode>(a), &y = as<LetNode>(b);
    return same(x.name, y.name) && x.slot == y.slot && same(x.annotation, y.annotation) &&
           same(x.bound, y.bound) && same(x.body, y.body);
  }
  default: {
    const auto &x = as<BinderNode>(a), &y = as<BinderNode>(b);
    return same(x.name, y.name) && x.slots == y.slots && same(x.domain, y.domain) && same(x.body, y.body);
  }
  }
}

bool same(const Node* a, const Node* b) {
  if (a == nullptr || b == nullptr) return a == b;
  if (a->kind != b->kind || a->is(kNormal) != b->is(kNormal)) return false;
  if (operator_number(a->kind) >= 0 || a->kind == Kind::Annotation || a->kind == Kind::ProjectByType) {
    return same(as<BinaryNode>(*a).left, as<BinaryNode>(*b).left) &&
           same(as<BinaryNode>(*a).right, as<BinaryNode>(*b).right);
  }
  switch (a->kind) {
  case Kind::Variable:
  case Kind::Free:
  case Kind::Let:
  case Kind::Lambda:
  case Kind::Pi: return same_binding(*a, *b);
  case Kind::List: return same(as<ListNode>(*a).all(), as<ListNode>(*b).all());
  case Kind::EmptyList: return same(as<EmptyListNode>(*a).type, as<EmptyListNode>(*b).type);
  case Kind::Some: return same(as<SomeNode>(*a).value, as<SomeNode>(*b).value);
  case Kind::Record:
  case Kind::RecordType:
  case Kind::UnionType:
    return same(as<FieldsNode>(*a).shape->all(), as<FieldsNode>(*b).shape->all()) &&
           same(as<FieldsNode>(*a).all(), as<FieldsNode>(*b).all());
  case Kind::Application:
    return same(as<ApplicationNode>(*a).function, as<ApplicationNode>(*b).function) &&
           same(as<ApplicationNode>(*a).all(), as<ApplicationNode>(*b).all());
  case Kind::If:
  case Kind::Merge:
  case Kind::ToMap:
    return same(as<TernaryNode>(*a).a, as<TernaryNode>(*b).a) &&
           same(as<TernaryNode>(*a).b, as<TernaryNode>(*b).b) &&
           same(as<TernaryNode>(*a).c, as<TernaryNode>(*b).c);
  case Kind::Assert:
  case Kind::ShowConstructor: return same(as<UnaryNode>(*a).a, as<UnaryNode>(*b).a);
  case Kind::Field:
    return same(as<FieldNode>(*a).record, as<FieldNode>(*b).record) &&
           same(as<FieldNode>(*a).label, as<FieldNode>(*b).label);
  case Kind::Project:
    return same(as<ProjectNode>(*a).record, as<ProjectNode>(*b).record) &&
           same(as<ProjectNode>(*a).all(), as<ProjectNode>(*b).all());
  case Kind::With:
    return same(as<WithNode>(*a).record, as<WithNode>(*b).record) &&
           same(as<WithNode>(*a).all(), as<WithNode>(*b).all()) &&
           same(as<WithNode>(*a).value, as<WithNode>(*b).value);
  case Kind::Interpolation: return same(as<InterpolationNode>(*a).all(), as<InterpolationNode>(*b).all());
  case Kind::Import: return same(*as<ImportNode>(*a).spec, *as<ImportNode>(*b).spec);
  default: return encode(*a) == encode(*b);
  }
}

} // namespace

TEST_CASE("what was encoded is decoded to the same expression") {
  for (unsigned seed = 0; seed < 3000; ++seed) {
    CAPTURE(seed);
    Heap heap;
    const Node* node = test::RandomExpression(heap, seed).make(1 + seed % 7);
    const Bytes bytes = encode(*node);
    const Decoded again = test::decoded(heap, bytes);
    CAPTURE(to_hex(bytes));
    REQUIRE(same(node, again.expression));
    REQUIRE((encode(*again.expression) == bytes));
  }
}

TEST_CASE("an encoding that is cut or damaged is refused or another expression") {
  for (unsigned seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    Heap made;
    Bytes bytes = encode(*test::RandomExpression(made, seed).make(5));
    if (bytes.size() > 2000) bytes = encode(*test::RandomExpression(made, seed).make(3));
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      Heap heap;
      const Error cut = test::error_of([&] {
        test::decoded(heap, Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at)));
      });
      REQUIRE(cut.code() == "dhall.binary.end");
      Bytes damaged = bytes;
      damaged[at] ^= static_cast<std::uint8_t>(1U << (seed % 8));
      try {
        const Bytes once = encode(*test::decoded(heap, damaged).expression);
        REQUIRE((encode(*test::decoded(heap, once).expression) == once));
      } catch (const Error& error) {
        REQUIRE((error.code().starts_with("dhall.binary.") || error.code().starts_with("dhall.limit.")));
      }
    }
  }
}
