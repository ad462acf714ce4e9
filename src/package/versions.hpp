/// \file
/// Two versions of a library must not meet in one program: Genode's linker would load both, and bind symbols
/// to whichever comes first.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "sigil/base/error.hpp"
#include "sigil/eris/capability.hpp"

namespace sigil::package {

struct VersionedFile {
  struct Need {
    std::string name;
    std::size_t file;
  };
  std::filesystem::path path;
  std::string soname; ///< empty: the file's name counts
  eris::ReadCapability capability;
  std::vector<Need> needs;
  SourcePosition where{}; ///< for errors about its closure
};

/// Adds an error, with the way to each, for each name (DT_SONAME, the file's name if it has none, or what it
/// is asked for by, unless that was made from content) under which the closure of one of the first `roots`
/// files has two contents.
void check_versions(const std::vector<VersionedFile>& files, std::size_t roots, ErrorList& errors);

} // namespace sigil::package
