/// \file
/// Where a command's data and its words to people go: standard output is data, standard error is for
/// people.
#pragma once

#include <string_view>

#include "sigil/base/error.hpp"
#include "sigil/base/progress.hpp"

namespace sigil::cli {

enum class ColorMode { Auto, Always, Never };

/// Nobody reads standard output any more (`sigil-build … | head`). Ends the program quietly.
struct ClosedOutput {};

class Terminal {
 public:
  /// \param is_dumb  no colour unless asked for (NO_COLOR is set, or TERM is "dumb").
  Terminal(int output, int error, bool is_dumb);

  void set_color(ColorMode mode) noexcept;

  /// Writes all of `text` to standard output, at once.
  /// \throws Error{Io} if it cannot be taken (a full disk); ClosedOutput.
  void data(std::string_view text);
  /// A message for people; what cannot be written is given up. Ends a status line first.
  void note(std::string_view text) noexcept;
  /// note() for an error, with its start in colour where that is wanted.
  /// \param excerpt  lines of the source that go below the message
  void error(const Error& error, std::string_view excerpt = {});
  /// Replaces the status line, if standard error is a terminal that somebody looks at; empty: none.
  void status(std::string_view text) noexcept;
  /// For a terminal that is a log, as Nix gives its builders: no status line from now on.
  void hide_status() noexcept { shows_status_ = false; }

  bool output_is_terminal() const noexcept { return output_is_terminal_; }
  /// Whether a status line would be seen.
  bool shows_status() const noexcept { return shows_status_; }

 private:
  int output_;
  int error_;
  bool output_is_terminal_;
  bool error_is_terminal_;
  bool is_dumb_;
  bool has_color_ = false;
  bool shows_status_;
  bool has_status_ = false;
};

/// Shows stages as one changing line and passes warnings on.
class TerminalProgress final : public Progress {
 public:
  explicit TerminalProgress(Terminal& terminal) : terminal_(terminal) {}
  TerminalProgress(const TerminalProgress&) = delete;
  TerminalProgress& operator=(const TerminalProgress&) = delete;
  ~TerminalProgress() override { terminal_.status(""); }

  void stage(std::string_view name) override { terminal_.status(name); }
  void warning(std::string_view message) override;

 private:
  Terminal& terminal_;
};

} // namespace sigil::cli
