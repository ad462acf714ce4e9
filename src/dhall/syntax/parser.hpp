/// \file
/// The parser itself: a machine with a stack of its own, as deep as the input wants it.
#pragma once

#include <vector>

#include "syntax/cursor.hpp"
#include "syntax/parse.hpp"
#include "syntax/parse_import.hpp"
#include "syntax/parse_text.hpp"
#include "syntax/scope.hpp"

namespace sigil::dhall {

/// One pass over a source. The machine reads an operand, then looks at what follows it: a selector, an
/// argument, an operator, or the end of the expression, which the innermost open construct takes over.
class Parser {
 public:
  Parser(Heap& heap, const SourceMap::Source& source, const ParseLimits& limits, Surface* surface)
      : heap_(heap), cursor_(heap, source, surface), scope_(heap), texts_(cursor_), imports_(cursor_),
        limits_(limits), surface_(surface) {}

  Parsed run();

 private:
  /// What an open construct waits for, from the tightest sort of expression to the loosest.
  enum class Context : std::uint8_t {
    // selector-expression
    Completion,
    // import-expression
    Argument,
    Some,
    Handlers, ///< the first of `merge`
    Union,    ///< the second of `merge`
    Map,      ///< of `toMap`
    Constructor,
    Headers, ///< of `using`
    // application-expression
    Operator,
    // operator-expression
    With,
    // expression
    File,
    Parentheses,
    List,
    Record,
    RecordType,
    UnionType,
    Interpolation,
    TypeSelector,
    LambdaDomain,
    LambdaBody,
    PiDomain,
    PiBody,
    LetAnnotation,
    LetBound,
    LetBody,
    Condition,
    Then,
    Else,
    Annotation,
    EliminatorType, ///< of `merge` or `toMap`
    EmptyListType,
    Assertion,
  };

  /// One open construct.
  struct Open {
    Context context;
    std::uint8_t precedence; ///< of an operator
    Kind kind;               ///< of an operator
    std::uint32_t position;
    Node* node; ///< what there is of it
    union {
      std::size_t first; ///< of its values, entries or labels
      Symbol* name;      ///< of λ, ∀ and let
    };
  };

  /// What comes next.
  enum class State : std::uint8_t {
    Operand,    ///< an operand is wanted
    Selectors,  ///< node_ is a primitive-expression or has selectors
    Arguments,  ///< node_ is an import-expression
    Operators,  ///< node_ is an application-expression
    Expression, ///< node_ is an expression, nothing that follows belongs to it
    Done,
  };

  struct Entry {
    const Symbol* label;
    Node* value;
    std::uint32_t position;
    std::uint32_t rest; ///< how many labels follow the first one: `a.b.c` has two
  };

  struct OperatorToken {
    Kind kind;
    std::uint8_t precedence; ///< 0: no operator
    std::uint8_t size_bytes;
    bool needs_space;
  };

  // parse.cpp
  State step(State state);
  State operand();
  State other_operand(unsigned char byte);
  State word(Symbol* symbol, const char* end);
  State keyword(Keyword keyword, std::uint32_t position);
  State variable(Symbol* symbol, std::uint32_t position);
  State text(Node* node);
  State selectors();
  void select();
  void project(std::uint32_t brace);
  State arguments();
  State second_of_merge();
  void end_of_argument();
  bool begins_argument() const;
  void open_argument();
  State operators();
  OperatorToken operator_here() const;
  State annotation();
  State import();
  State import_suffix(ImportSpec spec, std::uint32_t position);
  State end_of_headers();

  // parse_expression.cpp
  State expression();
  State end_of_part();
  State binder(Kind kind, std::uint32_t position);
  State end_of_domain(Context body);
  std::size_t arrow_size() const;
  State arrow();
  State let(std::uint32_t position);
  State end_of_let_annotation();
  State bound();
  State end_of_bound();
  State condition(std::uint32_t position);
  State next_branch(Keyword keyword, Context context);
  State with_clause();
  State end_of_with();
  State assertion(std::uint32_t position);

  // parse_fields.cpp
  State list();
  State next_item();
  State braces();
  State field_type(Label label);
  State fields(Label label);
  State angles();
  State alternatives();
  bool next_entry(char separator, char closing);
  State end_of_entry(char separator, char closing);
  State close_fields(Kind kind);
  void desugar_dots(std::span<Entry> entries);
  static void sort(std::span<Entry> entries);
  std::vector<Surface::Entry> as_written(std::span<const Entry> entries) const;

  // parse_error.cpp
  void want(char byte);
  /// `:` and whitespace.
  void want_colon();
  [[noreturn]] void fail_operand() const;
  [[noreturn]] void fail_end_of_expression() const;
  [[noreturn]] void fail_field(Label label) const;
  /// `what` begins an expression where only a tighter one may be.
  [[noreturn]] void fail_level(std::string_view what, std::uint32_t position) const;
  [[noreturn]] void fail_depth() const;
  [[noreturn]] void fail_duplicate(Kind kind, const Entry& first, const Entry& second) const;
  /// Whether a construct begins here that is neither an argument nor an operand.
  bool begins_larger_expression() const;
  std::string_view expected_operand() const;
  std::string expected_end() const;
  std::string hint_about_end() const;

  Open& top() { return open_.back(); }
  const Open& top() const { return open_.back(); }
  bool expects_expression() const { return top().context > Context::With; }
  /// What begins here is all of the body of a function or of a function type.
  bool begins_body_of(Context function) const { return !open_.empty() && top().context == function; }
  bool expects_application() const { return top().context >= Context::Operator; }
  void push(Context context, std::uint32_t position, Node* node = nullptr, std::size_t first = 0) {
    if (open_.size() == limits_.depth) fail_depth();
    open_.push_back({context, 0, Kind::Universe, position, node, {first}});
  }
  /// Takes the token here, whitespace behind it, and waits for an operand.
  State take_and_want_operand(std::size_t size_bytes) {
    cursor_.take(size_bytes);
    cursor_.skip();
    return State::Operand;
  }
  void want_space(std::string_view after) { cursor_.skip_space(after); }
  /// node_ is this, which ends with the last token.
  void made(Node* node) {
    node_ = node;
    if (surface_ != nullptr) surface_->ends[node] = cursor_.token_end();
  }

  Heap& heap_;
  Cursor cursor_;
  Scope scope_;
  Texts texts_;
  Imports imports_;
  ParseLimits limits_;
  Surface* surface_;

  Node* node_ = nullptr;             ///< what was read last
  const Node* eliminator_ = nullptr; ///< the last `merge a b` or `toMap a` without parentheses
  std::vector<Open> open_;
  std::vector<Node*> values_; ///< items and arguments of what is open
  std::vector<Entry> entries_;
  std::vector<Surface::Label> labels_;
  std::vector<ImportSpec> specs_; ///< of what waits for its headers
  std::vector<const Symbol*> shape_labels_;
  std::vector<Node*> shape_parts_;
};

} // namespace sigil::dhall
