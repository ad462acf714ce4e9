#include "core/strictness.hpp"

#include <span>

#include "core/signature.hpp"

namespace sigil::dhall {

namespace {

/// Looks at so many levels of an expression and no further: this must not cost more than it saves.
constexpr int kMostLevels = 12;

/// The variable in this slot of the frame that `code` is in.
bool needs(const Node* code, std::uint32_t slot, int levels);

bool any_needs(std::span<Node* const> codes, std::uint32_t slot, int levels) {
  for (const Node* code : codes) {
    if (needs(code, slot, levels)) return true;
  }
  return false;
}

bool application_needs(const ApplicationNode& code, std::uint32_t slot, int levels) {
  if (code.function->kind != Kind::Builtin) return needs(code.function, slot, levels);
  const Signature signature = signature_of(as<BuiltinNode>(*code.function).builtin());
  if (code.count < signature.arguments) return false;
  for (std::uint32_t at = 0; at < signature.arguments; ++at) {
    if (signature.needs(at) && needs(code.arguments[at], slot, levels)) return true;
  }
  return false;
}

bool needs(const Node* code, std::uint32_t slot, int levels) {
  if (levels == 0) return false;
  --levels;
  switch (code->kind) {
  case Kind::Variable: {
    const auto& variable = as<VariableNode>(*code);
    return variable.depth == 0 && variable.slot == slot;
  }
  case Kind::Lambda: {
    const auto& function = static_cast<const BinderNode&>(*code);
    return function.shares_frame() && needs(function.body, slot, levels);
  }
  case Kind::Let: return needs(as<LetNode>(*code).body, slot, levels);
  case Kind::Application: return application_needs(as<ApplicationNode>(*code), slot, levels);
  case Kind::Field: return needs(as<FieldNode>(*code).record, slot, levels);
  case Kind::Project: return needs(as<ProjectNode>(*code).record, slot, levels);
  case Kind::With: return needs(as<WithNode>(*code).record, slot, levels);
  case Kind::Annotation: return needs(as<BinaryNode>(*code).left, slot, levels);
  case Kind::Interpolation: return any_needs(as<InterpolationNode>(*code).all(), slot, levels);
  case Kind::Fused: return needs(as<FusedNode>(*code).over, slot, levels);
  case Kind::Merge: return needs(static_cast<const TernaryNode&>(*code).b, slot, levels);
  case Kind::ToMap: return needs(static_cast<const TernaryNode&>(*code).a, slot, levels);
  case Kind::ShowConstructor: return needs(static_cast<const UnaryNode&>(*code).a, slot, levels);
  case Kind::If: {
    const auto& node = static_cast<const TernaryNode&>(*code);
    return needs(node.a, slot, levels) || (needs(node.b, slot, levels) && needs(node.c, slot, levels));
  }
  case Kind::Or:
  case Kind::And:
  case Kind::Times: return needs(as<BinaryNode>(*code).left, slot, levels);
  case Kind::Equal:
  case Kind::NotEqual:
  case Kind::Plus:
  case Kind::TextAppend:
  case Kind::ListAppend:
  case Kind::Combine:
  case Kind::Prefer: {
    const auto& node = as<BinaryNode>(*code);
    return needs(node.left, slot, levels) || needs(node.right, slot, levels);
  }
  default: return false;
  }
}

} // namespace

bool strictness::find_out(const BinderNode& lambda) {
  const bool result = needs(lambda.body, lambda.slot, kMostLevels);
  const_cast<std::uint16_t&>(lambda.small) |= result ? kYes : kNo;
  return result;
}

bool strictness::find_out(const LetNode& let) {
  const bool result = needs(let.body, let.slot, kMostLevels);
  const_cast<std::uint16_t&>(let.small) |= result ? kYes : kNo;
  return result;
}

} // namespace sigil::dhall
