#include "app.hpp"

#include <sys/stat.h>

#include "command_line.hpp"
#include "commands.hpp"
#include "support/catch.hpp"

using namespace sigil;
using cli::ExitCode;
using test::Outcome;
using test::run_command;
using Arguments = std::vector<std::string>;

TEST_CASE("usage errors are one line, the closest match and where help is", "[app]") {
  struct Case {
    Arguments arguments;
    const char* message;
  };
  for (const Case& expected : {
           Case{{},
                "no command given, expected one of 'image', 'elf', 'package', 'eris', 'dhall', 'generate'\n  "
                "hint: see "
                "'sigil-build "
                "--help'"},
           Case{{"imgae"},
                "unknown command 'imgae'\n  hint: did you mean 'image'?\n  hint: see 'sigil-build --help'"},
           Case{{"image"},
                "'image' needs a command, expected one of 'build', 'run', 'inspect', 'verify'\n  "
                "hint: see 'sigil-build image --help'"},
           Case{{"image", "rnu", "x"},
                "unknown command 'rnu' of 'image'\n  hint: did you mean 'run'?\n  hint: "
                "see 'sigil-build image --help'"},
           Case{{"image", "run", "x", "--expct=y"},
                "unknown option '--expct' of 'image run'\n  hint: did you mean '--expect'?\n  hint: see "
                "'sigil-build image run --help'"},
           Case{{"image", "verify", "x", "--grub-dri", "y"},
                "unknown option '--grub-dri' of 'image verify'\n  hint: did you mean '--grub-dir'?\n  hint: "
                "see "
                "'sigil-build image verify --help'"},
           Case{{"image", "run", "x", "--zzzzzzzz"},
                "unknown option '--zzzzzzzz' of 'image run'\n  hint: see 'sigil-build image run --help'"},
           Case{{"image", "run"}, "IMAGE is required\n  hint: see 'sigil-build image run --help'"},
           Case{{"image", "run", "a", "b"},
                "unexpected argument 'b' of 'image run'\n  hint: see 'sigil-build image run --help'"},
           Case{{"image", "verify", "a", "--", "b"},
                "unexpected argument '--', only 'image run' takes arguments for another program"},
           Case{{"image", "build", "x"}, "no output file given, expected '-o FILE' or '--dry-run'"},
       }) {
    const Outcome outcome = run_command(expected.arguments);
    CHECK(outcome.code == ExitCode::Usage);
    CHECK(outcome.messages == std::string("sigil-build: error: ") + expected.message + '\n');
    CHECK(outcome.output.empty());
  }
}

TEST_CASE("values that make no sense are usage errors", "[app]") {
  const test::TempFolder folder;
  const std::string image = folder / "image";
  std::ofstream{image};
  for (const Arguments& arguments :
       {Arguments{"--timeout", "0"}, Arguments{"--timeout", "nan"}, Arguments{"--timeout", "1s"},
        Arguments{"--timeout", "-1"}, Arguments{"--accel", "xen"}, Arguments{"--memory", "1"},
        Arguments{"--memory", "many"}, Arguments{"--expect", "("}, Arguments{"--forbid", "["},
        Arguments{"--color", "blue"}, Arguments{"--timeout"}}) {
    Arguments all{"image", "run", image};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Outcome outcome = run_command(all);
    CHECK(outcome.code == ExitCode::Usage);
    CHECK(outcome.messages.starts_with("sigil-build: error: "));
  }
  CHECK(run_command({"image", "build", "x", "--json"}).code == ExitCode::Usage);
  CHECK(run_command({"image", "build", "x", "--config-syntax", "json", "--dry-run"}).code == ExitCode::Usage);
  CHECK(run_command({"generate", "completion", "tcsh"}).code == ExitCode::Usage);
}

TEST_CASE("every command's help has a summary, usage, examples first, and the exit statuses", "[app]") {
  for (const Arguments& path :
       {Arguments{}, Arguments{"image"}, Arguments{"image", "build"}, Arguments{"image", "run"},
        Arguments{"image", "inspect"}, Arguments{"image", "verify"}, Arguments{"generate"},
        Arguments{"generate", "completion"}}) {
    Arguments arguments = path;
    arguments.emplace_back("--help");
    const Outcome outcome = run_command(arguments);
    REQUIRE(outcome.code == ExitCode::Done);
    REQUIRE(outcome.messages.empty());
    std::string name = "sigil-build";
    for (const std::string& word : path) name += ' ' + word;
    const std::string& text = outcome.output;
    const std::size_t usage = text.find("\nUsage: " + name + ' ');
    const std::size_t examples = text.find("\nExamples:\n  sigil-build ");
    const std::size_t options = text.find("\nGlobal options:\n");
    const std::size_t statuses = text.find("\nExit status:\n");
    CHECK(usage != std::string::npos);
    CHECK(usage < examples);
    CHECK(examples < options);
    for (const char* const group : {"\nArguments:\n", "\nCommands:\n", "\nOptions:\n", "\nOutside tools:\n"})
      CHECK(examples < text.find(group)); // npos, if there is none, is larger
    CHECK(options < statuses);
    CHECK(statuses != std::string::npos);
    CHECK(text.find("  -h, --help ") != std::string::npos);
    CHECK(text.find("  --cache-dir FOLDER ") != std::string::npos);
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      CHECK(end - begin <= 110);
      begin = end + 1;
    }
  }
}

TEST_CASE("the version", "[app]") {
  const Outcome outcome = run_command({"--version"});
  CHECK(outcome.code == ExitCode::Done);
  CHECK(outcome.output.starts_with("sigil-build "));
}

TEST_CASE("errors of a command reach the exit code", "[app]") {
  const Outcome outcome = run_command({"image", "inspect", "/nowhere/image"});
  CHECK(outcome.code == ExitCode::Missing);
  CHECK(outcome.messages == "sigil-build: error: file '/nowhere/image' does not exist\n");
  CHECK(outcome.output.empty());
}

TEST_CASE("global options may stand before and after the command", "[app]") {
  for (const Arguments& arguments : {Arguments{"--qemu", "my qemu", "image", "run", "i", "--dry-run"},
                                     Arguments{"image", "run", "i", "--dry-run", "--qemu", "my qemu"}})
    CHECK(run_command(arguments).output.starts_with("'my qemu' -machine q35 "));
}

TEST_CASE("arguments after -- go to QEMU untouched", "[app]") {
  const Outcome outcome =
      run_command({"image", "run", "i", "--dry-run", "--", "-smp", "2", "[a,b]", "--help", "", "it's", "--"});
  CHECK(outcome.code == ExitCode::Done);
  CHECK(outcome.output.ends_with(",if=ide -smp 2 '[a,b]' --help '' 'it'\\''s' --\n"));
}

namespace {

/// Runs an "image" in a shell script.
Outcome run_script(const std::string& script, const Arguments& more = {}) {
  const test::TempFolder folder;
  std::ofstream(folder / "qemu") << "#!/bin/sh\n" << script << '\n';
  ::chmod((folder / "qemu").c_str(), 0700);
  std::ofstream(folder / "image") << "image";
  Arguments arguments{"image", "run", folder / "image", "--qemu", folder / "qemu"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_command(arguments);
}

} // namespace

TEST_CASE("a run's serial output is data, the verdict is for people", "[app]") {
  const Outcome good = run_script("printf 'one\\r\\ntwo'; exit 33");
  CHECK(good.code == ExitCode::Done);
  CHECK(good.output == "one\r\ntwo");
  CHECK(good.messages == "sigil-build: the system ended well, with status 33\n");

  const Outcome met = run_script("echo 'x [5]'; exec sleep 60", {"--expect", "[0-9]", "--expect", "]"});
  CHECK(met.code == ExitCode::Done);
  CHECK(met.messages == "sigil-build: all 2 expectations were met\n");
}

TEST_CASE("a run that fails shows the reason and the last lines", "[app]") {
  const Outcome forbidden = run_script("echo start; echo panic; exec sleep 60", {"--forbid", "panic"});
  CHECK(forbidden.code == ExitCode::RunFailed);
  CHECK(forbidden.output == "start\npanic\n");
  CHECK(forbidden.messages == "sigil-build: error: forbidden pattern 'panic' was seen\n"
                              "last lines of the serial output:\n  | start\n  | panic\n");
  CHECK(run_script("exit 33", {"--expect", "x"}).code == ExitCode::RunFailed);
  CHECK(run_script("exit 35").code == ExitCode::RunFailed);
  CHECK(run_script("exec sleep 60", {"--timeout", "0.2"}).code == ExitCode::RunTimedOut);
  CHECK(run_script("echo 'bad option' >&2; exit 1").code == ExitCode::Failed);
}

TEST_CASE("the worst problem decides how verify ends", "[app]") {
  const auto code_of = [](const std::vector<ErrorKind>& kinds) {
    std::vector<Error> problems;
    for (const ErrorKind kind : kinds) problems.emplace_back(kind, "problem");
    return cli::verification_exit_code(problems);
  };
  CHECK(code_of({}) == ExitCode::Done);
  CHECK(code_of({ErrorKind::Missing, ErrorKind::Invalid, ErrorKind::Integrity}) == ExitCode::Integrity);
  CHECK(code_of({ErrorKind::Missing, ErrorKind::Invalid}) == ExitCode::Invalid);
  CHECK(code_of({ErrorKind::Limit, ErrorKind::Missing}) == ExitCode::Limit);
}
