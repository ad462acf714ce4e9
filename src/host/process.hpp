/// \file
/// Child processes: argument vectors without a shell, an explicit environment, and no way for a child
/// to outlive its starter.
///
/// Three things end a child when this process ends, whichever way that happens:
///  * the destructor, on every way out that unwinds;
///  * PR_SET_PDEATHSIG, when this process is killed: it reaches the child alone, at once;
///  * a guard, a second child that leads the process group, waits for the end of this process and then
///    kills the group: it reaches what a wrapper script started. A program that leaves its group (a
///    daemon) escapes.
///
/// The kernel ties PR_SET_PDEATHSIG to the thread that forked: that thread must outlive the child.
/// Descriptors 0, 1 and 2 of this process must be open, and SIGCHLD must not be ignored.
#pragma once

#include <array>
#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "descriptor.hpp"

namespace sigil::host {

struct ChildCommand {
  std::filesystem::path program;        ///< a path: PATH is not searched
  std::vector<std::string> arguments;   ///< without the program's name
  std::vector<std::string> environment; ///< all of it, as NAME=value
  std::filesystem::path working_folder; ///< empty: ours
};

/// How a child ended: by itself with `code`, or by a signal.
struct ChildStatus {
  bool is_signal = false;
  int code = 0; ///< exit status, or the signal's number
  bool is_success() const noexcept { return !is_signal && code == 0; }
};

/// "status 1" or "signal 9 (Killed)".
std::string to_text(const ChildStatus& status);

enum class Stream { Output, Error };
/// Gets what a child wrote; the bytes live during the call.
using StreamSink = std::function<void(Stream, std::string_view)>;

/// A running child in a process group that is not ours. Its standard input is empty.
class Child {
 public:
  /// \throws Error{Failed} with the system's reason if the program cannot be executed.
  explicit Child(const ChildCommand& command);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  /// Kills what still runs of the process group, and waits for child and guard.
  ~Child();

  /// Waits until the child writes or ends, at most `limit` (and at most 100 ms, so that callers see an
  /// interrupt), and hands on what it wrote. False once it has ended and all that it wrote was handed
  /// on, whether or not somebody else still holds its streams open.
  bool pump(std::chrono::milliseconds limit, const StreamSink& sink);

  /// Kills the process group; pump() then hands on the rest.
  void kill() noexcept;

  /// How it ended; only after pump() returned false.
  const ChildStatus& status() const noexcept { return status_; }

 private:
  void start_guard();
  void start(const ChildCommand& command);
  bool has_ended() const noexcept;
  bool read_available(std::size_t index, const StreamSink& sink);
  void reap() noexcept;

  pid_t guard_ = -1; ///< also the number of the process group
  pid_t process_ = -1;
  /// Its reading end is the guard's; it ends when this process does.
  Descriptor lifeline_;
  std::array<Descriptor, 2> streams_; ///< by Stream
  ChildStatus status_;
};

struct ChildResult {
  ChildStatus status;
  std::string output;
  std::string error_tail; ///< the last 16 KiB of standard error
};

/// Runs a command to its end.
/// \throws Error{Failed} if it cannot be executed; Error{Interrupted}, after killing it.
ChildResult run_to_end(const ChildCommand& command);

/// Keeps the end of a text that may be of any length.
void append_tail(std::string& tail, std::string_view more, std::size_t limit_bytes = 16384);

} // namespace sigil::host
