/// \file
/// What print.hpp and format.hpp share: the walk over an expression.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "syntax/comments.hpp"
#include "syntax/layout.hpp"
#include "syntax/node.hpp"
#include "syntax/print.hpp"
#include "syntax/print_literal.hpp"
#include "syntax/surface.hpp"

namespace sigil::dhall {

/// Which expressions may stand at a place without parentheses: those of its level and of all below.
/// (dhall.abnf, from `expression` to `primitive-expression`.)
enum Level : std::uint8_t {
  kExpression,
  kAnnotated, ///< left of `:`: as kOperator, but `merge a b : T` would be something else
  kOperator,
  kEquivalent,
  kAlternative,
  kOr,
  kPlus,
  kTextAppend,
  kListAppend,
  kAnd,
  kCombine,
  kPrefer,
  kCombineTypes,
  kTimes,
  kEqual,
  kNotEqual,
  kApplication,
  kImport,
  kSelector,
  kPrimitive,
};

/// How an expression was written: for the formatter.
struct Written {
  const Surface& surface;
  Comments& comments;
};

/// What a summary leaves out.
struct Elision {
  std::uint32_t most_depth;
  std::uint64_t most_items;
  std::uint64_t most_text_bytes;
};

/// Unfolds an expression for a Layout. Each kind of node has a function that writes what it begins with and
/// pushes pieces for its parts; what comes in numbers (entries, operands, arguments, lets) is unfolded one by
/// one. Whether it is on one line (`layout_.is_flat`) is known by then.
class Printer final : Layout::Maker {
 public:
  struct Settings {
    CharacterSet characters = CharacterSet::Unicode;
    std::uint32_t width = 80;
    Layout::Unit unit = Layout::Unit::CodePoints;
    ByteSink* sink = nullptr;
    std::uint64_t most_bytes = std::numeric_limits<std::uint64_t>::max(); ///< that the sink takes
    const Written* written = nullptr;
    const Elision* elision = nullptr;
  };

  explicit Printer(const Settings& settings);

  /// \returns false if it is a summary and did not fit
  bool run(const Node& root);
  /// Comments before the expression, each on lines of its own, and what is left of them after it.
  void write_header(const Node& root);
  void write_footer();
  Layout& layout() { return layout_; }

 private:
  enum Op : std::uint8_t {
    Expression = Piece::kFirstOwn, ///< what: node, level: of the place
    Items,                         ///< what: list, index: which
    Entries,                       ///< what: record or union, index: which
    EntryOf,                       ///< likewise, one of them; column: of its name
    Operands,                      ///< index: how many of operands_ are left; level: kind of operator
    Arguments,                     ///< index: how many of operands_ are left
    Selectors,                     ///< index: how many of operands_ are left
    Withs,                         ///< index: how many of operands_ are left
    WithValue,                     ///< what: the node
    Lets,                          ///< what: a let; index: how many before it
    Binding,                       ///< what: a let
    BeforeIn,                      ///< what: a let that is written up to its body
    NextLine,                      ///< what: a separator; index: position behind it
    Arrows,                        ///< what: λ or ∀; column: of the chain
    Domain,                        ///< what: λ or ∀
    Branches,                      ///< what: if; level: how far it is written
    Chunks,                        ///< what: interpolation; index: which; level: whether multi-line
    Hash,                          ///< what: import
    Enter,                         ///< what: name of a binder
    Leave,                         ///< likewise
    Shallower,                     ///< ends a part of a summary
    Behind,                        ///< index: position of an end; level: parentheses
    BeforeClosing,                 ///< index: position of an end, behind which a parenthesis closes
    Before,                        ///< index: position of the next operand, or of an end
  };

  struct Entry {
    std::span<const Surface::Label> path; ///< empty: `label`
    const Symbol* label;
    const Node* value;
    std::uint32_t position;
  };

  struct Mark {
    std::size_t operands;
    std::size_t binders;
    std::size_t ends;
    std::size_t comments;
    std::uint32_t depth;
  };

  void remember() override;
  void restore() override;
  void unfold(const Piece& piece);

  // print_expression.cpp
  void expression(const Piece& piece);
  void node(const Node& node, std::uint32_t column);
  void literal(const Node& node);
  bool written_literal(const Node& node);
  void parentheses(const Node& node);
  void variable(const Symbol* name, std::uint64_t index);
  void import(const ImportNode& node, std::uint32_t column);
  void hash(const Piece& piece);
  void list(const ListNode& node, std::uint32_t column);
  void items(const Piece& piece);
  void branches(const Piece& piece);
  bool elides(const Node& node);

  // print_operators.cpp
  void operation(const BinaryNode& node, std::uint32_t column);
  void operands(const Piece& piece);
  std::uint32_t first_position(const Node& node) const;
  bool elides_rest(std::size_t begin) const;
  const Node* take_operand();
  void annotation(const BinaryNode& node, std::uint32_t column);
  void annotated_call(const TernaryNode& node, std::uint32_t column);
  void call(const Node& node, std::uint32_t column);
  void arguments(const Piece& piece);
  void selection(const Node& node, std::uint32_t column);
  void selectors(const Piece& piece);
  void completion(const BinaryNode& node, std::uint32_t column);
  void with(const WithNode& node, std::uint32_t column);
  void withs(const Piece& piece);
  void with_value(const Piece& piece);

  // print_fields.cpp
  void fields(const FieldsNode& node, std::uint32_t column);
  void entries(const Piece& piece);
  void entry_of(const Piece& piece);
  void hanging_value(const Node& value, std::uint8_t level, std::uint32_t column);
  Entry entry(const FieldsNode& node, std::uint64_t index) const;
  std::uint64_t entry_count(const FieldsNode& node) const;

  // print_binders.cpp
  void lets(const Piece& piece);
  void binding(const Piece& piece);
  void next_line(const Piece& piece);
  void before_in(const Piece& piece);
  bool is_separated(const LetNode& node, const Node& body) const;
  void write_name(const Node& binder, const Symbol& name);
  void arrows(const Piece& piece);
  void domain(const Piece& piece);
  void enter(const Symbol* name);
  void leave(const Symbol* name);

  // print_text.cpp
  void text(const TextNode& node, std::uint32_t column);
  void interpolation(const InterpolationNode& node, std::uint32_t column);
  void chunks(const Piece& piece);
  void write_chunk(std::string_view text, std::uint32_t column, bool is_long);
  enum class TextForm : std::uint8_t { OneLine, Lines };
  TextForm text_form(std::span<const Node* const> pieces);

  // print_comments.cpp
  bool lead(std::uint32_t position, bool before_separator = false);
  void push_before(std::uint32_t column, std::uint32_t position);
  void before(const Piece& piece);
  bool write_after(const Comment& comment, std::uint32_t column);
  void write_above_in(std::uint32_t position, std::uint32_t column);
  void push_behind(const Node& node, bool is_enclosed = false);
  void behind(const Piece& piece);
  void write_behind(std::uint32_t end, std::uint32_t parentheses, std::uint32_t next_column);
  void write_comment(const Comment& comment, std::uint32_t next_column);
  void before_closing(const Piece& piece);
  std::uint32_t end_of(const Node& node) const;

  void label(const Symbol& label, LabelPlace place);
  /// An expression that goes on one line if that fits.
  static Piece part(const Node* node, std::uint8_t level, std::size_t reserve = 0) {
    constexpr std::size_t kMost = std::numeric_limits<std::uint8_t>::max();
    return {.op = Expression,
            .attempt = Piece::Try::Flat,
            .level = level,
            .reserve = static_cast<std::uint8_t>(std::min(reserve, kMost)),
            .what = node};
  }
  void finish_with(const Piece& part);
  static const Node& follow(const Node* node) {
    while (node->kind == Kind::Indirection) node = as<ThunkNode>(*node).value;
    return *node;
  }
  std::string_view arrow() const { return is_unicode_ ? " →" : " ->"; }
  bool is_flat() const { return layout_.is_flat(); }
  bool has_comments() const { return written_ != nullptr; }
  /// In an attempt: that `count` things, each a column wide or more, do not fit.
  bool is_too_many(std::uint64_t count);

  const Written* written_;
  const Elision* elision_;
  bool is_unicode_;
  std::uint64_t most_bytes_;
  Layout layout_;
  std::string scratch_;
  std::vector<const Node*> operands_; ///< of chains being unfolded; the next one is the last
  std::vector<const Symbol*> binders_;
  std::unordered_map<const Symbol*, std::uint64_t> binder_counts_;
  std::vector<std::uint32_t> ends_; ///< of what will look for comments behind itself
  std::uint32_t depth_ = 0;
  Mark mark_{};
};

/// Level of a place that needs no parentheses around `node`.
std::uint8_t level_of(const Node& node);
/// Whether it is one token, except for Text, which may have lines.
bool is_token(const Node& node);

/// Stands before what goes into the next line as it is.
inline constexpr Separator kArgument{" ", ""};

} // namespace sigil::dhall
