/// \file
/// The process: signals, environment, descriptors. All else is in app.hpp.
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include "app.hpp"
#include "sigil/base/interrupt.hpp"

namespace {

using namespace sigil;

/// The first signal asks the program to unwind, so that nothing is left behind; the second one ends it.
extern "C" void on_signal(int) {
  if (interrupt_requested() || interrupt_ends_at_once())
    ::_exit(static_cast<int>(cli::ExitCode::Interrupted));
  request_interrupt();
}

void set_up_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal; // no SA_RESTART: a blocked read or poll must return
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction inherited {};
    ::sigaction(number, nullptr, &inherited);
    if (inherited.sa_handler != SIG_IGN) ::sigaction(number, &action, nullptr); // nohup stays in force
  }
  ::signal(SIGPIPE, SIG_IGN); // a closed output is an error of write()
  ::signal(SIGCHLD, SIG_DFL); // else children would be collected behind our back
}

/// A pipe or file must not get a standard descriptor's number.
void open_standard_descriptors() {
  int descriptor = 0;
  do descriptor = ::open("/dev/null", O_RDWR);
  while (descriptor >= 0 && descriptor <= STDERR_FILENO);
  if (descriptor >= 0) ::close(descriptor);
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

/// The second and third are for Nix before 2.19: in its sandbox the variable names a file of the host.
std::vector<std::filesystem::path> attribute_files() {
  std::vector<std::filesystem::path> files;
  if (const std::string file = variable("NIX_ATTRS_JSON_FILE"); !file.empty()) files.emplace_back(file);
  if (const std::string folder = variable("NIX_BUILD_TOP"); !folder.empty())
    files.push_back(std::filesystem::path(folder) / ".attrs.json");
  files.emplace_back(".attrs.json");
  return files;
}

cli::Environment read_environment() {
  cli::Environment environment;
  environment.is_dumb_terminal = !variable("NO_COLOR").empty() || variable("TERM") == "dumb";
  std::error_code code;
  // The XDG Base Directory Specification ignores relative paths.
  if (const std::filesystem::path cache = variable("XDG_CACHE_HOME"); cache.is_absolute())
    environment.cache_folder = cache / "sigil-build";
  else if (const std::filesystem::path home = variable("HOME");
           home.is_absolute() &&
           std::filesystem::is_directory(home, code)) // that of a Nix build must not appear
    environment.cache_folder = home / ".cache" / "sigil-build";
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", code);
  environment.data_folder = program.parent_path().parent_path() / "share" / "sigil-build";
  environment.attribute_files = attribute_files();
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (const std::size_t sign = text.find('='); sign != std::string_view::npos)
      environment.variables.emplace(text.substr(0, sign), text.substr(sign + 1));
  }
  return environment;
}

/// Work in many small steps frees its buffers and takes them again: they stay with the process, as a page
/// that is touched for the first time costs as much as encrypting it.
void keep_freed_memory() {
  constexpr int kMost = 64 << 20;
  ::mallopt(M_MMAP_THRESHOLD, kMost);
  ::mallopt(M_TRIM_THRESHOLD, kMost);
}

} // namespace

int main(int argc, char** argv) {
  open_standard_descriptors();
  set_up_signals();
  keep_freed_memory();
  const cli::Environment environment = read_environment();
  cli::Terminal terminal(STDOUT_FILENO, STDERR_FILENO, environment.is_dumb_terminal);
  std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  if (argc > 0 && std::filesystem::path(argv[0]).filename() == "dhall") // a link to the program
    arguments.insert(arguments.begin(), "dhall");
  return static_cast<int>(cli::run(arguments, environment, terminal));
}
