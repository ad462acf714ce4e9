/// \file
/// Manifests of several packages as one closure.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sigil/package/manifest.hpp"

namespace sigil::package {

struct MergedFile {
  struct Need {
    std::string name;
    std::size_t file; ///< index in MergedClosure::files
    bool is_declared; ///< asked for at run time, not by DT_NEEDED
  };
  std::filesystem::path path;    ///< all symbolic links resolved
  std::filesystem::path package; ///< the folder of its package, or empty: it has no manifest of this file
  eris::ReadCapability capability;
  std::optional<ManifestFile> entry; ///< what the manifest of its own package says
  std::uint64_t size_bytes = 0;
  std::string soname;
  bool is_asked_for = false; ///< whether it is of one of the packages given
  std::vector<Need> needs;

  /// The name by content.
  std::string name() const;
};

struct MergedClosure {
  std::vector<MergedFile> files; ///< those of the packages given first, each part by path
};

struct MergeRequest {
  std::vector<std::filesystem::path> packages; ///< folders with a manifest, or their manifests
  bool verifies = false; ///< encodes every file again, and compares it with all that manifests say
  std::span<const eris::ConvergenceSecret> secrets{}; ///< to verify files that have a private one
};

/// All files of the packages and all that they lead to, as manifests say it.
/// \throws Error, independent ones together: Missing for a manifest or file that is not there, or a secret
/// that is needed and was not given; Integrity with code "package.closure.*" if one path or name has two
/// capabilities, or if `verifies` and a file is not what was said of it; Invalid for two versions of a
/// library in the closure of one file; what parse_manifest() throws; Limit for more than 65,536 files.
MergedClosure merge_closures(const MergeRequest& request);

} // namespace sigil::package
