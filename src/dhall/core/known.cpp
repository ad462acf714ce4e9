// What is known of variables while functions are put where they are called: λs, records and lists that are
// written out. Who looks into a record finds its field, who calls a function its body.
//
// A field can be written where the record's name was if it is a variable or a value. Any other gets a let of
// its own, before the record's, once somebody has asked for it; and a record that nobody needs as a whole in
// the end is not made. Likewise with short lists.
#include "core/expander.hpp"

#include <algorithm>

namespace sigil::dhall {

namespace {

/// Fields of fields, and fields with other names, that are followed.
constexpr std::uint32_t kMostFields = 16;
/// Of a list or record that is taken apart.
constexpr std::size_t kMostParts = 16;
/// Of these, fields that are computed: more of them are quicker merged than given lets.
constexpr std::ptrdiff_t kMostComputed = 6;
/// Nodes that are looked at to find where a variable is used.
constexpr std::uint32_t kMostSearched = 1024;

bool is_literal(const Node& code) {
  return code.kind == Kind::Lambda || code.kind == Kind::Record || code.kind == Kind::List ||
         code.kind == Kind::EmptyList;
}

} // namespace

/// What is known of `code`, which is in a frame at `level`.
Expander::Known Expander::known(const Node* code, std::uint32_t level, std::uint32_t fields) const {
  if (is_literal(*code) || code->is(kWhnf)) return {const_cast<Node*>(code), level};
  if (code->kind == Kind::Variable) {
    const auto& variable = as<VariableNode>(*code);
    const Level& frame = frames_[level - variable.depth];
    return variable.slot < frame.known.size() ? frame.known[variable.slot] : Known{};
  }
  if (code->kind != Kind::Field || fields == kMostFields) return {};
  const auto& field = as<FieldNode>(*code);
  const Known record = known(field.record, level, fields + 1);
  if (record.code == nullptr || record.code->kind != Kind::Record) return {};
  const int index = static_cast<const FieldsNode&>(*record.code).shape->find(field.label);
  if (index < 0) return {};
  return known(parts_of(record)[static_cast<std::size_t>(index)], record.level, fields + 1);
}

void Expander::learn(std::uint32_t level, std::uint32_t slot, const Known& what) {
  if (what.code == nullptr) return;
  std::vector<Known>& known = frames_[level].known;
  if (known.size() <= slot) known.resize(slot + 1);
  known[slot] = what;
}

/// Likewise, of what a let binds that is not placed yet: if it is a record or list that is written out, its
/// parts may get lets of their own until then.
/// \returns Known::opened
std::uint32_t Expander::learn_to_open(std::uint32_t level, std::uint32_t slot, Node* bound) {
  Known what = known(bound, level);
  if (what.code == bound && !bound->is(kWhnf) && (bound->kind == Kind::Record || bound->kind == Kind::List)) {
    what.opened = static_cast<std::uint32_t>(opened_.size());
    opened_.emplace_back();
  }
  learn(level, slot, what);
  return what.code == bound ? what.opened : 0;
}

/// Without the lets around what is written out, which get their places before the next one.
Node* Expander::floated(Node* code, std::vector<Bound>& lets) {
  Node* inner = code;
  while (inner->kind == Kind::Let) inner = as<LetNode>(*inner).body;
  if (!is_literal(*inner)) return code;
  for (; code != inner; code = as<LetNode>(*code).body) {
    const auto& let = as<LetNode>(*code);
    LetNode* made = make_let(let.name, let.bound, let.slot, let.position);
    made->small |= let.small & LetNode::kNew;
    lets.push_back({made, 0});
  }
  return inner;
}

/// In these lets, but for those that are not needed.
Node* Expander::enclosed(std::span<const Bound> lets, Node* body) {
  for (std::size_t at = lets.size(); at-- > 0;) {
    LetNode& let = *lets[at].let;
    Opened& opened = opened_[lets[at].opened];
    if (opened.literal != nullptr) let.bound = opened.literal;
    opened.is_open = false;
    const bool is_gone = is_literal(*let.bound) ? !mentions(body, let.slot, kMostSearched)
                                                : (let.small & LetNode::kNew) != 0 && put_into(body, let);
    if (!is_gone && !body->is(kWhnf)) {
      let.body = body;
      body = &let;
    }
    body = enclosed(opened.parts, body);
  }
  return body;
}

/// Puts what is bound in the place of the variable, if that is mentioned once in `body`, in the same frame.
/// \returns whether it is
bool Expander::put_into(Node*& body, const LetNode& let) {
  std::vector<Node**> open{&body};
  Node** place = nullptr;
  for (std::uint32_t nodes = kMostSearched; !open.empty(); --nodes) {
    if (nodes == 0) return false;
    Node*& node = *open.back();
    open.pop_back();
    if (is_value(*node)) continue;
    ++copied_;
    if (node->kind == Kind::Variable) {
      const auto& variable = as<VariableNode>(*node);
      if (variable.depth != 0 || variable.slot != let.slot) continue;
      if (place != nullptr) return false;
      place = &node;
    } else if (node->kind == Kind::Lambda || node->kind == Kind::Pi || node->kind == Kind::Fused) {
      if (!mentions(node, let.slot)) continue;
      if (place != nullptr || !is_only_over(*node, let.slot)) return false;
      place = &node;
    } else {
      append_places(*node, open);
    }
  }
  if (place != nullptr) *place = (*place)->kind == Kind::Fused ? going_through(let, **place) : let.bound;
  return place != nullptr;
}

std::span<Node* const> Expander::parts_of(const Known& whole) const {
  const Node* opened = opened_[whole.opened].literal;
  const Node& literal = opened != nullptr ? *opened : *whole.code;
  if (literal.kind == Kind::List) return as<ListNode>(literal).all();
  return static_cast<const FieldsNode&>(literal).all();
}

/// A part of a list or record that is known, as it is to be written here; or nullptr.
Node* Expander::part_of(const Known& whole, std::uint32_t index) {
  Node* part = parts_of(whole)[index];
  if (part->is(kWhnf)) return part;
  if (part->kind != Kind::Variable) {
    if (whole.opened == 0 || !opened_[whole.opened].is_open) return nullptr;
    ++opened_parts_;
    std::vector<Node*> parts(parts_of(whole).begin(), parts_of(whole).end());
    std::vector<Bound> lets;
    part = floated(part, lets);
    LetNode* let = make_new_let(heap_.symbols().intern_kept("_"), part, whole.level);
    lets.push_back({let, learn_to_open(whole.level, let->slot, part)});
    part = parts[index] = make_variable(let->name, 0, let->slot, part->position);
    Opened& opened = opened_[whole.opened];
    opened.literal = with_parts(heap_, *whole.code, parts);
    opened.parts.insert(opened.parts.end(), lets.begin(), lets.end());
  }
  const auto& variable = as<VariableNode>(*part);
  return variable_at(variable, whole.level - variable.depth, variable.slot);
}

/// Whether among the elements of a list are functions or records that are known.
bool Expander::has_parts_known(const Node* list) const {
  const Known found = known(list, level());
  if (found.code == nullptr || found.code->kind != Kind::List) return false;
  return std::ranges::any_of(parts_of(found), [&](const Node* part) {
    while (part->kind == Kind::Let) part = as<LetNode>(*part).body;
    const Known inside = known(part, found.level);
    return inside.code != nullptr && (lambda_of(inside.code) != nullptr || inside.code->kind == Kind::Record);
  });
}

/// Appends the parts of what is known to be a small list or record. \returns false if it is not
bool Expander::all_parts_of(Node* code, Kind kind, std::vector<Node*>& parts) {
  const Known found = known(code, level());
  if (found.code == nullptr || found.code->kind != kind) return false;
  const std::span<Node* const> all = parts_of(found);
  if (all.size() > kMostParts) return false;
  const auto is_computed = [](const Node* part) { return !is_plain(*part); };
  if (kind == Kind::Record && code != found.code && std::ranges::count_if(all, is_computed) > kMostComputed)
    return false;
  for (std::uint32_t at = 0; at < all.size(); ++at) {
    Node* part = code == found.code ? all[at] : part_of(found, at);
    if (part == nullptr) return false;
    parts.push_back(part);
  }
  return true;
}

/// The field of a record that is known; else nullptr.
Node* Expander::selected(Node* record, const Symbol* label) {
  const Known found = known(record, level());
  if (found.code == nullptr || found.code->kind != Kind::Record) return nullptr;
  const int index = static_cast<const FieldsNode&>(*found.code).shape->find(label);
  if (index < 0) return nullptr;
  if (record == found.code) return parts_of(found)[static_cast<std::size_t>(index)];
  return part_of(found, static_cast<std::uint32_t>(index));
}

/// `left ⫽ right` of records that are known, or nullptr.
Node* Expander::merged(Node* left, Node* right, std::uint32_t position) {
  std::vector<Node*> under;
  std::vector<Node*> over;
  if (!all_parts_of(left, Kind::Record, under) || !all_parts_of(right, Kind::Record, over)) return nullptr;
  const Shape& lower = *static_cast<const FieldsNode&>(*known(left, level()).code).shape;
  const Shape& upper = *static_cast<const FieldsNode&>(*known(right, level()).code).shape;
  std::vector<const Symbol*> labels(upper.all().begin(), upper.all().end());
  for (const Symbol* label : lower.all()) {
    if (upper.find(label) < 0) labels.push_back(label);
  }
  std::ranges::sort(labels, comes_before);
  std::vector<Node*> parts;
  for (const Symbol* label : labels) {
    const int index = upper.find(label);
    parts.push_back(index >= 0 ? over[static_cast<std::size_t>(index)]
                               : under[static_cast<std::size_t>(lower.find(label))]);
  }
  return constant(heap_.fields(Kind::Record, heap_.symbols().shape(labels), parts, position));
}

/// Whether that is known of a list.
bool Expander::is_empty(const Node* list) const {
  const Known found = known(list, level());
  return found.code != nullptr && found.code->kind == Kind::EmptyList;
}

/// `left # right`, or nullptr if it is to stay so.
Node* Expander::appended(Node* left, Node* right, std::uint32_t position) {
  if (is_empty(left)) return right;
  if (is_empty(right)) return left;
  std::vector<Node*> items;
  if (!all_parts_of(left, Kind::List, items) || !all_parts_of(right, Kind::List, items)) return nullptr;
  return constant(heap_.list(items, position));
}

} // namespace sigil::dhall
