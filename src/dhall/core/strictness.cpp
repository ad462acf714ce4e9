#include "core/strictness.hpp"

#include <span>

namespace sigil::dhall {

namespace {

/// Looks at so many levels of an expression and no further: this must not cost more than it saves.
constexpr int kMostLevels = 12;

/// The variable in slot 0 of the frame that `code` is in.
bool needs(const Node* code, int levels);

bool any_needs(std::span<Node* const> codes, int levels) {
  for (const Node* code : codes) {
    if (needs(code, levels)) return true;
  }
  return false;
}

bool needs(const Node* code, int levels) {
  if (levels == 0) return false;
  --levels;
  switch (code->kind) {
  case Kind::Variable: {
    const auto& variable = as<VariableNode>(*code);
    return variable.depth == 0 && variable.slot == 0;
  }
  case Kind::Let: return needs(as<LetNode>(*code).body, levels);
  case Kind::Application: return needs(as<ApplicationNode>(*code).function, levels);
  case Kind::Field: return needs(as<FieldNode>(*code).record, levels);
  case Kind::Project: return needs(as<ProjectNode>(*code).record, levels);
  case Kind::With: return needs(as<WithNode>(*code).record, levels);
  case Kind::Annotation: return needs(as<BinaryNode>(*code).left, levels);
  case Kind::Interpolation: return any_needs(as<InterpolationNode>(*code).all(), levels);
  case Kind::Merge: return needs(static_cast<const TernaryNode&>(*code).b, levels);
  case Kind::ToMap: return needs(static_cast<const TernaryNode&>(*code).a, levels);
  case Kind::ShowConstructor: return needs(static_cast<const UnaryNode&>(*code).a, levels);
  case Kind::If: {
    const auto& node = static_cast<const TernaryNode&>(*code);
    return needs(node.a, levels) || (needs(node.b, levels) && needs(node.c, levels));
  }
  case Kind::Or:
  case Kind::And:
  case Kind::Times: return needs(as<BinaryNode>(*code).left, levels);
  case Kind::Equal:
  case Kind::NotEqual:
  case Kind::Plus:
  case Kind::TextAppend:
  case Kind::ListAppend:
  case Kind::Combine:
  case Kind::Prefer: {
    const auto& node = as<BinaryNode>(*code);
    return needs(node.left, levels) || needs(node.right, levels);
  }
  default: return false;
  }
}

} // namespace

bool needs_argument(const BinderNode& lambda) {
  enum : std::uint16_t { Unknown, No, Yes };
  auto& known = const_cast<std::uint16_t&>(lambda.small);
  if (known == Unknown) known = needs(lambda.body, kMostLevels) ? Yes : No;
  return known == Yes;
}

} // namespace sigil::dhall
