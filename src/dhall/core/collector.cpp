// Tells what is still needed from what is not, and moves it out of the nursery.
//
// What an evaluation makes is young. A collection copies what it can still reach to memory where nothing
// moves any more; what nothing reaches costs nothing. What was old before is not looked at: it can refer to
// young nodes only where it was written to since the last collection (`wrote`), or from the part of the stack
// that was pushed since then.
#include <algorithm>
#include <array>
#include <cstring>

#include "core/waiting.hpp"

namespace sigil::dhall {

class Evaluator::Collector {
 public:
  Collector(Heap& heap, bool keeps_positions) : arena_(heap.arena()), keeps_positions_(keeps_positions) {}

  template <typename T>
  void move(T*& reference) {
    if (reference != nullptr && arena_.is_young(reference)) {
      reference = static_cast<T*>(moved(const_cast<std::remove_const_t<T>*>(reference)));
    }
  }
  void move(Frame*& frame);
  void move_thunk(Node*& reference);
  /// A part of data: a thunk that was evaluated may stay one, for the sake of its position.
  void move_part(Node*& reference);
  void move(Continuation& continuation);
  /// What was moved refers to what was not, until this is done.
  void finish();

 private:
  static constexpr std::size_t size_of(Kind kind);
  Node* moved(Node* node);
  Node* copy(Node* node);
  void move_parts(Node& node);
  void move_operands(Node& node);
  void move_literal(Node& node);
  template <typename T>
  void move_bytes(T*& bytes, std::size_t count);
  void move_array(Node**& items, std::size_t count);
  template <typename T>
  T& own(void*& structure);

  Arena& arena_;
  bool keeps_positions_;
  std::vector<Node*> nodes_; ///< moved, but not what they refer to
  std::vector<Frame*> frames_;
};

namespace {

/// Nodes and frames are a few words: less than a call of memcpy is worth.
void copy_words(void* to, const void* from, std::size_t size_bytes) {
  for (std::size_t at = 0; at < size_bytes; at += 8) {
    std::memcpy(static_cast<char*>(to) + at, static_cast<const char*>(from) + at, 8);
  }
}

} // namespace

/// Of a node that can be young; 0: source code, and constants of which there is one each, never are.
constexpr std::size_t Evaluator::Collector::size_of(Kind kind) {
  switch (kind) {
  case Kind::Natural:
  case Kind::Integer:
  case Kind::Double: return sizeof(NaturalNode);
  case Kind::BigNatural:
  case Kind::BigInteger: return sizeof(BigNode);
  case Kind::Text: return sizeof(TextNode);
  case Kind::Bytes: return sizeof(BytesNode);
  case Kind::Date: return sizeof(DateNode);
  case Kind::Time: return sizeof(TimeNode);
  case Kind::TimeZone: return sizeof(TimeZoneNode);
  case Kind::List: return sizeof(ListNode);
  case Kind::EmptyList: return sizeof(EmptyListNode);
  case Kind::Some: return sizeof(SomeNode);
  case Kind::Record:
  case Kind::RecordType:
  case Kind::UnionType: return sizeof(FieldsNode);
  case Kind::Free: return sizeof(FreeNode);
  case Kind::Application: return sizeof(ApplicationNode);
  case Kind::If:
  case Kind::Merge:
  case Kind::ToMap: return sizeof(TernaryNode);
  case Kind::ShowConstructor:
  case Kind::Assert: return sizeof(UnaryNode);
  case Kind::Field: return sizeof(FieldNode);
  case Kind::Project: return sizeof(ProjectNode);
  case Kind::With: return sizeof(WithNode);
  case Kind::Interpolation: return sizeof(InterpolationNode);
  case Kind::Closure: return sizeof(ClosureNode);
  case Kind::PiClosure: return sizeof(PiClosureNode);
  case Kind::Level: return sizeof(LevelNode);
  case Kind::Variant: return sizeof(VariantNode);
  case Kind::ListRope: return sizeof(ListRopeNode);
  case Kind::Thunk:
  case Kind::Indirection: return sizeof(ThunkNode);
  case Kind::Annotation:
  case Kind::ProjectByType: return sizeof(BinaryNode);
  case Kind::Paused: return sizeof(Paused);
  default: return operator_number(kind) >= 0 ? sizeof(BinaryNode) : 0;
  }
}

Node* Evaluator::Collector::moved(Node* node) {
  while (node->kind == Kind::Indirection) {
    node = as<ThunkNode>(*node).value;
    if (!arena_.is_young(node)) return node;
  }
  return node->kind == Kind::Moved ? as<MovedNode>(*node).to : copy(node);
}

Node* Evaluator::Collector::copy(Node* node) {
  static constexpr auto kSizes = [] {
    std::array<std::uint8_t, static_cast<std::size_t>(Kind::Moved)> sizes{};
    for (std::size_t at = 0; at < sizes.size(); ++at) {
      sizes[at] = static_cast<std::uint8_t>(size_of(static_cast<Kind>(at)));
    }
    return sizes;
  }();
  const std::size_t size_bytes = kSizes[static_cast<std::size_t>(node->kind)];
  SIGIL_ASSERT(size_bytes != 0);
  auto* made = static_cast<Node*>(arena_.take_kept(size_bytes));
  copy_words(made, node, size_bytes);
  node->kind = Kind::Moved;
  as<MovedNode>(*node).to = made;
  nodes_.push_back(made);
  return made;
}

void Evaluator::Collector::move(Frame*& frame) {
  if (frame == nullptr || !arena_.is_young(frame)) return;
  if (!frame->is_moved) {
    const std::size_t size_bytes = offsetof(Frame, slots) + frame->count * sizeof(Node*);
    auto* made = static_cast<Frame*>(arena_.take_kept(size_bytes));
    copy_words(made, frame, size_bytes);
    frame->is_moved = true;
    frame->parent = made;
    frames_.push_back(made);
  }
  frame = frame->parent;
}

/// Not the value, if it has one.
void Evaluator::Collector::move_thunk(Node*& reference) {
  if (!arena_.is_young(reference)) return;
  reference = reference->kind == Kind::Moved ? as<MovedNode>(*reference).to : copy(reference);
}

void Evaluator::Collector::move_part(Node*& reference) {
  if (reference == nullptr || !arena_.is_young(reference)) return;
  const bool stays = keeps_positions_ && reference->kind == Kind::Indirection && reference->position != 0;
  if (stays) return move_thunk(reference);
  reference = moved(reference);
}

void Evaluator::Collector::finish() {
  for (;;) {
    if (!nodes_.empty()) {
      Node* node = nodes_.back();
      nodes_.pop_back();
      move_parts(*node);
    } else if (!frames_.empty()) {
      Frame* frame = frames_.back();
      frames_.pop_back();
      move(frame->parent);
      for (std::uint32_t at = 0; at < frame->count; ++at) move(frame->slots[at]);
    } else {
      return;
    }
  }
}

template <typename T>
void Evaluator::Collector::move_bytes(T*& bytes, std::size_t count) {
  if (count == 0 || !arena_.is_young(bytes)) return;
  auto* made = arena_.take_kept_array<std::remove_const_t<T>>(count);
  std::copy_n(bytes, count, made);
  bytes = made;
}

/// What an old array refers to is old.
void Evaluator::Collector::move_array(Node**& items, std::size_t count) {
  if (count == 0 || !arena_.is_young(items)) return;
  auto** made = arena_.take_kept_array<Node*>(count);
  for (std::size_t at = 0; at < count; ++at) {
    made[at] = items[at];
    move_part(made[at]);
  }
  items = made;
}

void Evaluator::Collector::move_literal(Node& node) {
  switch (node.kind) {
  case Kind::Text: move_bytes(as<TextNode>(node).data, as<TextNode>(node).size_bytes); break;
  case Kind::Bytes: move_bytes(as<BytesNode>(node).data, as<BytesNode>(node).size_bytes); break;
  case Kind::Time: move_bytes(as<TimeNode>(node).digits, as<TimeNode>(node).digit_count); break;
  case Kind::BigNatural:
  case Kind::BigInteger: {
    auto& number = static_cast<BigNode&>(node);
    move_bytes(number.limbs, static_cast<std::size_t>(std::abs(number.size)));
    break;
  }
  default: break;
  }
}

void Evaluator::Collector::move_parts(Node& node) {
  switch (node.kind) {
  case Kind::Thunk:
    move(as<ThunkNode>(node).code);
    move(as<ThunkNode>(node).frame);
    break;
  case Kind::Indirection:
    as<ThunkNode>(node).code = nullptr;
    move(as<ThunkNode>(node).value);
    break;
  case Kind::Paused: {
    auto& paused = as<Paused>(node);
    move(paused.state.code);
    move(paused.state.frame);
    if (!arena_.is_young(paused.rest)) break;
    move_bytes(paused.rest, paused.count);
    for (std::size_t at = 0; at < paused.count; ++at) move(paused.rest[at]);
    break;
  }
  case Kind::PiClosure: move(as<PiClosureNode>(node).domain); [[fallthrough]];
  case Kind::Closure: move(static_cast<ClosureNode&>(node).frame); break;
  case Kind::Record:
  case Kind::RecordType:
  case Kind::UnionType: {
    auto& fields = static_cast<FieldsNode&>(node);
    move_array(fields.parts, fields.shape->count);
    break;
  }
  case Kind::List: move_array(as<ListNode>(node).items, as<ListNode>(node).count); break;
  case Kind::EmptyList: move(as<EmptyListNode>(node).type); break;
  case Kind::Some: move_part(as<SomeNode>(node).value); break;
  case Kind::Variant:
    move(as<VariantNode>(node).type);
    move_part(as<VariantNode>(node).payload);
    break;
  case Kind::ListRope:
    move_part(as<ListRopeNode>(node).left);
    move(as<ListRopeNode>(node).right);
    break;
  case Kind::Interpolation:
    move_array(as<InterpolationNode>(node).pieces, as<InterpolationNode>(node).count);
    break;
  case Kind::Level: move(as<LevelNode>(node).type); break;
  case Kind::Application:
    move(as<ApplicationNode>(node).function);
    move_array(as<ApplicationNode>(node).arguments, as<ApplicationNode>(node).count);
    break;
  default:
    if (node.kind >= Kind::If && node.kind <= Kind::Assert) {
      move_operands(node);
    } else {
      move_literal(node);
    }
  }
}

/// Stuck values, and expressions of values that the evaluator makes.
void Evaluator::Collector::move_operands(Node& node) {
  switch (node.kind) {
  case Kind::If:
  case Kind::Merge:
  case Kind::ToMap: {
    auto& ternary = static_cast<TernaryNode&>(node);
    move(ternary.a);
    move(ternary.b);
    move(ternary.c);
    break;
  }
  case Kind::ShowConstructor:
  case Kind::Assert: move(static_cast<UnaryNode&>(node).a); break;
  case Kind::Field: move(as<FieldNode>(node).record); break;
  case Kind::Project:
    move(as<ProjectNode>(node).record);
    move_bytes(as<ProjectNode>(node).labels, as<ProjectNode>(node).count);
    break;
  case Kind::With:
    move(as<WithNode>(node).record);
    move(as<WithNode>(node).value);
    move_bytes(as<WithNode>(node).path, as<WithNode>(node).count);
    break;
  default: {
    auto& binary = static_cast<BinaryNode&>(node);
    move(binary.left);
    move(binary.right);
    move(binary.chosen);
  }
  }
}

/// A structure that belongs to one continuation.
template <typename T>
T& Evaluator::Collector::own(void*& structure) {
  if (arena_.is_young(structure)) {
    structure = std::memcpy(arena_.take_kept(sizeof(T)), structure, sizeof(T));
  }
  return *static_cast<T*>(structure);
}

void Evaluator::Collector::move(Continuation& continuation) {
  if (continuation.then == Then::Update) return move_thunk(continuation.node);
  move(continuation.node);
  switch (continuation.then) {
  case Then::RightOperand:
  case Then::ForceFields: {
    auto* node = static_cast<Node*>(continuation.more);
    move(node);
    continuation.more = node;
    break;
  }
  case Then::MergeHandlers: {
    auto& pending = own<Pending>(continuation.more);
    move(pending.value);
    move(pending.frame);
    break;
  }
  case Then::NaturalFold: {
    auto& fold = own<NaturalFold>(continuation.more);
    move(fold.function);
    move(fold.state_type);
    move(fold.previous);
    break;
  }
  case Then::ListFold: {
    auto& fold = own<ListFold>(continuation.more);
    move(fold.list);
    move(fold.function);
    move(fold.state_type);
    break;
  }
  default: {
    auto* frame = static_cast<Frame*>(continuation.more);
    move(frame);
    continuation.more = frame;
  }
  }
}

void Evaluator::open_nursery() {
  heap_.arena().open_nursery(nursery_bytes_);
  marks_.clear();
  written_.clear();
}

void Evaluator::close_nursery() {
  heap_.arena().close_nursery();
}

Node* Evaluator::collect(State& state, Node* value) {
  // An attempt that fills the nursery has taken long enough, in however few steps.
  if (attempt_ != nullptr) attempt_end_ = 0;
  // In a run inside of a run, the program's own stack refers to nodes.
  if (runs_ != 1) return value;
  Arena& arena = heap_.arena();
  // Below the last continuation that is still there from the last time, all is.
  while (!marks_.empty() && (marks_.back() >= top_ || !marks_.back()->is_mark)) marks_.pop_back();
  Continuation* first = marks_.empty() ? stack_begin_ : marks_.back() + 1;
  if (arena.shall_stay()) {
    arena.stay();
  } else {
    arena.begin_collection();
    Collector collector(heap_, keeps_positions_);
    // First of all, as these places may be in what will be moved.
    for (Node** where : written_) collector.move(*where);
    if (value != nullptr) {
      state = {nullptr, nullptr}; // it may be long gone
      collector.move(value);
    } else {
      collector.move(state.code);
      collector.move(state.frame);
    }
    for (Continuation* at = first; at != top_; ++at) collector.move(*at);
    collector.finish();
    arena.end_collection();
  }
  written_.clear();
  mark(first);
  return value;
}

/// Remembers that what is on the stack is old.
void Evaluator::mark(Continuation* first) {
  constexpr std::ptrdiff_t kDistance = 256;
  while (first != top_) {
    first += std::min(kDistance, top_ - first);
    first[-1].is_mark = true;
    marks_.push_back(first - 1);
  }
}

} // namespace sigil::dhall
