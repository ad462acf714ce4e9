#include "sigil/host/tools.hpp"

#include <array>
#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "process.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/interrupt.hpp"
#include "tool_table.hpp"

namespace sigil::host {
namespace {

/// In the order of `enum class Tool`; QEMU, which is no build tool, comes last.
constexpr std::array<ToolInfo, 4> kTools{{
    {"ld", "binutils", "--ld", "--version"},
    {"grub-mkimage", "grub-common", "--grub-mkimage", "--version"},
    {"xorriso", "xorriso", "--xorriso", "-version"},
    {"qemu-system-x86_64", "qemu-system-x86", "--qemu", "--version"},
}};

bool is_executable_file(const std::filesystem::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

/// A folder under TMPDIR (or /tmp) that only its owner can enter.
class TemporaryFolder final : public WorkFolder {
 public:
  TemporaryFolder() {
    std::error_code code;
    const std::filesystem::path base = std::filesystem::temp_directory_path(code);
    if (code) throw Error(ErrorKind::Io, "TMPDIR is not a folder: " + code.message());
    std::string name = (base / "sigil-build.XXXXXX").native();
    if (::mkdtemp(name.data()) == nullptr) {
      const std::string reason = std::strerror(errno);
      throw Error(ErrorKind::Io, "cannot make a folder in " + in_quotes(base.native()) + ": " + reason);
    }
    path_ = name;
  }
  ~TemporaryFolder() override {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const noexcept override { return path_; }

 private:
  std::filesystem::path path_;
};

/// The error for a tool that failed, with the last lines of what it had to say.
Error tool_failure(const std::filesystem::path& program, const ChildResult& result) {
  constexpr std::size_t kMaxLines = 20;
  Error error(ErrorKind::Failed,
              "program " + in_quotes(program.native()) + " failed with " + to_text(result.status));
  std::vector<std::string> lines;
  std::size_t begin = 0;
  while (begin < result.error_tail.size()) {
    const std::size_t end = std::min(result.error_tail.find('\n', begin), result.error_tail.size());
    if (end > begin) lines.push_back(result.error_tail.substr(begin, end - begin));
    begin = end + 1;
  }
  const std::size_t first = lines.size() > kMaxLines ? lines.size() - kMaxLines : 0;
  for (std::size_t i = first; i < lines.size(); ++i) error.while_doing("| " + lines[i]);
  return error;
}

class ProcessToolRunner final : public ToolRunner {
 public:
  explicit ProcessToolRunner(ToolPaths paths) : paths_(std::move(paths)) {}

  std::string run(const ToolCall& call) override {
    ChildCommand command;
    command.program = locate(path_of(call.tool), &info_of(call.tool));
    command.arguments = call.arguments;
    command.working_folder = call.working_folder;
    std::map<std::string, std::string> environment = call.environment;
    environment["LC_ALL"] = "C";
    environment["TZ"] = "UTC";
    for (const auto& [name, value] : environment) command.environment.push_back(name + '=' + value);
    ChildResult result = run_to_end(command);
    if (!result.status.is_success()) throw tool_failure(command.program, result);
    return std::move(result.output);
  }

  std::string version(Tool tool) override {
    std::string& line = versions_[static_cast<std::size_t>(tool)];
    if (line.empty()) {
      const std::string text = run({tool, {info_of(tool).version_option}, {}, {}});
      line = text.substr(0, text.find('\n'));
    }
    return line;
  }

  std::unique_ptr<WorkFolder> make_work_folder() override { return std::make_unique<TemporaryFolder>(); }

 private:
  const std::string& path_of(Tool tool) const {
    switch (tool) {
    case Tool::Ld: return paths_.ld;
    case Tool::GrubMkimage: return paths_.grub_mkimage;
    case Tool::Xorriso: return paths_.xorriso;
    }
    throw Error(ErrorKind::Internal, "a tool without a path");
  }

  ToolPaths paths_;
  std::array<std::string, 3> versions_;
};

} // namespace

const ToolInfo& info_of(Tool tool) {
  return kTools.at(static_cast<std::size_t>(tool));
}
const ToolInfo& qemu_info() {
  return kTools.back();
}

std::filesystem::path locate(const std::string& name, const ToolInfo* info) {
  const bool is_path = name.find('/') != std::string::npos;
  if (is_path && is_executable_file(name)) return std::filesystem::absolute(name);
  if (!is_path && !name.empty()) {
    const char* set = std::getenv("PATH");
    const std::string folders = set != nullptr ? set : "/usr/local/bin:/usr/bin:/bin";
    for (std::size_t begin = 0; begin <= folders.size();) {
      const std::size_t end = std::min(folders.find(':', begin), folders.size());
      // POSIX: an empty element is the current folder.
      const std::filesystem::path folder = end > begin ? folders.substr(begin, end - begin) : ".";
      if (is_executable_file(folder / name)) return std::filesystem::absolute(folder / name);
      begin = end + 1;
    }
  }
  Error error(ErrorKind::Missing, "program " + in_quotes(name) +
                                      (is_path ? " is not an executable file" : " is in no folder of PATH"));
  error.coded("host.tool.missing");
  if (info != nullptr)
    error.hint(std::string("install the Debian package '") + info->package + "', or set the path with " +
               info->option);
  throw error;
}

std::filesystem::path find_program(const std::string& name) {
  const std::string file = std::filesystem::path(name).filename().native();
  for (const ToolInfo& info : kTools)
    if (file == info.program) return locate(name, &info);
  return locate(name, nullptr);
}

std::unique_ptr<ToolRunner> make_tool_runner(ToolPaths paths) {
  return std::make_unique<ProcessToolRunner>(std::move(paths));
}

} // namespace sigil::host
