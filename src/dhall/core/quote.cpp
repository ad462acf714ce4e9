#include "core/quote.hpp"

#include <algorithm>
#include <unordered_map>

#include "sigil/base/stack.hpp"

namespace sigil::dhall {

namespace {

/// How much is quoted.
struct Extent {
  std::uint32_t depth;
  std::uint64_t nodes;
};
constexpr Extent kAll = {~std::uint32_t{0}, ~std::uint64_t{0}};
constexpr Extent kExcerpt = {24, 4096};

enum class Unbound : std::uint8_t { None, Kept };

class Quoter {
 public:
  Quoter(Evaluator& evaluator, BinderNames names, Unbound unbound, std::span<const LevelNode* const> context,
         const Extent& most)
      : evaluator_(evaluator), heap_(evaluator.heap()), is_alpha_(names == BinderNames::Underscore),
        unbound_(unbound), underscore_(heap_.symbols().intern("_")), most_(most) {
    for (const LevelNode* variable : context) enter(*variable);
    outer_ = bound_.size();
  }

  Node* quote(Node* node);

 private:
  Node* quote_new(Node* value);
  Node* stuck(Node* value);
  Node* fields(FieldsNode& value);
  Node* list(Node* value);
  Node* text(Node* value);
  Node* binder(ClosureNode& closure);
  Node* argument_of(const ClosureNode& closure);
  void enter(const LevelNode& variable);
  void leave();
  Node* variable(LevelNode& level);
  Node* free(const FreeNode& node);
  Node* application(Node* value);
  Node* variant(const VariantNode& value);
  Node* quote_if_any(Node* node) { return node == nullptr ? nullptr : quote(node); }

  struct Bound {
    const LevelNode* variable;
    std::uint32_t index; ///< how many of its name are further outside
  };

  const Symbol* name_of(const LevelNode& level) const { return is_alpha_ ? underscore_ : level.name; }

  Evaluator& evaluator_;
  Heap& heap_;
  bool is_alpha_;
  Unbound unbound_;
  const Symbol* underscore_;
  std::vector<Bound> bound_; ///< the binders that we are under, with rising levels
  std::size_t outer_;        ///< how many of them were given
  std::unordered_map<const Symbol*, std::uint32_t> counts_; ///< of the binders, by name
  std::unordered_map<const Node*, Node*> done_;             ///< outside of binders
  Extent most_;
  Extent used_{};
};

Node* Quoter::quote(Node* node) {
  if (used_.depth >= most_.depth || ++used_.nodes > most_.nodes) return node;
  Node* value = evaluator_.force(node);
  if (value->is(kNormal)) return value;
  if (stack_is_low()) {
    throw Error(ErrorKind::Limit, "the normal form nests too deeply").coded("dhall.limit.depth");
  }
  const bool is_closed = bound_.size() == outer_;
  if (is_closed) {
    const auto found = done_.find(value);
    if (found != done_.end()) return found->second;
  }
  ++used_.depth;
  Node* quoted = quote_new(value);
  --used_.depth;
  if (is_closed && quoted != value) done_.emplace(value, quoted);
  return quoted;
}

Node* Quoter::quote_new(Node* value) {
  switch (value->kind) {
  case Kind::Record:
  case Kind::RecordType:
  case Kind::UnionType: return fields(static_cast<FieldsNode&>(*value));
  case Kind::List:
  case Kind::ListRope: return list(value);
  case Kind::Text:
  case Kind::Interpolation: return text(value);
  case Kind::Closure:
  case Kind::PiClosure: return binder(static_cast<ClosureNode&>(*value));
  case Kind::EmptyList: return heap_.empty_list(quote(as<EmptyListNode>(*value).type), value->position);
  case Kind::Some: return heap_.some(quote(as<SomeNode>(*value).value), value->position);
  case Kind::Variant: return variant(as<VariantNode>(*value));
  case Kind::Application: return application(value);
  case Kind::Level: return variable(as<LevelNode>(*value));
  case Kind::Free: return free(as<FreeNode>(*value));
  default: return stuck(value);
  }
}

Node* Quoter::fields(FieldsNode& value) {
  std::vector<Node*> parts(value.shape->count);
  bool is_normal = true;
  for (std::uint32_t at = 0; at < value.shape->count; ++at) {
    parts[at] = quote_if_any(value.parts[at]);
    is_normal = is_normal && (parts[at] == nullptr || parts[at]->is(kNormal));
  }
  used_.nodes += parts.size();
  if (!is_normal) return heap_.fields(value.kind, value.shape, parts, value.position);
  // Data is its own normal form from now on, wherever else it occurs.
  std::ranges::copy(parts, value.parts);
  value.flags |= kNormal;
  return &value;
}

Node* Quoter::list(Node* value) {
  const std::span<Node* const> items = evaluator_.elements(value);
  auto& node = as<ListNode>(*value);
  std::vector<Node*> parts(items.size());
  bool is_normal = true;
  for (std::size_t at = 0; at < items.size(); ++at) {
    parts[at] = quote(items[at]);
    is_normal = is_normal && parts[at]->is(kNormal);
  }
  used_.nodes += parts.size();
  if (!is_normal) return heap_.list(parts, value->position);
  std::ranges::copy(parts, node.items);
  node.flags |= kNormal;
  return &node;
}

Node* Quoter::text(Node* value) {
  value = evaluator_.flatten_text(value);
  if (value->kind == Kind::Text) return value;
  std::vector<Node*> pieces;
  evaluator_.pieces_of(value, pieces);
  for (Node*& piece : pieces) piece = quote(piece);
  return heap_.interpolation(pieces, value->position);
}

Node* Quoter::binder(ClosureNode& closure) {
  Node* domain = quote(evaluator_.domain_of(closure));
  auto* node =
      heap_.make<BinderNode>(closure.kind == Kind::Closure ? Kind::Lambda : Kind::Pi, closure.position);
  Node* argument = argument_of(closure);
  Node* body = evaluator_.instantiate(closure, argument);
  enter(as<LevelNode>(*argument));
  node->name = name_of(as<LevelNode>(*argument));
  node->domain = domain;
  node->body = quote(body);
  node->slots = 1;
  node->slot = 0;
  leave();
  return node;
}

/// A variable that comes after all that are bound.
Node* Quoter::argument_of(const ClosureNode& closure) {
  LevelNode* own = Evaluator::variable_of(closure);
  const bool is_later = own != nullptr && (bound_.empty() || bound_.back().variable->level < own->level);
  return is_later ? own : evaluator_.fresh(closure.code->name, nullptr);
}

void Quoter::enter(const LevelNode& variable) {
  bound_.push_back({&variable, is_alpha_ ? 0 : counts_[variable.name]++});
}

void Quoter::leave() {
  if (!is_alpha_) --counts_[bound_.back().variable->name];
  bound_.pop_back();
}

Node* Quoter::variable(LevelNode& level) {
  const auto found = std::ranges::lower_bound(bound_, level.level, {},
                                              [](const Bound& bound) { return bound.variable->level; });
  if (found == bound_.end() || found->variable->level != level.level) {
    SIGIL_ASSERT(unbound_ == Unbound::Kept);
    return &level;
  }
  auto* node = heap_.make<VariableNode>(Kind::Variable, level.position);
  node->name = name_of(level);
  node->depth = static_cast<std::uint32_t>(bound_.end() - found - 1); // each has a frame of its own
  node->slot = 0;
  node->index = is_alpha_ ? node->depth : counts_[level.name] - found->index - 1;
  return node;
}

Node* Quoter::free(const FreeNode& node) {
  auto* made = heap_.make<FreeNode>(Kind::Free, node.position, kWhnf | kStuck);
  made->name = node.name;
  made->index = node.index;
  // A free variable is told by how many binders of its name are between.
  for (const Bound& bound : bound_) made->index += name_of(*bound.variable) == node.name;
  return made;
}

Node* Quoter::application(Node* value) {
  // A stuck call grows by one argument at a time; all of them are one application.
  std::vector<Node*> reversed;
  while (value->kind == Kind::Application) {
    const auto& node = as<ApplicationNode>(*value);
    for (std::uint64_t at = node.count; at-- > 0;) reversed.push_back(node.arguments[at]);
    value = evaluator_.force(node.function);
  }
  Node* function = quote(value);
  std::ranges::reverse(reversed);
  for (Node*& argument : reversed) argument = quote(argument);
  return heap_.application(function, reversed, function->position);
}

Node* Quoter::variant(const VariantNode& value) {
  Node* type = quote(value.type);
  Node* constructor = heap_.field(type, value.type->shape->labels[value.index], value.position);
  if (value.payload == nullptr) return constructor;
  Node* payload[] = {quote(value.payload)};
  return heap_.application(constructor, payload, value.position);
}

Node* Quoter::stuck(Node* value) {
  switch (value->kind) {
  case Kind::If:
  case Kind::Merge:
  case Kind::ToMap: {
    const auto& node = static_cast<const TernaryNode&>(*value);
    Node* a = quote_if_any(node.a);
    Node* b = quote_if_any(node.b);
    return heap_.ternary(value->kind, a, b, quote_if_any(node.c), value->position);
  }
  case Kind::ShowConstructor:
  case Kind::Assert:
    return heap_.unary(value->kind, quote(static_cast<UnaryNode&>(*value).a), value->position);
  case Kind::Field: {
    const auto& node = as<FieldNode>(*value);
    return heap_.field(quote(node.record), node.label, value->position);
  }
  case Kind::Project: {
    const auto& node = as<ProjectNode>(*value);
    return heap_.project(quote(node.record), node.all(), value->position);
  }
  case Kind::With: {
    const auto& node = as<WithNode>(*value);
    Node* record = quote(node.record);
    return heap_.with(record, node.all(), quote(node.value), value->position);
  }
  default: {
    SIGIL_ASSERT(operator_number(value->kind) >= 0);
    const auto& node = as<BinaryNode>(*value);
    Node* left = quote(node.left);
    return heap_.binary(value->kind, left, quote(node.right), value->position);
  }
  }
}

} // namespace

Node* quote(Evaluator& evaluator, Node* value, BinderNames names) {
  return Quoter(evaluator, names, Unbound::None, {}, kAll).quote(value);
}

Node* quote_open(Evaluator& evaluator, Node* value) {
  return Quoter(evaluator, BinderNames::Kept, Unbound::Kept, {}, kAll).quote(value);
}

void close_pi(Evaluator& evaluator, BinderNode& pi) {
  const LevelNode* variable[] = {&as<LevelNode>(*pi.domain)};
  pi.body = Quoter(evaluator, BinderNames::Kept, Unbound::Kept, variable, kAll).quote(pi.body);
  pi.domain = nullptr;
  pi.small &= static_cast<std::uint16_t>(~BinderNode::kOpen);
}

Node* quote_excerpt(Evaluator& evaluator, Node* value, std::span<const LevelNode* const> context) {
  return Quoter(evaluator, BinderNames::Kept, Unbound::Kept, context, kExcerpt).quote(value);
}

} // namespace sigil::dhall
