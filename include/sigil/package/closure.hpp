/// \file
/// Packages as folders of ELF files and data, and the closures of the programs in them.
#pragma once

#include <filesystem>
#include <map>
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

/// A program or library after its DT_NEEDED have been rewritten.
struct RewrittenFile {
  std::filesystem::path path; ///< where it came from, all symbolic links resolved
  eris::ReadCapability capability;
  rom::Rom rom; ///< its name is the URN
  bool is_dynamic = false;
  /// All libraries it needs, direct or not, without ld.lib.so; ordered so that each comes after those
  /// that it needs itself, then by URN. URNs that stood in DT_NEEDED before are among them, first: what
  /// they name is not in Closures::libraries.
  std::vector<rom::RomName> libraries;
};

/// A program that is wanted: `file` is relative to the folder of `package`.
struct ProgramRequest {
  std::string package;
  std::string file;
  SourcePosition where{}; ///< what asks for it, for errors about it and what it needs
};

/// What the requests lead to.
struct Closures {
  /// One for each request, in their order.
  std::vector<RewrittenFile> programs;
  /// Every library of any of them, once for each content, in the order of RewrittenFile::libraries.
  std::vector<RewrittenFile> libraries;
};

/// Finds the libraries of each program, rewrites DT_NEEDED from the leaves up to the URNs of the
/// rewritten libraries, and names everything by content. A file without anything to rewrite keeps its
/// bytes.
///
/// A DT_NEEDED name is looked for in the package of the file that has it, then in the others in the
/// order given: in the folder itself, then in `lib` and `bin`. `ld.lib.so` is never looked up nor
/// renamed, names that are URNs already stay. Symbolic links are followed, out of the package too: a
/// file is what it resolves to, under however many names it is reached.
///
/// Names and contents in the result depend on neither where the packages are nor how their entries are
/// ordered. Limit: 4,096 files.
/// \throws Error, each fault with its own code:
/// Missing for a package folder, program or library that is nowhere (a library's says who needs it and
/// where it was looked for);
/// Invalid for an unknown package, a program outside of its package, a file that is not ELF or of the
/// wrong type or machine, a DT_NEEDED with '/', libraries that need each other (naming the cycle), two
/// versions of one library in one closure;
/// Io for what is not a regular file or cannot be read; Limit; what elf::rewrite throws.
/// Independent errors are reported together; a library that is nowhere only if no folder is missing, since it
/// may be there.
Closures resolve(const std::vector<PackageFolder>& packages, const std::vector<ProgramRequest>& requests);

} // namespace sigil::package
