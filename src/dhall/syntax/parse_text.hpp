/// \file
/// Text literals (dhall.abnf, text-literal; standard, multiline.md).
#pragma once

#include <string>
#include <vector>

#include "syntax/cursor.hpp"

namespace sigil::dhall {

/// Reads text literals up to the expressions inside of them, which may have further literals. Text that
/// stands for itself stays in the source.
class Texts {
 public:
  explicit Texts(Cursor& cursor) : cursor_(cursor) {}

  /// At `"` or `'`. \returns the literal; nullptr if it goes on with an expression, which begins here
  Node* open();
  /// Behind the `}` of that expression. Likewise.
  Node* go_on(Node* expression);
  /// Where the innermost literal that is not complete begins.
  std::uint32_t open_position() const { return open_.back().position; }

 private:
  /// A run of text or an expression.
  struct Part {
    const char* begin;
    const char* end;
    Node* expression;
    bool is_escaped;  ///< not all of it stands for itself
    bool starts_line; ///< begins with indentation
    bool has_lines;   ///< has line breaks
  };
  struct Literal {
    std::uint32_t position;
    std::size_t first_part;
    bool is_multi_line;
    bool has_expressions;
    bool has_line;           ///< whether `indent` is meant
    std::string_view indent; ///< what the lines up to here begin with
  };

  /// Of `"…"`.
  const char* end_of_run(const char* at) const { return cursor_.long_run<'"', '\\', '$'>(at, set::kText); }
  Node* read_quoted();
  Node* read_lines(bool at_line_start);
  /// Goes over the indentation of a line and counts it in.
  const char* measure_indent(const char* at);
  void add(const Part& part) {
    if (part.begin != part.end) parts_.push_back(part);
  }
  Node* close(const char* end);
  Node* text_of(const Part& part, const Literal& literal);
  std::string_view unescaped(const Part& part);
  const char* unescape(const char* at, const char* end);
  const char* unescape_unicode(const char* at, const char* end);
  void append_code_point(std::uint32_t code_point);
  std::string_view dedented(const Part& part, std::size_t indent);
  [[noreturn]] void fail_byte(const char* at);

  Cursor& cursor_;
  std::vector<Literal> open_;
  std::vector<Part> parts_;
  std::vector<Node*> pieces_;
  std::string scratch_;
};

} // namespace sigil::dhall
