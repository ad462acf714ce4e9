#include "sigil/host/qemu.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "process.hpp"
#include "serial_judge.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/file.hpp"
#include "sigil/base/interrupt.hpp"
#include "tool_table.hpp"

namespace sigil::host {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// How long the system must be silent before an unfinished line counts as it stands.
constexpr milliseconds kSilence{200};

/// Statuses that QEMU's isa-debug-exit makes of what bootcheck writes to its port: 2 * value + 1.
constexpr int kBootcheckPass = 33;

/// GRUB holds the core image twice while it loads it; the rest is for the system. At least 1 GiB.
std::uint64_t enough_memory_mib(const std::filesystem::path& image) {
  std::error_code code;
  const std::uintmax_t size_bytes = std::filesystem::file_size(image, code);
  if (code) return 1024;
  return std::max<std::uint64_t>(1024, 512 + 2 * ((size_bytes >> 20) + 1));
}

/// A path as the value of a `-drive` key: ',' ends a value, and a ':' before the first '/' would make
/// what stands before it a protocol.
std::string drive_path(const std::filesystem::path& path) {
  std::string text = path.is_absolute() ? "" : "./";
  for (const char character : path.native()) {
    text += character;
    if (character == ',') text += ',';
  }
  return text;
}

/// The user's environment: what the extra arguments may need (a display, sound) is found there.
std::vector<std::string> inherited_environment() {
  std::vector<std::string> environment;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
    environment.emplace_back(*entry);
  return environment;
}

/// "expectation 2 of 3, 'ready', was not met"
std::string unmet(const QemuOptions& options, const SerialJudge& judge) {
  return "expectation " + std::to_string(judge.expectations_met() + 1) + " of " +
         std::to_string(options.expect.size()) + ", " + in_quotes(options.expect[judge.expectations_met()]) +
         ", was not met";
}

/// QEMU that cannot do its work says so on standard error and ends with status 1, or is killed. (A
/// system can cause status 1 too, by writing 0 to isa-debug-exit, but then QEMU says nothing.)
void throw_if_qemu_failed(const std::filesystem::path& program, const ChildStatus& status,
                          const std::string& diagnostics) {
  if (!status.is_signal && (status.code != 1 || diagnostics.empty())) return;
  Error error(ErrorKind::Failed, "program " + in_quotes(program.native()) + " ended with " + to_text(status));
  for (std::size_t begin = 0; begin < diagnostics.size();) {
    const std::size_t end = std::min(diagnostics.find('\n', begin), diagnostics.size());
    error.while_doing("| " + diagnostics.substr(begin, end - begin));
    begin = end + 1;
  }
  throw error.coded("host.run.qemu");
}

/// The result once the system has ended by itself without a verdict from its output.
RunResult judge_end(const QemuOptions& options, const SerialJudge& judge, const ChildStatus& status) {
  const bool is_good = status.code == 0 || status.code == kBootcheckPass;
  const std::string ended =
      std::string("the system ended ") + (is_good ? "well" : "badly") + ", with " + to_text(status);
  if (!options.expect.empty()) return {RunEnd::Unmet, unmet(options, judge) + ": " + ended, 0, {}, {}};
  return {is_good ? RunEnd::Ended : RunEnd::Failed, ended, 0, {}, {}};
}

/// Pumps output into sink and judge until something decides; the child may still run then.
/// \returns false if the time ran out first.
bool watch(Child& child, SerialJudge& judge, const StreamSink& sink, milliseconds timeout, bool& has_ended) {
  const Clock::time_point start = Clock::now();
  Clock::time_point last_output = start;
  bool is_settled = true;
  const StreamSink timed_sink = [&](Stream stream, std::string_view bytes) {
    last_output = Clock::now();
    is_settled = false;
    sink(stream, bytes);
  };
  while (judge.verdict() == SerialJudge::Verdict::Open) {
    throw_if_interrupted();
    const Clock::time_point now = Clock::now();
    if (!is_settled && now - last_output >= kSilence) {
      judge.settle();
      is_settled = true;
      continue;
    }
    milliseconds wait = kSilence;
    if (timeout.count() > 0) {
      const auto rest = std::chrono::ceil<milliseconds>(start + timeout - now);
      if (rest.count() <= 0) return false;
      wait = std::min(wait, rest);
    }
    if (!child.pump(wait, timed_sink)) {
      has_ended = true;
      judge.settle();
      return true;
    }
  }
  return true;
}

/// A UEFI: its code, and its variables, which it writes at each start.
struct Ovmf {
  std::filesystem::path code;
  std::filesystem::path variables;
};

Ovmf find_ovmf(const std::filesystem::path& folder) {
  constexpr std::array<const char*, 2> kSuffixes{"_4M.fd", ".fd"};
  for (const char* suffix : kSuffixes) {
    const Ovmf found{folder / (std::string("OVMF_CODE") + suffix),
                     folder / (std::string("OVMF_VARS") + suffix)};
    std::error_code ignored;
    if (std::filesystem::is_regular_file(found.code, ignored) &&
        std::filesystem::is_regular_file(found.variables, ignored))
      return found;
  }
  throw Error(ErrorKind::Missing, "folder " + in_quotes(folder.native()) +
                                      " has no UEFI for QEMU, expected OVMF_CODE_4M.fd and OVMF_VARS_4M.fd "
                                      "or OVMF_CODE.fd and OVMF_VARS.fd")
      .coded("host.ovmf.missing")
      .hint("install the Debian package 'ovmf', or set the folder with --ovmf");
}

void append(std::vector<std::string>& command, std::initializer_list<std::string> more) {
  command.insert(command.end(), more);
}

void append_firmware(std::vector<std::string>& command, const QemuOptions& options) {
  if (options.firmware == Firmware::Bios) return;
  const Ovmf ovmf = find_ovmf(options.ovmf_folder);
  // A snapshot is a private copy: QEMU makes it in a file without a name, which no end leaves behind.
  append(command, {"-drive", "if=pflash,unit=0,format=raw,readonly=on,file=" + drive_path(ovmf.code),
                   "-drive", "if=pflash,unit=1,format=raw,snapshot=on,file=" + drive_path(ovmf.variables)});
}

void append_medium(std::vector<std::string>& command, const QemuOptions& options) {
  const std::string file = "file=" + drive_path(options.image) + ",format=raw,";
  if (options.medium == Medium::Cd)
    return append(command, {"-drive", file + "media=cdrom,readonly=on,if=ide"});
  append(command, {"-device", "qemu-xhci", "-drive", file + "if=none,id=stick,snapshot=on", "-device",
                   "usb-storage,drive=stick,bootindex=0"});
}

} // namespace

std::vector<std::string> qemu_command(const QemuOptions& options) {
  const std::uint64_t memory_mib =
      options.memory_mib != 0 ? options.memory_mib : enough_memory_mib(options.image);
  std::vector<std::string> command{options.program,
                                   "-machine",
                                   "q35",
                                   "-accel",
                                   options.accelerator,
                                   "-cpu",
                                   "max",
                                   "-m",
                                   std::to_string(memory_mib),
                                   "-display",
                                   "none",
                                   "-vga",
                                   "none",
                                   "-monitor",
                                   "none",
                                   "-nic",
                                   "none",
                                   "-serial",
                                   "stdio",
                                   "-no-reboot",
                                   "-device",
                                   "isa-debug-exit,iobase=0xf4,iosize=4"};
  append_firmware(command, options);
  append_medium(command, options);
  command.insert(command.end(), options.extra.begin(), options.extra.end());
  return command;
}

RunResult run_qemu(const QemuOptions& options, const std::function<void(std::string_view)>& output) {
  SerialJudge judge(options.expect, options.forbid);
  for (const std::string& argument : options.extra)
    if (argument == "-daemonize" || argument == "--daemonize")
      throw Error(ErrorKind::Usage, "QEMU argument '-daemonize' would leave QEMU behind");
  Blob::map(options.image); // says what is wrong with the file, if anything
  const std::vector<std::string> arguments = qemu_command(options);
  ChildCommand command;
  command.program = locate(options.program, &qemu_info());
  command.arguments.assign(arguments.begin() + 1, arguments.end());
  command.environment = inherited_environment();

  std::string diagnostics;
  const StreamSink sink = [&](Stream stream, std::string_view bytes) {
    if (stream == Stream::Error) return append_tail(diagnostics, bytes);
    output(bytes);
    judge.feed(bytes);
  };
  Child child(command);
  bool has_ended = false;
  const bool in_time = watch(child, judge, sink, options.timeout, has_ended);
  if (!has_ended) { // we end it: nothing that it wrote until then is lost
    child.kill();
    while (child.pump(kSilence, sink)) {
    }
    judge.settle();
  }

  RunResult result;
  if (judge.verdict() == SerialJudge::Verdict::Forbidden) {
    result.end = RunEnd::Forbidden;
    result.detail = "forbidden pattern " + in_quotes(judge.forbidden()) + " was seen";
  } else if (judge.verdict() == SerialJudge::Verdict::Expected) {
    result.end = RunEnd::Expected;
    const std::size_t count = options.expect.size();
    result.detail =
        count == 1 ? "the expectation was met" : "all " + std::to_string(count) + " expectations were met";
  } else if (!in_time) {
    result.end = RunEnd::TimedOut;
    result.detail = "the time limit of " + std::to_string(options.timeout.count()) + " ms passed";
    if (!options.expect.empty()) result.detail += ": " + unmet(options, judge);
  } else {
    throw_if_qemu_failed(command.program, child.status(), diagnostics);
    result = judge_end(options, judge, child.status());
  }
  result.expectations_met = judge.expectations_met();
  result.last_lines = judge.last_lines();
  result.diagnostics = std::move(diagnostics);
  return result;
}

} // namespace sigil::host
