#include "folders.hpp"

#include <algorithm>
#include <system_error>

namespace sigil::package {
namespace fs = std::filesystem;
namespace {

/// Whether `path` names something below the folder that it is appended to, but for symbolic links.
bool stays_below(const fs::path& path) {
  return !path.empty() && path.is_relative() &&
         std::none_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".."; });
}

} // namespace

Folders::Folders(const std::vector<PackageFolder>& folders, ErrorList& errors) : folders_(folders) {
  for (std::size_t i = 0; i < folders.size(); ++i) {
    const auto& [name, path, where] = folders[i];
    if (!by_name_.emplace(name, i).second)
      errors.add(Error(ErrorKind::Invalid, "package " + in_quotes(name) + " stands twice")
                     .at(where)
                     .coded("package.folder.twice"));
    std::error_code code;
    const fs::file_status status = fs::status(path, code);
    if (status.type() == fs::file_type::directory) continue;
    unusable_.insert(i);
    if (status.type() == fs::file_type::not_found)
      errors.add(Error(ErrorKind::Missing, "package " + in_quotes(name) + ": folder " +
                                               in_quotes(path.native()) + " does not exist")
                     .at(where)
                     .coded("package.folder.missing"));
    else
      errors.add(Error(ErrorKind::Io,
                       "package " + in_quotes(name) + ": " + in_quotes(path.native()) +
                           (code ? " cannot be read: " + code.message() : std::string(" is not a folder")))
                     .at(where)
                     .coded("package.folder.unusable"));
  }
}

std::optional<std::size_t> Folders::index_of(const std::string& name) const {
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return std::nullopt;
  return found->second;
}

fs::path Folders::program(const ProgramRequest& request) const {
  const auto package = index_of(request.package);
  if (!package)
    throw Error(ErrorKind::Invalid, "program " + in_quotes(request.file) + " is wanted of package " +
                                        in_quotes(request.package) + ", which does not exist")
        .coded("package.program.package");
  if (!stays_below(request.file))
    throw Error(ErrorKind::Invalid, "program " + in_quotes(request.file) + " of package " +
                                        in_quotes(request.package) +
                                        " is not a relative path that stays below its folder")
        .coded("package.program.path");
  const fs::path path = folders_[*package].path / request.file;
  std::error_code code;
  fs::path real = fs::canonical(path, code);
  if (!code) return real;
  const bool missing = code == std::errc::no_such_file_or_directory || code == std::errc::not_a_directory;
  throw Error(missing ? ErrorKind::Missing : ErrorKind::Io,
              "program " + in_quotes(request.file) + " of package " + in_quotes(request.package) +
                  (missing ? " does not exist: no file " + in_quotes(path.native())
                           : " cannot be read: " + in_quotes(path.native()) + ": " + code.message()))
      .coded(missing ? "package.program.missing" : "package.program.unusable");
}

} // namespace sigil::package
