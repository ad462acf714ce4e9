#include "syntax/comments.hpp"

#include <algorithm>
#include <limits>

namespace sigil::dhall {

namespace {

bool is_blank(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\r';
}

bool is_space(char byte) {
  return is_blank(byte) || byte == '\n';
}

std::uint32_t least_indent(std::string_view lines) {
  std::size_t least = std::numeric_limits<std::uint32_t>::max();
  for (std::size_t at = lines.find('\n'); at != std::string_view::npos; at = lines.find('\n', at + 1)) {
    const std::size_t end = lines.find_first_not_of(' ', at + 1);
    const bool is_blank_line = end == std::string_view::npos || lines[end] == '\n' || lines[end] == '\r';
    if (!is_blank_line) least = std::min(least, end - at - 1);
  }
  return static_cast<std::uint32_t>(least);
}

} // namespace

Comments::Comments(const SourceMap::Source& source, const std::vector<Surface::Range>& ranges)
    : source_(source.text.text()), begin_(source.begin) {
  comments_.reserve(ranges.size());
  for (const Surface::Range range : ranges) add(range);
  // From the last one on: what comes behind a comment is known when the ones behind it are.
  for (std::size_t at = comments_.size(); at-- > 0;) {
    Comment& comment = comments_[at];
    std::size_t end = ranges[at].end - begin_;
    while (end < source_.size() && is_blank(source_[end])) ++end;
    comment.ends_line = end == source_.size() || source_[end] == '\n';
    while (end < source_.size() && is_space(source_[end])) ++end;
    const bool has_follower = at + 1 < comments_.size() && comments_[at + 1].begin - begin_ == end;
    comment.next_token =
        has_follower ? comments_[at + 1].next_token : begin_ + static_cast<std::uint32_t>(end);
    if (has_follower && !comment.ends_line) comment.ends_line = comments_[at + 1].ends_line;
  }
}

void Comments::add(Surface::Range range) {
  const std::size_t offset = range.begin - begin_;
  std::string_view text = source_.substr(offset, range.end - range.begin);
  Comment comment{};
  if (text.substr(0, 2) == "--") {
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  }
  comment.text = text;
  comment.begin = range.begin;
  comment.least_indent = least_indent(text);
  comment.is_multi_line = text.find('\n') != std::string_view::npos;
  std::size_t before = offset;
  while (before > 0 && is_blank(source_[before - 1])) --before;
  comment.begins_line = before == 0 || source_[before - 1] == '\n';
  comment.column = column_at(offset);
  if (comment.begins_line && before > 0) {
    std::size_t above = before - 1;
    while (above > 0 && is_blank(source_[above - 1])) --above;
    comment.after_blank_line = above == 0 || source_[above - 1] == '\n';
  }
  comments_.push_back(comment);
}

/// \param offset  not before the one of the last call
std::uint32_t Comments::column_at(std::size_t offset) {
  for (; counted_ < offset; ++counted_) {
    const auto byte = static_cast<unsigned char>(source_[counted_]);
    if (byte == '\n') {
      column_ = 0;
    } else if ((byte & 0xC0U) != 0x80U) {
      ++column_;
    }
  }
  return column_;
}

const Comment* Comments::before_separator(std::uint32_t position) const {
  const Comment* comment = next();
  if (comment == nullptr || comment->next_token >= position) return nullptr;
  // A parenthesis belongs to the operand.
  return source_[comment->next_token - begin_] == '(' ? nullptr : comment;
}

const Comment* Comments::before_closing(std::uint32_t position) const {
  const Comment* comment = next();
  if (comment == nullptr || comment->begin < position) return nullptr;
  const std::size_t token = comment->next_token - begin_;
  if (token >= source_.size() || (source_[token] != ')' && source_[token] != '}')) return nullptr;
  return std::ranges::all_of(text(position, comment->begin), is_space) ? comment : nullptr;
}

const Comment* Comments::behind(std::uint32_t position, std::uint32_t parentheses) const {
  const Comment* comment = next();
  if (comment == nullptr || comment->begins_line || !comment->ends_line || comment->begin < position) {
    return nullptr;
  }
  bool may_separate = true;
  for (const char byte : text(position, comment->begin)) {
    // A parenthesis may close in a further line.
    if (is_blank(byte) || (byte == '\n' && parentheses != 0)) continue;
    if (byte == ')' && parentheses != 0 && may_separate) {
      --parentheses;
    } else if ((byte == ',' || byte == '|') && may_separate) {
      may_separate = false;
    } else {
      return nullptr;
    }
  }
  return comment;
}

std::string_view Comments::text(std::uint32_t begin, std::uint32_t end) const {
  return source_.substr(begin - begin_, end - begin);
}

std::uint32_t Comments::end_of_label(std::uint32_t position, const Symbol& label) const {
  const bool is_quoted = source_[position - begin_] == '`';
  return position + static_cast<std::uint32_t>(label.text.size() + (is_quoted ? 2 : 0));
}

bool Comments::has_only_parentheses(std::uint32_t begin, std::uint32_t end) const {
  constexpr std::uint32_t kFar = 256; // so that looking costs little, however often it is done
  if (end - begin > kFar) return false;
  return std::ranges::all_of(text(begin, end), [](char byte) { return is_space(byte) || byte == ')'; });
}

bool Comments::has_word(std::uint32_t begin, std::uint32_t end, std::string_view word) const {
  const auto is_inside = [this](std::uint32_t position) {
    const auto after = std::ranges::upper_bound(comments_, position, {}, &Comment::begin);
    if (after == comments_.begin()) return false;
    const Comment& before = *std::prev(after);
    return position < before.end();
  };
  const std::string_view between = text(begin, end);
  for (std::size_t at = between.find(word); at != std::string_view::npos; at = between.find(word, at + 1)) {
    if (!is_inside(begin + static_cast<std::uint32_t>(at))) return true;
  }
  return false;
}

} // namespace sigil::dhall
