#include "terminal.hpp"

#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "app.hpp"
#include "command_line.hpp"
#include "support/catch.hpp"

using namespace sigil;
using namespace sigil::cli;

TEST_CASE("a full disk at standard output is an error", "[terminal]") {
  const int full = ::open("/dev/full", O_WRONLY);
  REQUIRE(full >= 0);
  const test::TempFolder folder;
  const int messages = ::open((folder / "messages").c_str(), O_WRONLY | O_CREAT, 0600);
  Terminal terminal(full, messages, false);
  CHECK(run({"--version"}, {}, terminal) == ExitCode::Failed);
  CHECK(test::read_file(folder / "messages") ==
        "sigil-build: error: cannot write to standard output: No space left on device\n");
  ::close(full);
  ::close(messages);
}

TEST_CASE("a reader that went away ends the program quietly", "[terminal]") {
  const auto previous = ::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  ::close(ends[0]);
  const test::TempFolder folder;
  const int messages = ::open((folder / "messages").c_str(), O_WRONLY | O_CREAT, 0600);
  Terminal terminal(ends[1], messages, false);
  CHECK(run({"--help"}, {}, terminal) == ExitCode::Failed);
  CHECK(test::read_file(folder / "messages").empty());
  ::close(ends[1]);
  ::close(messages);
  ::signal(SIGPIPE, previous);
}

TEST_CASE("colour is for terminals, or when asked for", "[terminal]") {
  const test::Outcome plain = test::run_command({"image"});
  CHECK(plain.messages.find('\x1b') == std::string::npos);
  const test::Outcome colored = test::run_command({"--color", "always", "image", "inspect", "/nowhere"});
  CHECK(colored.messages.starts_with("\x1b[1;31msigil-build: error:\x1b[0m "));
}

TEST_CASE("progress stays off what is no terminal, warnings do not", "[terminal]") {
  const test::TempFolder folder;
  const int messages = ::open((folder / "messages").c_str(), O_WRONLY | O_CREAT, 0600);
  Terminal terminal(STDOUT_FILENO, messages, false);
  {
    TerminalProgress progress(terminal);
    progress.stage("link core");
    progress.warning("old GRUB");
  }
  CHECK(test::read_file(folder / "messages") == "sigil-build: warning: old GRUB\n");
  ::close(messages);
}

TEST_CASE("on a terminal progress is one line that goes away", "[terminal]") {
  const int master = ::posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE(master >= 0);
  REQUIRE(::grantpt(master) == 0);
  REQUIRE(::unlockpt(master) == 0);
  const int slave = ::open(::ptsname(master), O_RDWR | O_NOCTTY);
  REQUIRE(slave >= 0);
  Terminal terminal(STDOUT_FILENO, slave, false);
  {
    TerminalProgress progress(terminal);
    progress.stage("one");
    progress.stage("two");
  }
  // A terminal hands over what was written in parts, and after a while.
  const std::string expected = "\r\x1b[Kone\r\x1b[Ktwo\r\x1b[K";
  std::string seen;
  pollfd readable{master, POLLIN, 0};
  while (seen.size() < expected.size() && ::poll(&readable, 1, 10'000) == 1) {
    char buffer[256];
    const ssize_t count = ::read(master, buffer, sizeof buffer);
    REQUIRE(count > 0);
    seen.append(buffer, static_cast<std::size_t>(count));
  }
  CHECK(seen == expected);
  CHECK(::poll(&readable, 1, 0) == 0);
  ::close(slave);
  ::close(master);
}
