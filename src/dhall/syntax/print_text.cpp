#include <algorithm>

#include "syntax/printer.hpp"

namespace sigil::dhall {

namespace {

/// What a text looks like to a multi-line literal.
class LineScan {
 public:
  /// \returns false if no multi-line literal can have this in it
  bool add(std::string_view text, bool is_last);
  void add_interpolation() {
    has_flush_line_ = has_flush_line_ || is_at_line_begin_;
    is_at_line_begin_ = false;
    has_other_ = true;
    quotes_ = 0;
  }

  bool has_break() const { return has_break_; }
  bool has_only_breaks() const { return has_break_ && !has_other_; }
  /// Some line begins with neither blank nor tab, the last line even if it is empty: nothing is taken for
  /// common indentation.
  bool keeps_indentation() const { return has_flush_line_ || is_at_line_begin_; }

 private:
  bool is_at_line_begin_ = true;
  bool has_flush_line_ = false;
  bool has_break_ = false;
  bool has_other_ = false;
  std::size_t quotes_ = 0; ///< directly before
};

bool LineScan::add(std::string_view text, bool is_last) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char byte = text[at];
    if (byte == '\n') {
      has_break_ = true;
      is_at_line_begin_ = true;
      quotes_ = 0;
      continue;
    }
    if ((static_cast<unsigned char>(byte) < ' ' && byte != '\t') || byte == 0x7F) return false;
    has_other_ = true;
    if (is_at_line_begin_ && byte != ' ' && byte != '\t') has_flush_line_ = true;
    is_at_line_begin_ = false;
    // Pairs of quotes are escaped; one that is left over would change what comes behind it.
    if (byte == '$' && at + 1 < text.size() && text[at + 1] == '{' && quotes_ % 2 == 1) return false;
    quotes_ = byte == '\'' ? quotes_ + 1 : 0;
  }
  return !is_last || quotes_ % 2 == 0;
}

std::size_t whole_code_points(std::string_view text, std::size_t most_bytes) {
  while (most_bytes > 0 && (static_cast<unsigned char>(text[most_bytes]) & 0xC0U) == 0x80U) --most_bytes;
  return most_bytes;
}

/// `text` as it stands in a line of a multi-line literal.
void append_line(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view two = text.substr(at, 2);
    if (two == "''") {
      out += "'''";
      ++at;
    } else {
      if (two == "${") out += "''";
      out += text[at];
    }
  }
}

} // namespace

/// How a text is written. In an attempt, one that is too long makes it fail.
Printer::TextForm Printer::text_form(std::span<const Node* const> pieces) {
  constexpr std::uint64_t kMostBytesPerColumn = 4;
  LineScan scan;
  std::uint64_t least_width = 0;
  bool can_have_lines = elision_ == nullptr && !layout_.is_flat_only();
  for (std::size_t at = 0; at < pieces.size() && can_have_lines; ++at) {
    if (pieces[at]->kind != Kind::Text) {
      scan.add_interpolation();
      ++least_width;
    } else {
      const std::string_view text = as<TextNode>(*pieces[at]).text();
      least_width += text.size() / kMostBytesPerColumn;
      if (is_too_many(least_width)) return TextForm::OneLine;
      can_have_lines = scan.add(text, at + 1 == pieces.size());
    }
  }
  if (!can_have_lines || !scan.has_break() || !scan.keeps_indentation()) return TextForm::OneLine;
  if (!is_flat()) return TextForm::Lines;
  if (!scan.has_only_breaks()) layout_.fail();
  return TextForm::OneLine;
}

void Printer::text(const TextNode& node, std::uint32_t column) {
  const Node* const whole[] = {&node};
  const bool is_long = text_form(whole) == TextForm::Lines;
  if (is_long) {
    layout_.write("''");
    layout_.newline(column);
  } else {
    layout_.write("\"");
  }
  write_chunk(node.text(), column, is_long);
  layout_.write(is_long ? "''" : "\"");
}

void Printer::interpolation(const InterpolationNode& node, std::uint32_t column) {
  const bool is_long = text_form({node.pieces, node.count}) == TextForm::Lines;
  layout_.write(is_long ? "''" : "\"");
  if (is_long) layout_.newline(column);
  layout_.push({{.op = Chunks, .level = is_long, .column = column, .what = &node}});
}

void Printer::chunks(const Piece& piece) {
  const auto& node = as<InterpolationNode>(*static_cast<const Node*>(piece.what));
  const bool is_long = piece.level != 0;
  Piece rest = piece;
  for (; rest.index < node.count && node.pieces[rest.index]->kind == Kind::Text && !layout_.has_failed();
       ++rest.index) {
    write_chunk(as<TextNode>(*node.pieces[rest.index]).text(), piece.column, is_long);
  }
  if (rest.index == node.count) return layout_.write(is_long ? "''" : "\"");
  if (elision_ != nullptr && rest.index >= elision_->most_items) return layout_.write("…\"");
  layout_.write("${");
  Piece inner = part(node.pieces[rest.index], kExpression);
  // Broken lines inside of a text read badly.
  inner.attempt = Piece::Try::FlatOnly;
  const std::uint32_t end = end_of(follow(node.pieces[rest.index]));
  ++rest.index;
  layout_.push({Layout::text("}"), rest});
  if (end != 0) layout_.push({{.op = BeforeClosing, .column = layout_.column(), .index = end}});
  layout_.push({inner});
}

/// A part of a literal that stands for itself.
void Printer::write_chunk(std::string_view text, std::uint32_t column, bool is_long) {
  scratch_.clear();
  if (!is_long) {
    const bool is_cut = elision_ != nullptr && text.size() > elision_->most_text_bytes;
    if (is_cut) text = text.substr(0, whole_code_points(text, elision_->most_text_bytes));
    if (is_too_many(text.size() / 4)) return;
    append_escaped(scratch_, text);
    layout_.write(scratch_);
    if (is_cut) layout_.write("…");
    return;
  }
  for (;;) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    scratch_.clear();
    append_line(scratch_, text.substr(0, end));
    layout_.write(scratch_);
    if (end == text.size()) return;
    layout_.newline(column);
    text.remove_prefix(end + 1);
  }
}

} // namespace sigil::dhall
