/// \file
/// Evaluation to weak head normal form, by need (standard: beta-normalization.md).
///
/// The evaluator is an abstract machine: it holds an expression and its environment, or a value, and a stack
/// of what is to be done with the value. How deep an expression nests, or how long a chain of suspended
/// expressions has become, is a matter of that stack, which grows on the heap, and not of the stack that the
/// program runs on. (docs/design/dhall-evaluator.md)
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/demand.hpp"
#include "core/strictness.hpp"
#include "syntax/deadline.hpp"
#include "syntax/heap.hpp"

namespace sigil::dhall {

struct EvaluationLimits {
  std::uint64_t steps = ~std::uint64_t{0};        ///< function calls and loop rounds
  std::uint64_t depth = std::uint64_t{64} << 20U; ///< of what is begun and not finished, 24 bytes each
  std::uint64_t output_bytes = ~std::uint64_t{0}; ///< of one expression that is printed or encoded
  const Deadline* deadline = nullptr;             ///< or nullptr
};

/// How much an evaluation makes before what is still needed is told from what is not: as much as the caches
/// of a core hold. Much less where memory is watched, so that every program there is collected often.
inline constexpr std::size_t kNurseryBytes = kWatchesMemory ? 2048 : 512U << 10U;

/// Evaluates expressions of one heap. Expressions must be well-typed, or evaluation may end in an Internal
/// error. Not thread-safe.
class Evaluator {
 public:
  explicit Evaluator(Heap& heap, const EvaluationLimits& limits = {},
                     std::size_t nursery_bytes = kNurseryBytes);
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;
  ~Evaluator();

  Heap& heap() { return heap_; }
  /// From now on the parts of data know where they stand, not only where what they are was written. That
  /// costs some memory, and the time to move it.
  void keep_positions() { keeps_positions_ = true; }
  const EvaluationLimits& limits() const { return limits_; }

  /// The value of `code` in `frame`.
  /// \throws Error{Limit} above a limit.
  Node* evaluate(Node* code, Frame* frame);
  /// The value of a value, thunk or indirection.
  Node* force(Node* node) {
    if (node->is(kWhnf)) return node;
    return node->kind == Kind::Indirection ? as<ThunkNode>(*node).value : run(node, nullptr);
  }
  /// A value or a thunk: what is cheap and safe to evaluate at once is evaluated.
  Node* delay(Node* code, Frame* frame, int levels = kConstructorLevels);

  /// The body of a λ or ∀ closure with this argument.
  Node* instantiate(const ClosureNode& function, Node* argument);
  /// The variable that is the argument of an open ∀ as it stands (BinderNode::is_open); else nullptr.
  static LevelNode* variable_of(const ClosureNode& closure) {
    return closure.code->is_open() ? static_cast<LevelNode*>(closure.code->domain) : nullptr;
  }
  /// The domain of a λ or ∀ closure.
  Node* domain_of(ClosureNode& closure);

  Frame* new_frame(Frame* parent, std::uint32_t slots) {
    auto* frame = static_cast<Frame*>(heap_.arena().take(offsetof(Frame, slots) + slots * sizeof(Node*)));
    frame->parent = parent;
    frame->count = slots;
    frame->is_moved = false;
    for (std::uint32_t at = 0; at < slots; ++at) frame->slots[at] = nullptr;
    return frame;
  }
  /// A variable that occurs in no other value.
  Node* fresh(const Symbol* name, Node* type);

  /// Whether two values or thunks have the same αβ-normal form (standard: equivalence.md).
  bool equivalent(Node* left, Node* right);

  // Views of values that may be ropes; the node is changed in place to what it is found to be.
  /// The elements of a List or ListRope.
  std::span<Node* const> elements(Node* list);
  /// The rope as pieces: Text nodes (not empty, never two in a row) and stuck values. A Text gives itself.
  void pieces_of(Node* text, std::vector<Node*>& pieces);
  /// Makes one Text of a rope without stuck values; any other value comes back unchanged.
  Node* flatten_text(Node* text);

  /// The part of a record or the type of a record's part by label; nullptr if there is none.
  static Node* part(const Node* fields, const Symbol* label) {
    const auto& node = static_cast<const FieldsNode&>(*fields);
    const int index = node.shape->find(label);
    return index < 0 ? nullptr : node.parts[index];
  }

  /// What `T::r` is short for: `(T.default ⫽ r) : T.Type`.
  Node* completed(BinaryNode& completion);
  /// The record type of `l ⫽ r` (kind Prefer) or `l ∧ r` (kind CombineTypes), of record types as values.
  Node* merge_record_types(Kind kind, Node* left, Node* right) {
    return merge_records(kind, static_cast<FieldsNode&>(*left), static_cast<FieldsNode&>(*right));
  }

  const Symbol* map_key() const { return map_key_; }
  const Symbol* map_value() const { return map_value_; }
  /// The shape { mapKey, mapValue }.
  const Shape* entry_shape() const { return entry_shape_; }

 private:
  enum class Then : std::uint8_t {
    Update,
    Argument, ///< node in frame `more`
    Bind,
    BindLet,
    If,
    LeftOperand,
    RightOperand,
    Field,
    Project,
    ProjectType,
    MergeUnion,
    MergeHandlers,
    ToMap,
    ShowConstructor,
    With,
    Piece,
    BuiltinArgument, ///< the call is node in frame `more`
    Held,            ///< an argument of the call whose other arguments are being evaluated
    NaturalFold,
    ListFold,
    ForceFields,
    Fused,
  };
  /// What is to be done with the next value.
  struct Continuation {
    Then then;
    bool is_mark; ///< it was here at the last collection, and so was all below it
    std::uint32_t index;
    Node* node;
    void* more;
  };
  /// Of an evaluation that may turn out not to be needed.
  static constexpr std::uint64_t kAttemptSteps = 1000;
  // What is made at once of constructors that may turn out not to be needed: inside of each other, with
  // parts.
  static constexpr int kConstructorLevels = 4;
  static constexpr std::uint32_t kFewParts = 16;
  /// Fields of fields that are looked up at once.
  static constexpr int kFieldLevels = 6;
  /// Thunks, operators and calls of built-in functions inside of each other that go without the stack.
  static constexpr int kOnceLevels = 20;
  static constexpr int kOncePerConstructor = kOnceLevels / kConstructorLevels; ///< so many for one of those
  static constexpr int kThunkLevels = 7;                                       ///< that a thunk counts as
  static constexpr std::uint32_t kFewPieces = 16;
  // What `more` may be, and what is put off (waiting.hpp).
  struct Pending;
  struct NaturalFold;
  struct ListFold;
  struct Paused;
  class Collector;
  struct MergedShape {
    const Shape* shape;
    const std::int32_t* left; ///< for each label: its index in the left shape, or -1
    const std::int32_t* right;
  };
  struct PairHash {
    std::size_t operator()(const std::pair<const Shape*, const Shape*>& pair) const {
      return std::hash<const void*>()(pair.first) * 31 + std::hash<const void*>()(pair.second);
    }
  };

  /// What is to be evaluated next.
  struct State {
    Node* code;
    Frame* frame;
  };
  // Functions that take a State give a value, or nullptr after they have set what is to be evaluated next.

  // machine.cpp
  Node* run(Node* code, Frame* frame);
  Node* begin(State& state);
  Node* sum_at_hand(const BinaryNode& sum, Frame* frame);
  Node* begin_variable(State& state);
  Node* begin_application(State& state);
  void begin_let(State& state);
  Node* begin_other(State& state);
  Node* begin_constructor(State& state);
  Node* construct(Node* code, Frame* frame, int levels);
  Node* resume(State& state, Node* value);
  Node* resume_other(State& state, Node* value);
  Node* apply_top(State& state, Node* function);
  /// The frame in which a function that was found in `outside` binds its argument. One that shares the frame
  /// of the functions around it, but gets its argument later than they did, needs a copy: it may be called
  /// again.
  Frame* frame_of(const BinderNode& function, Frame* outside) {
    if (!function.shares_frame()) return new_frame(outside, function.slots);
    Frame* frame = new_frame(outside->parent, function.slots);
    for (std::uint32_t at = 0; at < function.slot; ++at) frame->slots[at] = outside->slots[at];
    return frame;
  }
  /// What a function is given for an expression, or nullptr: it is to be evaluated first. If nothing but that
  /// it was always needed speaks for it, that is an attempt, and `is_needed` tells.
  Node* argument_now(Node* argument, Frame* frame, const BinderNode& function, bool& is_needed) {
    if (argument->is(kWhnf)) return argument;
    if (argument->kind == Kind::Variable) {
      Node* found = lookup(*argument, frame);
      return found->is(kWhnf) || !needs_argument(function) ? found : nullptr;
    }
    is_needed = needs_argument(function);
    if (is_needed || is_worth_an_attempt(*argument)) return at_once(argument, frame);
    return delay(argument, frame);
  }
  bool is_worth_an_attempt(const Node& code) const { return demand::is_likely(code, steps_); }
  Node* enter(State& state, const BinderNode& function, Frame* outside);
  Node* bind(State& state, const BinderNode* function, Frame* frame);
  Node* bound(State& state, const BinderNode& function, Frame* frame, Node* argument);
  Node* call(State& state, const ClosureNode& closure, std::span<Node* const> arguments);
  /// Likewise any function with arguments that are values or thunks.
  Node* apply(State& state, Node* function, std::span<Node* const> arguments) {
    state = {function, nullptr};
    if (function->kind == Kind::Closure) return call(state, as<ClosureNode>(*function), arguments);
    count_step();
    push_arguments(arguments, nullptr);
    return nullptr;
  }
  Node* call_prepend(State& state, std::span<Node* const> arguments);
  void push_arguments(std::span<Node* const> arguments, Frame* frame) {
    for (std::size_t at = arguments.size(); at-- > 0;) push(Then::Argument, 0, arguments[at], frame);
  }
  Node* take_argument() {
    --top_;
    return delay(top_->node, static_cast<Frame*>(top_->more));
  }
  void push(Then then, std::uint32_t index, Node* node, void* more) {
    if (top_ == stack_end_) too_deep();
    *top_++ = {then, false, index, node, more};
  }
  bool argument_waits() const { return top_ != base_ && top_[-1].then == Then::Argument; }
  Node* closure(Node* code, Frame* frame);
  Node* cheap(Node* code, Frame* frame, int budget);
  static Node* lookup(const Node& code, Frame* frame) {
    const auto& variable = as<VariableNode>(code);
    for (std::uint32_t depth = variable.depth; depth != 0; --depth) frame = frame->parent;
    Node* found = frame->slots[variable.slot];
    return found->kind == Kind::Indirection ? as<ThunkNode>(*found).value : found;
  }
  /// The value or thunk of what is found without evaluating anything, or nullptr.
  static Node* found(Node* code, Frame* frame, int levels = kFieldLevels) {
    if (code->is(kWhnf)) return code;
    if (code->kind == Kind::Variable) return lookup(*code, frame);
    return code->kind == Kind::Field ? found_field(as<FieldNode>(*code), frame, levels) : nullptr;
  }
  static Node* found_field(const FieldNode& field, Frame* frame, int levels);
  /// The value of what has one already, or nullptr.
  static Node* at_hand(Node* code, Frame* frame, int levels = kFieldLevels) {
    Node* node = found(code, frame, levels);
    return node != nullptr && node->is(kWhnf) ? node : nullptr;
  }
  /// Whether it is a call of a function that is not built in.
  static bool calls_function(const Node& code) {
    return code.kind == Kind::Application && as<ApplicationNode>(code).function->kind != Kind::Builtin;
  }
  /// The value of what is needed, where that takes no call of a function, or nullptr.
  Node* at_once(Node* code, Frame* frame, int levels = kOnceLevels) {
    Node* node = found(code, frame);
    if (node != nullptr && node->is(kWhnf)) return node;
    if (levels == 0 || calls_function(*code)) return nullptr;
    return node != nullptr ? thunk_at_once(*node, levels - 1) : compute_at_once(code, frame, levels - 1);
  }
  /// To be called for what may be older than what was written there.
  void wrote(Node** where) {
    if (!heap_.arena().is_in_newest_part(where)) written_.push_back(where);
  }
  [[noreturn, gnu::cold]] void too_deep() const;
  [[gnu::cold]] void check_steps();
  void count_step() { count_steps(1); }
  void count_steps(std::uint64_t count) {
    if ((steps_ += count) > unchecked_steps_) check_steps();
  }

  // at_once.cpp
  Node* compute_at_once(Node* code, Frame* frame, int levels);
  Node* thunk_at_once(Node& node, int levels);
  Node* field_at_once(const FieldNode& field, Frame* frame, int levels);
  Node* text_at_once(const InterpolationNode& text, Frame* frame, int levels);
  Node* call_at_once(ApplicationNode& call, Frame* frame, int levels);

  // fused.cpp
  Node* fused(State& state, const FusedNode& node, Frame* frame, Node* over);
  Frame* frame_of_element(const BinderNode& function, Frame* outside, Node* element);
  Node* map_list(const FusedNode& node, Frame* frame, std::span<Node* const> items);
  Node* repeat(const FusedNode& node, Frame* frame, std::uint64_t count);
  Node* concat(State& state, const FusedNode& node, Frame* frame, std::span<Node* const> items);
  Node* replace_all(const FusedNode& node, Node* text);

  // attempts.cpp
  /// The argument that is evaluated next may turn out not to be needed.
  void begin_attempt() {
    if (attempt_ != nullptr) return;
    attempt_ = top_;
    attempt_end_ = steps_ + kAttemptSteps;
  }
  /// To be called with what is about to be taken from the stack.
  void end_attempt_at(const Continuation* top) {
    if (top != attempt_) return;
    attempt_ = nullptr;
    attempt_end_ = ~std::uint64_t{0};
  }
  [[gnu::cold]] Node* pause(State& state);
  Node* put_off(const State& state, std::span<const Continuation> rest);
  void go_on(State& state, const Paused& paused);

  // collector.cpp
  /// Between two steps, nothing but the arguments being in use: moves what is young and still needed.
  /// \returns the value, or nullptr if `state` is what goes on
  [[gnu::noinline]] Node* collect(State& state, Node* value);
  void mark(Continuation* first);
  void open_nursery();
  void close_nursery();

  // eliminate.cpp
  Node* make_stuck(Kind kind, Node* a, Node* b, Node* c);
  Node* decide(State& state, const TernaryNode& node, Node* condition);
  Node* merge_handlers(State& state, const TernaryNode& node, Node* value);
  Node* merge_with(State& state, Node* handlers, const TernaryNode& node, Node* value);
  Node* show_constructor(Node* value);
  Node* to_map(const TernaryNode& node, Frame* frame, Node* record);
  Node* update(const WithNode& node, Frame* frame, Node* record);

  // texts.cpp
  Node* begin_text(const InterpolationNode& text, State& state);
  Node* next_piece(State& state, InterpolationNode& rope, Frame* frame, std::uint32_t index);
  Node* wait_for_piece(State& state, InterpolationNode& rope, Frame* frame, std::uint32_t index);
  Node* text_of(std::span<Node* const> pieces, std::uint32_t position);
  Node* finish_rope(InterpolationNode& rope);
  Node* join(std::span<Node* const> pieces, std::uint64_t size_bytes);
  Node* append_texts(Node* left, Node* right);
  Node* replace(Node* needle, Node* replacement, Node* haystack);
  Node* show_text(std::string_view text);

  // operators.cpp
  static bool is_settled(Kind kind, const Node* left);
  Node* left_operand(State& state, BinaryNode& node, Frame* frame, Node* left);
  Node* operate(Kind kind, Node* left, Node* right);
  Node* logical(Kind kind, Node* left, Node* right);
  Node* arithmetic(Kind kind, Node* left, Node* right);
  Node* stuck(Kind kind, Node* left, Node* right);
  Node* append_lists(Node* left, Node* right);
  /// The a of `[ a ]`, or nullptr.
  static Node* only_element(const Node& list) {
    return list.kind == Kind::List && as<ListNode>(list).count == 1 ? as<ListNode>(list).items[0] : nullptr;
  }
  Node* prepend(Node* element, Node* list);

  // records.cpp
  Node* select(State& state, Node* record, const FieldNode& field);
  Node* select_stuck(State& state, Node* record, const FieldNode& field);
  Node* project(Node* record, std::span<const Symbol* const> labels);
  Node* project_record(FieldsNode& record, std::span<const Symbol* const> sorted);
  Node* record_operator(Kind kind, Node* left, Node* right);
  Node* merge_records(Kind kind, FieldsNode& left, FieldsNode& right);
  Node* merge_chain(Kind kind, FieldsNode& left, FieldsNode& right);
  FieldsNode* take_operand(Kind kind);
  FieldsNode* record_of(const Symbol* label, Node* part, std::uint32_t position);
  bool long_chain_waits(Kind kind) const;
  const MergedShape& merged(const Shape* left, const Shape* right);
  Node* restricted(FieldsNode& record, int index);

  // builtins.cpp
  Node* gather(State& state, Builtin builtin, std::span<Node* const> have);
  Node* call_builtin(State& state, ApplicationNode& call, Frame* frame);
  Node* next_argument(State& state, ApplicationNode& call, Frame* frame, std::uint32_t index, Node* value,
                      bool is_tried = false);
  static bool is_plain_call(const Node& code);
  Node* wait_for(State& state, Node* code, Frame* frame);
  Node* compute(State& state, Builtin builtin, Node** arguments);
  Node* natural_builtin(Builtin builtin, Node** arguments);
  Node* show_natural(const Node& number);
  Node* show_builtin(Builtin builtin, Node** arguments);
  Node* list_builtin(Builtin builtin, Node** arguments);
  Node* indexed(Node** arguments);
  Node* stuck_call(Builtin builtin, Node** arguments);

  // loops.cpp
  Node* start_natural_fold(State& state, Node** arguments);
  Node* start_list_fold(State& state, Node** arguments);
  Node* natural_fold_round(State& state, NaturalFold& fold, Node* accumulator, bool is_forced);
  Node* list_fold_round(State& state, ListFold& fold, Node* accumulator, bool is_forced);
  Node* build_natural(State& state, Node** arguments);
  Node* build_list(State& state, Node** arguments);
  Node* force_fields(State& state, Node* record, FieldsNode& type, std::uint32_t index);
  void make_static_code();

  Heap& heap_;
  EvaluationLimits limits_;
  std::size_t stack_bytes_;
  Continuation* stack_begin_;
  Continuation* stack_end_;
  Continuation* top_;  ///< above the last continuation
  Continuation* base_; ///< where the run that goes on began
  std::size_t nursery_bytes_;
  bool keeps_positions_ = false;
  std::uint64_t runs_ = 0;           ///< that have begun and not ended
  std::vector<Continuation*> marks_; ///< rising
  std::vector<Node**> written_;      ///< since the last collection, outside of the newest part of the nursery
  std::uint64_t steps_ = 0;
  std::uint64_t unchecked_steps_ = 0;     ///< up to here no limit needs to be looked at
  const Continuation* attempt_ = nullptr; ///< above the one that gets the value of the outermost attempt
  std::uint64_t attempt_end_ = ~std::uint64_t{0}; ///< when more steps were taken, it is put off
  std::uint64_t next_fresh_ = std::uint64_t{1} << 32U;
  std::unordered_map<std::pair<const Shape*, const Shape*>, MergedShape, PairHash> merged_shapes_;

  const Symbol* map_key_;
  const Symbol* map_value_;
  const Symbol* index_label_;
  const Symbol* value_label_;
  const Symbol* default_label_;
  const Symbol* type_label_;
  const Symbol* some_label_;
  const Symbol* none_label_;
  const Shape* entry_shape_;
  const Shape* indexed_shape_;
  std::vector<std::size_t> found_;  ///< of replace(), kept for its memory
  BinderNode* successor_ = nullptr; ///< λ(x : Natural) → x + 1
  BinderNode* prepend_ = nullptr;   ///< λ(a : A) → λ(as : List A) → [ a ] # as, in a frame with A

  friend class Equivalence;
};

} // namespace sigil::dhall
