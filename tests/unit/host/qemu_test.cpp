#include "sigil/host/qemu.hpp"

#include <algorithm>

#include "script.hpp"
#include "sigil/base/error.hpp"
#include "support/catch.hpp"

using namespace sigil;
using namespace sigil::host;
using namespace sigil::test;
using std::chrono::milliseconds;

namespace {

/// A shell script in QEMU's place, and an image for it.
struct Stand {
  TempFolder folder;
  QemuOptions options;
  std::string output;

  explicit Stand(const std::string& script) {
    options.program = make_script(folder, "qemu", script).native();
    options.image = folder / "image.iso";
    std::ofstream(options.image) << "image";
    options.timeout = milliseconds{20000};
  }
  RunResult run() {
    return run_qemu(options, [this](std::string_view bytes) { output += bytes; });
  }
};

Error error_of(Stand& stand) {
  try {
    stand.run();
  } catch (const Error& error) {
    return error;
  }
  FAIL("nothing was thrown");
  std::abort();
}

bool has_pair(const std::vector<std::string>& command, const std::string& key, const std::string& value) {
  const std::vector<std::string> pair{key, value};
  return std::search(command.begin(), command.end(), pair.begin(), pair.end()) != command.end();
}

} // namespace

TEST_CASE("QEMU's command line", "[qemu]") {
  QemuOptions options;
  options.image = "a,b:c.iso";
  options.extra = {"-smp", "2"};
  const std::vector<std::string> command = qemu_command(options);
  CHECK(command.front() == "qemu-system-x86_64");
  CHECK(has_pair(command, "-accel", "tcg"));
  CHECK(has_pair(command, "-cpu", "max"));
  CHECK(has_pair(command, "-m", "1024"));
  CHECK(has_pair(command, "-serial", "stdio"));
  CHECK(has_pair(command, "-device", "isa-debug-exit,iobase=0xf4,iosize=4"));
  CHECK(has_pair(command, "-drive", "file=./a,,b:c.iso,format=raw,media=cdrom,readonly=on,if=ide"));
  CHECK(std::vector<std::string>(command.end() - 2, command.end()) == options.extra);

  const TempFolder folder;
  options.image = folder / "large.iso";
  std::ofstream(options.image).flush();
  std::filesystem::resize_file(options.image, std::uintmax_t{900} << 20); // a hole
  CHECK(has_pair(qemu_command(options), "-m", "2314"));
  options.memory_mib = 300;
  CHECK(has_pair(qemu_command(options), "-m", "300"));
}

TEST_CASE("a stick, and a UEFI with variables that nobody changes", "[qemu]") {
  QemuOptions options;
  options.image = "a,b.iso";
  options.medium = Medium::Usb;
  const std::vector<std::string> stick = qemu_command(options);
  CHECK(has_pair(stick, "-drive", "file=./a,,b.iso,format=raw,if=none,id=stick,snapshot=on"));
  CHECK(has_pair(stick, "-device", "usb-storage,drive=stick,bootindex=0"));

  const TempFolder folder;
  options.firmware = Firmware::Uefi;
  options.ovmf_folder = folder.path();
  const auto put = [&](const char* name) { std::ofstream(folder / name) << name; };
  const auto expect = [&](const std::string& suffix) {
    const std::vector<std::string> command = qemu_command(options);
    const std::string file = ",file=" + (folder / "OVMF_").native();
    CHECK(has_pair(command, "-drive", "if=pflash,unit=0,format=raw,readonly=on" + file + "CODE" + suffix));
    CHECK(has_pair(command, "-drive", "if=pflash,unit=1,format=raw,snapshot=on" + file + "VARS" + suffix));
  };
  put("OVMF_CODE.fd");
  put("OVMF_CODE_4M.fd"); // without its variables
  try {
    qemu_command(options);
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Missing);
    CHECK(error.code() == "host.ovmf.missing");
    CHECK(error.hints().at(0) == "install the Debian package 'ovmf', or set the folder with --ovmf");
  }
  put("OVMF_VARS.fd");
  expect(".fd");
  put("OVMF_VARS_4M.fd");
  expect("_4M.fd");
}

TEST_CASE("a run ends as soon as all expectations are met, and QEMU with it", "[qemu]") {
  Stand stand("echo $$ > \"$0.pid\"; echo one; echo two; echo three; exec sleep 60");
  stand.options.expect = {"one", "t.o"};
  const RunResult result = stand.run();
  CHECK(result.end == RunEnd::Expected);
  CHECK(result.expectations_met == 2);
  CHECK(stand.output.starts_with("one\ntwo\n"));
  const pid_t process = read_pid(stand.folder / "qemu.pid");
  REQUIRE(process > 0);
  CHECK(is_gone(process));
}

TEST_CASE("a prompt without a line end meets an expectation", "[qemu]") {
  Stand stand("printf 'boot\\nlogin: '; exec sleep 60");
  stand.options.expect = {"login: $"};
  CHECK(stand.run().end == RunEnd::Expected);
  CHECK(stand.output == "boot\nlogin: ");
}

TEST_CASE("a forbidden pattern ends a run", "[qemu]") {
  Stand stand("echo fine; echo 'page fault at 0'; echo pass; exec sleep 60");
  stand.options.expect = {"pass"};
  stand.options.forbid = {"panic", "page fault"};
  const RunResult result = stand.run();
  CHECK(result.end == RunEnd::Forbidden);
  CHECK(result.detail == "forbidden pattern 'page fault' was seen");
}

TEST_CASE("statuses of the system's end", "[qemu]") {
  struct Case {
    const char* script;
    bool expects;
    RunEnd end;
    const char* detail;
  };
  for (const Case& expected : {
           Case{"exit 0", false, RunEnd::Ended, "the system ended well, with status 0"},
           Case{"exit 33", false, RunEnd::Ended, "the system ended well, with status 33"},
           Case{"exit 35", false, RunEnd::Failed, "the system ended badly, with status 35"},
           Case{"exit 1", false, RunEnd::Failed, "the system ended badly, with status 1"},
           Case{"echo marker; exit 35", true, RunEnd::Expected, "the expectation was met"},
           Case{"echo other; exit 33", true, RunEnd::Unmet,
                "expectation 1 of 1, 'marker', was not met: the system ended well, with status 33"},
       }) {
    Stand stand(expected.script);
    if (expected.expects) stand.options.expect = {"marker"};
    const RunResult result = stand.run();
    CHECK(result.end == expected.end);
    CHECK(result.detail == expected.detail);
  }
}

TEST_CASE("the time limit holds, for silent and for busy systems", "[qemu]") {
  const std::string script = GENERATE("exec sleep 60", "while :; do echo busy; done", "sleep 60 & wait");
  Stand stand(script);
  stand.options.timeout = milliseconds{300};
  stand.options.expect = {"never"};
  const auto start = std::chrono::steady_clock::now();
  const RunResult result = stand.run();
  const auto elapsed = std::chrono::steady_clock::now() - start;
  CHECK(result.end == RunEnd::TimedOut);
  CHECK(result.detail == "the time limit of 300 ms passed: expectation 1 of 1, 'never', was not met");
  CHECK(elapsed >= milliseconds{300});
  CHECK(elapsed < milliseconds{5000});
}

TEST_CASE("no output is lost, up to QEMU's end", "[qemu]") {
  Stand stand("i=0; while [ $i -lt 5000 ]; do echo \"line $i\"; i=$((i+1)); done; printf end; exit 33");
  const RunResult result = stand.run();
  CHECK(result.end == RunEnd::Ended);
  CHECK(std::count(stand.output.begin(), stand.output.end(), '\n') == 5000);
  CHECK(stand.output.ends_with("line 4999\nend"));
  REQUIRE(result.last_lines.size() == 40);
  CHECK(result.last_lines.front() == "line 4961");
  CHECK(result.last_lines.back() == "end");
}

TEST_CASE("QEMU that cannot run says why", "[qemu]") {
  Stand stand("echo 'qemu: -foo: invalid option' >&2; exit 1");
  stand.options.expect = {"x"};
  const Error error = error_of(stand);
  CHECK(error.kind() == ErrorKind::Failed);
  CHECK(error.message() == "program '" + stand.options.program + "' ended with status 1");
  REQUIRE(error.context().size() == 1);
  CHECK(error.context()[0] == "| qemu: -foo: invalid option");

  Stand killed("kill -9 $$");
  CHECK(error_of(killed).message() ==
        "program '" + killed.options.program + "' ended with signal 9 (Killed)");
}

TEST_CASE("QEMU's warnings are part of the result", "[qemu]") {
  Stand stand("echo 'warning: slow' >&2; exit 33");
  const RunResult result = stand.run();
  CHECK(result.end == RunEnd::Ended);
  CHECK(result.diagnostics == "warning: slow\n");
}

TEST_CASE("what a run needs is looked at before it starts", "[qemu]") {
  Stand stand("touch \"$0.started\"");
  ErrorKind kind = ErrorKind::Internal;
  SECTION("regular expressions") {
    stand.options.expect = {"("};
    kind = ErrorKind::Usage;
  }
  SECTION("the image") {
    stand.options.image = stand.folder / "none.iso";
    kind = ErrorKind::Missing;
  }
  SECTION("an image that is a folder") {
    stand.options.image = stand.folder.path();
    kind = ErrorKind::Io;
  }
  SECTION("arguments that let QEMU escape") {
    stand.options.extra = {"-daemonize"};
    kind = ErrorKind::Usage;
  }
  SECTION("QEMU") {
    stand.options.program = "no-such-qemu";
    kind = ErrorKind::Missing;
  }
  const Error error = error_of(stand);
  CHECK(error.kind() == kind);
  CHECK_FALSE(std::filesystem::exists(stand.folder / "qemu.started"));
  if (stand.options.program == "no-such-qemu")
    CHECK(error.hints().at(0) == "install the Debian package 'qemu-system-x86', or set the path with --qemu");
}

TEST_CASE("QEMU ends when the output cannot be taken", "[qemu]") {
  Stand stand("echo $$ > \"$0.pid\"; echo text; exec sleep 60");
  CHECK_THROWS_AS(
      run_qemu(stand.options, [](std::string_view) { throw Error(ErrorKind::Io, "cannot write"); }), Error);
  CHECK(is_gone(read_pid(stand.folder / "qemu.pid")));
}
