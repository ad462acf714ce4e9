// Whatever parse_manifest() takes comes back after it is written, and none of its paths leads out of a
// package.
#include <cstdlib>

#include "sigil/base/error.hpp"
#include "sigil/package/manifest.hpp"
#include "sigil/package/set_name.hpp"

using namespace sigil;

namespace {

void check_path(const package::ManifestPath& path) {
  for (const std::filesystem::path& part : std::filesystem::path(path.path))
    if (part == ".." || part.empty()) std::abort();
  if (!path.output.empty() && path.path.front() == '/') std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text({data, size});
  if (const auto name = package::parse_set_name(text); name && name->text() != text) std::abort();
  package::PackageManifest manifest;
  try {
    manifest = package::parse_manifest(text, "f.json");
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Internal || error.code().empty()) std::abort();
    return 0;
  }
  for (const auto& [path, file] : manifest.files) {
    check_path({{}, path});
    for (const auto* needs : {&file.needs, &file.declared, &file.closure})
      for (const package::ManifestNeed& need : *needs) check_path(need.path);
  }
  const std::string written = package::write_manifest(manifest);
  if (package::write_manifest(package::parse_manifest(written, "f.json")) != written) std::abort();
  package::write_manifest_1(manifest, "/package");
  return 0;
}
