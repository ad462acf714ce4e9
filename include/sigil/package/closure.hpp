/// \file
/// Packages as folders of ELF files and data, and the closures of the programs in them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sigil/base/file.hpp"
#include "sigil/eris/capability.hpp"
#include "sigil/rom/rom.hpp"

namespace sigil::package {

/// A folder by the name the description gives it.
struct PackageFolder {
  std::string name;
  std::filesystem::path path;
};

/// A program or library after its DT_NEEDED have been rewritten.
struct RewrittenFile {
  std::filesystem::path path; ///< where it came from
  eris::ReadCapability capability;
  rom::Rom rom;               ///< its name is the URN
  bool is_dynamic = false;
  /// All libraries it needs, direct or not, without ld.lib.so; ordered so that each comes after those
  /// that it needs itself, then by URN.
  std::vector<rom::RomName> libraries;
};

/// A program that is wanted: `file` is relative to the folder of `package`.
struct ProgramRequest {
  std::string package;
  std::string file;
};

/// What the requests lead to.
struct Closures {
  /// One for each request, in their order.
  std::vector<RewrittenFile> programs;
  /// Every library of any of them, once, in an order that depends on nothing but the input.
  std::vector<RewrittenFile> libraries;
};

/// Finds the libraries of each program, rewrites DT_NEEDED from the leaves up to the URNs of the
/// rewritten libraries, and names everything by content.
///
/// A DT_NEEDED name is looked for in the program's own package, then in the others in the order
/// given: in the folder itself, then in `lib` and `bin`. `ld.lib.so` is never looked up nor renamed.
/// \throws Error{Missing} for a program or library that is nowhere (naming file, library and where it
/// was looked for); Error{Invalid} for cyclic libraries (naming the cycle), two versions of one
/// library in one closure, or a file that is not ELF. Independent errors are reported together.
Closures resolve(const std::vector<PackageFolder>& packages, const std::vector<ProgramRequest>& requests);

} // namespace sigil::package
