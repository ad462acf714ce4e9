#include "manifest_cache.hpp"

#include <system_error>

#include "sigil/base/error.hpp"
#include "sigil/base/file.hpp"

namespace sigil::package {
namespace fs = std::filesystem;

const PackageManifest* ManifestCache::at(const fs::path& folder) {
  const auto [entry, is_new] = manifests_.try_emplace(folder);
  if (is_new) {
    const fs::path path = folder / kManifestPath;
    std::error_code code;
    if (fs::exists(fs::symlink_status(path, code)))
      entry->second = parse_manifest(Blob::map(path, kMaxManifestBytes).text(), path);
  }
  return entry->second ? &*entry->second : nullptr;
}

std::optional<ManifestCache::Package> ManifestCache::package_of(const fs::path& file) {
  for (fs::path folder = file.parent_path(); folder.has_relative_path(); folder = folder.parent_path()) {
    const bool is_in_store = folder.parent_path() == store_;
    const PackageManifest* manifest = at(folder);
    if (manifest != nullptr)
      return Package{folder, manifest, file.native().substr(folder.native().size() + 1)};
    if (is_in_store) break;
  }
  return std::nullopt;
}

} // namespace sigil::package
