// Implements standard/type-inference.md: operators.
#include "core/infer.hpp"

namespace sigil::dhall {

namespace {

/// How many operators, from the innermost on, are all '⫽' or all '∧'.
std::size_t merges(std::span<const BinaryNode* const> chain) {
  const Kind kind = chain.back()->kind;
  if (kind != Kind::Prefer && kind != Kind::Combine) return 0;
  std::size_t count = 1;
  while (count < chain.size() && chain[chain.size() - 1 - count]->kind == kind) ++count;
  return count;
}

} // namespace

/// Operators associate to the left, so that a chain of them nests as deeply as it is long.
Node* TypeChecker::infer_operators(Node* code, const Context& context) {
  std::vector<const BinaryNode*> chain;
  while (operator_number(code->kind) >= 0 && code->kind != Kind::Alternative &&
         code->kind != Kind::Completion) {
    chain.push_back(&as<BinaryNode>(*code));
    code = chain.back()->left;
  }
  SIGIL_ASSERT(!chain.empty());
  Node* type = infer(code, context);
  std::optional<RecordMerge> merged; // what has this type, if that is a '⩓'
  for (; !chain.empty(); chain.pop_back()) {
    if (const std::size_t count = merges(chain); count >= kLongChain) {
      type = infer_merges(std::span(chain).last(count), type, context);
      chain.resize(chain.size() - count + 1);
      continue;
    }
    if (chain.back()->kind != Kind::CombineTypes) merged.reset();
    type = evaluator_.force(infer_operator(*chain.back(), type, context, merged));
  }
  return type;
}

Node* TypeChecker::infer_operator(const BinaryNode& node, Node* left, const Context& context,
                                  std::optional<RecordMerge>& merged) {
  Node* right = infer(node.right, context);
  switch (node.kind) {
  case Kind::Or:
  case Kind::And:
  case Kind::Equal:
  case Kind::NotEqual: return expect_operands(node, Builtin::Bool, left, right);
  case Kind::Plus:
  case Kind::Times: return expect_operands(node, Builtin::Natural, left, right);
  case Kind::TextAppend: return expect_operands(node, Builtin::Text, left, right);
  case Kind::ListAppend: return infer_append(node, left, right);
  case Kind::Combine:
  case Kind::Prefer: return merge_types(node, left, right);
  case Kind::CombineTypes: return infer_combined_types(node, context, left, right, merged);
  default: return infer_equivalence(node, left, right);
  }
}

Node* TypeChecker::expect_operands(const BinaryNode& node, Builtin type, Node* left, Node* right) {
  Node* expected = heap_.builtin(type);
  const auto expect = [&](Node* found, const Node* operand) {
    if (found == expected || evaluator_.equivalent(found, expected)) return;
    fail_mismatch("dhall.type.operator", operand,
                  "an operand of '" + std::string(operator_text(node.kind)) + "' is no " +
                      std::string(name_of(type)),
                  expected, found);
  };
  expect(left, node.left);
  expect(right, node.right);
  return expected;
}

Node* TypeChecker::infer_append(const BinaryNode& node, Node* left, Node* right) {
  const auto expect_list = [&](Node* type, const Node* operand) {
    if (argument_of(type, Builtin::List) != nullptr) return;
    fail("dhall.type.append", operand->position,
         "an operand of '#' is no list but has the type '" + shown(type) + "'");
  };
  expect_list(left, node.left);
  expect_list(right, node.right);
  if (!evaluator_.equivalent(left, right)) {
    fail_mismatch("dhall.type.append", node.right, "the operands of '#' are lists of different types", left,
                  right);
  }
  return left;
}

Node* TypeChecker::infer_equivalence(const BinaryNode& node, Node* left, Node* right) {
  expect_term_type(left, node.left->position, "dhall.type.equivalence", "a side of '≡'");
  expect_term_type(right, node.right->position, "dhall.type.equivalence", "a side of '≡'");
  if (!evaluator_.equivalent(left, right)) {
    fail_mismatch("dhall.type.equivalence", node.right, "the sides of '≡' have different types", left, right);
  }
  return heap_.universe(Universe::Type);
}

} // namespace sigil::dhall
