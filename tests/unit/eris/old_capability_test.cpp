// Contents of the versions before ERIS 1.0. That their trees are those of that time is shown by the names of
// large contents (tests/conformance); here is what readers make of them.
#include "sigil/eris/old_capability.hpp"

#include "altered_store.hpp"
#include "contents.hpp"
#include "forge.hpp"
#include "support/error_of.hpp"
#include "support/old_trees.hpp"

using namespace sigil;
using eris::BlockSize;
using eris::Checks;
using eris::Dialect;
using eris::OldCapability;
using eris::ReadCapability;
using test::content;
using test::Forge;

namespace {

Bytes decoded(const OldCapability& capability, eris::BlockStore& store, Checks checks,
              const eris::ConvergenceSecret& secret = {}) {
  BytesSink sink;
  eris::decode(capability, store, sink, checks, secret);
  return std::move(sink).bytes();
}

Error urn_error(const std::string& urn) {
  const Error error = test::error_of([&] { OldCapability::parse_urn(urn); });
  CHECK(error.kind() == ErrorKind::Invalid);
  if (urn.size() > 40) CHECK(error.message().find(urn.substr(20, 10)) == std::string::npos);
  return error;
}

} // namespace

TEST_CASE("contents of older versions come back") {
  for (const Dialect dialect : test::kOldDialects) {
    for (const BlockSize block_size : {BlockSize::k1KiB, BlockSize::k32KiB}) {
      for (const std::size_t size : {0U, 1023U, 1024U, 16383U, 16384U, 32768U, 300 * 1024U + 77U}) {
        CAPTURE(unsigned(dialect), size_bytes(block_size), size);
        const Bytes bytes = content(size);
        eris::MemoryStore store;
        const OldCapability capability =
            test::encode_old(dialect, bytes, block_size, test::counting_secret(), store);
        REQUIRE(decoded(capability, store, Checks::Standard) == bytes);
        REQUIRE(decoded(capability, store, Checks::Strict, test::counting_secret()) == bytes);
        REQUIRE(OldCapability::parse_urn(capability.to_urn()) == capability);
      }
    }
  }
}

TEST_CASE("leaves are the same in all versions, nodes are not") {
  const Bytes leaf = content(1000), tree = content(20 * 1024);
  eris::MemoryStore leaves, trees;
  const ReadCapability present = eris::encode(leaf, BlockSize::k1KiB, {}, &leaves);
  for (const Dialect dialect : test::kOldDialects)
    CHECK(test::encode_old(dialect, leaf, BlockSize::k1KiB, {}, leaves).parts == present);
  CHECK(leaves.size() == 1);
  eris::encode(tree, BlockSize::k1KiB, {}, &trees);
  CHECK(trees.size() == 21 + 2 + 1);
  for (const Dialect dialect : test::kOldDialects)
    test::encode_old(dialect, tree, BlockSize::k1KiB, {}, trees);
  CHECK(trees.size() == 21 + 4 * (2 + 1));
}

TEST_CASE("keys of older versions are checked when asked for, with the secret if they need one") {
  const Bytes bytes = content(20 * 1024);
  for (const Dialect dialect : test::kOldDialects) {
    CAPTURE(unsigned(dialect));
    eris::MemoryStore store;
    const OldCapability capability =
        test::encode_old(dialect, bytes, BlockSize::k1KiB, test::counting_secret(), store);
    if (has_keyed_nodes(dialect))
      CHECK(test::error_of([&] { decoded(capability, store, Checks::Strict); })
                .message()
                .ends_with(
                    "does not match the key and level of the read capability under this convergence secret"));
    else
      CHECK(decoded(capability, store, Checks::Strict) == bytes);

    for (std::size_t bit = 0; bit < 256; ++bit) {
      OldCapability other = capability;
      std::uint8_t& byte = other.parts.root.key[bit / 8];
      byte = static_cast<std::uint8_t>(byte ^ (1U << bit % 8));
      // Noise is no node, or leads to blocks that nobody has.
      REQUIRE_FALSE(test::error_of([&] { decoded(other, store, Checks::Standard); }).code().empty());
      REQUIRE(test::error_of([&] {
                decoded(other, store, Checks::Strict, test::counting_secret());
              }).code() == "eris.decode.root-key");
    }
  }
}

TEST_CASE("any flipped bit of a tree of an older version is found") {
  for (const Dialect dialect : test::kOldDialects) {
    eris::MemoryStore store;
    const OldCapability capability = test::encode_old(dialect, content(1500), BlockSize::k1KiB, {}, store);
    for (const auto& [reference, block] : store.blocks()) {
      for (std::size_t bit = 0; bit < 8 * block.size(); ++bit) {
        test::AlteredStore altered(store, reference, [bit](Bytes& changed) {
          changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1U << bit % 8));
        });
        REQUIRE(test::error_of([&] { decoded(capability, altered, Checks::Standard); }).code() ==
                "eris.decode.reference");
      }
    }
  }
}

TEST_CASE("a tree of erisx3 is of one draft") {
  Forge forge;
  const auto keyed = [&](const Forge::Pairs& pairs) {
    const Bytes node = Forge::node_plaintext(pairs);
    return forge.seal(node, eris::PortablePrimitives::keyed_hash(node, {}), 1, Dialect::Erisx3A);
  };
  const Forge::Pairs nodes{keyed(Forge::Pairs(16, forge.leaf('a'))), keyed({forge.last_leaf(0, 0)})};
  const Bytes root = Forge::node_plaintext(nodes);
  const auto decoded_under = [&](const eris::Key& key, Checks checks) {
    const ReadCapability parts = Forge::capability(forge.seal(root, key, 2, Dialect::Erisx3A), 2);
    return decoded({OldCapability::Version::Erisx3, parts}, forge.store, checks);
  };
  CHECK(decoded_under(eris::PortablePrimitives::keyed_hash(root, {}), Checks::Strict) == Bytes(16384, 'a'));
  const eris::Key second_draft = eris::PortablePrimitives::hash(root);
  CHECK(decoded_under(second_draft, Checks::Standard) == Bytes(16384, 'a'));
  CHECK(test::error_of([&] { decoded_under(second_draft, Checks::Strict); }).code() ==
        "eris.decode.node-key");
}

TEST_CASE("trees of one version are none of another") {
  const Bytes bytes = content(20 * 1024);
  eris::MemoryStore store;
  const OldCapability x2 = test::encode_old(Dialect::Erisx2, bytes, BlockSize::k1KiB, {}, store);
  const OldCapability x3 = test::encode_old(Dialect::Erisx3B, bytes, BlockSize::k1KiB, {}, store);
  const ReadCapability present = eris::encode(bytes, BlockSize::k1KiB, {}, &store);
  BytesSink sink;
  for (const ReadCapability& parts : {x2.parts, x3.parts})
    CHECK(test::error_of([&] { eris::decode(parts, store, sink); }).code() == "eris.decode.root-key");
  using Version = OldCapability::Version;
  for (const OldCapability& wrong : {OldCapability{Version::Erisx2, x3.parts},
                                     {Version::Erisx3, x2.parts},
                                     {Version::Erisx2, present},
                                     {Version::Erisx3, present}})
    CHECK_FALSE(test::error_of([&] { decoded(wrong, store, Checks::Standard); }).code().empty());
}

TEST_CASE("the level of an older version is not trusted either") {
  eris::MemoryStore store;
  OldCapability capability = test::encode_old(Dialect::Erisx3A, content(5000), BlockSize::k1KiB, {}, store);
  for (unsigned level = 15; level < 256; ++level) {
    capability.parts.level = static_cast<std::uint8_t>(level);
    for (const Checks checks : {Checks::Standard, Checks::Strict})
      REQUIRE(test::error_of([&] { decoded(capability, store, checks); }).code() == "eris.decode.level");
  }
}

TEST_CASE("a URN of an older version is exactly one") {
  eris::MemoryStore store;
  for (const Dialect dialect : test::kOldDialects) {
    const bool is_x2 = dialect == Dialect::Erisx2;
    const std::string prefix = is_x2 ? "urn:erisx2:" : "urn:erisx3:";
    for (const BlockSize size : {BlockSize::k1KiB, BlockSize::k32KiB}) {
      const std::string urn = test::encode_old(dialect, content(1500), size, {}, store).to_urn();
      CHECK(urn.starts_with(prefix + (size == BlockSize::k1KiB ? (is_x2 ? "AA" : "BI")
                                      : is_x2                  ? "AE"
                                                               : "B4")));
      REQUIRE(urn.size() == 117);
      for (std::size_t length = prefix.size(); length < urn.size(); ++length)
        REQUIRE(urn_error(urn.substr(0, length)).code() == "eris.capability.length");
      CHECK(urn_error(urn + "A").message() == "length of a read capability is 118, expected 117");
      for (const char* other :
           {"", "URN:ERISX2:", "urn:ERISX3:", "urn:erisx:", "urn:erisx4:", "urn:eris:", " urn:erisx3:"})
        CHECK(urn_error(other + urn.substr(prefix.size())).code() == "eris.capability.prefix");
      for (const char character : {'a', '0', '1', '8', '9', '=', ' ', '\0', '\xff'}) {
        std::string bad = urn;
        bad.back() = character;
        CHECK(urn_error(bad).code() == "eris.capability.character");
      }
      std::string bad = urn;
      ++bad.back();
      CHECK(urn_error(bad).code() == "eris.capability.trailing-bits");
      bad = urn;
      bad[prefix.size()] = 'Q';
      CHECK(urn_error(bad).code() == "eris.capability.block-size");
      bad.replace(0, prefix.size(), is_x2 ? "urn:erisx3:" : "urn:erisx2:");
      bad[prefix.size()] = urn[prefix.size()];
      CHECK(urn_error(bad).code() == "eris.capability.block-size");
    }
  }
  CHECK(urn_error("urn:eris:").message() ==
        "read capability starts with 'urn:eris:', expected 'urn:erisx2:' or 'urn:erisx3:'");
}

TEST_CASE("where 1.0 is expected an older version is told") {
  const std::string rest(106, 'A');
  const auto hints = [&](const std::string& prefix) {
    const Error error = test::error_of([&] { ReadCapability::parse_urn(prefix + rest); });
    CHECK(error.code() == "eris.capability.prefix");
    return error.hints();
  };
  CHECK(hints("urn:erisx2:") ==
        std::vector<std::string>{
            "it is of an older version of ERIS (0.2): the content has to be encoded again"});
  CHECK(hints("urn:erisx3:").at(0).find("(drafts of 1.0)") != std::string::npos);
  CHECK(hints("urn:erisx:").at(0).find("(0.1)") != std::string::npos);
  CHECK(hints("urn:erisx4:").empty());
}
