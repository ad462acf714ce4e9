/// \file
/// Judges what a system prints on its serial line.
///
/// The unit is the line: patterns are searched in one line at a time, so that neither the length of
/// the output nor the sizes in which it arrives decide anything. A line that has no end yet (a prompt)
/// is judged only when the caller says that the system fell silent, by settle(); otherwise `pass$`
/// would match the first half of "passed" if the halves came apart.
///
/// std::regex recurses for each character, and harmless-looking patterns take time quadratic in the
/// length of what they search, so lines are cut at kMaxLineBytes; a pattern does not match across a cut.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

namespace sigil::host {

inline constexpr std::size_t kMaxLineBytes = 1024;
inline constexpr std::size_t kLastLines = 40;

/// Drops what terminals act upon: escape sequences (ECMA-48 CSI, OSC and shorter ones) and control
/// characters other than line feed and tab. Keeps its state from chunk to chunk.
class PlainText {
 public:
  /// The next byte as text, or nothing.
  std::optional<char> next(char byte);

 private:
  enum class State : std::uint8_t { Text, Escape, Sequence, String, StringEscape };
  State state_ = State::Text;
};

class SerialJudge {
 public:
  enum class Verdict : std::uint8_t { Open, Expected, Forbidden };

  /// \throws Error{Usage} for a pattern that is no ECMAScript regular expression.
  SerialJudge(const std::vector<std::string>& expect, const std::vector<std::string>& forbid);

  /// Takes output as it comes. Bytes after the verdict only count for last_lines().
  void feed(std::string_view bytes);
  /// Judges an unfinished line as it stands.
  void settle();

  Verdict verdict() const noexcept { return verdict_; }
  std::size_t expectations_met() const noexcept { return met_; }
  /// The forbidden pattern that was seen.
  const std::string& forbidden() const noexcept { return forbidden_; }
  /// At most kLastLines, an unfinished one included.
  std::vector<std::string> last_lines() const;

 private:
  struct Pattern {
    std::string text;
    std::regex expression;
  };
  static std::vector<Pattern> compile(const std::vector<std::string>& texts);
  void judge_line();
  void end_line();

  std::vector<Pattern> expect_;
  std::vector<Pattern> forbid_;
  PlainText plain_;
  std::string line_;
  std::size_t searched_ = 0; ///< how much of the line earlier expectations used up
  std::deque<std::string> lines_;
  std::size_t met_ = 0;
  std::string forbidden_;
  Verdict verdict_ = Verdict::Open;
};

} // namespace sigil::host
