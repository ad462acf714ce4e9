#include "core/difference.hpp"

#include <algorithm>

#include "sigil/base/text.hpp"

#include "core/equivalence.hpp"

namespace sigil::dhall {

namespace {

constexpr std::size_t kMostFound = 8;
constexpr std::size_t kMostAgain = 1000;
constexpr std::size_t kMostNames = 100;
constexpr std::size_t kMostMisspelt = 3;

bool is_list(const Node* node) {
  return node->kind == Kind::List || node->kind == Kind::ListRope;
}

bool has_parts(const Node* node) {
  switch (node->kind) {
  case Kind::Record:
  case Kind::RecordType:
  case Kind::UnionType:
  case Kind::List:
  case Kind::ListRope:
  case Kind::EmptyList:
  case Kind::Some:
  case Kind::Variant:
  case Kind::Closure:
  case Kind::PiClosure:
  case Kind::Application: return true;
  default: return false;
  }
}

} // namespace

Difference::Difference(Evaluator& evaluator, std::span<const LevelNode* const> variables, Node* left,
                       Node* right)
    : evaluator_(evaluator), variables_(variables) {
  places_.push_back({0, Step::Root, false, nullptr, 0, nullptr});
  add(left, right, 0);
  walk();
}

void Difference::walk() {
  while (!todo_.empty()) {
    const Todo next = todo_.back();
    todo_.pop_back();
    if (next.left == next.right) continue;
    if (steps_ == 0) return;
    --steps_;
    compare(evaluator_.force(next.left), evaluator_.force(next.right), next.place);
  }
}

void Difference::compare(Node* left, Node* right, std::uint32_t place) {
  if (left == right) return;
  const bool are_lists = is_list(left) && is_list(right);
  if (left->kind != right->kind && !are_lists) {
    // A rope of texts and a text may be the same.
    const auto is_text = [](const Node* node) {
      return node->kind == Kind::Text || node->kind == Kind::Interpolation;
    };
    if (!is_text(left) || !is_text(right)) return keep_both(left, right, place);
    return others(left, right, place);
  }
  if (!has_parts(left)) return others(left, right, place);
  const auto [known, is_new] = met_.emplace(Pair{left, right}, place);
  if (is_new) return parts(left, right, place);
  if (again_.size() < kMostAgain) again_.emplace_back(place, known->second);
}

void Difference::parts(Node* left, Node* right, std::uint32_t place) {
  switch (left->kind) {
  case Kind::Record:
  case Kind::RecordType:
  case Kind::UnionType:
    return fields(static_cast<FieldsNode&>(*left), static_cast<FieldsNode&>(*right), place);
  case Kind::List:
  case Kind::ListRope: return lists(evaluator_.elements(left), evaluator_.elements(right), place);
  case Kind::EmptyList: return add(as<EmptyListNode>(*left).type, as<EmptyListNode>(*right).type, place);
  case Kind::Some:
    return add(as<SomeNode>(*left).value, as<SomeNode>(*right).value, inside(place, Step::Optional));
  case Kind::Variant: {
    const auto& l = as<VariantNode>(*left);
    const auto& r = as<VariantNode>(*right);
    if (l.type->shape != r.type->shape || l.index != r.index ||
        (l.payload == nullptr) != (r.payload == nullptr))
      return keep_both(left, right, place);
    if (l.payload == nullptr) return add(l.type, r.type, place);
    return add(l.payload, r.payload, inside(place, Step::Alternative, l.type->shape->labels[l.index]));
  }
  case Kind::Closure:
  case Kind::PiClosure:
    return functions(static_cast<ClosureNode&>(*left), static_cast<ClosureNode&>(*right), place);
  default: return applications(left, right, place);
  }
}

/// Both are sorted by label.
void Difference::fields(const FieldsNode& left, const FieldsNode& right, std::uint32_t place) {
  const Step step = left.kind == Kind::UnionType ? Step::Alternative : Step::Field;
  std::vector<const Symbol*> missing;
  std::vector<const Symbol*> surplus;
  const std::size_t begin = todo_.size();
  const auto note = [this](std::vector<const Symbol*>& names, const Symbol* name) {
    if (names.size() < kMostNames && found_.size() < kMostFound) names.push_back(name);
  };
  std::uint32_t l = 0;
  std::uint32_t r = 0;
  while (l < left.shape->count || r < right.shape->count) {
    const Symbol* l_label = l < left.shape->count ? left.shape->labels[l] : nullptr;
    const Symbol* r_label = r < right.shape->count ? right.shape->labels[r] : nullptr;
    if (l_label == r_label) {
      Node* l_part = left.parts[l++];
      Node* r_part = right.parts[r++];
      if (l_part == r_part) continue;
      const std::uint32_t inner = inside(place, step, l_label);
      if (l_part != nullptr && r_part != nullptr) {
        add(l_part, r_part, inner);
      } else {
        keep_both(l_part, r_part, inner);
      }
    } else if (r_label == nullptr || (l_label != nullptr && comes_before(l_label, r_label))) {
      note(missing, l_label);
      keep({inside(place, step, l_label), left.parts[l++], nullptr, true, false});
    } else {
      note(surplus, r_label);
      keep({inside(place, step, r_label), nullptr, right.parts[r++], false, true});
    }
  }
  std::reverse(todo_.begin() + static_cast<std::ptrdiff_t>(begin), todo_.end());
  compare_names(missing, surplus);
}

void Difference::compare_names(const std::vector<const Symbol*>& missing,
                               const std::vector<const Symbol*>& surplus) {
  std::vector<std::string> known;
  for (const Symbol* label : missing) {
    if (label->text.size() > 1) known.emplace_back(label->text);
  }
  for (const Symbol* label : surplus) {
    if (misspelt_.size() >= kMostMisspelt || known.empty()) return;
    const std::string close = closest_word(label->text, known);
    if (close.empty()) continue;
    const auto meant = std::ranges::find(missing, std::string_view(close), &Symbol::text);
    misspelt_.emplace_back(label, *meant);
  }
}

void Difference::lists(std::span<Node* const> left, std::span<Node* const> right, std::uint32_t place) {
  const std::size_t both = std::min(left.size(), right.size());
  for (std::size_t at = both; at < left.size(); ++at)
    keep({inside(place, Step::Item, nullptr, at), left[at], nullptr, true, false});
  for (std::size_t at = both; at < right.size(); ++at)
    keep({inside(place, Step::Item, nullptr, at), nullptr, right[at], false, true});
  for (std::size_t at = both; at-- > 0;) {
    if (left[at] != right[at]) add(left[at], right[at], inside(place, Step::Item, nullptr, at));
  }
}

void Difference::functions(ClosureNode& left, ClosureNode& right, std::uint32_t place) {
  Node* domain = evaluator_.domain_of(left);
  Node* variable = evaluator_.fresh(left.code->name, domain);
  const std::uint32_t output = inside(place, Step::Output);
  places_[output].bound = static_cast<LevelNode*>(variable);
  add(evaluator_.instantiate(left, variable), evaluator_.instantiate(right, variable), output);
  add(domain, evaluator_.domain_of(right), inside(place, Step::Input, left.code->name));
}

void Difference::applications(Node* left, Node* right, std::uint32_t place) {
  const auto [l_head, l_arguments] = call(left);
  const auto [r_head, r_arguments] = call(right);
  const bool are_alike = l_head->kind == r_head->kind && l_arguments.size() == r_arguments.size() &&
                         (l_head->kind != Kind::Builtin || l_head->small == r_head->small);
  if (!are_alike) return keep_both(left, right, place);
  Step step = Step::Argument;
  if (l_head->kind == Kind::Builtin && l_arguments.size() == 1) {
    const Builtin builtin = as<BuiltinNode>(*l_head).builtin();
    if (builtin == Builtin::List) step = Step::Element;
    if (builtin == Builtin::Optional) step = Step::Optional;
  }
  // The last argument comes first.
  for (std::size_t at = 0; at < l_arguments.size(); ++at)
    add(l_arguments[at], r_arguments[at], inside(place, step, nullptr, l_arguments.size() - at));
  add(l_head, r_head, place);
}

/// A stuck call grows by one argument at a time; all of them are one call.
std::pair<Node*, std::vector<Node*>> Difference::call(Node* node) {
  std::vector<Node*> reversed;
  while (node->kind == Kind::Application) {
    const auto& application = as<ApplicationNode>(*node);
    for (std::uint64_t at = application.count; at-- > 0;) reversed.push_back(application.arguments[at]);
    node = evaluator_.force(application.function);
  }
  return {node, std::move(reversed)};
}

/// What is not looked into: it is the same or not.
void Difference::others(Node* left, Node* right, std::uint32_t place) {
  const std::optional<bool> same = equivalent_within(evaluator_, left, right, steps_);
  if (same && !*same) keep_both(left, right, place);
}

std::uint32_t Difference::inside(std::uint32_t outer, Step step, const Symbol* label, std::uint64_t index) {
  places_.push_back({outer, step, false, label, index, nullptr});
  return static_cast<std::uint32_t>(places_.size() - 1);
}

void Difference::keep(const Found& found) {
  ++count_;
  if (found_.size() < kMostFound) found_.push_back(found);
  for (std::uint32_t at = found.place; !places_[at].differs; at = places_[at].outer)
    places_[at].differs = true;
}

std::vector<const Difference::Place*> Difference::path(std::uint32_t place) const {
  std::vector<const Place*> steps;
  for (; place != 0; place = places_[place].outer) steps.push_back(&places_[place]);
  std::ranges::reverse(steps);
  return steps;
}

} // namespace sigil::dhall
