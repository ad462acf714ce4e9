// Operators, once their operands are there.
// Implements standard/beta-normalization.md: Bool, Natural (+ and *), List (#).
#include <algorithm>

#include "core/evaluator.hpp"
#include "core/numbers.hpp"

namespace sigil::dhall {

namespace {

bool is_bool(const Node* node, bool value) {
  return node->kind == Kind::Bool && as<BoolNode>(*node).value() == value;
}

bool is_number(const Node* node, std::uint64_t value) {
  return node->kind == Kind::Natural && as<NaturalNode>(*node).value == value;
}

bool is_list(const Node* node) {
  return node->kind == Kind::List || node->kind == Kind::ListRope;
}

/// The count of a list of two.
std::uint64_t sum(std::uint64_t left, std::uint64_t right) {
  std::uint64_t result = 0;
  if (__builtin_add_overflow(left, right, &result))
    throw Error(ErrorKind::Limit, "a list has more elements than can be counted")
        .coded("dhall.limit.memory")
        .hint("no memory holds that many");
  return result;
}

} // namespace

/// Whether the left operand is the result, whatever the right one is.
bool Evaluator::is_settled(Kind kind, const Node* left) {
  switch (kind) {
  case Kind::Or: return is_bool(left, true);
  case Kind::And: return is_bool(left, false);
  case Kind::Times: return is_number(left, 0);
  default: return false;
  }
}

Node* Evaluator::left_operand(State& state, BinaryNode& node, Frame* frame, Node* left) {
  if (is_settled(node.kind, left)) return left;
  if (Node* right = at_once(node.right, frame)) return operate(node.kind, left, right);
  push(Then::RightOperand, 0, &node, left);
  state.code = node.right;
  state.frame = frame;
  return nullptr;
}

Node* Evaluator::operate(Kind kind, Node* left, Node* right) {
  switch (kind) {
  case Kind::Or:
  case Kind::And:
  case Kind::Equal:
  case Kind::NotEqual: return logical(kind, left, right);
  case Kind::Plus:
  case Kind::Times: return arithmetic(kind, left, right);
  case Kind::TextAppend: return append_texts(left, right);
  case Kind::ListAppend: return append_lists(left, right);
  case Kind::Equivalent: return stuck(kind, left, right);
  default: return record_operator(kind, left, right);
  }
}

Node* Evaluator::stuck(Kind kind, Node* left, Node* right) {
  auto* node = heap_.make<BinaryNode>(kind, 0, kWhnf | kStuck);
  node->left = left;
  node->right = right;
  node->chosen = nullptr;
  return node;
}

Node* Evaluator::logical(Kind kind, Node* left, Node* right) {
  // The value that leaves the other operand as it is, and the one that settles it.
  const bool neutral = kind == Kind::And || kind == Kind::Equal;
  if (is_bool(left, neutral)) return right;
  if (is_bool(right, neutral)) return left;
  if (kind == Kind::Or || kind == Kind::And) {
    if (is_bool(left, !neutral)) return left;
    if (is_bool(right, !neutral)) return right;
    return equivalent(left, right) ? left : stuck(kind, left, right);
  }
  return equivalent(left, right) ? heap_.boolean(kind == Kind::Equal) : stuck(kind, left, right);
}

Node* Evaluator::arithmetic(Kind kind, Node* left, Node* right) {
  const bool is_sum = kind == Kind::Plus;
  if (left->kind == Kind::Natural && right->kind == Kind::Natural) {
    const std::uint64_t a = as<NaturalNode>(*left).value;
    const std::uint64_t b = as<NaturalNode>(*right).value;
    std::uint64_t result = 0;
    if (!(is_sum ? __builtin_add_overflow(a, b, &result) : __builtin_mul_overflow(a, b, &result))) {
      return heap_.natural(result);
    }
  }
  if (is_natural(*left) && is_natural(*right)) {
    return is_sum ? add_naturals(heap_, *left, *right) : multiply_naturals(heap_, *left, *right);
  }
  if (!is_sum && (is_number(left, 0) || is_number(right, 0))) return heap_.natural(0);
  const std::uint64_t neutral = is_sum ? 0 : 1;
  if (is_number(left, neutral)) return right;
  if (is_number(right, neutral)) return left;
  return stuck(kind, left, right);
}

Node* Evaluator::prepend(Node* element, Node* list) {
  if (!is_list(list)) {
    auto* single = heap_.make<ListNode>(Kind::List, 0, kWhnf);
    single->count = 1;
    single->items = heap_.arena().take_array<Node*>(1);
    single->items[0] = element;
    return list->kind == Kind::EmptyList ? single : stuck(Kind::ListAppend, single, list);
  }
  auto* rope = heap_.make<ListRopeNode>(Kind::ListRope, 0, kWhnf, 1);
  // Lists and ropes have their count in the same place.
  rope->count = sum(1, static_cast<ListNode*>(list)->count);
  rope->left = element;
  rope->right = list;
  return rope;
}

Node* Evaluator::append_lists(Node* left, Node* right) {
  if (left->kind == Kind::EmptyList) return right;
  if (right->kind == Kind::EmptyList) return left;
  if (!is_list(left) || !is_list(right)) return stuck(Kind::ListAppend, left, right);
  auto* rope = heap_.make<ListRopeNode>(Kind::ListRope, 0, kWhnf);
  rope->count = sum(static_cast<ListNode*>(left)->count, static_cast<ListNode*>(right)->count);
  rope->left = left;
  rope->right = right;
  return rope;
}

std::span<Node* const> Evaluator::elements(Node* list) {
  if (list->kind == Kind::EmptyList) return {};
  auto& flat = static_cast<ListNode&>(*list);
  if (list->kind == Kind::ListRope) {
    Arena& arena = heap_.arena();
    const bool is_newest = arena.is_in_newest_part(list);
    Node** items = is_newest ? arena.take_array<Node*>(flat.count) : arena.take_kept_array<Node*>(flat.count);
    Node** next = items;
    std::vector<Node*> left_to_do{list};
    while (!left_to_do.empty()) {
      Node* node = left_to_do.back();
      left_to_do.pop_back();
      while (node->kind == Kind::ListRope) {
        const auto& rope = as<ListRopeNode>(*node);
        if (node->small == 1) {
          *next++ = rope.left;
          node = rope.right;
        } else {
          left_to_do.push_back(rope.right);
          node = rope.left;
        }
      }
      next = std::copy_n(as<ListNode>(*node).items, as<ListNode>(*node).count, next);
    }
    // What is not in the newest part may be young all the same, and so may its elements.
    for (std::uint64_t at = 0; !is_newest && at < flat.count; ++at) wrote(items + at);
    static_assert(sizeof(ListNode) <= sizeof(ListRopeNode));
    flat.kind = Kind::List;
    flat.items = items;
  }
  return flat.all();
}

} // namespace sigil::dhall
