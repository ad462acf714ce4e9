/// \file
/// Booting an image in QEMU and judging its serial output.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sigil::host {

enum class Firmware : std::uint8_t { Bios, Uefi };
enum class Medium : std::uint8_t { Cd, Usb };

struct QemuOptions {
  std::string program = "qemu-system-x86_64";
  std::filesystem::path image;
  Firmware firmware = Firmware::Bios; ///< QEMU's own BIOS, or OVMF
  std::filesystem::path ovmf_folder;  ///< of OVMF_CODE_4M.fd and OVMF_VARS_4M.fd, or the same without _4M
  Medium medium = Medium::Cd; ///< what the image is to the machine; a stick can be written, without effect
  std::string accelerator = "tcg";      ///< "kvm" only on request: /dev/kvm may open and then hang
  std::uint64_t memory_mib = 0;         ///< 0: enough for the image, at least 1 GiB
  std::chrono::milliseconds timeout{0}; ///< 0: none
  std::vector<std::string> expect;      ///< ECMAScript regular expressions, met in this order
  std::vector<std::string> forbid;      ///< any of them, at any time, fails the run
  std::vector<std::string> extra;       ///< more QEMU arguments
};

enum class RunEnd : std::uint8_t {
  Expected,  ///< all expectations were met
  Ended,     ///< no expectations; the system ended well (QEMU's status 0, or 33: bootcheck's pass)
  Forbidden, ///< a forbidden pattern was seen
  Unmet,     ///< the system ended before all expectations were met
  Failed,    ///< the system ended with a failing status
  TimedOut,
};

struct RunResult {
  RunEnd end = RunEnd::Ended;
  std::string detail; ///< for people: the pattern that decided, or the status
  std::size_t expectations_met = 0;
  std::vector<std::string> last_lines; ///< at most 40, without escape sequences
  std::string diagnostics;             ///< what QEMU itself had to say (its standard error, the end of it)
};

/// The command line, program first. Nothing that it names is ever changed: QEMU keeps what the machine
/// writes to a stick or to the firmware's variables in files of its own, which have no name.
/// \throws Error{Missing} with a hint if UEFI is asked for and OVMF is not there.
std::vector<std::string> qemu_command(const QemuOptions& options);

/// Boots until the first of: all expectations met, a forbidden pattern, the system's end, the time
/// limit. `output` gets every byte of the serial line as it comes. The image is never changed.
/// QEMU does not outlive the call, nor this process.
///
/// Patterns are searched in one line at a time, without escape sequences and carriage returns; `^` and
/// `$` are the line's ends. An expectation is searched from where the one before it matched. A line
/// without an end counts once the system was silent for 200 ms. Lines are cut at 1024 bytes.
/// \throws Error{Usage} for a bad regular expression (before anything starts); Error{Missing} without
/// QEMU or image; Error{Failed} with QEMU's own words if it cannot run; Error{Interrupted}; what
/// `output` throws, with QEMU ended.
RunResult run_qemu(const QemuOptions& options, const std::function<void(std::string_view)>& output);

} // namespace sigil::host
