#include "commands.hpp"
#include "program_name.hpp"
#include "seconds.hpp"
#include "sigil/host/qemu.hpp"

namespace sigil::cli {
namespace {

struct RunOptions {
  host::QemuOptions qemu;
  std::string timeout;
  std::string medium = "cd";
  bool is_uefi = false;
  bool is_dry_run = false;
};

/// A word as a POSIX shell would have to be given it.
std::string shell_word(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=,./:+@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char character : word)
    quoted += character == '\'' ? std::string("'\\''") : std::string(1, character);
  return quoted + '\'';
}

std::string command_line(const host::QemuOptions& options) {
  std::string line;
  for (const std::string& word : host::qemu_command(options))
    line += (line.empty() ? "" : " ") + shell_word(word);
  return line + '\n';
}

ExitCode exit_code_of_end(host::RunEnd end) {
  switch (end) {
  case host::RunEnd::Expected:
  case host::RunEnd::Ended: return ExitCode::Done;
  case host::RunEnd::TimedOut: return ExitCode::RunTimedOut;
  case host::RunEnd::Forbidden:
  case host::RunEnd::Unmet:
  case host::RunEnd::Failed: break;
  }
  return ExitCode::RunFailed;
}

ExitCode run_image(Context& context, RunOptions options) {
  host::QemuOptions& qemu = options.qemu;
  qemu.extra = context.separated_arguments;
  if (!options.timeout.empty()) qemu.timeout = parse_seconds(options.timeout);
  qemu.program = context.settings.tools.qemu;
  qemu.ovmf_folder = context.settings.ovmf_folder;
  if (options.is_uefi) qemu.firmware = host::Firmware::Uefi;
  if (options.medium == "usb") qemu.medium = host::Medium::Usb;
  Terminal& terminal = context.terminal;
  if (options.is_dry_run) {
    terminal.data(command_line(qemu));
    return ExitCode::Done;
  }

  char last = '\n';
  const host::RunResult result = host::run_qemu(qemu, [&](std::string_view bytes) {
    terminal.data(bytes);
    last = bytes.back();
  });
  if (last != '\n' && terminal.output_is_terminal()) terminal.note("\n");
  terminal.note(result.diagnostics);
  const ExitCode code = exit_code_of_end(result.end);
  if (code == ExitCode::Done) {
    terminal.note(std::string(kProgramName) + ": " + result.detail + '\n');
    return code;
  }
  terminal.error(Error(ErrorKind::Failed, result.detail));
  // On a terminal they are still in sight.
  if (!terminal.output_is_terminal() && !result.last_lines.empty()) {
    terminal.note("last lines of the serial output:\n");
    for (const std::string& line : result.last_lines) terminal.note("  | " + line + '\n');
  }
  return code;
}

} // namespace

void add_image_run(Command& image, Context& context) {
  Command& command = image.add_command(
      "run", "Boot an image in QEMU and judge its serial output",
      "sigil-build image run system.iso\n"
      "sigil-build image run system.iso --timeout 60 --expect 'bootcheck: pass' --forbid FAIL\n"
      "sigil-build image run system.iso --uefi --medium usb\n"
      "sigil-build image run system.iso --dry-run -- -smp 2");
  const auto options = std::make_shared<RunOptions>();
  host::QemuOptions& qemu = options->qemu;
  command
      .add_option("IMAGE", &qemu.image,
                  "a bootable image; it is never changed; what stands after '--' goes to QEMU")
      .required()
      .shown_as("IMAGE [-- QEMU-ARGUMENT…]");
  command.add_option("--uefi", &options->is_uefi, "boot by UEFI; default: by BIOS");
  command.add_option("--medium", &options->medium, "what the image is to the machine; default: cd")
      .one_of({"cd", "usb"});
  command.add_option("--timeout", &options->timeout, "end the run after that time, with exit status 5")
      .shown_as("SECONDS");
  const auto pattern = [&command](const char* name, std::vector<std::string>& list, const char* description) {
    // One value each time: a second word is the image.
    command.add_option(name, &list, description).one_each_time().shown_as("REGEX");
  };
  pattern("--expect", qemu.expect,
          "what a line must match (ECMAScript); may be repeated, in order; all met: the run ends well");
  pattern("--forbid", qemu.forbid, "what no line may match; may be repeated; ends the run with status 4");
  command.add_option("--accel", &qemu.accelerator, "how QEMU runs the system; default: tcg")
      .one_of({"tcg", "kvm"});
  command
      .add_option("--memory", &qemu.memory_mib,
                  "memory of the system; default: enough for the image, at least 1024")
      .between(64, 1 << 20)
      .shown_as("MIB");
  command.add_option("--dry-run", &options->is_dry_run, "print QEMU's command line and run nothing");
  command.set_action([&context, options] { return run_image(context, *options); });
}

} // namespace sigil::cli
