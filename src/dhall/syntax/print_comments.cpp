#include "syntax/printer.hpp"

namespace sigil::dhall {

std::uint32_t Printer::end_of(const Node& node) const {
  if (!has_comments() || node.position == 0) return 0;
  const auto end = written_->surface.ends.find(&node);
  return end == written_->surface.ends.end() ? 0 : end->second;
}

/// Writes the comments before the token at `position`, or only those before a separator (see Comments), as
/// what comes before it. \returns whether lines were begun, so that what follows may be tried on one again
bool Printer::lead(std::uint32_t position, bool before_separator) {
  Comments& comments = written_->comments;
  const std::uint32_t column = layout_.column();
  const auto next = [&] {
    return before_separator ? comments.before_separator(position) : comments.up_to(position);
  };
  const std::size_t first = comments.mark();
  bool has_lines = false; // then all of them are lines
  for (const Comment* comment = next(); comment != nullptr; comment = next()) {
    has_lines = has_lines || comment->ends_line;
    if (is_flat() && (has_lines || !comment->is_one_line())) {
      layout_.fail();
      return false;
    }
    comments.take();
  }
  if (comments.mark() == first) return false;
  comments.back_to(first);
  while (const Comment* comment = next()) {
    if (comment->after_blank_line && comments.mark() != first) layout_.newline(column);
    write_comment(*comment, column);
    comments.take();
    if (has_lines) {
      layout_.newline(column);
    } else {
      layout_.write(" ");
    }
  }
  return !is_flat();
}

void Printer::push_before(std::uint32_t column, std::uint32_t position) {
  if (has_comments() && position != 0) layout_.push({{.op = Before, .column = column, .index = position}});
}

/// Writes the comments before a separator as what comes after the operand before it.
void Printer::before(const Piece& piece) {
  const auto position = static_cast<std::uint32_t>(piece.index);
  while (const Comment* comment = written_->comments.before_separator(position)) {
    if (!write_after(*comment, piece.column)) return;
  }
}

/// Likewise before `)` or `}`.
void Printer::before_closing(const Piece& piece) {
  auto end = static_cast<std::uint32_t>(piece.index);
  while (const Comment* comment = written_->comments.before_closing(end)) {
    end = comment->end();
    if (!write_after(*comment, piece.column)) return;
  }
}

/// \returns false if there is no room for it on one line
bool Printer::write_after(const Comment& comment, std::uint32_t column) {
  if (is_flat() && (!comment.is_one_line() || comment.begins_line)) {
    layout_.fail();
    return false;
  }
  if (comment.begins_line || layout_.is_in_line_comment()) {
    layout_.newline(column);
  } else {
    layout_.space();
  }
  write_comment(comment, column);
  written_->comments.take();
  return true;
}

/// The comments before `in`: behind the last line of the binding, or above the line of `in`, with which a
/// blank line comes.
void Printer::write_above_in(std::uint32_t position, std::uint32_t column) {
  Comments& comments = written_->comments;
  bool is_below = false;
  while (const Comment* comment = comments.before_separator(position)) {
    if (comment->begins_line && !is_below) {
      layout_.newline(column);
      is_below = true;
    }
    if (is_below) {
      layout_.newline(column);
    } else {
      layout_.space();
    }
    write_comment(*comment, column);
    comments.take();
  }
  if (!is_below) layout_.newline(column);
}

/// Has comments looked for behind a node, unless something around it that ends there as well does so.
void Printer::push_behind(const Node& node, bool is_enclosed) {
  const std::uint32_t end = end_of(node);
  if (end == 0) return;
  if (!ends_.empty() && end <= ends_.back() && written_->comments.has_only_parentheses(end, ends_.back()))
    return;
  ends_.push_back(end);
  layout_.push({{.op = Behind, .level = is_enclosed, .column = layout_.column(), .index = end}});
}

void Printer::behind(const Piece& piece) {
  ends_.pop_back();
  layout_.end_attempt();
  write_behind(static_cast<std::uint32_t>(piece.index), piece.level, piece.column);
}

/// Writes the comments that end the line of what ends at `end`.
void Printer::write_behind(std::uint32_t end, std::uint32_t parentheses, std::uint32_t next_column) {
  Comments& comments = written_->comments;
  while (const Comment* comment = comments.behind(end, parentheses)) {
    if (is_flat() && !comment->is_one_line()) return layout_.fail();
    layout_.space();
    write_comment(*comment, next_column);
    end = comment->end();
    parentheses = 0;
    comments.take();
  }
}

/// \param next_column  where the line after a line comment begins, if nothing begins it on purpose
void Printer::write_comment(const Comment& comment, std::uint32_t next_column) {
  if (comment.is_line_comment()) return layout_.write_line_comment(comment.text, next_column);
  // Its lines keep their places relative to its beginning; what stood left of that goes below it.
  const std::uint32_t column = layout_.column();
  const std::uint32_t base = std::min(comment.column, comment.least_indent);
  std::string_view rest = comment.text;
  for (bool is_first = true;; is_first = false) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!is_first) {
      const std::size_t blanks = std::min(line.find_first_not_of(' '), line.size());
      line.remove_prefix(blanks);
      const std::uint64_t indent = column + std::uint64_t{blanks} - std::min<std::uint64_t>(blanks, base);
      layout_.newline(static_cast<std::uint32_t>(indent));
    }
    layout_.write(line);
    if (end == rest.size()) return;
    rest.remove_prefix(end + 1);
  }
}

void Printer::write_header(const Node& root) {
  Comments& comments = written_->comments;
  for (bool is_first = true;; is_first = false) {
    const Comment* comment = comments.up_to(first_position(root));
    if (comment == nullptr) return;
    if (comment->after_blank_line && !is_first) layout_.newline(0);
    write_comment(*comment, 0);
    layout_.newline(0);
    comments.take();
  }
}

void Printer::write_footer() {
  Comments& comments = written_->comments;
  while (const Comment* comment = comments.next()) {
    if (comment->begins_line) {
      if (comment->after_blank_line) layout_.newline(0);
      layout_.newline(0);
    } else {
      layout_.space();
    }
    write_comment(*comment, 0);
    comments.take();
  }
}

} // namespace sigil::dhall
