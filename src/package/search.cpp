#include "search.hpp"

#include <algorithm>
#include <array>
#include <system_error>

namespace sigil::package {
namespace fs = std::filesystem;
namespace {

constexpr std::array<const char*, 3> kSubfolders{"", "lib", "bin"};

/// Whether `path` names something below the folder that it is appended to, but for symbolic links.
bool stays_below(const fs::path& path) {
  return !path.empty() && path.is_relative() &&
         std::none_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".."; });
}

} // namespace

Packages::Packages(const std::vector<PackageFolder>& folders, ErrorList& errors) : folders_(folders) {
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

std::optional<std::size_t> Packages::index_of(const std::string& name) const {
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return std::nullopt;
  return found->second;
}

fs::path Packages::program(const ProgramRequest& request) const {
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

std::vector<std::size_t> Packages::order_from(std::size_t first) const {
  std::vector<std::size_t> order{first};
  for (std::size_t i = 0; i < folders_.size(); ++i)
    if (i != first) order.push_back(i);
  return order;
}

std::optional<Packages::Found> Packages::library(const std::string& name, std::size_t first) const {
  for (const std::size_t package : order_from(first)) {
    for (const char* subfolder : kSubfolders) {
      const fs::path path = folders_[package].path / subfolder / name;
      std::error_code code;
      if (!fs::is_regular_file(path, code)) continue;
      fs::path real = fs::canonical(path, code);
      if (!code) return Found{package, std::move(real)};
    }
  }
  return std::nullopt;
}

std::string Packages::folders_looked_in(std::size_t first) const {
  std::string text;
  std::set<fs::path> seen; // one folder may be several packages
  for (const std::size_t package : order_from(first)) {
    for (const char* subfolder : kSubfolders) {
      fs::path folder = folders_[package].path;
      if (*subfolder != '\0') folder /= subfolder;
      std::error_code code;
      if (!fs::is_directory(folder, code) || !seen.insert(folder).second) continue;
      text += (text.empty() ? "" : ", ") + in_quotes(folder.native());
    }
  }
  return text;
}

} // namespace sigil::package
