// Whether two values have the same normal form, without making it.
// Implements standard/equivalence.md.
#include "core/equivalence.hpp"

#include <cmath>
#include <cstring>
#include <unordered_set>

#include "core/numbers.hpp"

namespace sigil::dhall {

namespace {

/// A double's bits, with every NaN the same.
std::uint64_t bits_of(double value) {
  std::uint64_t bits = 0;
  if (std::isnan(value)) return ~bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

} // namespace

/// Compares pairs from a list of what is left to compare: nesting costs memory, not stack.
class Equivalence {
 public:
  explicit Equivalence(Evaluator& evaluator) : evaluator_(evaluator) {}

  bool holds(Node* left, Node* right) {
    std::uint64_t endless = ~std::uint64_t{0};
    return *holds_within(left, right, endless);
  }
  /// Nothing if it takes more steps than there are.
  std::optional<bool> holds_within(Node* left, Node* right, std::uint64_t& steps) {
    add(left, right);
    for (; !todo_.empty(); --steps) {
      if (steps == 0) return std::nullopt;
      const auto [l, r] = todo_.back();
      todo_.pop_back();
      if (!step(evaluator_.force(l), evaluator_.force(r))) return false;
    }
    return true;
  }

 private:
  using Pair = std::pair<Node*, Node*>;
  struct PairHash {
    std::size_t operator()(const Pair& pair) const {
      return std::hash<const void*>()(pair.first) * 31 + std::hash<const void*>()(pair.second);
    }
  };

  void add(Node* left, Node* right) {
    if (left != right) todo_.emplace_back(left, right);
  }
  bool add_all(std::span<Node* const> left, std::span<Node* const> right) {
    if (left.size() != right.size()) return false;
    for (std::size_t at = left.size(); at-- > 0;) {
      if ((left[at] == nullptr) != (right[at] == nullptr)) return false;
      if (left[at] != nullptr) add(left[at], right[at]);
    }
    return true;
  }

  /// Adds what two values consist of, or says that they differ.
  bool step(Node* left, Node* right) {
    if (left == right) return true;
    if (is_list(left) && is_list(right))
      return add_all(evaluator_.elements(left), evaluator_.elements(right));
    if (is_text(left) && is_text(right)) return texts(left, right);
    if (left->kind != right->kind) return false;
    // Values that share much of themselves would be compared again and again: remember, once it matters.
    if (++steps_ > kStepsWithoutMemory && !seen_.insert({left, right}).second) return true;
    return parts(left, right);
  }

  static bool is_list(const Node* node) { return node->kind == Kind::List || node->kind == Kind::ListRope; }
  static bool is_text(const Node* node) {
    return node->kind == Kind::Text || node->kind == Kind::Interpolation;
  }

  bool texts(Node* left, Node* right) {
    std::vector<Node*> l;
    std::vector<Node*> r;
    evaluator_.pieces_of(evaluator_.flatten_text(left), l);
    evaluator_.pieces_of(evaluator_.flatten_text(right), r);
    if (l.size() != r.size()) return false;
    for (std::size_t at = 0; at < l.size(); ++at) {
      if (l[at]->kind != Kind::Text || r[at]->kind != Kind::Text) {
        if (l[at]->kind == Kind::Text || r[at]->kind == Kind::Text) return false;
        add(l[at], r[at]);
      } else if (as<TextNode>(*l[at]).text() != as<TextNode>(*r[at]).text()) {
        return false;
      }
    }
    return true;
  }

  bool closures(ClosureNode& left, ClosureNode& right) {
    add(evaluator_.domain_of(left), evaluator_.domain_of(right));
    // The body of an open ∀ is compared as it is, and the other function gets the variable. Of two open ones,
    // one is closed. A part of a body cannot be the same ∀ again, so that no variable stands for two.
    Node* variable = Evaluator::variable_of(left);
    if (variable == nullptr) variable = Evaluator::variable_of(right);
    if (variable == nullptr) variable = evaluator_.fresh(left.code->name, nullptr);
    // Bodies are evaluated one after the other as they are compared.
    add(evaluator_.instantiate(left, variable), evaluator_.instantiate(right, variable));
    return true;
  }

  bool optional(Node* left, Node* right) {
    if ((left == nullptr) != (right == nullptr)) return false;
    if (left != nullptr) add(left, right);
    return true;
  }

  bool parts(Node* left, Node* right);
  bool stuck_parts(Node* left, Node* right);
  static bool literals(const Node& left, const Node& right);

  static constexpr std::uint64_t kStepsWithoutMemory = 1000;

  Evaluator& evaluator_;
  std::vector<Pair> todo_;
  std::unordered_set<Pair, PairHash> seen_;
  std::uint64_t steps_ = 0;
};

bool Equivalence::literals(const Node& left, const Node& right) {
  switch (left.kind) {
  case Kind::Natural: return as<NaturalNode>(left).value == as<NaturalNode>(right).value;
  case Kind::Integer: return as<IntegerNode>(left).value == as<IntegerNode>(right).value;
  case Kind::BigNatural:
  case Kind::BigInteger: return same_number(left, right);
  case Kind::Double: return bits_of(as<DoubleNode>(left).value) == bits_of(as<DoubleNode>(right).value);
  case Kind::Bytes: {
    const auto& l = as<BytesNode>(left);
    const auto& r = as<BytesNode>(right);
    return l.size_bytes == r.size_bytes &&
           (l.size_bytes == 0 || std::memcmp(l.data, r.data, l.size_bytes) == 0);
  }
  case Kind::Date: {
    const auto& l = as<DateNode>(left);
    const auto& r = as<DateNode>(right);
    return l.year == r.year && l.month == r.month && l.day == r.day;
  }
  case Kind::Time: {
    const auto& l = as<TimeNode>(left);
    const auto& r = as<TimeNode>(right);
    return l.hour == r.hour && l.minute == r.minute && l.second == r.second && l.fraction() == r.fraction();
  }
  case Kind::TimeZone: {
    const auto& l = as<TimeZoneNode>(left);
    const auto& r = as<TimeZoneNode>(right);
    return l.minutes == r.minutes && l.negative == r.negative;
  }
  default: return left.small == right.small; // Universe, Builtin, Bool
  }
}

bool Equivalence::parts(Node* left, Node* right) {
  switch (left->kind) {
  case Kind::Record:
  case Kind::RecordType:
  case Kind::UnionType: {
    const auto& l = static_cast<const FieldsNode&>(*left);
    const auto& r = static_cast<const FieldsNode&>(*right);
    return l.shape == r.shape && add_all(l.all(), r.all());
  }
  case Kind::EmptyList: add(as<EmptyListNode>(*left).type, as<EmptyListNode>(*right).type); return true;
  case Kind::Some: add(as<SomeNode>(*left).value, as<SomeNode>(*right).value); return true;
  case Kind::Variant: {
    const auto& l = as<VariantNode>(*left);
    const auto& r = as<VariantNode>(*right);
    if (l.index != r.index || l.type->shape != r.type->shape) return false;
    add(l.type, r.type);
    return optional(l.payload, r.payload);
  }
  case Kind::Closure:
  case Kind::PiClosure: return closures(static_cast<ClosureNode&>(*left), static_cast<ClosureNode&>(*right));
  case Kind::Level: return as<LevelNode>(*left).level == as<LevelNode>(*right).level;
  case Kind::Free: {
    const auto& l = as<FreeNode>(*left);
    const auto& r = as<FreeNode>(*right);
    return l.name == r.name && l.index == r.index;
  }
  case Kind::Application: {
    const auto& l = as<ApplicationNode>(*left);
    const auto& r = as<ApplicationNode>(*right);
    add(l.function, r.function);
    return add_all(l.all(), r.all());
  }
  default: return left->is(kStuck) ? stuck_parts(left, right) : literals(*left, *right);
  }
}

bool Equivalence::stuck_parts(Node* left, Node* right) {
  switch (left->kind) {
  case Kind::If:
  case Kind::Merge:
  case Kind::ToMap: {
    const auto& l = static_cast<const TernaryNode&>(*left);
    const auto& r = static_cast<const TernaryNode&>(*right);
    return optional(l.a, r.a) && optional(l.b, r.b) && optional(l.c, r.c);
  }
  case Kind::ShowConstructor:
  case Kind::Assert: add(static_cast<UnaryNode&>(*left).a, static_cast<UnaryNode&>(*right).a); return true;
  case Kind::Field: {
    const auto& l = as<FieldNode>(*left);
    const auto& r = as<FieldNode>(*right);
    add(l.record, r.record);
    return l.label == r.label;
  }
  case Kind::Project: {
    const auto& l = as<ProjectNode>(*left);
    const auto& r = as<ProjectNode>(*right);
    add(l.record, r.record);
    return std::equal(l.all().begin(), l.all().end(), r.all().begin(), r.all().end());
  }
  case Kind::With: {
    const auto& l = as<WithNode>(*left);
    const auto& r = as<WithNode>(*right);
    add(l.record, r.record);
    add(l.value, r.value);
    return std::equal(l.all().begin(), l.all().end(), r.all().begin(), r.all().end());
  }
  default: {
    const auto& l = as<BinaryNode>(*left);
    const auto& r = as<BinaryNode>(*right);
    add(l.left, r.left);
    add(l.right, r.right);
    return true;
  }
  }
}

bool Evaluator::equivalent(Node* left, Node* right) {
  return left == right || Equivalence(*this).holds(left, right);
}

std::optional<bool> equivalent_within(Evaluator& evaluator, Node* left, Node* right, std::uint64_t& steps) {
  return Equivalence(evaluator).holds_within(left, right, steps);
}

} // namespace sigil::dhall
