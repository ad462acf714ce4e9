/// \file
/// The manifest of a package that has been fixed up: what each of its programs and libraries is, and needs.
/// Format: docs/formats/eris-manifest.md. (The manifest of an image is another: image/manifest.hpp.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sigil/crypto/hash.hpp"
#include "sigil/eris/capability.hpp"

namespace sigil::package {

/// Where an output has its manifest.
inline constexpr std::string_view kManifestPath = "nix-support/eris-manifest.json";

/// Where a library is, as the manifest of one output says it.
struct ManifestPath {
  std::string output; ///< an output of the same derivation that `path` is relative to; empty: the own one
  std::string path;   ///< relative to that output; or absolute, in another package
  auto operator<=>(const ManifestPath&) const = default;
};

/// A library that a file needs, directly or not.
struct ManifestNeed {
  std::string name; ///< under which it is asked for: a URN, the name of a set's member, or a kept name
  ManifestPath path;
  eris::ReadCapability capability;
  std::string soname; ///< DT_SONAME of the library, or empty
};

struct ManifestFile {
  eris::ReadCapability capability;
  bool has_private_secret = false; ///< whether it took a convergence secret other than the null one
  std::uint64_t size_bytes = 0;
  crypto::Hash sha256_before{}; ///< of the file as it was built
  crypto::Hash sha256{};
  std::string soname;
  std::string set_name;               ///< the name of a set's member, or empty
  std::vector<ManifestNeed> needs;    ///< DT_NEEDED, each name once, by name
  std::vector<ManifestNeed> declared; ///< what it asks for at run time, by name
  std::vector<ManifestNeed> closure;  ///< all that these lead to, by name, then by path
  std::vector<std::string> missing;   ///< DT_NEEDED that were found nowhere and may be missing
};

struct PackageManifest {
  std::string output;                          ///< its name, such as "out"
  std::string store;                           ///< NIX_STORE
  std::map<std::string, std::string> siblings; ///< outputs that are referred to: name and path
  std::map<std::string, ManifestFile> files;   ///< by path relative to the output
};

inline constexpr std::size_t kMaxManifestBytes = std::size_t{256} << 20;
inline constexpr std::size_t kMaxManifestFiles = 65536;

/// The text of version 2, the same for the same manifest to the byte.
std::string write_manifest(const PackageManifest& manifest);

/// Strict reverse; `file` is for messages. Nothing in the text is quoted that may hold a key.
/// \throws Error{Invalid} with file, JSON pointer and a code "package.manifest.*"
/// (docs/formats/eris-manifest.md); Error{Limit}.
PackageManifest parse_manifest(std::string_view text, const std::filesystem::path& file);

/// What the predecessor of sigil-build read: absolute paths, capability and closure. `folder` is where the
/// output is, `siblings` of `manifest` where the others are.
std::string write_manifest_1(const PackageManifest& manifest, const std::filesystem::path& folder);

/// The file that `path` means in the manifest of the output at `folder`. A path of another package is looked
/// for beside `folder` first if it lies in the manifest's store: a store may have been copied to another
/// place. \throws Error{Invalid} for an output that the manifest does not know.
std::filesystem::path locate(const PackageManifest& manifest, const std::filesystem::path& folder,
                             const ManifestPath& path);

} // namespace sigil::package
