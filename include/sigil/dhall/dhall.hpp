/// \file
/// The Dhall configuration language (standard v23.1 and what has come after it), as a library.
///
///     host fetcher → Context → parse → resolve → infer → normalize
///
/// Each phase has a type of its own, so that nothing is evaluated that has not been checked. Expressions are
/// handles into their context: cheap to copy, and no longer valid when the context is gone.
/// docs/how-to/embed-dhall.md shows all of it in use.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/file.hpp"
#include "sigil/dhall/fetcher.hpp"
#include "sigil/dhall/import_graph.hpp"

namespace sigil::dhall {

struct Node;
class Context;

/// `λ(x : A) → b` or `\(x : A) -> b`.
enum class CharacterSet : std::uint8_t { Unicode, Ascii };

struct PrintOptions {
  CharacterSet characters = CharacterSet::Unicode;
  std::uint32_t width = 80; ///< columns, in code points
};

enum class BinderNames : std::uint8_t {
  Kept,       ///< as written: β-normal form
  Underscore, ///< `_` all of them: αβ-normal form
};

enum class FrozenImports : std::uint8_t {
  Remote, ///< of servers
  All,
};

enum class FrozenForm : std::uint8_t {
  Hash,     ///< `./a.dhall sha256:…`
  Fallback, ///< `missing sha256:… ? ./a.dhall`: from the cache if it is there, and else whatever it is now
};

/// Any phase.
class Expression {
 public:
  const Node& node() const noexcept { return *node_; }
  std::uint32_t slots() const noexcept { return slots_; }

 protected:
  friend class Builder;
  friend class Context;
  Node* node_ = nullptr;
  std::uint32_t slots_ = 0; ///< of the frame that it is evaluated in
};

/// As it was written; imports are names.
class ParsedExpression : public Expression {};
/// All imports that it needs are there and checked.
class ResolvedExpression : public Expression {};
/// It is well-typed.
class TypedExpression : public Expression {
 private:
  friend class Context;
  Node* type_ = nullptr;
  Node* value_ = nullptr;
  Node* written_ = nullptr; ///< the same, evaluated as it is written: its parts know where that is
};
/// What of an expression is wanted.
enum class Part : std::uint8_t { Type, TypeAndValue };

/// In β- or αβ-normal form.
class NormalExpression : public Expression {};

/// The value of a well-typed expression: what is asked for is evaluated, and nothing else. A handle like an
/// expression.
class Value {
 public:
  enum class Kind : std::uint8_t {
    Bool,
    Natural,
    Integer,
    Double,
    Text,
    Bytes,
    Date,
    Time,
    TimeZone,
    List,
    None,
    Some,
    Record,
    Union,
    Type, ///< a type, or a function that gives one
    Function,
    Other, ///< an assertion, or what depends on a variable
  };

  Kind kind() const;
  /// Where it stands, which may be as a variable; nothing if it was computed from nowhere in particular.
  SourcePosition position() const;
  /// Where what it is was written: the literal that a variable stands for, the record that a function gave.
  SourcePosition origin() const;

  // Each of these is for one kind: asking another one for it is Error{Internal}.
  bool as_bool() const;
  /// Nothing if it does not fit.
  std::optional<std::uint64_t> as_natural() const;
  std::optional<std::int64_t> as_integer() const;
  double as_double() const;
  /// Valid as long as the context.
  std::string_view as_text() const;
  ByteView as_bytes() const;
  /// Natural, Integer, Double, Date, Time, TimeZone: as the language writes it.
  std::string literal() const;

  /// Elements of a List; 1 for Some; fields of a Record.
  std::size_t size() const;
  /// An element of a List; what is in a Some.
  Value item(std::size_t index) const;
  /// Labels of a Record, sorted.
  std::string_view label(std::size_t index) const;
  /// Part of a Record.
  Value field(std::size_t index) const;
  std::optional<Value> field(std::string_view label) const;
  /// Whether it is an empty List of records with these two fields alone, of which `key` is a Text.
  bool is_empty_map(std::string_view key, std::string_view value) const;
  /// The alternative of a Union.
  std::string_view alternative() const;
  /// Nothing if the alternative holds nothing.
  std::optional<Value> payload() const;
  /// All alternatives of the Union's type, sorted.
  std::vector<std::string_view> alternatives() const;
  /// If it is church-encoded data, a function of a type like `∀(T : Type) → ∀(t : { a : A → T, b : T }) → T`,
  /// the same as a Union with the alternatives `a : A` and `b`, where what is a `T` within `A` is such a
  /// Union too. Nothing for any other value. The Prelude's types of JSON and XML are such; see trees.hpp.
  std::optional<Value> constructed() const;

 private:
  friend class Context;
  Value(Context& context, Node* node) : context_(&context), node_(node) {}
  Node* forced() const;

  Context* context_;
  Node* node_;
};

struct Limits {
  std::uint64_t memory_bytes = std::uint64_t{8} << 30U;
  std::uint64_t steps = ~std::uint64_t{0}; ///< function calls and loop rounds
  /// Of what is begun and not finished, 24 bytes each.
  std::uint64_t depth = std::uint64_t{64} << 20U;
  /// From the making of the context on, asked for every now and then.
  std::chrono::milliseconds time = std::chrono::milliseconds::max();
  /// Of one expression that is printed, encoded or hashed: shared parts count as often as they are written.
  std::uint64_t output_bytes = std::uint64_t{4} << 30U;
  ImportLimits imports{};
};

/// All expressions of one evaluation, with their memory. Not thread-safe; different contexts are independent.
class Context {
 public:
  struct Options {
    Limits limits{};
    Policy policy{};
    ImportCache* cache = nullptr;   ///< nullptr: none is used
    ResultCache* results = nullptr; ///< likewise; for recall() and remember()
    ImportObserver observer{};      ///< or nothing
  };

  /// \param fetcher  must outlive it, as must the caches
  Context(Fetcher& fetcher, Options options);
  explicit Context(Fetcher& fetcher) : Context(fetcher, Options{}) {}
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context();

  /// \param name  for messages; imports are relative to it if it is a path
  /// \throws Error{Invalid} "dhall.syntax.…", Error{Limit}
  ParsedExpression parse(std::string name, Blob text);
  /// The binary encoding. \throws Error{Invalid} "dhall.binary.…", Error{Limit}
  ParsedExpression decode(std::string name, Blob bytes);
  /// \param here  the file that imports are relative to; empty: the fetcher's folder
  /// \throws Error "dhall.import.…" and what is wrong with what is imported
  ResolvedExpression resolve(const ParsedExpression& expression, std::string_view here = {});
  /// \throws Error{Invalid} "dhall.type.…"
  TypedExpression infer(const ResolvedExpression& expression);
  /// What parse(), resolve() and infer() would give, if it was remembered and all that it depends on is the
  /// same now; without their cost, and without `imports()`. It is in normal form, and nothing in it has a
  /// position: who has to say where something is evaluates anew. (docs/design/dhall-results.md)
  /// \param here  as of resolve()
  /// \throws Error{Limit}: evaluate anew too
  std::optional<TypedExpression> recall(const Blob& text, std::string_view here, Part part);
  /// Keeps for recall() what was made of `text` in this context, unless that is impossible, costs more to read
  /// than `limit_bytes` of records do, of which long texts are a sixth of their size, or could be something
  /// else the next time.
  /// \param expression  of which `part` should have been evaluated: what has not, is
  void remember(const Blob& text, std::string_view here, const TypedExpression& expression, Part part,
                std::uint64_t limit_bytes);
  NormalExpression normalize(const TypedExpression& expression, BinderNames names = BinderNames::Kept);
  NormalExpression type_of(const TypedExpression& expression);
  /// `expression : type`.
  NormalExpression annotate(const NormalExpression& expression, const NormalExpression& type);
  /// \param type  in the words of the language, closed and without imports, such as expected_type() gives
  ParsedExpression annotate(const ParsedExpression& expression, const std::string& type);
  /// \throws Error{Invalid} "dhall.type.application.…"
  TypedExpression apply(const TypedExpression& function, const TypedExpression& argument);
  /// Whoever asks for positions does so before anything else that evaluates the expression.
  Value value(const TypedExpression& expression);

  /// "sha256:" and the hash of the αβ-normal form.
  std::string semantic_hash(const TypedExpression& expression);
  /// The same, and puts the αβ-normal form into the cache, which there must be, so that `missing sha256:…`
  /// gives it. \throws Error{Io} if it cannot be stored.
  std::string store(const TypedExpression& expression);

  // These throw Error{Limit} for more than Limits::output_bytes.
  std::string print(const Expression& expression, const PrintOptions& options = {}) const;
  Bytes encode(const Expression& expression) const;
  /// Tells that so much was made of values by the caller. \throws Error{Limit} if that is too much, or too
  /// late.
  void check_output(std::uint64_t size_bytes) const;
  /// With all bound variables named `_`.
  ParsedExpression rename_bound(const ParsedExpression& expression);
  /// Source text in the standard layout; comments are kept.
  /// \param characters  nothing: as the source has it
  std::string format(std::string name, Blob text, std::optional<CharacterSet> characters);

  /// The same with normal forms where imports were, and without `?`. The expression that it came from is of
  /// no further use.
  ParsedExpression substitute_imports(const ResolvedExpression& expression);
  /// Imports of the expression itself as they are written, without hashes; each once, in order.
  std::vector<std::string> direct_imports(const ParsedExpression& expression);
  /// Like format(), with the hashes that imports have now: resolves each of them by itself, and puts it into
  /// the cache, if there is one. `missing` and imports `as Location` have none.
  /// \param here  as of resolve()
  std::string freeze(std::string name, Blob text, std::string_view here, FrozenImports which,
                     std::optional<CharacterSet> characters, FrozenForm form = FrozenForm::Hash);

  /// What was imported so far.
  const ImportGraph& imports() const;
  /// What a user should know although nothing failed.
  const std::vector<std::string>& warnings() const;
  /// The line of the source and a caret below, for messages; empty if there is none.
  std::string excerpt(const SourcePosition& where) const;

 private:
  friend class Builder;
  friend class Value;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace sigil::dhall
