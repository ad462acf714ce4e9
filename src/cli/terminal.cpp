#include "terminal.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <unistd.h>

#include "program_name.hpp"

namespace sigil::cli {
namespace {

/// 0, or errno.
int write_all(int descriptor, std::string_view text) noexcept {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno != EINTR) return errno;
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

} // namespace

Terminal::Terminal(int output, int error, bool is_dumb)
    : output_(output), error_(error), output_is_terminal_(::isatty(output) == 1),
      error_is_terminal_(::isatty(error) == 1), is_dumb_(is_dumb), shows_status_(error_is_terminal_) {
  set_color(ColorMode::Auto);
}

void Terminal::set_color(ColorMode mode) noexcept {
  has_color_ = mode == ColorMode::Always || (mode == ColorMode::Auto && error_is_terminal_ && !is_dumb_);
}

void Terminal::data(std::string_view text) {
  const int code = write_all(output_, text);
  if (code == EPIPE) throw ClosedOutput{};
  if (code != 0)
    throw Error(ErrorKind::Io, std::string("cannot write to standard output: ") + std::strerror(code));
}

void Terminal::note(std::string_view text) noexcept {
  status("");
  write_all(error_, text);
}

void Terminal::error(const Error& error, std::string_view excerpt) {
  std::string text = error.render(kProgramName);
  std::string indented;
  for (std::size_t begin = 0; begin < excerpt.size();) {
    const std::size_t end = std::min(excerpt.find('\n', begin), excerpt.size());
    indented.append("  ").append(excerpt.substr(begin, end - begin)).append("\n");
    begin = end + 1;
  }
  // Control characters must not reach a terminal.
  const auto is_control = [](char character) {
    const auto code = static_cast<unsigned char>(character);
    return (code < 0x20 && character != '\n' && character != '\t') || code == 0x7F;
  };
  std::replace_if(indented.begin(), indented.end(), is_control, '?');
  text.insert(text.find('\n') + 1, indented);
  if (has_color_) {
    const std::string start = std::string(kProgramName) + ": error:";
    const std::string colored = "\x1b[1;31m" + start + "\x1b[0m";
    for (std::size_t line = 0; line < text.size(); line = text.find('\n', line) + 1)
      if (text.compare(line, start.size(), start) == 0) text.replace(line, start.size(), colored);
  }
  note(text);
}

void Terminal::status(std::string_view text) noexcept {
  if (!shows_status_ || (text.empty() && !has_status_)) return;
  write_all(error_, "\r\x1b[K");
  write_all(error_, text);
  has_status_ = !text.empty();
}

void TerminalProgress::warning(std::string_view message) {
  terminal_.note(std::string(kProgramName) + ": warning: " + std::string(message) + '\n');
}

} // namespace sigil::cli
