/// \file
/// Packages as folders of ELF files and data, and the closures of the programs in them.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "sigil/base/error.hpp"
#include "sigil/base/file.hpp"
#include "sigil/eris/capability.hpp"
#include "sigil/rom/rom.hpp"

namespace sigil::package {

/// A folder by the name the description gives it.
struct PackageFolder {
  std::string name;
  std::filesystem::path path;
  SourcePosition where{}; ///< what names it, for errors
};

/// A program that is wanted: `file` is relative to the folder of `package`.
struct ProgramRequest {
  std::string package;
  std::string file;
  SourcePosition where{}; ///< what asks for it, for errors about it and what it needs
};

struct ClosureRequest {
  std::vector<PackageFolder> packages;
  std::vector<ProgramRequest> programs;
  /// ROMs that there are anyway. One of them may be what a kept name (package::kKeptNames) stands for, if no
  /// package has it.
  std::vector<std::string> roms{};
  /// With which capabilities in manifests may have been made, beside the null secret.
  std::span<const eris::ConvergenceSecret> secrets{};
};

/// A program or library as an image has it.
struct ClosureFile {
  std::filesystem::path path; ///< where it came from, all symbolic links resolved
  eris::ReadCapability capability;
  /// The name of a program is its content's: the URN, or that of a set's member. A library has the name by
  /// which it is asked for, which may also be a kept one.
  rom::Rom rom;
};

struct ClosureProgram : ClosureFile {
  bool is_dynamic = false;
  /// All libraries it needs, directly or not, without ld.lib.so, by name. Those that are not in
  /// Closures::libraries are ROMs of the request, or names of content that no package is known to have.
  std::vector<rom::RomName> libraries;
};

/// What the requests lead to.
struct Closures {
  std::vector<ClosureProgram> programs; ///< one for each request, in their order
  std::vector<ClosureFile> libraries;   ///< every library of any of them, by name
};

/// Finds the libraries of each program and names everything by content. A file that the manifest of its
/// package knows is taken as it is, after it was held against the manifest; every other one is fixed up as
/// fixup() would, in memory. Search order and what is checked: docs/design/closures.md.
///
/// Names and contents in the result depend on neither where the packages are nor how their entries are
/// ordered. Limit: 4,096 files.
/// \throws Error, each fault with its own code:
/// Missing for a package folder, program or library that is nowhere (a library's says who needs it and
/// where it was looked for);
/// Invalid for an unknown package, a program outside of its package, a file that is not ELF or of the
/// wrong type or machine, two versions of one library in one closure, one library under two names;
/// Integrity for a file that is not what a manifest says;
/// Io for what is not a regular file or cannot be read; Limit; what elf::rewrite throws.
/// Independent errors are reported together; a library that is nowhere only if no folder is missing, since it
/// may be there.
Closures resolve(const ClosureRequest& request);

} // namespace sigil::package
