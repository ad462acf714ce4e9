// Functions that an expression binds and calls are put where they are called, if they are small: no frame is
// made for them then, what they get needs no thunk where it is used once, and what is written out for them to
// look into (a record, a function) is there to be looked into.
//
// The body of a function gets slots of its own in the frame that it is called in. Where else a variable is
// found only depends on how many frames are between. (docs/design/dhall-evaluator.md)
#include "core/expander.hpp"

#include <algorithm>
#include <utility>

#include "imports/resolved.hpp"
#include "syntax/parts.hpp"

namespace sigil::dhall {

namespace {

/// A function with more nodes in its body stays where it is.
constexpr std::uint32_t kMostNodes = 64;
/// So deep in an expression nothing is looked at any more.
constexpr std::uint32_t kMostLevels = 300;
/// All that is put somewhere may have so many nodes for each that was there, and some more.
constexpr std::uint64_t kGrowth = 50;
constexpr std::uint64_t kSomeNodes = 10000;

} // namespace

Node* Expander::expand(Node* code) {
  if (is_value(*code)) return code;
  if (call_ == nullptr) {
    // Types are as good as they are.
    const bool is_type =
        code->kind == Kind::Pi || code->kind == Kind::RecordType || code->kind == Kind::UnionType;
    if (is_type || depth_ >= kMostLevels) return code;
    ++seen_;
  } else {
    ++copied_;
  }
  ++depth_;
  Node* result = code;
  switch (code->kind) {
  case Kind::Variable: result = variable(as<VariableNode>(*code)); break;
  case Kind::Lambda:
  case Kind::Pi: result = function(static_cast<BinderNode&>(*code)); break;
  case Kind::Let: result = lets(code); break;
  case Kind::Annotation: result = expand(as<BinaryNode>(*code).left); break;
  case Kind::Import:
    if (const auto* import = as<ImportNode>(*code).resolved; import != nullptr && import->value != nullptr) {
      if (import->value->is(kWhnf)) result = import->value;
    }
    break;
  case Kind::Fused: result = expand(as<FusedNode>(*code).source); break;
  case Kind::Alternative:
    if (as<BinaryNode>(*code).chosen != nullptr) result = expand(as<BinaryNode>(*code).chosen);
    break;
  case Kind::Completion: {
    const auto& completion = as<BinaryNode>(*code);
    Node* defaults = heap_.field(completion.left, default_label_, code->position);
    result = expand(heap_.binary(Kind::Prefer, defaults, completion.right, code->position));
    break;
  }
  default: result = parts(*code);
  }
  --depth_;
  return result;
}

/// The value that a variable is known to have whoever asks, or nullptr.
Node* Expander::constant_at(std::uint32_t level, std::uint32_t slot) const {
  const std::vector<Known>& known = frames_[level].known;
  if (slot >= known.size() || known[slot].code == nullptr) return nullptr;
  return known[slot].code->is(kWhnf) ? known[slot].code : nullptr;
}

Node* Expander::variable_at(const VariableNode& node, std::uint32_t level, std::uint32_t slot) {
  if (Node* value = constant_at(level, slot)) return value;
  return make_variable(node.name, this->level() - level, slot, node.position);
}

Node* Expander::make_variable(const Symbol* name, std::uint32_t depth, std::uint32_t slot,
                              std::uint32_t position) {
  auto* made = heap_.make<VariableNode>(Kind::Variable, position);
  made->name = name;
  made->index = 0;
  made->depth = depth;
  made->slot = slot;
  return made;
}

/// Its body is still to be set.
LetNode* Expander::make_let(const Symbol* name, Node* bound, std::uint32_t slot, std::uint32_t position) {
  auto* made = heap_.make<LetNode>(Kind::Let, position);
  made->name = name;
  made->annotation = nullptr;
  made->bound = bound;
  made->slot = slot;
  return made;
}

/// Likewise in a slot of its own.
LetNode* Expander::make_new_let(const Symbol* name, Node* bound, std::uint32_t level) {
  LetNode* made = make_let(name, bound, frames_[level].slots++, bound->position);
  made->small |= LetNode::kNew;
  return made;
}

BinderNode* Expander::make_function(const BinderNode& like, Node* domain, Node* body, std::uint32_t slots,
                                    std::uint32_t slot, bool shares_frame) {
  const std::uint16_t shares = shares_frame ? BinderNode::kSharesFrame : 0;
  auto* made = heap_.make<BinderNode>(like.kind, like.position, 0, shares);
  made->name = like.name;
  made->domain = domain;
  made->body = body;
  made->slots = slots;
  made->slot = slot;
  return made;
}

Node* Expander::variable(VariableNode& node) {
  if (call_ == nullptr || node.depth < inner_) {
    Node* value = constant_at(level() - node.depth, node.slot);
    return value != nullptr ? value : &node;
  }
  if (node.depth > inner_) return variable_at(node, call_->home - (node.depth - inner_ - 1), node.slot);
  return bound_at(call_->slots[node.slot], node);
}

Node* Expander::bound_at(const Binding& binding, const VariableNode& node) {
  if (binding.argument == nullptr) return variable_at(node, binding.level, binding.slot);
  if (binding.argument->kind != Kind::Variable) return binding.argument;
  const auto& argument = as<VariableNode>(*binding.argument);
  return variable_at(argument, call_->here - argument.depth, argument.slot);
}

/// A chain of lets is as long as a file.
Node* Expander::lets(Node* code) {
  if (call_ != nullptr) return copied_lets(code);
  std::vector<std::pair<LetNode*, Node*>> chain;
  Node* body = code;
  for (; body->kind == Kind::Let; body = as<LetNode>(*body).body) {
    auto& let = as<LetNode>(*body);
    Node* bound = expand(let.bound);
    learn(level(), let.slot, known(bound, level()));
    if (bound != let.bound) found_[&let] = bound;
    chain.emplace_back(&let, bound);
  }
  Node* result = expand(body);
  if (result->is(kWhnf)) return result;
  bool is_same = result == body;
  for (std::size_t at = chain.size(); at-- > 0;) {
    const auto& [old, bound] = chain[at];
    is_same = is_same && bound == old->bound;
    if (is_same) {
      result = old;
      continue;
    }
    LetNode* made = make_let(old->name, bound, old->slot, old->position);
    made->body = result;
    result = made;
  }
  return result;
}

/// Those of a function's body that is being copied.
Node* Expander::copied_lets(Node* code) {
  std::vector<Bound> chain;
  for (; code->kind == Kind::Let; code = as<LetNode>(*code).body) {
    auto& let = as<LetNode>(*code);
    Node* bound = floated(expand(let.bound), chain);
    LetNode* made = inner_ == 0 ? make_new_let(let.name, bound, level())
                                : make_let(let.name, bound, let.slot, let.position);
    if (inner_ == 0) call_->slots[let.slot] = {.slot = made->slot, .level = level()};
    chain.push_back({made, learn_to_open(level(), made->slot, bound)});
  }
  return enclosed(chain, expand(code));
}

/// A λ or ∀ with those that share its frame. One that shared the frame of a function that got its argument
/// has a frame of its own now.
Node* Expander::function(BinderNode& first) {
  struct Made {
    BinderNode* old;
    Node* domain;
    std::uint32_t slot;
  };
  const bool has_frame = !first.shares_frame();
  std::vector<Made> chain{{&first, expand(first.domain), has_frame ? first.slot : 0}};
  frames_.push_back({has_frame ? first.slots : 1, {}});
  if (has_frame) {
    ++inner_;
  } else {
    call_->slots[first.slot] = {.slot = 0, .level = level()};
  }
  Node* body = first.body;
  while (body->kind == first.kind && static_cast<BinderNode&>(*body).shares_frame()) {
    auto& next = static_cast<BinderNode&>(*body);
    const std::uint32_t slot = has_frame ? next.slot : frames_.back().slots++;
    chain.push_back({&next, expand(next.domain), slot});
    if (!has_frame) call_->slots[next.slot] = {.slot = slot, .level = level()};
    body = next.body;
  }
  Node* result = expand(body);
  const std::uint32_t slots = frames_.back().slots;
  bool is_same = has_frame && result == body && slots == first.slots;
  for (const Made& made : chain) is_same = is_same && made.domain == made.old->domain;
  if (has_frame) --inner_;
  frames_.pop_back();
  if (call_ == nullptr && slots != first.slots) {
    // The body as it was is evaluated too, with what is bound in it as it is now (Expansion::parts).
    for (const Made& made : chain) made.old->slots = slots;
  }
  if (is_same) return constant(&first);
  for (std::size_t at = chain.size(); at-- > 0;) {
    result = make_function(*chain[at].old, chain[at].domain, result, slots, chain[at].slot, at != 0);
  }
  return constant(result);
}

/// Whether a function needs no environment, nor does its domain a slot in one.
bool Expander::is_closed(const Node* code) {
  bool is_closed = true;
  std::uint32_t nodes = kMostLooked;
  const bool all = each_leaf(code, 0, nodes, [&](const Node& leaf, std::uint32_t inner) {
    const bool has_slot = leaf.kind == Kind::Let || leaf.kind == Kind::Fused;
    if (leaf.kind == Kind::Variable ? as<VariableNode>(leaf).depth >= inner : has_slot && inner == 0)
      is_closed = false;
  });
  return all && is_closed;
}

/// A function without free variables, and a constructor of what is a value anywhere, are made once and for
/// all.
Node* Expander::constant(Node* made) {
  switch (made->kind) {
  case Kind::Lambda: {
    if (!is_closed(made)) return made;
    auto* closure = heap_.make<ClosureNode>(Kind::Closure, made->position, kWhnf);
    closure->code = static_cast<BinderNode*>(made);
    closure->frame = nullptr;
    return closure;
  }
  case Kind::Record:
  case Kind::List:
  case Kind::Some: {
    const std::size_t first = parts_.size();
    append_parts(*made, parts_);
    const auto is_value = [](const Node* part) { return part->is(kWhnf); };
    if (std::all_of(parts_.begin() + static_cast<std::ptrdiff_t>(first), parts_.end(), is_value))
      made->flags |= kWhnf;
    parts_.resize(first);
    return made;
  }
  default: return made;
  }
}

/// Any other expression.
Node* Expander::parts(Node& node) {
  const std::size_t first = parts_.size();
  append_parts(node, parts_);
  const std::size_t end = parts_.size();
  bool is_same = true;
  for (std::size_t at = first; at < end; ++at) {
    Node* part = expand(parts_[at]);
    is_same = is_same && part == parts_[at];
    parts_[at] = part;
  }
  const std::vector<Node*> found(parts_.begin() + static_cast<std::ptrdiff_t>(first), parts_.end());
  parts_.resize(first);
  Node* made = nullptr;
  if (node.kind == Kind::Application) made = call(found[0], std::span(found).subspan(1), node.position);
  if (node.kind == Kind::Field) made = selected(found[0], as<FieldNode>(node).label);
  if (node.kind == Kind::Prefer) made = merged(found[0], found[1], node.position);
  if (node.kind == Kind::ListAppend) made = appended(found[0], found[1], node.position);
  if (made != nullptr) return made;
  if (is_same) return node.kind == Kind::Application ? fuse(&node) : &node;
  if (call_ == nullptr && node.kind == Kind::Assert) found_[&node] = found[0];
  made = with_parts(heap_, node, found);
  return made->kind == Kind::Application ? fuse(made) : constant(made);
}

/// \returns nullptr, if the call is to stay one
Node* Expander::call(Node* function, std::span<Node* const> arguments, std::uint32_t position) {
  std::vector<Bound> lets;
  function = floated(function, lets);
  const Known found = known(function, level());
  Node* made = nullptr;
  if (found.code != nullptr && lambda_of(found.code) != nullptr && may_grow())
    made = put(found, arguments, position);
  if (made == nullptr && !lets.empty()) made = heap_.application(function, arguments, position);
  return made == nullptr ? nullptr : enclosed(lets, made);
}

bool Expander::may_grow() const {
  return depth_ < kMostLevels && copied_ <= kGrowth * seen_ + kSomeNodes;
}

/// Whether the slot may be used in `code`, which is in its frame.
bool Expander::mentions(const Node* code, std::uint32_t slot, std::uint32_t nodes) {
  bool found = false;
  return !each_leaf(code, 0, nodes, [&](const Node& leaf, std::uint32_t inner) {
    if (leaf.kind != Kind::Variable) return;
    const auto& variable = as<VariableNode>(leaf);
    found = found || (variable.depth == inner && variable.slot == slot);
  }) || found;
}

/// Where the body of a function finds an argument, which is bound by a let if need be.
Expander::Binding Expander::bind(const BinderNode& parameter, Node* argument, const std::vector<Use>& uses,
                                 std::vector<Bound>& bound) {
  const auto is_of = [&](const Use& use) { return use.slot == parameter.slot; };
  const auto is_inside = [&](const Use& use) { return is_of(use) && use.is_inside; };
  const auto count = std::ranges::count_if(uses, is_of);
  Binding binding;
  if (count == 0 || is_plain(*argument) || (count == 1 && std::ranges::none_of(uses, is_inside))) {
    binding.argument = argument;
    return binding;
  }
  argument = floated(argument, bound);
  LetNode* let = make_new_let(parameter.name, argument, level());
  bound.push_back({let, learn_to_open(level(), let->slot, argument)});
  binding.slot = let->slot;
  binding.level = level();
  return binding;
}

/// The body of a function in the place of its call.
Node* Expander::put(const Known& known, std::span<Node* const> arguments, std::uint32_t position) {
  BinderNode& function = *lambda_of(known.code);
  std::vector<BinderNode*> given{&function};
  Node* rest = function.body;
  while (given.size() < arguments.size() && rest->kind == Kind::Lambda &&
         static_cast<BinderNode&>(*rest).shares_frame()) {
    given.push_back(static_cast<BinderNode*>(rest));
    rest = given.back()->body;
  }
  const bool is_partial = rest->kind == Kind::Lambda && static_cast<BinderNode&>(*rest).shares_frame();

  std::vector<Use> uses;
  std::uint32_t nodes = kMostNodes;
  const bool is_small = each_leaf(rest, 0, nodes, [&](const Node& leaf, std::uint32_t inner) {
    if (leaf.kind != Kind::Variable || as<VariableNode>(leaf).depth != inner) return;
    uses.push_back({as<VariableNode>(leaf).slot, inner != 0 || is_partial});
  });
  if (!is_small) return nullptr;

  Call copy{known.level, level(), std::vector<Binding>(function.slots)};
  std::vector<Bound> bound;
  for (std::size_t at = 0; at < given.size(); ++at) {
    copy.slots[given[at]->slot] = bind(*given[at], arguments[at], uses, bound);
  }

  Call* const outer_call = std::exchange(call_, &copy);
  const std::uint32_t outer_inner = std::exchange(inner_, 0);
  Node* result = expand(rest);
  call_ = outer_call;
  inner_ = outer_inner;
  result = enclosed(bound, result);
  arguments = arguments.subspan(given.size());
  if (arguments.empty()) return result;
  Node* made = call(result, arguments, position);
  return made != nullptr ? made : heap_.application(result, arguments, position);
}

Expansion expand(Heap& heap, Node* expression, std::uint32_t slots) {
  Expander expander(heap, slots);
  Node* expanded = expander.expand(expression);
  return {expanded, expander.slots(), std::move(expander.found())};
}

} // namespace sigil::dhall
