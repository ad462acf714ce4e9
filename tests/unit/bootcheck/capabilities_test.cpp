#include "core/capabilities.hpp"

#include <string>

#include "sigil/eris/codec.hpp"
#include "support.hpp"
#include "support/catch.hpp"
#include "support/eris_store.hpp"

using namespace sigil;
using namespace sigil::bootcheck;

namespace {

/// A store with one content of two leaves.
struct Image {
  eris::MemoryStore blocks;
  Bytes content = Bytes(1500, 7);
  eris::ReadCapability capability = eris::encode(content, eris::BlockSize::k1KiB, {}, &blocks);
  test::StoreBytes module{blocks.blocks(), {{capability.root.reference, 1500, 0x0a, 1}}};
  std::vector<Content> contents{1};
  Store store;

  Image() {
    Line why;
    REQUIRE(store.open(module.bytes, why));
    contents[0].capability = capability.to_binary();
  }

  /// "N capabilities" of child `c`, or the reason.
  std::string check(const std::string& body, bool has_store = true) const {
    const Document document("config\n" + body + "-\n");
    REQUIRE(document.refusal() == "accepted");
    const Capabilities capabilities(document.tree, has_store ? &store : nullptr, contents);
    Line others, child;
    std::uint64_t count = 0;
    if (!capabilities.check_others(others)) return std::string(others.text());
    if (!capabilities.check_child(document.start("c"), count, child)) return std::string(child.text());
    return std::to_string(count) + " capabilities";
  }
  std::string check_value(const std::string& value) const {
    return check("+ start c\n  + config\n    + file | cap: " + value + "\n");
  }
  std::string refused(const std::string& urn) const {
    return "child 'c': capability '" + urn.substr(0, 63) + "' is none of the manifest";
  }
};

} // namespace

TEST_CASE("capabilities are counted wherever they stand in a child") {
  const Image image;
  const std::string urn = image.capability.to_urn();
  REQUIRE(image.check("+ start c\n") == "0 capabilities");
  REQUIRE(image.check("+ start c | a: " + urn + "\n  + config | b: " + urn + "\n    + x\n      + y | z: " +
                      urn + "\n    + w | v: " + urn + "\n+ start d | a: " + urn + "\n") == "4 capabilities");
}

TEST_CASE("a capability of the store that the manifest does not have") {
  const Image image;
  for (const int what : {0, 1, 2, 3}) {
    eris::ReadCapability wrong = image.capability;
    if (what == 0) wrong.block_size = eris::BlockSize::k32KiB;
    if (what == 1) wrong.level = 2;
    if (what == 2) wrong.root.reference[3] ^= 1; // its key still is that of a content
    if (what == 3) wrong.root.key[3] ^= 1;
    REQUIRE(image.check_value(wrong.to_urn()) == image.refused(wrong.to_urn()));
  }
  // A leaf of the content: the store has it, but nobody has named it.
  eris::ReadCapability part = image.capability;
  for (const auto& [reference, block] : image.blocks.blocks()) part.root.reference = reference;
  if (part.root.reference == image.capability.root.reference)
    part.root.reference = image.blocks.blocks().begin()->first;
  part.root.key = {};
  REQUIRE(image.check_value(part.to_urn()) == image.refused(part.to_urn()));
}

TEST_CASE("capabilities outside of children") {
  const Image image;
  const std::string urn = image.capability.to_urn();
  eris::ReadCapability wrong = image.capability;
  wrong.level = 3;
  const std::string refused =
      "config: capability '" + wrong.to_urn().substr(0, 63) + "' is none of the manifest";
  REQUIRE(image.check("+ default-route | a: " + urn + "\n+ start c\n") == "0 capabilities");
  REQUIRE(image.check("+ default-route\n  + x | a: " + wrong.to_urn() + "\n+ start c\n") == refused);
}

TEST_CASE("what is none of our business") {
  const Image image;
  const std::string urn = image.capability.to_urn();
  eris::ReadCapability other;
  other.root.key[0] = 1;
  REQUIRE(image.check_value(other.to_urn()) == "0 capabilities");
  REQUIRE(image.check_value(urn.substr(0, 114)) == "0 capabilities");
  REQUIRE(image.check_value("x" + urn) == "0 capabilities");
  REQUIRE(image.check_value(urn.substr(0, 114) + "1") == "0 capabilities");
  REQUIRE(image.check("+ start c | a: " + urn + "\n", false) == "0 capabilities");
}
