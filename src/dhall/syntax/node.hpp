/// \file
/// The one kind of object that the evaluator works on: a node is an expression, and a node in weak head
/// normal form is a value.
///
/// A literal, a list of literals or a type is the same node in a source file, as a value, and in a normal
/// form, so that data is never copied from one to the next. What evaluation adds are nodes that pair an
/// expression with the environment it is meant in (`Thunk`, `Closure`): suspended substitutions.
///
/// Expressions name variables twice: by name and index, as the standard does (for printing and encoding),
/// and by the number of frames to go up and the slot there (for evaluation). See scope.hpp.
///
/// Nodes live in the arena of a heap (heap.hpp) and are never destroyed one by one: they own nothing.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sigil/base/error.hpp"
#include "syntax/builtin.hpp"
#include "syntax/symbol.hpp"

namespace sigil::dhall {

enum class Kind : std::uint8_t {
  // Constants and literals.
  Universe,
  Builtin,
  Bool,
  Natural,
  BigNatural,
  Integer,
  BigInteger,
  Double,
  Text,
  Bytes,
  Date,
  Time,
  TimeZone,
  // Constructors, of expressions as of values.
  List,
  EmptyList,
  Some,
  Record,
  RecordType,
  UnionType,
  // Binders and variables of expressions.
  Variable,
  Lambda,
  Pi,
  Let,
  // Eliminators. As values they are stuck: flagged kWhnf, with values as parts.
  Free,
  Application,
  If,
  Or, // from here on in the order of the operators' numbers in the binary encoding
  And,
  Equal,
  NotEqual,
  Plus,
  Times,
  TextAppend,
  ListAppend,
  Combine,
  Prefer,
  CombineTypes,
  Alternative,
  Equivalent,
  Completion,
  Merge,
  ToMap,
  ShowConstructor,
  Field,
  Project,
  ProjectByType,
  With,
  Interpolation,
  Annotation,
  Assert,
  Import,
  Fused, ///< only in what is evaluated (core/expand.hpp)
  // Values only.
  Closure,
  PiClosure,
  Level,
  Variant,
  ListRope,
  Thunk,
  Indirection,
  Paused, ///< an evaluation that was begun and put off (core/waiting.hpp)
  Moved,  ///< during a collection
};

/// The node is in weak head normal form: a value as it stands, in any environment.
inline constexpr std::uint8_t kWhnf = 1;
/// Closed and in β-normal form, and so are all its parts.
inline constexpr std::uint8_t kNormal = 2;
/// A value whose head is a variable: no rule applies to it.
inline constexpr std::uint8_t kStuck = 4;

struct Node {
  Kind kind;
  std::uint8_t flags;
  std::uint16_t small;    ///< by kind: a universe, builtin, truth value, …
  std::uint32_t position; ///< where it begins, as SourceMap counts; 0: nowhere

  bool is(std::uint8_t flag) const { return (flags & flag) != 0; }
};

/// Environment of expressions below some λs or ∀s that follow each other directly, or of a whole file: the
/// arguments in the first slots, and the let-bound variables of the body after them. A function of three
/// arguments that gets all of them makes one frame, not three.
struct Frame {
  Frame* parent;
  std::uint32_t count; ///< of the slots
  bool is_moved;       ///< `parent` is where it is now (collector.hpp)
  Node* slots[1];      ///< really `count` of them; nullptr as long as nothing is bound
};

// ----- constants and literals ------------------------------------------------------------------------------

struct UniverseNode : Node { // small: Universe
  static constexpr Kind kKind = Kind::Universe;
  Universe universe() const { return static_cast<Universe>(small); }
};

struct BuiltinNode : Node { // small: Builtin
  static constexpr Kind kKind = Kind::Builtin;
  Builtin builtin() const { return static_cast<Builtin>(small); }
};

struct BoolNode : Node { // small: 0 or 1
  static constexpr Kind kKind = Kind::Bool;
  bool value() const { return small != 0; }
};

struct NaturalNode : Node {
  static constexpr Kind kKind = Kind::Natural;
  std::uint64_t value;
};

struct IntegerNode : Node {
  static constexpr Kind kKind = Kind::Integer;
  std::int64_t value;
};

/// BigNatural above 64 bits, BigInteger outside of the 64-bit range; `limbs` as GMP has them, least
/// significant first, the last one not 0.
struct BigNode : Node {
  std::int64_t size; ///< number of limbs; negative: so is the number
  const std::uint64_t* limbs;
};

struct DoubleNode : Node {
  static constexpr Kind kKind = Kind::Double;
  double value;
};

struct TextNode : Node {
  static constexpr Kind kKind = Kind::Text;
  std::uint64_t size_bytes;
  const char* data; ///< UTF-8; in the arena or in a source that is kept
  std::string_view text() const { return {data, size_bytes}; }
};

struct BytesNode : Node {
  static constexpr Kind kKind = Kind::Bytes;
  std::uint64_t size_bytes;
  const std::uint8_t* data;
};

struct DateNode : Node {
  static constexpr Kind kKind = Kind::Date;
  std::uint16_t year;
  std::uint8_t month, day;
};

struct TimeNode : Node {
  static constexpr Kind kKind = Kind::Time;
  std::uint8_t hour, minute, second;
  std::uint32_t digit_count; ///< of the fraction of the second, which is kept as it was written
  const char* digits;
  std::string_view fraction() const { return {digits, digit_count}; }
};

struct TimeZoneNode : Node {
  static constexpr Kind kKind = Kind::TimeZone;
  std::int32_t minutes; ///< east of UTC, -1439 to 1439
  bool negative;        ///< the sign as written: -00:00 is not +00:00
};

// ----- constructors ----------------------------------------------------------------------------------------

/// `[ a, b ]`, never empty.
struct ListNode : Node {
  static constexpr Kind kKind = Kind::List;
  std::uint64_t count;
  Node** items;
  std::span<Node* const> all() const { return {items, count}; }
};

/// `[] : T`, with all of T (`List Natural`).
struct EmptyListNode : Node {
  static constexpr Kind kKind = Kind::EmptyList;
  Node* type;
};

/// `Some a`.
struct SomeNode : Node {
  static constexpr Kind kKind = Kind::Some;
  Node* value;
};

/// Record, RecordType or UnionType; the parts in the order of the shape, which is sorted. An alternative
/// without a type is nullptr.
struct FieldsNode : Node {
  const Shape* shape;
  Node** parts;
  std::span<Node* const> all() const { return {parts, shape->count}; }
};

// ----- binders and variables -------------------------------------------------------------------------------

/// `x@n`, bound in the same file.
struct VariableNode : Node {
  static constexpr Kind kKind = Kind::Variable;
  const Symbol* name;
  std::uint32_t index; ///< n: how many binders of the same name to skip
  std::uint32_t depth; ///< how many frames to go up
  std::uint32_t slot;  ///< where in that frame
};

/// `x@n` that nothing binds: n counts from outside of all binders of the expression.
struct FreeNode : Node {
  static constexpr Kind kKind = Kind::Free;
  const Symbol* name;
  std::uint64_t index;
};

/// `λ(x : A) → b` or `∀(x : A) → B`.
struct BinderNode : Node {
  const Symbol* name;
  Node* domain; ///< meant outside of the new slot
  Node* body;
  std::uint32_t slots; ///< of the frame, all of them
  std::uint32_t slot;  ///< of the argument

  /// A λ or ∀ that is the body of another one has a slot in that one's frame.
  bool shares_frame() const { return (small & kSharesFrame) != 0; }
  static constexpr std::uint16_t kSharesFrame = 4;
  /// A ∀ that was inferred, until it is closed (quote.hpp): `domain` is the variable that the function was
  /// checked with, `body` no expression yet but a value over it.
  bool is_open() const { return (small & kOpen) != 0; }
  static constexpr std::uint16_t kOpen = 8;
};

/// `let x : T = a in b`.
struct LetNode : Node {
  static constexpr Kind kKind = Kind::Let;
  const Symbol* name;
  Node* annotation; ///< or nullptr
  Node* bound;
  Node* body;
  std::uint32_t slot; ///< in the frame of the nearest λ, ∀ or file

  /// Made by an expansion (core/expander.hpp), with all that mentions it.
  static constexpr std::uint16_t kNew = 4;
};

// ----- eliminators -----------------------------------------------------------------------------------------

/// `f a b …`, at least one argument. A stuck one may have an Application as its function.
struct ApplicationNode : Node {
  static constexpr Kind kKind = Kind::Application;
  Node* function;
  std::uint64_t count;
  Node** arguments;
  std::span<Node* const> all() const { return {arguments, count}; }
};

/// Every operator and `T::r`.
struct BinaryNode : Node {
  Node* left;
  Node* right;
  Node* chosen; ///< Alternative: the side that import resolution took; Completion: what it is short for
};

/// `if a then b else c`; `merge a b : c` and `toMap a : c`, where an absent c is nullptr.
struct TernaryNode : Node {
  Node* a;
  Node* b;
  Node* c;
};

/// `showConstructor a`, `assert : a`.
struct UnaryNode : Node {
  Node* a;
};

/// `a.x`.
struct FieldNode : Node {
  static constexpr Kind kKind = Kind::Field;
  Node* record;
  const Symbol* label;
};

/// `a.{ x, y }`, in the order written (sorted if stuck).
struct ProjectNode : Node {
  static constexpr Kind kKind = Kind::Project;
  Node* record;
  std::uint64_t count;
  const Symbol** labels;
  std::span<const Symbol* const> all() const { return {labels, count}; }
};

/// `a with p.q = v`; nullptr in the path is `?`.
struct WithNode : Node {
  static constexpr Kind kKind = Kind::With;
  Node* record;
  Node* value;
  std::uint64_t count;
  const Symbol** path;
  std::span<const Symbol* const> all() const { return {path, count}; }
};

/// `"a${b}c"`. Pieces are Text nodes that are not empty, and any other expression: a text literal in `${…}`
/// is an Interpolation with that one piece. As a value (a rope) Text nodes, further ropes and stuck values.
struct InterpolationNode : Node {
  static constexpr Kind kKind = Kind::Interpolation;
  std::uint64_t count;
  Node** pieces;
  std::uint64_t size_bytes; ///< of a rope: of the text in it, as far as that is told
  std::span<Node* const> all() const { return {pieces, count}; }
};

/// `a : T` is a BinaryNode of kind Annotation, `a.(T)` one of kind ProjectByType.

struct ImportSpec;
struct ResolvedImport;

struct ImportNode : Node {
  static constexpr Kind kKind = Kind::Import;
  const ImportSpec* spec;
  ResolvedImport* resolved; ///< nullptr until the imports are resolved
};

// ----- only in what is evaluated ---------------------------------------------------------------------------

/// What is done at once instead of step by step: a loop that goes through a list or counts, or a chain of
/// replacements in a text.
struct FusedNode : Node {
  static constexpr Kind kKind = Kind::Fused;
  enum class What : std::uint8_t {
    Map,     ///< a list of what `each` makes of the elements of a list
    Repeat,  ///< a list of as many times `part`
    Count,   ///< a list of the numbers below a number
    Concat,  ///< the texts that `each` makes of the elements of a list, and then `part`
    Replace, ///< a text with all `replacements`, one after the other
  } what;
  Node* over;             ///< the list, number or text
  Node* source;           ///< what it stands for
  Node* steps;            ///< likewise, once `over` is known, in `slot`: for what is empty or stuck
  std::uint32_t slot;     ///< 0: there is none, as `over` is a variable or a value
  const BinderNode* each; ///< a λ
  Node* part;             ///< or nullptr
  std::uint64_t count;    ///< of the texts in `replacements`
  Node** replacements;    ///< needle, replacement, needle, …
  /// For each byte, which replacement it gets: 1, 2, … or 0. Where one pass does what the steps do; else
  /// nullptr.
  const std::uint8_t* table;

  /// `each` gives what it gets.
  bool is_identity() const {
    if (each->body->kind != Kind::Variable) return false;
    const auto& variable = static_cast<const VariableNode&>(*each->body);
    return variable.depth == 0 && variable.slot == each->slot;
  }
};

// ----- values only -----------------------------------------------------------------------------------------

/// A λ in its environment.
struct ClosureNode : Node {
  static constexpr Kind kKind = Kind::Closure;
  const BinderNode* code;
  Frame* frame;
};

/// A ∀ in its environment.
struct PiClosureNode : ClosureNode {
  static constexpr Kind kKind = Kind::PiClosure;
  Node* domain; ///< a value or thunk
};

/// A variable that stands for itself: the argument of a function that is looked into.
struct LevelNode : Node {
  static constexpr Kind kKind = Kind::Level;
  const Symbol* name;
  std::uint64_t level; ///< how many binders are outside of its own, or any other number of its own
  Node* type;          ///< a value or thunk; nullptr where nobody asks for it
};

/// `U.x`, and `U.x payload`.
struct VariantNode : Node {
  static constexpr Kind kKind = Kind::Variant;
  FieldsNode* type;
  std::uint32_t index; ///< in the shape of `type`
  Node* payload;       ///< nullptr: the alternative has none, or the constructor is not applied
};

/// Two lists after each other, neither empty; with small = 1, an element before a list.
struct ListRopeNode : Node {
  static constexpr Kind kKind = Kind::ListRope;
  std::uint64_t count;
  Node* left;
  Node* right;
};

/// An expression that was not needed yet, in its environment; once needed an Indirection, which keeps the
/// position of the expression.
struct ThunkNode : Node {
  static constexpr Kind kKind = Kind::Thunk;
  const Node* code;
  union {
    Frame* frame;
    Node* value; ///< of an Indirection; never itself one
  };
};

/// What is left of a node that the collector has moved.
struct MovedNode : Node {
  static constexpr Kind kKind = Kind::Moved;
  Node* to;
};

/// The same node as what its kind says it is.
template <typename T>
T& as(Node& node) {
  return static_cast<T&>(node);
}
template <typename T>
const T& as(const Node& node) {
  return static_cast<const T&>(node);
}

/// How an operator with two operands is written.
std::string_view operator_text(Kind kind);

/// The number of an operator with two operands in the binary encoding (label 3); -1 for every other kind.
constexpr int operator_number(Kind kind) {
  const int number = static_cast<int>(kind) - static_cast<int>(Kind::Or);
  return number >= 0 && kind <= Kind::Completion ? number : -1;
}

} // namespace sigil::dhall
