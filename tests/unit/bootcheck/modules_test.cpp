#include "core/modules.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "sigil/eris/capability_bytes.hpp"
#include "sigil/eris/portable.hpp"
#include "sigil/eris/tree_encoder.hpp"
#include "support.hpp"
#include "support/catch.hpp"

using namespace sigil;
using namespace sigil::bootcheck;

namespace {

constexpr Layout kLayout{0, 0, 0x200000, 0x300000, 0x100000, 0x300000};
const std::string kUrn = "urn:eris:BI" + std::string(104, 'A');

std::string urn_of(const std::string& content, const eris::ConvergenceSecret& secret = {},
                   eris::BlockSize block_size = eris::BlockSize::k1KiB) {
  const auto ignore = [](const eris::Reference&, ByteView) {};
  std::vector<std::uint8_t> memory(kUrnMemory);
  eris::TreeEncoder<eris::PortablePrimitives, decltype(ignore)> encoder(block_size, secret, memory, ignore);
  eris::TreeRoot root;
  REQUIRE(encoder.write(as_bytes(content)));
  REQUIRE(encoder.finish(root));
  std::string urn(eris::kUrnLength, '\0');
  urn.replace(0, eris::kUrnPrefix.size(), eris::kUrnPrefix);
  crypto::base32_encode(eris::capability_bytes(block_size, root.level, root.pair),
                        std::span<char>(urn).subspan(eris::kUrnPrefix.size()));
  return urn;
}

std::string hash_of(const std::string& content) {
  crypto::portable::Blake2b256 state;
  state.update(as_bytes(content));
  std::string digits;
  for (const std::uint8_t byte : state.finish()) {
    digits += "0123456789abcdef"[byte >> 4];
    digits += "0123456789abcdef"[byte & 15];
  }
  return digits;
}

/// Modules with contents, as core has them.
struct Modules {
  explicit Modules(std::size_t capacity = 8) : storage(capacity), table(storage) {}

  Module& add(const std::string& name, const std::string& content, std::uint64_t address = 0x200000) {
    names.push_back(std::make_unique<std::string>(name));
    names.push_back(std::make_unique<std::string>(content));
    names.back()->resize((content.size() + 4095) / 4096 * 4096);
    REQUIRE(table.add(*names[names.size() - 2], address, content.size()));
    Module& module = table.modules().back();
    module.pages = as_bytes(*names.back());
    return module;
  }

  std::string header(const Module& module) const {
    Line why;
    return check_header(table, module, kLayout, why) ? "accepted" : std::string(why.text());
  }

  std::string manifest(const std::string& text) {
    Line why;
    contents = ContentTable(stored);
    return read_manifest(text, table, contents, why) ? "accepted" : std::string(why.text());
  }

  std::vector<Module> storage;
  ModuleTable table;
  std::vector<Content> stored{2};
  ContentTable contents{stored};
  std::vector<std::unique_ptr<std::string>> names;
};

std::string listed(const Module& module) {
  Line why;
  return check_listed(module, why) ? "accepted" : std::string(why.text());
}

/// What check_urn() says if the manifest has that capability.
std::string urn_state(Module module, std::string_view capability) {
  module.expected.capability = capability;
  std::vector<std::uint8_t> memory(kUrnMemory);
  UrnState state = UrnState::None;
  Line why;
  if (!check_urn(module, memory, state, why)) return std::string(why.text());
  return state == UrnState::None ? "none" : state == UrnState::Ok ? "ok" : "not re-encodable";
}

} // namespace

TEST_CASE("rule d: core and binaries end on the same page") {
  Line why;
  Layout layout = kLayout;
  REQUIRE(check_end(layout, why));
  layout.image_end = 0x2ff001;
  REQUIRE(check_end(layout, why));
  layout.image_end = 0x2ff000;
  REQUIRE_FALSE(check_end(layout, why));
  REQUIRE(why.text() ==
          "core: rule d: core ends at 0x2ff000, binaries end at 0x300000, not on the same page");
}

TEST_CASE("names of modules") {
  const auto check = [](const std::string& text) {
    Modules own;
    return own.header(own.add(text, "x"));
  };
  REQUIRE(check("ld.lib.so") == "accepted");
  REQUIRE(check(std::string(63, 'x')) == "accepted");
  const std::string set = "eris-set:" + std::string(48, 'Z');
  REQUIRE(check(set + ":65535") == "accepted");
  for (const char* end : {"", ":", ":x", ":00", ":65536", ":1 "})
    REQUIRE(check(set + end) ==
            "module '" + set + end + "': name starts like that of a set's member, but is none");
  REQUIRE(check(kUrn) == "accepted");
  const std::string longer(64, 'x');
  REQUIRE(check(longer) == "module '" + longer + "': name has 64 characters, at most 63 unless it is a URN");
  REQUIRE(check("") == "module '': name cannot be looked up");
  REQUIRE(check("a/b") == "module 'a/b': name cannot be looked up");
  REQUIRE(check("a -> b") == "module 'a -> b': name cannot be looked up");
  REQUIRE(check("core_log") == "module 'core_log': name is one of core's own ROMs");
  const std::string cut = kUrn.substr(0, 63);
  REQUIRE(check(cut) == "module '" + cut + "': name starts like a URN, but is none");
  REQUIRE(check(kUrn.substr(0, 114) + "B").find("but is none") != std::string::npos); // trailing bits
}

TEST_CASE("size and place of modules") {
  const auto check = [](std::uint64_t address, const std::string& content) {
    Modules own;
    return own.header(own.add("a", content, address));
  };
  REQUIRE(check(0x2ff000, std::string(4096, 'x')) == "accepted");
  REQUIRE(check(0x2ff000, std::string(4097, 'x')) == "module 'a': outside the binaries' range");
  REQUIRE(check(0x1ff000, "x") == "module 'a': outside the binaries' range");
  REQUIRE(check(UINT64_MAX, "x") == "module 'a': outside the binaries' range");
  REQUIRE(check(0x200800, "x") == "module 'a': not page-aligned");
  REQUIRE(check(0x200000, "") == "module 'a': zero size");
}

TEST_CASE("modules that core cannot tell apart") {
  Modules modules;
  const std::string other = kUrn.substr(0, 114) + "E";
  REQUIRE(modules.header(modules.add(kUrn, "x")) == "accepted");
  REQUIRE(modules.header(modules.add(other, "y")) ==
          "module '" + other + "': equal to module '" + kUrn + "' in the first 63 characters");
  REQUIRE(modules.table.find(kUrn.substr(0, 63)) == &modules.storage[0]);
  REQUIRE(modules.table.find_full(other) == &modules.storage[1]);
  REQUIRE(modules.table.find("b") == nullptr);
}

TEST_CASE("the module table is limited") {
  Modules modules(1);
  modules.add("a", "x");
  REQUIRE_FALSE(modules.table.add("b", 0, 1));
}

TEST_CASE("modules lie where rule c says") {
  Modules modules;
  REQUIRE(physical_address(modules.add("a", "x", 0x230000), kLayout, 0x5000) == 0x136000);
}

TEST_CASE("zeros follow a module") {
  Modules modules;
  Module& module = modules.add("a", "x");
  Line why;
  REQUIRE(check_padding(module, why));
  module.size = 0;
  REQUIRE_FALSE(check_padding(module, why));
  REQUIRE(why.text() == "module 'a': not followed by zeros to the end of its page");
}

TEST_CASE("the manifest and the modules say the same") {
  Modules modules;
  Module& module = modules.add("a", "content");
  const std::string line = "module 7 " + hash_of("content") + " - a\n";
  REQUIRE(listed(module) == "module 'a': not in the manifest");
  REQUIRE(modules.manifest("sigil-manifest 2\n" + line) == "accepted");
  REQUIRE(listed(module) == "accepted");
  REQUIRE(modules.manifest("sigil-manifest 2\n" + line) == "manifest: line 2: 'a' is named twice");
  REQUIRE(modules.manifest("sigil-manifest 2\nmodule 7 " + hash_of("") + " - b\n") ==
          "manifest: line 2: 'b' is no module");
  REQUIRE(modules.manifest("") == "manifest: line 1: expected 'sigil-manifest 2'");
  module.expected.size = 8;
  REQUIRE(listed(module) == "module 'a': has 7 bytes, 8 in the manifest");
  module.expected.size = 7;
  module.expected.hash[0] ^= 1;
  REQUIRE(listed(module) == "module 'a': content differs from the manifest");
}

TEST_CASE("contents of the store are kept apart from modules") {
  Modules modules;
  modules.add("a", "content");
  const auto in_store = [](const std::string& name) {
    return "store 9 " + hash_of("") + " " + kUrn + " " + name + "\n";
  };
  const std::string begin = "sigil-manifest 2\nmodule 7 " + hash_of("content") + " - a\n";
  const std::string text = begin + in_store("b") + in_store("c"); // entries are views into it
  REQUIRE(modules.manifest(text) == "accepted");
  REQUIRE(modules.contents.contents().size() == 2);
  REQUIRE(modules.contents.find("c")->expected.size == 9);
  REQUIRE(modules.contents.find("c")->capability[0] == 0x0a);
  REQUIRE(modules.contents.find("a") == nullptr);
  const auto again = [&](const std::string& lines) {
    modules.storage[0].is_listed = false;
    return modules.manifest(begin + lines);
  };
  REQUIRE(again(in_store("b") + in_store("b")) == "manifest: line 4: 'b' is named twice");
  REQUIRE(again(in_store("a")) == "manifest: line 3: 'a' is named twice");
  // Core has room for 4096, this test for 2.
  REQUIRE(again(in_store("b") + in_store("c") + in_store("d")) ==
          "manifest: line 5: more than 4096 contents of the store");
}

TEST_CASE("a module named by a URN has it as its capability") {
  Modules modules;
  const Module& module = modules.add(kUrn, "content");
  REQUIRE(modules.manifest("sigil-manifest 2\nmodule 7 " + hash_of("content") + " - " + kUrn + "\n") ==
          "accepted");
  REQUIRE(listed(module) == "module '" + kUrn + "': capability in the manifest is not its name");
}

TEST_CASE("the manifest is what the kernel's command line says") {
  Modules modules;
  const Module& manifest = modules.add("sigil-manifest", "sigil-manifest 2\n");
  std::uint8_t hash[32];
  crypto::portable::Blake2b256 state;
  state.update(manifest.content());
  const auto digest = state.finish();
  std::copy(digest.begin(), digest.end(), hash);
  Line why;
  REQUIRE(check_manifest(manifest, hash, why));
  hash[31] ^= 0x80;
  REQUIRE_FALSE(check_manifest(manifest, hash, why));
  REQUIRE(why.text() == "manifest: content differs from the sigil-manifest word");
  Line other;
  REQUIRE_FALSE(check_manifest(manifest, nullptr, other));
  REQUIRE(other.text() == "manifest: no sigil-manifest word on the kernel's command line");
}

TEST_CASE("contents are encoded again and compared with their capability") {
  Modules modules;
  const std::string content(20000, 'c');
  eris::ConvergenceSecret secret{};
  secret[0] = 1;
  // Whatever the name: a URN, that of a set's member, or a kept one.
  const Module& module = modules.add("a", content);
  REQUIRE(urn_state(module, "") == "none");
  REQUIRE(urn_state(module, urn_of(content)) == "ok");
  REQUIRE(urn_state(module, urn_of(content, {}, eris::BlockSize::k32KiB)) == "ok");
  REQUIRE(urn_state(module, urn_of(content, secret)) == "not re-encodable");
  REQUIRE(urn_state(module, urn_of("c")) == "module 'a': URN has level 0, its content needs level 2");
}
