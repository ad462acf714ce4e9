#include "syntax/cursor.hpp"

#include <cstdio>

namespace sigil::dhall {

Cursor::Cursor(Heap& heap, const SourceMap::Source& source, Surface* surface)
    : heap_(heap), surface_(surface), begin_(source.text.text().data()), end_(begin_ + source.text.size()),
      at_(begin_), token_end_(begin_), begin_position_(source.begin) {
  const std::size_t bad = find_bad_encoding(source.text.text());
  if (bad != std::string_view::npos) fail_encoding(bad);
}

// ----- whitespace ------------------------------------------------------------------------------------------

void Cursor::skip_on() {
  for (;;) {
    switch (byte()) {
    case ' ':
    case '\t':
    case '\n': ++at_; break;
    case '\r':
      if (byte(1) != '\n') fail_control(at_, "between expressions");
      at_ += 2;
      break;
    case '-':
      if (byte(1) != '-') return;
      skip_line_comment();
      break;
    case '{':
      if (byte(1) != '-') return;
      skip_block_comment();
      break;
    default: return;
    }
  }
}

void Cursor::skip_line_comment() {
  const char* begin = at_;
  at_ = long_run<>(at_, set::kLineComment);
  // At the very end of a file a comment needs no line break; anywhere else what has to follow is missing.
  if (at_ != end_ && *at_ != '\n' && !starts_with("\r\n")) fail_control(at_, "in a comment");
  if (surface_ != nullptr) surface_->comments.push_back({position(begin), position()});
}

void Cursor::skip_block_comment() {
  const char* begin = at_;
  at_ += 2;
  for (std::size_t depth = 1; depth != 0;) {
    at_ = long_run<'-', '{'>(at_, set::kBlockComment);
    if (starts_with("-}")) {
      --depth;
      at_ += 2;
    } else if (starts_with("{-")) {
      ++depth;
      at_ += 2;
    } else if (byte() == '-' || byte() == '{' || starts_with("\r\n")) {
      ++at_;
    } else if (at_ == end_) {
      fail(position(begin), "block comment does not end: found the end of the source, expected '-}'",
           "unclosed", depth > 1 ? "comments nest: each '{-' needs its own '-}'" : "");
    } else {
      fail_control(at_, "in a comment");
    }
  }
  if (surface_ != nullptr) surface_->comments.push_back({position(begin), position()});
}

void Cursor::skip_space(std::string_view after) {
  skip();
  if (!spaced()) fail_expecting("whitespace after " + std::string(after), "spacing");
}

void Cursor::skip_shebangs() {
  while (starts_with("#!")) {
    at_ = run(at_, set::kLineComment);
    if (starts_with("\r\n")) ++at_;
    if (at_end()) return;
    if (*at_ != '\n') fail_control(at_, "in a '#!' line");
    ++at_;
  }
}

// ----- names -----------------------------------------------------------------------------------------------

bool Cursor::at_keyword(Keyword keyword) const {
  const std::string_view word = kKeywords[static_cast<std::size_t>(keyword)];
  return starts_with(word) && (at_ + word.size() == end_ || !dhall::in(at_[word.size()], set::kLabelNext));
}

bool Cursor::take_keyword(Keyword keyword) {
  if (!at_keyword(keyword)) return false;
  take(kKeywords[static_cast<std::size_t>(keyword)].size());
  return true;
}

Symbol* Cursor::take_quoted() {
  const char* begin = at_ + 1;
  const char* end = run(begin, set::kQuotedLabel);
  if (end == end_ || *end != '`') {
    const bool unclosed = end == end_ || *end == '\n' || *end == '\r';
    fail(unclosed ? position() : position(end),
         unclosed ? "quoted name does not end: expected '`' in the same line"
                  : "quoted name has a character that is not printable ASCII",
         unclosed ? "unclosed" : "name");
  }
  Symbol* symbol = heap_.symbols().intern_kept({begin, static_cast<std::size_t>(end - begin)});
  take_to(end + 1);
  return symbol;
}

Label Cursor::take_label(Names names, std::string_view what) {
  const std::uint32_t begin = position();
  if (byte() == '`') return {take_quoted(), begin};
  if (!in(set::kLabelFirst)) fail_label(what);
  const char* end = nullptr;
  Symbol* symbol = peek_word(end);
  if (symbol->word != Word::Name) {
    const bool is_keyword = symbol->word == Word::Keyword;
    const bool is_some = is_keyword && symbol->number == static_cast<std::uint8_t>(Keyword::Some);
    if (is_some ? names != Names::FieldsAndSome : is_keyword || names == Names::Binders) {
      fail_label(what);
    }
  }
  take_to(end);
  return {symbol, begin};
}

void Cursor::fail_label(std::string_view what) const {
  std::string hint;
  if (in(set::kLabelFirst)) {
    const char* end = nullptr;
    hint = "in backticks it is a name like any other: `" + std::string(peek_word(end)->text) + "`";
  } else if (byte() == '"') {
    hint = "a name with other characters than letters, digits, '_', '-' and '/' is written in backticks";
  }
  fail_expecting(what, "name", std::move(hint));
}

// ----- errors ----------------------------------------------------------------------------------------------

void Cursor::fail(std::uint32_t position, std::string message, std::string_view code,
                  std::string hint) const {
  Error error(ErrorKind::Invalid, std::move(message));
  error.at(heap_.sources().locate(position)).coded("dhall.syntax." + std::string(code));
  if (!hint.empty()) error.hint(std::move(hint));
  throw error;
}

void Cursor::fail_expecting(std::string_view expected, std::string_view code, std::string hint) const {
  fail(position(), "found " + found() + ", expected " + std::string(expected), code, std::move(hint));
}

std::string Cursor::found() const {
  if (at_end()) return "the end of the source";
  if (in(set::kLabelFirst)) {
    const char* end = nullptr;
    const Symbol* symbol = peek_word(end);
    const char* kinds[] = {"", "the keyword ", "the builtin "};
    return kinds[static_cast<int>(symbol->word)] + in_quotes(symbol->text);
  }
  if (in(set::kDigit)) return in_quotes({at_, static_cast<std::size_t>(run(at_, set::kDigit) - at_)});
  const CodePoint point = first_code_point({at_, static_cast<std::size_t>(end_ - at_)});
  std::string text = in_quotes({at_, point.size_bytes});
  constexpr std::string_view kOurs = "λ∀→∧⫽⩓≡";
  if (point.value < 0x80 || kOurs.find({at_, point.size_bytes}) != std::string_view::npos) return text;
  char code[16];
  std::snprintf(code, sizeof code, " (U+%04X)", static_cast<unsigned>(point.value));
  return text + code;
}

std::string Cursor::place(std::uint32_t position) const {
  const SourcePosition where = heap_.sources().locate(position);
  return "line " + std::to_string(where.line) + ", column " + std::to_string(where.column);
}

void Cursor::fail_control(const char* at, std::string_view where) const {
  const bool is_return = *at == '\r';
  char code[16];
  std::snprintf(code, sizeof code, "U+%04X", static_cast<unsigned>(static_cast<unsigned char>(*at)));
  fail(position(at), "control character " + std::string(code) + " " + std::string(where), "character",
       is_return ? "a line ends in a line feed, or in a carriage return and a line feed" : "");
}

void Cursor::fail_encoding(std::size_t offset) const {
  const char* at = begin_ + offset;
  const CodePoint point = first_code_point({at, static_cast<std::size_t>(end_ - at)});
  char code[16];
  if (point.size_bytes == 0) {
    std::snprintf(code, sizeof code, "0x%02X", static_cast<unsigned>(point.value));
    fail(position(at), "byte " + std::string(code) + " is not UTF-8", "encoding",
         "a source is text in UTF-8");
  }
  std::snprintf(code, sizeof code, "U+%04X", static_cast<unsigned>(point.value));
  fail(position(at), "code point " + std::string(code) + " is not a character", "encoding",
       "neither surrogates nor the last two code points of a plane may be in a source");
}

} // namespace sigil::dhall
