#include "serial_judge.hpp"

#include "sigil/base/error.hpp"

namespace sigil::host {

std::optional<char> PlainText::next(char byte) {
  constexpr char kEscape = 0x1b;
  constexpr char kBell = 0x07;
  switch (state_) {
  case State::Text:
    if (byte == kEscape) state_ = State::Escape;
    if ((byte >= 0 && byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f) return std::nullopt;
    return byte;
  case State::Escape:
    if (byte == '[')
      state_ = State::Sequence;
    else if (byte == ']' || byte == 'P' || byte == '_' || byte == '^' || byte == 'X')
      state_ = State::String;
    else if (byte < 0x20 || byte > 0x2f) // not an intermediate byte: the sequence ends here
      state_ = State::Text;
    break;
  case State::Sequence:
    if (byte >= 0x40 && byte <= 0x7e) state_ = State::Text;
    break;
  case State::String:
    if (byte == kBell) state_ = State::Text;
    if (byte == kEscape) state_ = State::StringEscape;
    break;
  case State::StringEscape: state_ = byte == '\\' ? State::Text : State::String; break;
  }
  // No sequence goes over a line end: a lone escape byte must not swallow the rest of the output.
  if (byte != '\n') return std::nullopt;
  state_ = State::Text;
  return byte;
}

SerialJudge::SerialJudge(const std::vector<std::string>& expect, const std::vector<std::string>& forbid)
    : expect_(compile(expect)), forbid_(compile(forbid)) {}

std::vector<SerialJudge::Pattern> SerialJudge::compile(const std::vector<std::string>& texts) {
  std::vector<Pattern> patterns;
  for (const std::string& text : texts) {
    try {
      patterns.push_back({text, std::regex(text, std::regex::ECMAScript)});
    } catch (const std::regex_error& error) {
      throw Error(ErrorKind::Usage,
                  "regular expression " + in_quotes(text) + " is not valid: " + error.what())
          .coded("host.run.pattern");
    }
  }
  return patterns;
}

void SerialJudge::feed(std::string_view bytes) {
  for (const char byte : bytes) {
    const std::optional<char> character = plain_.next(byte);
    if (!character) continue;
    if (*character == '\n' || line_.size() == kMaxLineBytes) {
      settle();
      end_line();
    }
    if (*character != '\n') line_ += *character;
  }
}

void SerialJudge::settle() {
  if (verdict_ == Verdict::Open) judge_line();
}

void SerialJudge::judge_line() {
  for (const Pattern& pattern : forbid_) {
    if (std::regex_search(line_, pattern.expression)) {
      forbidden_ = pattern.text;
      verdict_ = Verdict::Forbidden;
      return;
    }
  }
  std::smatch match;
  while (met_ < expect_.size()) {
    const auto begin = line_.cbegin() + static_cast<std::ptrdiff_t>(searched_);
    // What stands before `begin` still counts for '^' and '\b'.
    const auto flags =
        searched_ == 0 ? std::regex_constants::match_default : std::regex_constants::match_prev_avail;
    if (!std::regex_search(begin, line_.cend(), match, expect_[met_].expression, flags)) return;
    searched_ += static_cast<std::size_t>(match.position() + match.length());
    ++met_;
  }
  if (!expect_.empty()) verdict_ = Verdict::Expected;
}

void SerialJudge::end_line() {
  lines_.push_back(std::move(line_));
  if (lines_.size() > kLastLines) lines_.pop_front();
  line_.clear();
  searched_ = 0;
}

std::vector<std::string> SerialJudge::last_lines() const {
  std::vector<std::string> lines(lines_.begin(), lines_.end());
  if (!line_.empty()) lines.push_back(line_);
  if (lines.size() > kLastLines) lines.erase(lines.begin());
  return lines;
}

} // namespace sigil::host
