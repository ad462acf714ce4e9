#include "process.hpp"

#include <algorithm>
#include <csignal>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>

#include "sigil/base/interrupt.hpp"

namespace sigil::host {
namespace {

constexpr std::chrono::milliseconds kLongestWait{100};
/// More than a pipe holds, so that a daemon that goes on writing cannot keep us.
constexpr int kMaxLastReads = 32;

/// What the new process needs, made before fork(): after it only async-signal-safe calls are allowed.
struct ExecPlan {
  const char* program;
  const char* working_folder; ///< or null
  std::vector<char*> arguments;
  std::vector<char*> environment;
  int input, output, error, report;
  pid_t parent;
  pid_t group;
};

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (const std::string& text : strings) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

/// Handlers and masks of this process are not the child's business.
void reset_signals() {
  for (const int number : {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGCHLD, SIGALRM, SIGUSR1, SIGUSR2})
    ::signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// In the new process. Reports a failure as errno through the pipe, which closes itself on success.
[[noreturn]] void become_program(const ExecPlan& plan) {
  ::setpgid(0, plan.group);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != plan.parent) ::_exit(127); // the parent ended before the line above
  reset_signals();
  ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC); // what others opened and left open on exec
  if (::dup2(plan.input, STDIN_FILENO) >= 0 && ::dup2(plan.output, STDOUT_FILENO) >= 0 &&
      ::dup2(plan.error, STDERR_FILENO) >= 0 &&
      (plan.working_folder == nullptr || ::chdir(plan.working_folder) == 0))
    ::execve(plan.program, plan.arguments.data(), plan.environment.data());
  const int code = errno;
  [[maybe_unused]] const ssize_t ignored = ::write(plan.report, &code, sizeof code);
  ::_exit(127);
}

/// In the guard. Blocks until no process holds the lifeline's writing end, which is this process's
/// alone, then kills its group, itself included.
[[noreturn]] void guard_group(int lifeline) {
  ::setpgid(0, 0);
  sigset_t all;
  sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  if (lifeline != 0) ::dup2(lifeline, 0);
  ::closefrom(1);
  char byte = 0;
  while (::read(0, &byte, 1) < 0 && errno == EINTR) {
  }
  ::kill(0, SIGKILL);
  ::_exit(0);
}

} // namespace

std::string to_text(const ChildStatus& status) {
  if (!status.is_signal) return "status " + std::to_string(status.code);
  return "signal " + std::to_string(status.code) + " (" + ::strsignal(status.code) + ")";
}

Child::Child(const ChildCommand& command) {
  try {
    start_guard(); // first: there is no moment at which the child is unguarded
    start(command);
  } catch (...) { // a constructor that throws gets no destructor
    kill();
    reap();
    throw;
  }
}

Child::~Child() {
  kill();
  reap();
}

void Child::start_guard() {
  Pipe lifeline;
  const pid_t guard = ::fork();
  if (guard < 0) throw system_error("cannot start a process");
  if (guard == 0) guard_group(lifeline.read_end.get());
  guard_ = guard;
  ::setpgid(guard, guard); // both sides do it: neither may find it undone
  lifeline_ = std::move(lifeline.write_end);
}

void Child::start(const ChildCommand& command) {
  std::vector<std::string> argument_strings{command.program.native()};
  argument_strings.insert(argument_strings.end(), command.arguments.begin(), command.arguments.end());
  const Descriptor input(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!input.is_open()) throw system_error("cannot open '/dev/null'");
  Pipe output;
  Pipe error;
  Pipe report;
  const ExecPlan plan{command.program.c_str(),
                      command.working_folder.empty() ? nullptr : command.working_folder.c_str(),
                      pointers(argument_strings),
                      pointers(command.environment),
                      input.get(),
                      output.write_end.get(),
                      error.write_end.get(),
                      report.write_end.get(),
                      ::getpid(),
                      guard_};
  const pid_t process = ::fork();
  if (process < 0) throw system_error("cannot start a process");
  if (process == 0) become_program(plan);
  process_ = process;
  ::setpgid(process, guard_);
  report.write_end.reset();
  int code = 0;
  ssize_t count = 0;
  do count = ::read(report.read_end.get(), &code, sizeof code);
  while (count < 0 && errno == EINTR);
  if (count != 0) {
    errno = code;
    throw system_error("cannot execute " + in_quotes(command.program.native()));
  }
  streams_ = {std::move(output.read_end), std::move(error.read_end)};
  for (const Descriptor& stream : streams_) ::fcntl(stream.get(), F_SETFL, O_NONBLOCK);
}

void Child::kill() noexcept {
  if (guard_ > 0) ::kill(-guard_, SIGKILL);
}

bool Child::has_ended() const noexcept {
  siginfo_t info{};
  return ::waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == process_;
}

/// Hands on one read of a stream; false if nothing is there now. Closes the stream at its end.
bool Child::read_available(std::size_t index, const StreamSink& sink) {
  if (!streams_[index].is_open()) return false;
  std::array<char, 65536> buffer; // NOLINT: filled by read()
  const ssize_t count = ::read(streams_[index].get(), buffer.data(), buffer.size());
  if (count > 0) {
    sink(static_cast<Stream>(index), std::string_view(buffer.data(), static_cast<std::size_t>(count)));
    return true;
  }
  if (count < 0 && errno == EINTR) return true;
  if (count == 0 || errno != EAGAIN) streams_[index].reset();
  return false;
}

bool Child::pump(std::chrono::milliseconds limit, const StreamSink& sink) {
  if (process_ < 0) return false;
  // Looked at first: whatever a child wrote before its end is in the pipe by then.
  const bool ended = has_ended();
  if (ended) {
    kill(); // what is left of its group must not write on
    for (std::size_t index = 0; index < streams_.size(); ++index)
      for (int reads = 0; reads < kMaxLastReads && read_available(index, sink); ++reads) {
      }
    reap();
    return false;
  }
  const auto wait = std::clamp(limit, std::chrono::milliseconds{0}, kLongestWait);
  std::array<pollfd, 2> polled{};
  for (std::size_t index = 0; index < polled.size(); ++index)
    polled[index] = {streams_[index].get(), POLLIN, 0}; // poll() skips negative descriptors
  if (!streams_[0].is_open() && !streams_[1].is_open()) {
    std::this_thread::sleep_for(std::min(wait, std::chrono::milliseconds{5}));
    return true;
  }
  if (::poll(polled.data(), polled.size(), static_cast<int>(wait.count())) <= 0) return true;
  for (std::size_t index = 0; index < polled.size(); ++index)
    if (polled[index].revents != 0) read_available(index, sink);
  return true;
}

void Child::reap() noexcept {
  const auto wait_for = [](pid_t process) {
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
  };
  if (process_ > 0) {
    const int status = wait_for(std::exchange(process_, -1));
    status_ =
        WIFSIGNALED(status) ? ChildStatus{true, WTERMSIG(status)} : ChildStatus{false, WEXITSTATUS(status)};
  }
  // Last: until it is collected its number, which is the group's, belongs to nobody else.
  if (guard_ > 0) wait_for(std::exchange(guard_, -1));
}

void append_tail(std::string& tail, std::string_view more, std::size_t limit_bytes) {
  tail += more;
  if (tail.size() > limit_bytes) tail.erase(0, tail.size() - limit_bytes);
}

ChildResult run_to_end(const ChildCommand& command) {
  ChildResult result;
  Child child(command);
  const StreamSink collect = [&result](Stream stream, std::string_view bytes) {
    if (stream == Stream::Output)
      result.output += bytes;
    else
      append_tail(result.error_tail, bytes);
  };
  while (child.pump(kLongestWait, collect)) throw_if_interrupted();
  // A Ctrl-C that also reached the tool must not look like the tool's failure.
  throw_if_interrupted();
  result.status = child.status();
  return result;
}

} // namespace sigil::host
