#include <string>

#include "altered_store.hpp"
#include "contents.hpp"
#include "forge.hpp"
#include "sigil/crypto/base32.hpp"
#include "sigil/eris/codec.hpp"
#include "support/error_of.hpp"

using namespace sigil;
using eris::BlockSize;
using eris::Checks;
using eris::ReadCapability;
using eris::ReferenceKeyPair;
using test::AlteredStore;
using test::content;
using test::Forge;

namespace {

Bytes decoded(const ReadCapability& capability, eris::BlockStore& store, Checks checks = Checks::Strict) {
  BytesSink sink;
  eris::decode(capability, store, sink, checks);
  return std::move(sink).bytes();
}

/// Both modes refuse with this code; returns the message.
std::string refusal(const ReadCapability& capability, eris::BlockStore& store, std::string_view code,
                    ErrorKind kind = ErrorKind::Integrity) {
  const Error strict = test::error_of([&] { decoded(capability, store, Checks::Strict); });
  const Error standard = test::error_of([&] { decoded(capability, store, Checks::Standard); });
  CHECK(strict.code() == code);
  CHECK(standard.code() == code);
  CHECK(strict.kind() == kind);
  CHECK(strict.message() == standard.message());
  return strict.message();
}

std::string quoted(const eris::Reference& reference) {
  std::string text(52, '\0');
  crypto::base32_encode(reference, text);
  return "'" + text + "'";
}

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// Takes `room` bytes, then fails.
class BoundedSink final : public ByteSink {
 public:
  explicit BoundedSink(std::size_t room) : room_(room) {}
  void write(ByteView bytes) override {
    if (bytes.size() > room_) throw Error(ErrorKind::Limit, "sink is full");
    room_ -= bytes.size();
  }

 private:
  std::size_t room_;
};

} // namespace

TEST_CASE("a forged tree that is right is decoded") {
  Forge forge;
  const ReferenceKeyPair last = forge.node(Forge::Pairs{forge.last_leaf(3, 'c')}, 1);
  const ReferenceKeyPair root = forge.node(Forge::Pairs{forge.full_node('a'), forge.full_node('b'), last}, 2);
  CHECK(decoded(Forge::capability(root, 2), forge.store) ==
        Bytes(16384, 'a') + Bytes(16384, 'b') + Bytes(3, 'c'));
}

TEST_CASE("any flipped bit of any block is found") {
  eris::MemoryStore store;
  const Bytes bytes = content(1500);
  const ReadCapability capability = eris::encode(bytes, BlockSize::k1KiB, {}, &store);
  REQUIRE(store.size() == 3);
  for (const auto& [reference, block] : store.blocks()) {
    for (std::size_t bit = 0; bit < 8 * block.size(); ++bit) {
      AlteredStore altered(store, reference, [bit](Bytes& changed) {
        changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1U << bit % 8));
      });
      CAPTURE(bit);
      const Error error = test::error_of([&] { decoded(capability, altered, Checks::Standard); });
      REQUIRE(error.code() == "eris.decode.reference");
      REQUIRE(error.message().find(quoted(reference)) != std::string::npos);
    }
  }
}

TEST_CASE("each block of a high tree is checked") {
  eris::MemoryStore store;
  const ReadCapability capability = eris::encode(content(300 * 1024), BlockSize::k1KiB, {}, &store);
  REQUIRE(capability.level == 3);
  for (const auto& [reference, block] : store.blocks()) {
    AlteredStore flipped(store, reference, [](Bytes& changed) { changed[1023] ^= 0x40; });
    REQUIRE(test::error_of([&] { decoded(capability, flipped); }).code() == "eris.decode.reference");
    AlteredStore lost(store, reference, [](Bytes& changed) { changed.clear(); });
    REQUIRE(test::error_of([&] { decoded(capability, lost); }).kind() == ErrorKind::Missing);
    AlteredStore longer(store, reference, [](Bytes& changed) { changed.push_back(0); });
    REQUIRE(test::error_of([&] { decoded(capability, longer); }).code() == "eris.decode.block-size");
    AlteredStore shorter(store, reference, [](Bytes& changed) { changed.pop_back(); });
    REQUIRE(test::error_of([&] { decoded(capability, shorter); }).code() == "eris.decode.block-size");
  }
}

TEST_CASE("messages tell block, level and place") {
  Forge forge;
  const ReferenceKeyPair lost = forge.last_leaf(1, 'x');
  const ReferenceKeyPair root = forge.node(Forge::Pairs{forge.leaf('a'), lost}, 1);
  AlteredStore without(forge.store, lost.reference, [](Bytes& changed) { changed.clear(); });
  CHECK(refusal(Forge::capability(root, 1), without, "eris.decode.missing", ErrorKind::Missing) ==
        "leaf " + quoted(lost.reference) + " (level 0, content bytes 1024 to 2047) is not in the store");
  AlteredStore cut(forge.store, root.reference, [](Bytes& changed) { changed.resize(1000); });
  CHECK(refusal(Forge::capability(root, 1), cut, "eris.decode.block-size") ==
        "node " + quoted(root.reference) +
            " (level 1, content bytes 0 to 16383) is a block of 1000 bytes, expected 1024");
}

TEST_CASE("a capability with another block size, level or key is refused") {
  eris::MemoryStore store;
  const ReadCapability capability = eris::encode(content(5000), BlockSize::k1KiB, {}, &store);
  ReadCapability other = capability;
  SECTION("block size") {
    other.block_size = BlockSize::k32KiB;
    refusal(other, store, "eris.decode.block-size");
  }
  SECTION("level") {
    for (unsigned level = 2; level <= 14; ++level) {
      other.level = static_cast<std::uint8_t>(level);
      refusal(other, store, "eris.decode.root-key");
    }
    other.level = 0; // a leaf's key tells nothing without the secret: only luck with the padding
    refusal(other, store, "eris.decode.padding");
  }
  SECTION("level that no content has") {
    for (unsigned level = 15; level < 256; ++level) {
      other.level = static_cast<std::uint8_t>(level);
      refusal(other, store, "eris.decode.level");
    }
    other.block_size = BlockSize::k32KiB;
    other.level = 7;
    CHECK(refusal(other, store, "eris.decode.level") ==
          "level of the read capability is 7, expected at most 6, which no content exceeds");
  }
  SECTION("key") {
    for (std::size_t i = 0; i < 32; ++i) {
      other = capability;
      other.root.key[i] ^= 0x80;
      refusal(other, store, "eris.decode.root-key");
    }
  }
  SECTION("reference") {
    other.root.reference[31] ^= 1;
    refusal(other, store, "eris.decode.missing", ErrorKind::Missing);
  }
}

TEST_CASE("keys of inner nodes are checked when asked for") {
  Forge forge;
  const Bytes inner = Forge::node_plaintext(Forge::Pairs(16, forge.leaf('a')));
  eris::Key key{};
  key[0] = 1;
  const ReferenceKeyPair forged = forge.seal(inner, key, 1);
  const ReferenceKeyPair last = forge.node(Forge::Pairs{forge.last_leaf(0, 0)}, 1);
  const ReadCapability capability = Forge::capability(forge.node(Forge::Pairs{forged, last}, 2), 2);
  CHECK(decoded(capability, forge.store, Checks::Standard) == Bytes(16384, 'a'));
  CHECK(test::error_of([&] { decoded(capability, forge.store); }).code() == "eris.decode.node-key");
}

TEST_CASE("a node holds pairs and then zeros") {
  Forge forge;
  const Forge::Pairs pairs = {forge.leaf('a'), forge.last_leaf(9, 'b')};
  const Bytes good = Forge::node_plaintext(pairs);
  CHECK(decoded(Forge::capability(forge.node(good, 1), 1), forge.store).size() == 1033);
  const auto refused = [&](const Bytes& plaintext, std::string_view code) {
    // As the root, and below one.
    const ReferenceKeyPair node = forge.node(plaintext, 1);
    refusal(Forge::capability(node, 1), forge.store, code);
    const ReferenceKeyPair root = forge.node(Forge::Pairs{forge.full_node('x'), node}, 2);
    CHECK(refusal(Forge::capability(root, 2), forge.store, code).find("content bytes 16384 to 32767)") !=
          std::string::npos);
  };
  SECTION("no pair at all") {
    refused(Bytes(1024), "eris.decode.empty-node");
  }
  SECTION("a key without a reference") {
    for (std::size_t i = 128 + 32; i < 128 + 64; ++i) {
      Bytes bad = good;
      bad[i] = 1;
      refused(bad, "eris.decode.null-reference");
    }
  }
  SECTION("a key without a reference in front of pairs") {
    Bytes bad = good;
    std::fill_n(bad.begin(), 32, std::uint8_t{0});
    refused(bad, "eris.decode.null-reference");
  }
  SECTION("anything after a null pair") {
    for (std::size_t i = 192; i < 1024; ++i) {
      Bytes bad = good;
      bad[i] = 0x80;
      refused(bad, "eris.decode.node-tail");
    }
  }
  SECTION("a hole between pairs") {
    refused(Forge::node_plaintext({pairs[0], {}, pairs[1]}), "eris.decode.node-tail");
    refused(Forge::node_plaintext({{}, pairs[0], pairs[1]}), "eris.decode.node-tail");
  }
  SECTION("pairs that lead nowhere") {
    Bytes bad = good;
    bad.at(128) = 1;
    const ReferenceKeyPair root = forge.node(bad, 1);
    // The padded leaf is no longer the last, so it is content; the block behind it is missing.
    refusal(Forge::capability(root, 1), forge.store, "eris.decode.missing", ErrorKind::Missing);
  }
}

TEST_CASE("only the last node of a level may be partial") {
  Forge forge;
  const ReferenceKeyPair partial = forge.node(Forge::Pairs(15, forge.leaf('a')), 1);
  const ReferenceKeyPair full = forge.full_node('b');
  const ReferenceKeyPair last = forge.node(Forge::Pairs{forge.last_leaf(1, 'c')}, 1);
  SECTION("in front of the last") {
    const ReferenceKeyPair root = forge.node(Forge::Pairs{full, partial, last}, 2);
    CHECK(refusal(Forge::capability(root, 2), forge.store, "eris.decode.left-packing") ==
          "node " + quoted(partial.reference) +
              " (level 1, content bytes 16384 to 32767) holds 15 pairs but is not the last of its level, "
              "expected 16");
  }
  SECTION("last of its parent, which is not the last") {
    Forge::Pairs pairs(15, full);
    pairs.push_back(partial);
    const ReferenceKeyPair left = forge.node(pairs, 2);
    const ReferenceKeyPair right = forge.node(Forge::Pairs{last}, 2);
    const ReferenceKeyPair root = forge.node(Forge::Pairs{left, right}, 3);
    refusal(Forge::capability(root, 3), forge.store, "eris.decode.left-packing");
  }
  SECTION("partial parent in front") {
    const ReferenceKeyPair left = forge.node(Forge::Pairs(15, full), 2);
    const ReferenceKeyPair right = forge.node(Forge::Pairs{last}, 2);
    const ReferenceKeyPair root = forge.node(Forge::Pairs{left, right}, 3);
    refusal(Forge::capability(root, 3), forge.store, "eris.decode.left-packing");
  }
}

TEST_CASE("a tree is no higher than its content needs") {
  Forge forge;
  const ReferenceKeyPair leaf = forge.last_leaf(5, 'a');
  CHECK(decoded(Forge::capability(leaf, 0), forge.store) == Bytes(5, 'a'));
  const ReferenceKeyPair one = forge.node(Forge::Pairs{leaf}, 1);
  CHECK(refusal(Forge::capability(one, 1), forge.store, "eris.decode.height") ==
        "node " + quoted(one.reference) +
            " (level 1, content bytes 0 to 16383) is a root of 1 pair, expected at least 2 or a tree without "
            "this level");
  const ReferenceKeyPair two = forge.node(Forge::Pairs{forge.leaf('a'), leaf}, 1);
  refusal(Forge::capability(forge.node(Forge::Pairs{two}, 2), 2), forge.store, "eris.decode.height");
}

TEST_CASE("the last leaf is padded") {
  Forge forge;
  const auto refused = [&](const Bytes& plaintext) {
    const ReferenceKeyPair leaf = forge.leaf(plaintext);
    refusal(Forge::capability(leaf, 0), forge.store, "eris.decode.padding");
    const ReferenceKeyPair root = forge.node(Forge::Pairs{forge.last_leaf(1023, 'a'), leaf}, 1);
    refusal(Forge::capability(root, 1), forge.store, "eris.decode.padding");
  };
  refused(Bytes(1024));      // also where the leaf before ends in a mark
  refused(Bytes(1024, 'a')); // content to its end
  Bytes bad(1024);
  bad[10] = 0x80;
  bad[11] = 1; // not the mark
  refused(bad);
  bad[11] = 0x40;
  refused(bad);

  // A mark in the content, and a leaf that is only padding, are right.
  Bytes marks(1024, 0x80);
  CHECK(decoded(Forge::capability(forge.leaf(marks), 0), forge.store) == Bytes(1023, 0x80));
  const ReferenceKeyPair root = forge.node(Forge::Pairs{forge.leaf(marks), forge.last_leaf(0, 0)}, 1);
  CHECK(decoded(Forge::capability(root, 1), forge.store) == marks);
}

TEST_CASE("fifteen blocks can hold a content without end, which the sink ends") {
  Forge forge;
  ReferenceKeyPair pair = forge.leaf('a');
  for (std::uint8_t level = 1; level <= 14; ++level) pair = forge.node(Forge::Pairs(16, pair), level);
  REQUIRE(forge.store.size() == 15);
  BoundedSink sink(1 << 20);
  const Error error = test::error_of([&] { eris::decode(Forge::capability(pair, 14), forge.store, sink); });
  CHECK(error.kind() == ErrorKind::Limit);
  CHECK(error.message() == "sink is full");
}
