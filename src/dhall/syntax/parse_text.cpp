#include "syntax/parse_text.hpp"

#include <algorithm>
#include <cstring>

#include "syntax/parse_number.hpp"

namespace sigil::dhall {

namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

/// A line of a text of several lines, without its escapes. \returns where it ends
char* put_line(char* to, std::string_view line) {
  for (;;) {
    const std::size_t quotes = line.find("''");
    to = std::ranges::copy(line.substr(0, quotes), to).out;
    if (quotes == std::string_view::npos) return to;
    // read_lines() has gone over them, so they are three, or followed by `${`.
    const bool is_pair = line[quotes + 2] == '\'';
    *to++ = is_pair ? '\'' : '$';
    *to++ = is_pair ? '\'' : '{';
    line.remove_prefix(quotes + (is_pair ? 3 : 4));
  }
}

} // namespace

// ----- finding the ends ------------------------------------------------------------------------------------

Node* Texts::open() {
  const std::uint32_t position = cursor_.position();
  if (cursor_.byte() == '"') {
    const char* begin = cursor_.here() + 1;
    const char* end = end_of_run(begin);
    if (end != cursor_.end() && *end == '"') {
      cursor_.take_to(end + 1);
      return cursor_.heap().text(between(begin, end), position);
    }
    open_.push_back({position, parts_.size(), false, false, false, {}});
    cursor_.take(1);
    return read_quoted();
  }
  if (cursor_.byte(1) != '\'') {
    cursor_.fail(position, "found ''', expected an expression", "unexpected",
                 "text is written \"…\", or of several lines ''…''");
  }
  cursor_.take(2);
  const bool is_long_break = cursor_.starts_with("\r\n");
  if (!is_long_break && cursor_.byte() != '\n') {
    cursor_.fail_expecting("a line break after the '''' that begins a text of several lines", "text",
                           "text in one line is written \"…\"");
  }
  cursor_.take(is_long_break ? 2 : 1);
  open_.push_back({position, parts_.size(), true, false, false, {}});
  return read_lines(true);
}

Node* Texts::go_on(Node* expression) {
  // A text literal in `${…}` is told from the text around it by being a text of one piece.
  if (expression->kind == Kind::Text) {
    expression = cursor_.heap().interpolation({&expression, 1}, expression->position);
  }
  parts_.push_back({nullptr, nullptr, expression, false, false, false});
  open_.back().has_expressions = true;
  return open_.back().is_multi_line ? read_lines(false) : read_quoted();
}

Node* Texts::read_quoted() {
  Part part{cursor_.here(), nullptr, nullptr, false, false, false};
  const char* at = part.begin;
  for (;;) {
    at = end_of_run(at);
    const std::ptrdiff_t left = cursor_.end() - at;
    if (left > 0 && *at == '"') {
      part.end = at;
      add(part);
      return close(at + 1);
    }
    if (left > 1 && *at == '$') {
      if (at[1] == '{') {
        part.end = at;
        add(part);
        cursor_.take_to(at + 2);
        return nullptr;
      }
      ++at;
    } else if (left > 1 && *at == '\\') {
      part.is_escaped = true; // unescaped() looks whether it is a good one
      at += 2;
    } else {
      fail_byte(at);
    }
  }
}

Node* Texts::read_lines(bool at_line_start) {
  Part part{cursor_.here(), nullptr, nullptr, false, at_line_start, false};
  const char* at = at_line_start ? measure_indent(part.begin) : part.begin;
  for (;;) {
    at = cursor_.long_run<'\'', '$'>(at, set::kLines);
    const auto byte = [&](std::ptrdiff_t ahead) { return ahead < cursor_.end() - at ? at[ahead] : '\0'; };
    switch (byte(0)) {
    case '\n':
      part.has_lines = true;
      at = measure_indent(at + 1);
      break;
    case '\'':
      if (byte(1) != '\'') {
        ++at;
      } else if (byte(2) == '\'' || (byte(2) == '$' && byte(3) == '{')) {
        part.is_escaped = true;
        at += byte(2) == '\'' ? 3 : 4;
      } else {
        part.end = at;
        add(part);
        return close(at + 2);
      }
      break;
    case '$':
      if (byte(1) != '{') {
        ++at;
        break;
      }
      part.end = at;
      add(part);
      cursor_.take_to(at + 2);
      return nullptr;
    case '\r':
      if (byte(1) != '\n') fail_byte(at);
      part.is_escaped = true;
      ++at;
      break;
    default: fail_byte(at);
    }
  }
}

const char* Texts::measure_indent(const char* at) {
  const char* begin = at;
  while (at != cursor_.end() && (*at == ' ' || *at == '\t')) ++at;
  if (at == begin && at != cursor_.end() && (*at == '\n' || *at == '\r')) return at; // a blank line
  Literal& literal = open_.back();
  const std::string_view indent = between(begin, at);
  if (!literal.has_line) {
    literal.has_line = true;
    literal.indent = indent;
  } else if (!indent.starts_with(literal.indent)) {
    const std::size_t most = std::min(indent.size(), literal.indent.size());
    std::size_t common = 0;
    while (common < most && indent[common] == literal.indent[common]) ++common;
    literal.indent = literal.indent.substr(0, common);
  }
  return at;
}

void Texts::fail_byte(const char* at) {
  const Literal& literal = open_.back();
  if (at == cursor_.end() || (*at == '\\' && at + 1 == cursor_.end()) ||
      (*at == '$' && at + 1 == cursor_.end())) {
    cursor_.fail(literal.position,
                 "text does not end: found the end of the source, expected " +
                     std::string(literal.is_multi_line ? "''''" : "'\"'"),
                 "unclosed");
  }
  if (!literal.is_multi_line && (*at == '\n' || *at == '\r')) {
    cursor_.fail(literal.position, "text does not end in its line, expected '\"'", "unclosed",
                 "a line break is written \\n; text of several lines is written ''…''");
  }
  if (!literal.is_multi_line && *at == '\t') {
    cursor_.fail(cursor_.position(at), "tab character in a text", "text", "a tab is written \\t");
  }
  cursor_.fail_control(at, "in a text");
}

// ----- what they are ---------------------------------------------------------------------------------------

Node* Texts::close(const char* end) {
  cursor_.take_to(end);
  const Literal literal = open_.back();
  open_.pop_back();
  const auto first = parts_.begin() + static_cast<std::ptrdiff_t>(literal.first_part);
  bool is_spelled = literal.is_multi_line;
  pieces_.clear();
  for (auto part = first; part != parts_.end(); ++part) {
    Node* piece = part->expression != nullptr ? part->expression : text_of(*part, literal);
    if (piece != nullptr) pieces_.push_back(piece);
    is_spelled = is_spelled || part->is_escaped;
  }
  parts_.erase(first, parts_.end());
  Heap& heap = cursor_.heap();
  Node* node = nullptr;
  if (literal.has_expressions) {
    node = heap.interpolation(pieces_, literal.position);
  } else {
    node = pieces_.empty() ? heap.text({}, literal.position) : pieces_.front();
    node->position = literal.position;
  }
  if (is_spelled && cursor_.surface() != nullptr) {
    cursor_.surface()->spelled[node] = {literal.position, cursor_.token_end()};
  }
  return node;
}

Node* Texts::text_of(const Part& part, const Literal& literal) {
  std::string_view text = between(part.begin, part.end);
  if (literal.is_multi_line) {
    if (part.is_escaped || (part.has_lines && !literal.indent.empty())) {
      text = dedented(part, literal.indent.size());
    } else if (part.starts_line) {
      text.remove_prefix(std::min(literal.indent.size(), text.size()));
    }
  } else if (part.is_escaped) {
    text = unescaped(part);
  }
  return text.empty() ? nullptr : cursor_.heap().text(text, cursor_.position(part.begin));
}

std::string_view Texts::dedented(const Part& part, std::size_t indent) {
  // What it becomes is shorter.
  char* const begin = cursor_.heap().arena().take_array<char>(between(part.begin, part.end).size());
  char* to = begin;
  bool at_line_start = part.starts_line;
  for (const char* at = part.begin; at != part.end;) {
    const void* found = std::memchr(at, '\n', static_cast<std::size_t>(part.end - at));
    const char* line_end = found != nullptr ? static_cast<const char*>(found) : part.end;
    std::string_view line = between(at, line_end);
    if (found != nullptr && line.ends_with('\r')) line.remove_suffix(1);
    if (at_line_start) line.remove_prefix(std::min(indent, line.size())); // a blank line has none
    to = part.is_escaped ? put_line(to, line) : std::ranges::copy(line, to).out;
    if (found == nullptr) break;
    *to++ = '\n';
    at = line_end + 1;
    at_line_start = true;
  }
  return between(begin, to);
}

std::string_view Texts::unescaped(const Part& part) {
  scratch_.clear();
  for (const char* at = part.begin; at != part.end;) {
    const void* found = std::memchr(at, '\\', static_cast<std::size_t>(part.end - at));
    const char* next = found != nullptr ? static_cast<const char*>(found) : part.end;
    scratch_.append(at, next);
    at = next == part.end ? next : unescape(next, part.end);
  }
  return cursor_.heap().arena().keep(scratch_);
}

const char* Texts::unescape(const char* at, const char* end) {
  constexpr std::string_view kNames = "\"$\\/bfnrt";
  constexpr std::string_view kBytes = "\"$\\/\b\f\n\r\t";
  if (at[1] == 'u') return unescape_unicode(at, end);
  const std::size_t which = kNames.find(at[1]);
  if (which == std::string_view::npos) {
    const std::uint32_t size = std::max(first_code_point(between(at + 1, end)).size_bytes, 1U);
    cursor_.fail(cursor_.position(at), "text has the unknown escape " + in_quotes({at, size + 1}), "text",
                 R"(the escapes are \" \$ \\ \/ \b \f \n \r \t \u0000 and \u{0})");
  }
  scratch_ += kBytes[which];
  return at + 2;
}

const char* Texts::unescape_unicode(const char* at, const char* end) {
  const char* digits = at + 2;
  const bool is_braced = digits != end && *digits == '{';
  if (is_braced) ++digits;
  const char* digits_end = digits;
  std::uint32_t value = 0;
  while (digits_end != end && in(*digits_end, set::kHex) && (is_braced || digits_end != digits + 4)) {
    value = std::min(value, 0x110000U) * 16 + hex_value(*digits_end++);
  }
  const bool is_complete =
      is_braced ? digits_end != digits && digits_end != end && *digits_end == '}' : digits_end == digits + 4;
  if (!is_complete) {
    cursor_.fail(cursor_.position(at), "escape " + in_quotes(between(at, digits_end)) + " is not complete",
                 "text", R"(\u is followed by four hexadecimal digits, or by some in braces)");
  }
  const char* escape_end = digits_end + (is_braced ? 1 : 0);
  if (!is_character(value)) {
    cursor_.fail(cursor_.position(at), "escape " + in_quotes(between(at, escape_end)) + " is no character",
                 "text", "characters go up to 10FFFD, without surrogates and the last two of each plane");
  }
  append_code_point(value);
  return escape_end;
}

void Texts::append_code_point(std::uint32_t code_point) {
  const auto put = [this](std::uint32_t byte) { scratch_ += static_cast<char>(byte); };
  const auto put_rest = [&](std::uint32_t shift) { put(0x80U | ((code_point >> shift) & 0x3FU)); };
  if (code_point < 0x80) return put(code_point);
  if (code_point < 0x800) {
    put(0xC0U | (code_point >> 6U));
    return put_rest(0);
  }
  if (code_point < 0x10000) {
    put(0xE0U | (code_point >> 12U));
  } else {
    put(0xF0U | (code_point >> 18U));
    put_rest(12);
  }
  put_rest(6);
  put_rest(0);
}

} // namespace sigil::dhall
