/// \file
/// The ELF files of a derivation's outputs.
#pragma once

#include <filesystem>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

#include "sigil/base/error.hpp"
#include "sigil/base/file.hpp"
#include "sigil/elf/file.hpp"
#include "sigil/package/fixup.hpp"

namespace sigil::package {

/// An output that is there.
struct OutputRoot {
  std::string name;
  std::filesystem::path path; ///< absolute; only its last part may be a symbolic link
  bool is_folder = false;
};

/// A file under all the names that it has in the outputs.
struct OwnFile {
  struct Name {
    std::size_t output;
    std::string path; ///< relative, empty for an output that is a file
    auto operator<=>(const Name&) const = default;
  };
  std::vector<Name> names;    ///< ascending
  std::filesystem::path path; ///< of the first name
  dev_t device = 0;
  ino_t inode = 0;
  Blob content;
  elf::File elf;
  bool is_excluded = false;
};

/// \throws Error{Missing} for an output that is not there.
std::vector<OutputRoot> find_outputs(const std::vector<FixupOutput>& outputs);

/// Every dynamic executable and shared object in the outputs, in the order of their first names. Symbolic
/// links are not followed. What cannot be read or parsed becomes an error. \throws Error{Limit} for more than
/// 65,536.
std::vector<OwnFile> walk_outputs(const std::vector<OutputRoot>& outputs,
                                  const std::vector<std::string>& excluded, ErrorList& errors);

/// Whether anybody could run or load the file with a dynamic linker.
bool is_dynamic_program(const elf::File& file);

} // namespace sigil::package
