/// \file
/// The package folders of a system description.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sigil/base/error.hpp"
#include "sigil/package/closure.hpp"

namespace sigil::package {

/// The packages of a description, in its order.
class Folders {
 public:
  /// \param errors gets one error for each folder that is not there, and each name that stands twice.
  Folders(const std::vector<PackageFolder>& folders, ErrorList& errors);

  /// Whether every folder is there.
  bool is_complete() const noexcept { return unusable_.empty(); }
  bool is_usable(std::size_t package) const noexcept { return unusable_.count(package) == 0; }

  /// The index of the package called `name`.
  std::optional<std::size_t> index_of(const std::string& name) const;

  /// The file that `request` names, all symbolic links resolved; it may be anything that exists.
  /// \throws Error{Invalid} for an unknown package or a path that does not stay below its folder;
  /// Error{Missing}; Error{Io}.
  std::filesystem::path program(const ProgramRequest& request) const;

 private:
  const std::vector<PackageFolder>& folders_;
  std::map<std::string, std::size_t> by_name_;
  std::set<std::size_t> unusable_;
};

} // namespace sigil::package
