/// \file
/// The comments of a source, in order, and where they stand between its tokens.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "syntax/source_map.hpp"
#include "syntax/surface.hpp"

namespace sigil::dhall {

struct Comment {
  std::string_view text; ///< with its delimiters; of a line comment without blanks at the end
  std::uint32_t begin;
  std::uint32_t next_token;   ///< position of the token behind it, or the end of the source
  std::uint32_t column;       ///< from 0, in code points
  std::uint32_t least_indent; ///< of its lines behind the first one
  bool begins_line;           ///< nothing but blanks before it on its line
  bool ends_line;             ///< nothing but blanks and further comments behind it on its line
  bool is_multi_line;
  bool after_blank_line;

  std::uint32_t end() const { return begin + static_cast<std::uint32_t>(text.size()); }
  bool is_line_comment() const { return text.substr(0, 2) == "--"; }
  /// Something can follow it on its only line.
  bool is_one_line() const { return !is_line_comment() && !is_multi_line; }
};

/// A cursor over the comments of one source.
class Comments {
 public:
  Comments(const SourceMap::Source& source, const std::vector<Surface::Range>& ranges);

  /// The next one that is not taken; nullptr: none.
  const Comment* next() const { return at_ < comments_.size() ? &comments_[at_] : nullptr; }
  void take() { ++at_; }

  /// The next one if it stands before the token at `position` or at an earlier one.
  const Comment* up_to(std::uint32_t position) const {
    return at_ < comments_.size() && comments_[at_].next_token <= position ? &comments_[at_] : nullptr;
  }
  /// The next one if a separator or closing bracket comes between it and the operand at `position`.
  const Comment* before_separator(std::uint32_t position) const;
  /// The next one if it stands between what ends at `position` and a `)` or `}`.
  const Comment* before_closing(std::uint32_t position) const;
  /// The next one if it ends the line behind what ends at `position`; up to `parentheses` may close, and one
  /// comma or bar may stand, between the two.
  const Comment* behind(std::uint32_t position, std::uint32_t parentheses) const;

  std::size_t mark() const { return at_; }
  void back_to(std::size_t mark) { at_ = mark; }

  /// The bytes of the source between two positions.
  std::string_view text(std::uint32_t begin, std::uint32_t end) const;
  /// Where the label at `position` ends, whether it is in backticks or not.
  std::uint32_t end_of_label(std::uint32_t position, const Symbol& label) const;
  /// Whether little is between the two, and nothing but blanks and closing parentheses.
  bool has_only_parentheses(std::uint32_t begin, std::uint32_t end) const;
  /// Whether `word` stands between the two, outside of comments.
  bool has_word(std::uint32_t begin, std::uint32_t end, std::string_view word) const;

 private:
  void add(Surface::Range range);
  std::uint32_t column_at(std::size_t offset);

  std::string_view source_;
  std::uint32_t begin_;
  std::vector<Comment> comments_;
  std::size_t at_ = 0;
  std::size_t counted_ = 0; ///< bytes of the source up to which column_ is known
  std::uint32_t column_ = 0;
};

} // namespace sigil::dhall
