#include "sigil/package/manifest.hpp"

#include "sigil/base/error.hpp"

namespace sigil::package {
namespace fs = std::filesystem;
namespace {

/// `path` without `folder` before it; empty if it does not lie below.
fs::path below(const std::string& folder, const std::string& path) {
  const bool is_below =
      path.size() > folder.size() + 1 && path.starts_with(folder) && path[folder.size()] == '/';
  return is_below ? fs::path(path.substr(folder.size() + 1)) : fs::path();
}

fs::path beside(const PackageManifest& manifest, const fs::path& folder, const std::string& path) {
  const fs::path rest = below(manifest.store, path);
  std::error_code code;
  if (!rest.empty() && fs::exists(folder.parent_path() / *rest.begin(), code))
    return folder.parent_path() / rest;
  return path;
}

} // namespace

fs::path locate(const PackageManifest& manifest, const fs::path& folder, const ManifestPath& path) {
  if (path.output.empty())
    return path.path.starts_with('/') ? beside(manifest, folder, path.path) : folder / path.path;
  const auto sibling = manifest.siblings.find(path.output);
  if (sibling == manifest.siblings.end())
    throw Error(ErrorKind::Invalid, "manifest in " + in_quotes(folder.native()) + " does not know output " +
                                        in_quotes(path.output))
        .coded("package.manifest.sibling");
  return beside(manifest, folder, sibling->second) / path.path;
}

} // namespace sigil::package
