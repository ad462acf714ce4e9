#include "syntax/scope.hpp"

namespace sigil::dhall {

namespace {

/// A function that gets its arguments one by one copies the slots of those it has: a chain of functions shall
/// not cost its square.
constexpr std::uint32_t kMostShared = 64;

/// Two jumps of the same length become one, as in a skew-binary list.
Binder* jump_from(Binder* outer) {
  if (outer == nullptr) return nullptr;
  Binder* next = outer->jump;
  return outer->count - next->count == next->count - next->jump->count ? next->jump : outer;
}

/// `index` binders outside of `binder`, which there are.
const Binder* find(const Binder* binder, std::uint64_t index) {
  const std::uint64_t wanted = binder->count - index;
  while (binder->count != wanted) binder = binder->jump->count >= wanted ? binder->jump : binder->shadowed;
  return binder;
}

} // namespace

Scope::~Scope() {
  while (!entered_.empty()) pop();
}

void Scope::push(Symbol* name, std::uint32_t slot) {
  Binder* binder = nullptr;
  if (spare_.empty()) {
    binder = static_cast<Binder*>(heap_.arena().take(sizeof(Binder)));
  } else {
    binder = spare_.back();
    spare_.pop_back();
  }
  Binder* outer = name->binder;
  const auto frame = static_cast<std::uint32_t>(slots_.size() - 1);
  *binder = {outer, jump_from(outer), outer == nullptr ? 1 : outer->count + 1, name, frame, slot};
  if (outer == nullptr) binder->jump = binder;
  name->binder = binder;
  entered_.push_back(binder);
}

void Scope::pop() {
  Binder* binder = entered_.back();
  entered_.pop_back();
  binder->name->binder = binder->shadowed;
  spare_.push_back(binder);
}

void Scope::enter_function(Symbol* name, bool shares_frame) {
  if (slots_.back() >= kMostShared) shares_frame = false;
  shares_.push_back(shares_frame);
  if (!shares_frame) slots_.push_back(0);
  push(name, slots_.back()++);
}

void Scope::leave_function(BinderNode& node) {
  node.slot = entered_.back()->slot;
  pop();
  const bool shares_frame = shares_.back();
  shares_.pop_back();
  if (shares_frame) {
    node.small |= BinderNode::kSharesFrame;
    return;
  }
  node.small &= static_cast<std::uint16_t>(~BinderNode::kSharesFrame);
  // Now it is known how many slots all of them need.
  const std::uint32_t slots = slots_.back();
  slots_.pop_back();
  node.slots = slots;
  for (Node* body = node.body; body->kind == node.kind;) {
    auto& inner = static_cast<BinderNode&>(*body);
    if (!inner.shares_frame()) break;
    inner.slots = slots;
    body = inner.body;
  }
}

std::uint32_t Scope::enter_let(Symbol* name) {
  const std::uint32_t slot = slots_.back()++;
  push(name, slot);
  return slot;
}

Node* Scope::variable(Symbol* name, std::uint64_t index, std::uint32_t position) {
  const std::uint64_t bound = name->binder == nullptr ? 0 : name->binder->count;
  if (index >= bound) {
    auto* node = heap_.make<FreeNode>(Kind::Free, position, kWhnf | kStuck);
    node->name = name;
    node->index = index - bound;
    return node;
  }
  const Binder* binder = find(name->binder, index);
  auto* node = heap_.make<VariableNode>(Kind::Variable, position);
  node->name = name;
  node->index = static_cast<std::uint32_t>(index);
  node->depth = static_cast<std::uint32_t>(slots_.size() - 1) - binder->frame;
  node->slot = binder->slot;
  return node;
}

} // namespace sigil::dhall
