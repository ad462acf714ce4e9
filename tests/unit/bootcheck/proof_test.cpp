#include "core/proof.hpp"

#include <memory>
#include <string>

#include "sigil/crypto/hash.hpp"
#include "sigil/eris/codec.hpp"
#include "support/catch.hpp"
#include "support/eris_store.hpp"
#include "unit/eris/contents.hpp"
#include "unit/eris/forge.hpp"

using namespace sigil;
using namespace sigil::bootcheck;
using test::Forge;

namespace {

/// Blocks, a list and contents of the manifest; a test adds and spoils, then takes refusal().
struct Stored {
  eris::MemoryStore blocks;
  std::vector<test::ListedContent> list;
  std::vector<Content> contents;
  std::vector<ContentReport> reports;

  /// Adds what the manifest and the list say of a tree.
  Content& add(const eris::ReadCapability& capability, ByteView bytes) {
    list.push_back({capability.root.reference, bytes.size(), static_cast<std::uint8_t>(capability.block_size),
                    capability.level});
    Content& content = contents.emplace_back();
    content.expected.name = "book";
    content.expected.size = bytes.size();
    const crypto::Hash hash = crypto::blake2b_256(bytes);
    std::copy(hash.begin(), hash.end(), content.expected.hash);
    content.capability = capability.to_binary();
    return content;
  }
  Content& encode(ByteView bytes, eris::BlockSize size, const eris::ConvergenceSecret& secret = {}) {
    return add(eris::encode(bytes, size, secret, &blocks), bytes);
  }

  /// "accepted", or the reason without `store: content 'book': ` before it.
  std::string refusal() {
    std::erase_if(list, [this](const auto& entry) { return !blocks.blocks().contains(entry.reference); });
    return refusal_of({blocks.blocks(), list});
  }
  std::string refusal_of(const test::StoreBytes& module) {
    const auto memory = std::make_unique<ProofMemory>();
    Store opened;
    Line damage;
    if (!opened.open(module.bytes, damage)) return std::string(damage.text());
    StoreProof proof(opened, *memory);
    for (const Content& content : contents) {
      Line why;
      if (!proof.check_content(content, reports.emplace_back(), why)) {
        const std::string begin = "store: content 'book': ";
        REQUIRE(std::string(why.text()).starts_with(begin));
        return std::string(why.text().substr(begin.size()));
      }
    }
    Line why;
    return proof.check_rest(why) ? "accepted" : std::string(why.text());
  }
};

std::string base32(const eris::Reference& reference) {
  Line line;
  line << ReferenceText{reference.data()};
  return std::string(line.text());
}

std::string block(const eris::ReferenceKeyPair& pair, unsigned level) {
  return "block " + base32(pair.reference) + " (level " + std::to_string(level) + ") ";
}

/// A forged tree of 1 KiB blocks that is said to have `size` bytes; its content is never right.
struct Forged : Forge {
  std::string refusal(const eris::ReferenceKeyPair& root, std::uint8_t level, std::uint64_t size) {
    Stored stored;
    for (const auto& [reference, bytes] : store.blocks()) stored.blocks.put(reference, bytes);
    stored.add(capability(root, level), {});
    stored.list[0].size = stored.contents[0].expected.size = size;
    return stored.refusal();
  }
};

} // namespace

TEST_CASE("contents of all sizes around the limits of blocks and nodes") {
  const auto check = [](std::size_t size, eris::BlockSize block_size) {
    const Bytes bytes = test::content(size);
    Stored stored;
    stored.encode(bytes, block_size);
    INFO(size << " bytes, block size " << eris::size_bytes(block_size));
    REQUIRE(stored.refusal() == "accepted");
    REQUIRE(stored.reports[0].has_null_keys);
    REQUIRE(stored.reports[0].blocks == stored.blocks.size());
    // Its last byte, if it has one, is the right one.
    if (size == 0) return;
    stored.contents[0].expected.hash[31] ^= 1;
    REQUIRE(stored.refusal() == "decoded, it differs from the manifest");
  };
  for (const std::size_t leaves : {0U, 1U, 2U, 15U, 16U, 17U, 31U, 32U, 33U, 255U, 256U, 257U})
    for (const int offset : {-1, 0, 1})
      if (leaves > 0 || offset >= 0)
        check(leaves * 1024 + static_cast<std::size_t>(offset), eris::BlockSize::k1KiB);
  for (const std::size_t leaves : {0U, 1U, 2U, 3U})
    for (const int offset : {-1, 0, 1})
      if (leaves > 0 || offset >= 0)
        check(leaves * 32768 + static_cast<std::size_t>(offset), eris::BlockSize::k32KiB);
}

TEST_CASE("a tree of 32 KiB blocks with more than one node") {
  for (const std::size_t size : {512U * 32768U - 1U, 512U * 32768U, 512U * 32768U + 1U}) {
    Stored stored;
    stored.encode(Bytes(size, 0x55), eris::BlockSize::k32KiB);
    REQUIRE(stored.refusal() == "accepted");
    REQUIRE(stored.contents[0].capability[1] == (size < 512 * 32768 ? 1 : 2));
    // Equal blocks count each time they are met.
    REQUIRE(stored.reports[0].blocks == (size < 512 * 32768 ? 513 : 516));
    REQUIRE(stored.blocks.size() < 8);
  }
}

TEST_CASE("contents may share blocks, and be the same") {
  Stored stored;
  Bytes bytes = test::content(40000);
  stored.encode(bytes, eris::BlockSize::k1KiB);
  const std::size_t alone = stored.blocks.size();
  bytes.resize(20000);
  stored.encode(bytes, eris::BlockSize::k1KiB);
  REQUIRE(stored.blocks.size() < alone + 10);
  stored.encode(bytes, eris::BlockSize::k32KiB);
  REQUIRE(stored.refusal() == "accepted");
  stored.contents.push_back(stored.contents.back()); // under another name
  REQUIRE(stored.refusal() == "accepted");
}

TEST_CASE("keys of leaves under another secret are not checked") {
  for (const std::size_t size : {10U, 5000U}) {
    Stored stored;
    stored.encode(test::content(size), eris::BlockSize::k1KiB, test::counting_secret());
    REQUIRE(stored.refusal() == "accepted");
    REQUIRE_FALSE(stored.reports[0].has_null_keys);
  }
}

TEST_CASE("keys of leaves under two secrets") {
  Forged forge;
  eris::Key odd{};
  odd[0] = 1;
  const auto even_leaf = forge.leaf(1);
  const auto odd_leaf = forge.seal(Bytes(1024, 2), odd, 0);
  const auto last = forge.last_leaf(10, 3);
  REQUIRE(forge.refusal(forge.node({even_leaf, odd_leaf, last}, 1), 1, 2058) ==
          block(odd_leaf, 0) + "does not have the key of the null secret, unlike those before it");
  REQUIRE(forge.refusal(forge.node({odd_leaf, even_leaf, last}, 1), 1, 2058) ==
          block(even_leaf, 0) + "has the key of the null secret, unlike those before it");
}

TEST_CASE("capability and list say the same") {
  const Bytes bytes = test::content(5000);
  const auto refusal = [&](auto spoil) {
    Stored stored;
    stored.encode(bytes, eris::BlockSize::k1KiB);
    stored.encode(bytes, eris::BlockSize::k32KiB);
    spoil(stored);
    return stored.refusal();
  };
  REQUIRE(refusal([](Stored&) {}) == "accepted");
  REQUIRE(refusal([](Stored& s) { s.contents[0].capability[1] = 15; }) ==
          "level of the capability is 15, at most 14");
  REQUIRE(refusal([](Stored& s) { s.contents[1].capability[1] = 7; }) ==
          "level of the capability is 7, at most 6");
  REQUIRE(refusal([](Stored& s) { s.contents[0].capability[0] = 0x0f; }) ==
          "block size of the capability is 32768, but the root is of another size");
  REQUIRE(refusal([](Stored& s) { s.contents[0].capability[1] = 2; }) ==
          "level of the capability is 2, 1 in the list");
  REQUIRE(refusal([](Stored& s) { s.contents[0].expected.size = 5001; }) ==
          "has 5001 bytes in the manifest, 5000 in the list");
  const std::string found = refusal([](Stored& s) { s.contents[0].capability[2] ^= 1; });
  REQUIRE(found.ends_with("of the capability is not in the store"));
  REQUIRE(refusal([](Stored& s) { s.contents[0].capability[40] ^= 1; }) ==
          "key and level of the capability do not fit the root");
  REQUIRE(refusal([](Stored& s) {
            s.list.erase(s.list.begin());
          }).ends_with("of the capability is not in the list of contents"));
  REQUIRE(refusal([](Stored& s) { s.list[1].level = s.contents[1].capability[1] = 1; }) ==
          "level of the capability is 1, but 5000 bytes need level 0");
  REQUIRE(refusal([](Stored& s) { s.list[0].level = s.contents[0].capability[1] = 2; }) ==
          "level of the capability is 2, but 5000 bytes need level 1");
}

TEST_CASE("the key of a content of one block") {
  Stored stored;
  stored.encode(test::content(700), eris::BlockSize::k1KiB);
  stored.contents[0].capability[65] ^= 1;
  const std::string found = stored.refusal();
  // One in 256 wrong keys makes something that looks like padding.
  REQUIRE(found.find("has no padding, or the key of the capability is not its own") != std::string::npos);
}

TEST_CASE("blocks that are damaged or missing") {
  const Bytes bytes = test::content(20000);
  Stored stored;
  stored.encode(bytes, eris::BlockSize::k1KiB);
  std::size_t refused = 0;
  for (const auto& [reference, encrypted] : stored.blocks.blocks()) {
    test::StoreBytes module(stored.blocks.blocks(), stored.list);
    module.bytes[4096 + 1024 * refused + refused % 1024] ^= 0x80;
    const std::string found = stored.refusal_of(module);
    REQUIRE(found.starts_with("block " + base32(reference) + " (level "));
    REQUIRE(found.ends_with(") differs from its reference"));
    ++refused;
    auto others = stored.blocks.blocks();
    others.erase(reference);
    if (reference == stored.list[0].reference) continue;
    const std::string missing = stored.refusal_of({others, stored.list});
    REQUIRE(missing.starts_with("block " + base32(reference) + " (level "));
    REQUIRE(missing.ends_with(") is not in the store"));
  }
}

TEST_CASE("what nobody reaches") {
  Stored stored;
  stored.encode(test::content(5000), eris::BlockSize::k1KiB);
  Forge forge;
  const auto odd = forge.leaf(1);
  stored.blocks.put(odd.reference, forge.store.get(odd.reference));
  REQUIRE(stored.refusal() == "store: block " + base32(odd.reference) + " belongs to no content");
  stored.list.push_back({odd.reference, 1000, 0x0a, 0});
  REQUIRE(stored.refusal() ==
          "store: content " + base32(odd.reference) + " of the list is not in the manifest");
}

TEST_CASE("trees that no encoder makes") {
  Forged forge;
  const auto leaf = forge.leaf(1);
  const auto last = forge.last_leaf(10, 2);
  REQUIRE(forge.refusal(forge.node({leaf, last}, 1), 1, 1034) == "decoded, it differs from the manifest");

  const auto empty = forge.node(Bytes(1024), 1);
  REQUIRE(forge.refusal(empty, 1, 1034) == block(empty, 1) + "holds no pair");
  const auto single = forge.node({last}, 1);
  REQUIRE(forge.refusal(single, 1, 1034) == block(single, 1) + "is a root of one pair");

  Bytes plaintext = Forge::node_plaintext({leaf, last});
  plaintext[2 * 64 + 63] = 1;
  const auto lone_key = forge.node(plaintext, 1);
  REQUIRE(forge.refusal(lone_key, 1, 1034) == block(lone_key, 1) + "has a key without a reference");
  plaintext[2 * 64 + 63] = 0;
  plaintext[1023] = 1;
  const auto tail = forge.node(plaintext, 1);
  REQUIRE(forge.refusal(tail, 1, 1034) == block(tail, 1) + "has data behind its 2 pairs");

  const auto full_last = forge.node({leaf, leaf}, 1);
  REQUIRE(forge.refusal(full_last, 1, 1034) == block(leaf, 0) + "has no padding");
  const auto zeros = forge.leaf(0);
  REQUIRE(forge.refusal(forge.node({leaf, zeros}, 1), 1, 1034) == block(zeros, 0) + "has no padding");
}

TEST_CASE("trees of another shape than the size asks for") {
  Forged forge;
  const auto leaf = forge.leaf(1);
  const auto last = forge.last_leaf(10, 2);
  const auto two = forge.node({leaf, last}, 1);
  REQUIRE(forge.refusal(two, 1, 1035) == "has 1034 bytes, 1035 in the manifest");
  REQUIRE(forge.refusal(two, 1, 1033) == "has 1034 bytes, 1033 in the manifest");
  REQUIRE(forge.refusal(two, 1, 2058) == block(two, 1) + "holds 2 pairs, 2058 bytes need 3");
  const auto three = forge.node({leaf, leaf, last}, 1);
  REQUIRE(forge.refusal(three, 1, 1034) == block(three, 1) + "holds 3 pairs, 1034 bytes need 2");

  const auto part = forge.node(Forge::Pairs(15, leaf), 1);
  const auto right = forge.node({leaf, leaf, last}, 1);
  REQUIRE(forge.refusal(forge.node({part, right}, 2), 2, 18 * 1024) ==
          block(part, 1) + "holds 15 pairs, but is not the last of its level");
  const auto full = forge.full_node(1);
  const auto wide = forge.node({full, full, right}, 2);
  REQUIRE(forge.refusal(wide, 2, 18 * 1024 + 10) == block(wide, 2) + "holds 3 pairs, 18442 bytes need 2");
}

TEST_CASE("keys of inner nodes are checked") {
  Forged forge;
  const auto last = forge.last_leaf(10, 2);
  eris::Key wrong{};
  wrong[5] = 9;
  const auto odd = forge.seal(Forge::node_plaintext(Forge::Pairs(16, forge.leaf(1))), wrong, 1);
  REQUIRE(forge.refusal(forge.node({odd, forge.node({last}, 1)}, 2), 2, 16 * 1024 + 10) ==
          block(odd, 1) + "differs from its key");
  const auto root = forge.seal(Forge::node_plaintext({forge.leaf(1), last}), wrong, 1);
  REQUIRE(forge.refusal(root, 1, 1034) == "key and level of the capability do not fit the root");
}

TEST_CASE("a block of the other size is not taken") {
  Forged forge;
  eris::MemoryStore large;
  const auto capability = eris::encode(as_bytes("large"), eris::BlockSize::k32KiB, {}, &large);
  forge.store.put(capability.root.reference, large.get(capability.root.reference));
  const auto root = forge.node({forge.leaf(1), capability.root}, 1);
  REQUIRE(forge.refusal(root, 1, 1034) == block(capability.root, 0) + "is not of 1024 bytes");
}

TEST_CASE("a content without end takes no more work than the manifest allows") {
  Forged forge;
  auto pair = forge.leaf(1);
  for (std::uint8_t level = 1; level <= 14; ++level) pair = forge.node(Forge::Pairs(16, pair), level);
  // 2^60 bytes, of which the manifest allows a few.
  REQUIRE(forge.refusal(pair, 14, 5000) == "level of the capability is 14, but 5000 bytes need level 1");
  REQUIRE(forge.refusal(pair, 14, (std::uint64_t{1} << 62) + 1) ==
          block(pair, 14) + "holds 16 pairs, 4611686018427387905 bytes need 2");
}
