#include "process.hpp"

#include <sys/wait.h>

#include "script.hpp"
#include "support/catch.hpp"

using namespace sigil;
using namespace sigil::host;
using namespace sigil::test;
using std::chrono::milliseconds;

namespace {

ChildCommand shell(const std::string& script) {
  return {"/bin/sh", {"-c", script}, {"PATH=/usr/bin:/bin"}, {}};
}

} // namespace

TEST_CASE("a child's output, its errors and its status are kept apart", "[process]") {
  const ChildResult result = run_to_end(shell("echo out; echo err >&2; exit 7"));
  CHECK(result.output == "out\n");
  CHECK(result.error_tail == "err\n");
  CHECK_FALSE(result.status.is_signal);
  CHECK(result.status.code == 7);
  CHECK(to_text(result.status) == "status 7");
}

TEST_CASE("arguments and environment reach the program as they are", "[process]") {
  const ChildResult arguments = run_to_end({"/usr/bin/printf", {"[%s]", "a b", "", "$HOME", "*"}, {}, {}});
  CHECK(arguments.output == "[a b][][$HOME][*]");
  const ChildResult environment = run_to_end({"/usr/bin/env", {}, {"ONE=1", "TWO=a b"}, {}});
  CHECK(environment.output == "ONE=1\nTWO=a b\n");
  const TempFolder folder;
  const ChildResult where = run_to_end({"/bin/pwd", {"-P"}, {}, folder.path()});
  CHECK(where.output == std::filesystem::canonical(folder.path()).native() + "\n");
}

TEST_CASE("standard input is empty", "[process]") {
  CHECK(run_to_end({"/bin/cat", {}, {}, {}}).output.empty());
}

TEST_CASE("much output on both streams neither blocks nor gets lost", "[process]") {
  // Each stream gets far more than a pipe holds.
  const ChildResult result =
      run_to_end(shell("head -c 3000000 /dev/zero >&2; head -c 3000000 /dev/zero; echo end"));
  CHECK(result.output.size() == 3000004);
  CHECK(result.output.ends_with("end\n"));
  CHECK(result.error_tail.size() == 16384);
}

TEST_CASE("output written just before the end is complete", "[process]") {
  for (int i = 0; i < 20; ++i) {
    const ChildResult result = run_to_end(shell("head -c 60000 /dev/zero; kill -9 $$"));
    REQUIRE(result.output.size() == 60000);
    REQUIRE(result.status.is_signal);
    REQUIRE(result.status.code == SIGKILL);
  }
}

TEST_CASE("a program that cannot be executed is told with the reason", "[process]") {
  const auto message_of = [](const ChildCommand& command) -> std::string {
    try {
      run_to_end(command);
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::Failed);
      return error.message();
    }
    return "";
  };
  CHECK(message_of({"/nowhere/program", {}, {}, {}}) ==
        "cannot execute '/nowhere/program': No such file or directory");
  CHECK(message_of({"/etc/passwd", {}, {}, {}}) == "cannot execute '/etc/passwd': Permission denied");
  CHECK(message_of({"/bin/true", {}, {}, "/nowhere"}) ==
        "cannot execute '/bin/true': No such file or directory");
}

TEST_CASE("a process that holds the output open does not keep us after the child's end", "[process]") {
  const auto start = std::chrono::steady_clock::now();
  // One stays in the child's group, the other leaves it.
  const ChildResult result = run_to_end(shell("sleep 30 & setsid sleep 3 & echo done"));
  CHECK(result.output == "done\n");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds{2});
}

TEST_CASE("a child that closes its output is still waited for", "[process]") {
  const ChildResult result = run_to_end(shell("exec >&- 2>&-; sleep 0.1; exit 3"));
  CHECK(result.status.code == 3);
}

TEST_CASE("the destructor ends the whole process group", "[process]") {
  const TempFolder folder;
  pid_t process = 0;
  {
    Child child(shell("sleep 60 & echo $! > " + (folder / "pid").native() + "; echo ready; wait"));
    std::string output;
    while (output != "ready\n" &&
           child.pump(milliseconds{50}, [&](Stream, std::string_view bytes) { output += bytes; })) {
    }
    process = read_pid(folder / "pid");
    REQUIRE(process > 0);
    REQUIRE_FALSE(is_gone(process));
  }
  CHECK(comes_true([process] { return is_gone(process); }));
}

TEST_CASE("nothing stays behind when the starter is killed", "[process]") {
  const TempFolder folder;
  const std::string pids = folder.path().native();
  const pid_t starter = ::fork();
  REQUIRE(starter >= 0);
  if (starter == 0) {
    try {
      Child child(shell("echo $$ > " + pids + "/child; sleep 60 & echo $! > " + pids + "/grandchild; wait"));
      while (child.pump(milliseconds{50}, [](Stream, std::string_view) {})) {
      }
    } catch (...) {
    }
    ::_exit(1);
  }
  REQUIRE(comes_true([&] { return read_pid(folder / "grandchild") > 0; }));
  const pid_t child = read_pid(folder / "child");
  const pid_t grandchild = read_pid(folder / "grandchild");
  CHECK_FALSE(is_gone(child));
  CHECK_FALSE(is_gone(grandchild));
  REQUIRE(::kill(starter, SIGKILL) == 0);
  ::waitpid(starter, nullptr, 0);
  CHECK(comes_true([child] { return is_gone(child); }));
  CHECK(comes_true([grandchild] { return is_gone(grandchild); }));
}

TEST_CASE("children inherit neither ignored signals nor descriptors", "[process]") {
  const auto previous = ::signal(SIGPIPE, SIG_IGN);
  const ChildResult signals = run_to_end({"/bin/grep", {"SigIgn", "/proc/self/status"}, {}, {}});
  ::signal(SIGPIPE, previous);
  // SIGPIPE is signal 13: bit 12.
  REQUIRE(signals.output.starts_with("SigIgn:\t"));
  CHECK((std::stoull(signals.output.substr(8), nullptr, 16) & 0x1000) == 0);

  const int open_on_exec = ::dup(STDIN_FILENO);
  REQUIRE(open_on_exec > 2);
  const ChildResult descriptors = run_to_end({"/bin/ls", {"/proc/self/fd"}, {}, {}});
  ::close(open_on_exec);
  CHECK(descriptors.output == "0\n1\n2\n3\n"); // 3 is ls's own
}
