#include "walk.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <map>
#include <optional>
#include <sys/stat.h>
#include <system_error>

#include "patterns.hpp"
#include "sigil/base/interrupt.hpp"
#include "sigil/base/parallel.hpp"
#include "sigil/base/text.hpp"

namespace sigil::package {
namespace fs = std::filesystem;
namespace {

Error io_error(const fs::path& path, const std::error_code& code) {
  return Error(ErrorKind::Io, in_quotes(path.native()) + " cannot be read: " + code.message())
      .coded("package.output.unreadable");
}

bool begins_like_elf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw io_error(path, std::error_code(errno, std::generic_category()));
  char magic[4] = {};
  file.read(magic, sizeof magic);
  if (!file && !file.eof()) throw io_error(path, std::make_error_code(std::errc::io_error));
  return file.gcount() == 4 && elf::has_magic(as_bytes({magic, sizeof magic}));
}

/// Collects files by inode.
class Walk {
 public:
  explicit Walk(ErrorList& errors) : errors_(errors) {}

  void output(std::size_t index, const OutputRoot& root) {
    if (!root.is_folder) {
      errors_.collect([&] { file(index, root.path, ""); });
      return;
    }
    // Folders that are still to be read. Each is read to its end before the next, so few are open.
    std::vector<fs::path> folders{root.path};
    while (!folders.empty()) {
      throw_if_interrupted();
      const fs::path folder = std::move(folders.back());
      folders.pop_back();
      std::error_code code;
      for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code)) {
        const fs::file_status status = entry->symlink_status();
        if (fs::is_directory(status)) folders.push_back(entry->path());
        if (fs::is_regular_file(status))
          errors_.collect([&] { file(index, entry->path(), relative(root.path, entry->path())); });
      }
      if (code) errors_.add(io_error(folder, code));
    }
  }

  std::vector<OwnFile> take() {
    std::vector<OwnFile> files;
    for (auto& [inode, file] : files_) {
      std::sort(file.names.begin(), file.names.end());
      files.push_back(std::move(file));
    }
    std::sort(files.begin(), files.end(),
              [](const OwnFile& a, const OwnFile& b) { return a.names.front() < b.names.front(); });
    return files;
  }

 private:
  static std::string relative(const fs::path& root, const fs::path& path) {
    return path.native().substr(root.native().size() + 1);
  }

  void file(std::size_t output, const fs::path& path, std::string name) {
    if (!begins_like_elf(path)) return;
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0)
      throw io_error(path, std::error_code(errno, std::generic_category()));
    OwnFile& file = files_[{status.st_dev, status.st_ino}];
    file.device = status.st_dev;
    file.inode = status.st_ino;
    file.names.push_back({output, std::move(name)});
  }

  ErrorList& errors_;
  std::map<std::pair<dev_t, ino_t>, OwnFile> files_;
};

bool is_utf8(const OwnFile& file) {
  return std::all_of(file.names.begin(), file.names.end(),
                     [](const OwnFile::Name& name) { return sigil::is_utf8(name.path); });
}

/// Reads the file and says whether it is one of those that are wanted.
bool read(OwnFile& file) {
  file.content = Blob::map(file.path);
  file.elf = elf::parse(file.content.bytes());
  if (!is_dynamic_program(file.elf)) return false;
  if (!is_utf8(file))
    throw Error(ErrorKind::Invalid,
                "path " + in_quotes(file.path.native()) + " is not UTF-8, as paths in a manifest must be")
        .coded("package.path.encoding");
  return true;
}

} // namespace

bool is_dynamic_program(const elf::File& file) {
  return (file.type == elf::FileType::Executable || file.type == elf::FileType::Shared) && file.is_dynamic();
}

std::vector<OutputRoot> find_outputs(const std::vector<FixupOutput>& outputs) {
  ErrorList errors;
  std::vector<OutputRoot> found;
  for (const FixupOutput& output : outputs) {
    fs::path path = output.path.lexically_normal();
    if (path.filename().empty()) path = path.parent_path();
    std::error_code code;
    const fs::path parent = fs::canonical(fs::absolute(path).parent_path(), code);
    const fs::file_status status = fs::symlink_status(path, code);
    if (!fs::exists(status)) {
      errors.add(Error(ErrorKind::Missing, "output " + in_quotes(output.name) + ": " +
                                               in_quotes(output.path.native()) + " does not exist")
                     .coded("package.output.missing"));
      continue;
    }
    found.push_back({output.name, parent / fs::absolute(path).filename(), fs::is_directory(status)});
  }
  errors.throw_if_any();
  return found;
}

std::vector<OwnFile> walk_outputs(const std::vector<OutputRoot>& outputs,
                                  const std::vector<std::string>& excluded, ErrorList& errors) {
  Walk walk(errors);
  for (std::size_t i = 0; i < outputs.size(); ++i)
    if (!fs::is_symlink(outputs[i].path)) walk.output(i, outputs[i]);
  std::vector<OwnFile> files = walk.take();
  if (files.size() > kMaxManifestFiles)
    throw Error(ErrorKind::Limit, "outputs have " + std::to_string(files.size()) + " ELF files, at most " +
                                      std::to_string(kMaxManifestFiles) + " are accepted")
        .coded("package.files.count");
  std::vector<std::optional<Error>> failures(files.size());
  std::vector<char> wanted(files.size(), 0);
  parallel_for(files.size(), [&](std::size_t i) {
    OwnFile& file = files[i];
    const OwnFile::Name& name = file.names.front();
    file.path = name.path.empty() ? outputs[name.output].path : outputs[name.output].path / name.path;
    file.is_excluded = std::any_of(file.names.begin(), file.names.end(),
                                   [&](const OwnFile::Name& one) { return matches_any(excluded, one.path); });
    if (file.is_excluded) return; // it may be anything
    try {
      wanted[i] = read(file) ? 1 : 0;
    } catch (Error& error) {
      failures[i] = std::move(error)
                        .while_doing("while reading " + in_quotes(file.path.native()))
                        .hint("a file that is no program can be left out with '--exclude'");
    }
  });
  std::vector<OwnFile> result;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (failures[i]) errors.add(*failures[i]);
    if (wanted[i] != 0) result.push_back(std::move(files[i]));
  }
  return result;
}

} // namespace sigil::package
