#include "sigil/package/manifest.hpp"

#include "sigil/base/error.hpp"
#include "sigil/base/file.hpp"
#include "sigil/eris/codec.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

using namespace sigil;
namespace fs = std::filesystem;
using package::PackageManifest;

namespace {

PackageManifest sample() {
  PackageManifest manifest{"out", "/nix/store", {{"lib", "/nix/store/x-lib"}}, {}};
  package::ManifestFile file;
  file.capability = eris::name_of(as_bytes("program"));
  file.size_bytes = 7;
  file.sha256 = crypto::sha256(as_bytes("program"));
  file.soname = "lib\"\n.so";
  file.set_name = "eris-set:" + std::string(48, 'B') + ":3";
  const eris::ReadCapability low = eris::name_of(as_bytes("low"));
  file.needs = {{low.to_urn(), {"lib", "lib/low.so"}, low, "low.so"}};
  file.declared = {{"vfs_x.lib.so", {{}, "lib/vfs_x.lib.so"}, low, ""}};
  file.closure = {file.declared[0], file.needs[0], {"z", {{}, "/nix/store/y/lib/z.so"}, low, "z"}};
  file.missing = {"libc.so.6"};
  manifest.files.emplace("bin/a \"program\"", file);
  file.has_private_secret = true;
  manifest.files.emplace("bin/b", file);
  return manifest;
}

std::string code_of(const std::string& text) {
  try {
    package::parse_manifest(text, "m.json");
  } catch (const Error& error) {
    CHECK(error.where().file == "m.json");
    CHECK(error.kind() != ErrorKind::Internal);
    return error.code();
  }
  return "none";
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

} // namespace

TEST_CASE("a manifest comes back as it was written") {
  const std::string text = package::write_manifest(sample());
  CHECK(package::write_manifest(package::parse_manifest(text, "m.json")) == text);
}

TEST_CASE("what is wrong with a manifest has its own code") {
  const std::string text = package::write_manifest(sample());
  const std::string urn = eris::name_of(as_bytes("low")).to_urn();
  const auto changed = [&](const std::string& from, const std::string& to) {
    return code_of(with(text, from, to));
  };
  CHECK(code_of("") == "package.manifest.malformed");
  CHECK(code_of(text + "x") == "package.manifest.malformed");
  CHECK(code_of("{\"version\": 1e400}") == "package.manifest.malformed");
  CHECK(code_of("[]") == "package.manifest.type");
  CHECK(code_of("{}") == "package.manifest.version");
  CHECK(code_of(std::string(100000, '[')) == "package.manifest.depth");
  CHECK(changed("\"version\": 2", "\"version\": 3") == "package.manifest.version");
  CHECK(changed("\"kind\": \"eris", "\"kind\": \"iris") == "package.manifest.value");
  CHECK(changed("\"output\"", "\"colour\"") == "package.manifest.key");
  CHECK(changed("\"kind\"", "\"version\"") == "package.manifest.key"); // twice
  CHECK(changed("\"size\": 7", "\"size\": -7") == "package.manifest.type");
  CHECK(changed("\"size\": 7", "\"size\": 7.5") == "package.manifest.type");
  CHECK(changed("\"size\": 7", "\"size\": 99999999999999999999") == "package.manifest.type");
  CHECK(changed("\"block_size\": 1024", "\"block_size\": 32768") == "package.manifest.value");
  CHECK(changed("\"convergence\": \"null\"", "\"convergence\": \"mine\"") == "package.manifest.value");
  CHECK(changed(":3\"", ":03\"") == "package.manifest.value");
  CHECK(changed("\"sha256\": \"", "\"sha256\": \"0") == "package.manifest.value");
  CHECK(changed(urn, urn.substr(1)) == "none"); // a name may be anything,
  CHECK(changed("\"capability\": \"" + urn, "\"capability\": \"" + urn.substr(1)) ==
        "package.manifest.capability");
  CHECK(changed("\"output\": \"lib\"", "\"output\": \"dev\"") == "package.manifest.sibling");
  for (const std::string path : {"../x", "a//b", "./a", "a/", "a/..", "", "."}) {
    CAPTURE(path);
    const std::string found = changed("lib/vfs_x.lib.so\"", path + '"');
    CHECK((path.empty() ? found == "package.manifest.value" : found == "package.manifest.path"));
    CHECK(changed("bin/a \\\"program\\\"", path) == "package.manifest.path");
  }
  CHECK(changed("/nix/store/y/lib", "/nix/../y") == "package.manifest.path");
  CHECK(changed("/nix/store/x-lib", "relative") == "package.manifest.path");
}

TEST_CASE("the example of the format's page is what is written") {
  const ByteView content = as_bytes("Hello world!");
  package::ManifestFile file;
  file.capability = eris::name_of(content);
  file.size_bytes = content.size();
  file.sha256_before = file.sha256 = crypto::sha256(content);
  file.soname = "low.so";
  const std::string text = package::write_manifest({"out", "/nix/store", {}, {{"lib/low.so", file}}});
  const Blob page = Blob::map(std::string(SIGIL_SOURCE_DIR) + "/docs/formats/eris-manifest.md");
  CHECK(page.text().find("```json\n" + text + "```\n") != std::string_view::npos);
}

TEST_CASE("no message has a capability") {
  const std::string text = package::write_manifest(sample());
  const std::string key = eris::name_of(as_bytes("low")).to_urn().substr(63);
  for (std::size_t length = 0; length < text.size(); length += 7) {
    try {
      package::parse_manifest(text.substr(0, length), "m.json");
      FAIL("accepted a part");
    } catch (const Error& error) {
      CHECK(error.render("x").find(key) == std::string::npos);
    }
  }
}

TEST_CASE("paths of a store that was copied lie beside the package") {
  const test::TempFolder folder;
  const PackageManifest manifest = sample();
  const fs::path here = folder.path() / "p";
  CHECK(package::locate(manifest, here, {{}, "bin/a"}) == here / "bin/a");
  CHECK(package::locate(manifest, here, {"lib", "lib/a.so"}) == "/nix/store/x-lib/lib/a.so");
  CHECK(package::locate(manifest, here, {{}, "/nix/store/y/lib/z.so"}) == "/nix/store/y/lib/z.so");
  fs::create_directory(folder.path() / "y");
  fs::create_directory(folder.path() / "x-lib");
  CHECK(package::locate(manifest, here, {{}, "/nix/store/y/lib/z.so"}) == folder.path() / "y/lib/z.so");
  CHECK(package::locate(manifest, here, {"lib", "lib/a.so"}) == folder.path() / "x-lib/lib/a.so");
  CHECK(package::locate(manifest, here, {{}, "/elsewhere/y/lib/z.so"}) == "/elsewhere/y/lib/z.so");
  CHECK_THROWS_AS(package::locate(manifest, here, {"dev", "x"}), Error);
}
