#include "sigil/image/manifest.hpp"

#include "document.hpp"
#include "expect_error.hpp"
#include "sigil/eris/codec.hpp"
#include "sigil/image/boot.hpp"
#include "support/catch.hpp"

using namespace sigil;
using namespace sigil::image;
using sigil::test::error_of;

namespace {

constexpr std::string_view kHello = "Hello world!";
/// The read capability of kHello with blocks of 1 KiB and the null convergence secret.
constexpr const char* kHelloUrn =
    "urn:eris:BIAD77QDJMFAKZYH2DXBUZYAP3MXZ3DJZVFYQ5DFWC6T65WSFCU5S2IT4YZGJ7AC4SYQMP2DM2ANS2"
    "ZTCP3DJJIRV733CRAAHOSWIYZM3M";

/// The modules of the example in docs/formats/manifest.md.
std::vector<ManifestEntry> example() {
  const std::string_view config = "<config/>\n";
  const crypto::Hash hello = crypto::blake2b_256(as_bytes(kHello));
  return {{Placement::Module, "config", config.size(), crypto::blake2b_256(as_bytes(config)), ""},
          {Placement::Module, kHelloUrn, kHello.size(), hello, kHelloUrn},
          {Placement::Store, "greeting", kHello.size(), hello, kHelloUrn}};
}

std::string documented_example() {
  return test::indented_block(test::format_page("manifest.md"), "sigil-manifest 2");
}

} // namespace

TEST_CASE("the documented manifest is what its modules give") {
  REQUIRE(eris::name_of(as_bytes(kHello)).to_urn() == kHelloUrn);
  REQUIRE(write_manifest(example()) == documented_example());
  REQUIRE(parse_manifest(documented_example()) == example());
  const std::string word = manifest_word(crypto::blake2b_256(as_bytes(documented_example())));
  REQUIRE(test::format_page("manifest.md").find("    " + word + "\n") != std::string::npos);
}

TEST_CASE("an empty manifest has its first line") {
  REQUIRE(write_manifest({}) == "sigil-manifest 2\n");
  REQUIRE(parse_manifest("sigil-manifest 2\n").empty());
}

TEST_CASE("names may contain blanks") {
  const std::vector<ManifestEntry> entries{{Placement::Module, "two words", 1, {}, ""}};
  REQUIRE(parse_manifest(write_manifest(entries)) == entries);
}

TEST_CASE("members of sets and plain names may have capabilities") {
  const std::string lines = std::string(64, 'a') + ' ' + std::string(kHelloUrn) + ' ';
  const auto entries =
      parse_manifest("sigil-manifest 2\nmodule 1 " + lines + "eris-set:" + std::string(48, 'Z') +
                     ":65535\nmodule 1 " + lines + "posix.lib.so\n");
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].capability == kHelloUrn);
  CHECK(entries[1].capability == kHelloUrn);
}

TEST_CASE("a manifest of another form is refused, with its line") {
  const std::string hash(64, 'a'), urn(kHelloUrn), set = "eris-set:" + std::string(48, 'A');
  const auto line = [&](const std::string& text) { return "sigil-manifest 2\n" + text; };
  const auto [text, fault] = GENERATE_COPY(table<std::string, std::string>({
      {"", "line 1 of the manifest does not end with a line feed"},
      {"sigil-manifest 3\n", "line 1 of the manifest is 'sigil-manifest 3', expected 'sigil-manifest 2'"},
      {"sigil-manifest 2", "line 1 of the manifest does not end"},
      {line("\n"), "line 2 of the manifest does not begin with 'module' or 'store'"},
      {line("module 1 " + hash + " - a"), "line 2 of the manifest does not end"},
      {line("module 01 " + hash + " - a\n"), "expected a decimal number"},
      {line("module 0 " + hash + " - a\n"), "has size 0 for 'a'"},
      {line("module 18446744073709551616 " + hash + " - a\n"), "expected a decimal number"},
      {line("module 1  " + hash + " - a\n"), "has the hash ''"},
      {line("module 1 " + hash.substr(1) + " - a\n"), "64 lower-case hexadecimal digits"},
      {line("module 1 A" + hash.substr(1) + " - a\n"), "64 lower-case hexadecimal digits"},
      {line("module 1 " + hash + "  a\n"), "has no capability"},
      {line("module 1 " + hash + " -\n"), "has no capability"},
      {line("module 1 " + hash + " -  a\n"), "has the name ' a'"},
      {line("module 1 " + hash + " - a \n"), "has the name 'a '"},
      {line("module 1 " + hash + " - a\r\n"), "which no ROM can have"},
      {line("module 1 " + hash + " - a/b\n"), "has the name 'a/b'"},
      {line("module 1 " + hash + " - sigil-manifest\n"), "which cannot contain its own hash"},
      {line("module 1 " + hash + " urn:eris:AA a\n"), "has a malformed capability for 'a'"},
      {line("module 1 " + hash + " " + urn.substr(0, 114) + "1 a\n"), "has a malformed capability"},
      {line("module 1 " + hash + " - " + urn + "\n"), "expected the same"},
      {line("module 1 " + hash + " - " + set + ":0\n"), "a member of a set"},
      {line("module 1 " + hash + " " + urn + " " + set + ":65536\n"), "a number below 65536"},
      {line("module 1 " + hash + " " + urn + " " + set + ":00\n"), "a number below 65536"},
      {line("module 1 " + hash + " " + urn + " " + set + "\n"), "a number below 65536"},
      {line("store 1 " + hash + " " + urn + " " + set + ":0\n"), "like a member of a set"},
      {line("1 " + hash + " - a\n"), "does not begin with 'module' or 'store'"},
      {line("Module 1 " + hash + " - a\n"), "does not begin with 'module' or 'store'"},
      {line("store 1 " + hash + " - a\n"), "has no capability for 'a'"},
      {line("store 1 " + hash + " " + urn + " " + urn + "\n"), "expected a name of another form"},
      {line("store 1 " + hash + " " + urn + " a\nmodule 1 " + hash + " - b\n"), "expected modules first"},
      {line("store 1 " + hash + " " + urn + " a\nstore 1 " + hash + " " + urn + " a\n"), "repeats the name"},
      {line("module 1 " + hash + " - a\nmodule 2 " + hash + " - a\n"),
       "line 3 of the manifest repeats the name 'a'"},
  }));
  INFO(text);
  const Error error = error_of([&, &bad = text] { parse_manifest(bad); });
  CHECK(error.kind() == ErrorKind::Invalid);
  CHECK(error.code() == "image.manifest.line");
  CHECK(error.message().find(fault) != std::string::npos);
  CHECK(error.message().find(urn.substr(63)) == std::string::npos); // keys are not for messages
}

TEST_CASE("the writer refuses what the reader would") {
  std::vector<ManifestEntry> entries = example();
  SECTION("name") {
    entries[0].name = "a\nb";
  }
  SECTION("own name") {
    entries[0].name = "sigil-manifest";
  }
  SECTION("twice") {
    entries[2].name = "config";
  }
  SECTION("capability") {
    entries[1].capability = "-";
  }
  SECTION("store without a capability") {
    entries[2].capability = "";
  }
  SECTION("order") {
    std::swap(entries[0], entries[2]);
  }
  const Error error = error_of([&] { write_manifest(entries); });
  CHECK(error.code() == "image.manifest.line");
}

TEST_CASE("a manifest has at most 65,536 entries") {
  std::vector<ManifestEntry> entries;
  for (std::size_t i = 0; i < 65'536; ++i)
    entries.push_back({Placement::Module, std::to_string(i), 1, {}, ""});
  const std::string text = write_manifest(entries);
  REQUIRE(parse_manifest(text).size() == 65'536);
  REQUIRE(error_of([&] { parse_manifest(text + "module 1 " + std::string(64, '0') + " - one\n"); }).kind() ==
          ErrorKind::Limit);
  entries.push_back({Placement::Module, "one", 1, {}, ""});
  REQUIRE(error_of([&] { write_manifest(entries); }).kind() == ErrorKind::Limit);
}
