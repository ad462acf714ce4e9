/// \file
/// Manifests of packages, each read once.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "sigil/package/manifest.hpp"

namespace sigil::package {

class ManifestCache {
 public:
  /// \param store  below it a package is a folder of the first level; elsewhere, the nearest folder above a
  ///               file that has a manifest.
  explicit ManifestCache(std::filesystem::path store) : store_(std::move(store)) {}

  /// The manifest of the package at `folder`, or null if there is none.
  /// \throws what parse_manifest throws, once; null after that.
  const PackageManifest* at(const std::filesystem::path& folder);

  struct Package {
    std::filesystem::path folder;
    const PackageManifest* manifest;
    std::string file; ///< relative to the folder
  };
  /// The package with a manifest in which `file` lies (absolute, all symbolic links resolved).
  std::optional<Package> package_of(const std::filesystem::path& file);

 private:
  std::filesystem::path store_;
  std::map<std::filesystem::path, std::optional<PackageManifest>> manifests_;
};

} // namespace sigil::package
