/// \file
/// What happens to a package after it is built: its programs and libraries ask for their libraries by
/// content, and a manifest says what each of them needs. Decisions: docs/design/packages.md.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sigil/elf/rewrite.hpp"
#include "sigil/eris/capability.hpp"
#include "sigil/package/manifest.hpp"

namespace sigil::package {

/// Patterns of names that stay in DT_NEEDED, since Genode's linker or libraries ask for these ROMs by
/// literal name. docs/design/packages.md says what for.
inline constexpr std::array<std::string_view, 3> kKeptNames{"ld.lib.so", "posix.lib.so", "vfs_*.lib.so"};

/// An output of a derivation: a folder or a file.
struct FixupOutput {
  std::string name;
  std::filesystem::path path;
};

/// A library that a program asks for at run time, under its literal name.
struct DeclaredNeed {
  std::string file; ///< pattern of a path relative to its output
  std::string name;
};

struct FixupRequest {
  std::vector<FixupOutput> outputs;
  std::vector<std::filesystem::path> inputs; ///< packages that are searched, with those they propagate
  std::vector<std::filesystem::path> search; ///< folders that are searched last
  // Patterns have `*` and `?`, which match '/' too, and `[…]`.
  std::vector<std::string> kept_names;    ///< beside kKeptNames
  std::vector<std::string> excluded;      ///< paths relative to their output
  std::vector<std::string> ignored_names; ///< DT_NEEDED that may be missing
  std::vector<DeclaredNeed> declared;
  std::filesystem::path store = "/nix/store";
  bool allows_self_references = false;
  std::optional<eris::BlockSize> block_size; ///< nothing: what ERIS recommends for each file
  eris::ConvergenceSecret secret{};          ///< for the capabilities of the outputs' files
  int manifest_format = 2;                   ///< or 1
  bool is_dry_run = false;                   ///< nothing is written
};

/// A dynamic ELF file of an output.
struct FixedFile {
  std::string output;
  std::string path; ///< relative to the output; empty if the output is this file
  bool is_changed = false;
  elf::Layout layout = elf::Layout::Unchanged;
  std::uint64_t size_before_bytes = 0;
  ManifestFile entry;
};

struct FixupResult {
  std::vector<FixedFile> files;                 ///< by output in the order of the request, then by path
  std::vector<std::filesystem::path> manifests; ///< that were written; none if they were there already
  std::vector<std::string> notes;               ///< what a user should know
};

/// Renames DT_NEEDED of every dynamic ELF file in the outputs to the libraries' names by content, removes
/// DT_RPATH and DT_RUNPATH, and writes manifests. Everything is computed before the first file is written.
/// Each file is replaced as a whole, with its mode and times; hard links among the outputs are made again.
/// A run that was interrupted can be repeated, one that was not changes nothing when it is.
///
/// Where libraries are looked for, what is left alone, and what a manifest's entry is for an output that is a
/// file: docs/cli/package-fixup.md. Limit: 65,536 ELF files.
/// \throws Error, each fault with a code "package.*" or "elf.*", independent ones together: Missing for an
/// output, input or library that is nowhere; Invalid for a malformed ELF file or manifest, two versions of a
/// library in one closure, a reference to an output's own path; Integrity for an input that is not what its
/// manifest says; Io; Limit; Interrupted.
FixupResult fixup(const FixupRequest& request);

} // namespace sigil::package
