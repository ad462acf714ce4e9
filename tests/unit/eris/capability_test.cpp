#include "sigil/eris/capability.hpp"

#include "contents.hpp"
#include "sigil/base/text.hpp"
#include "support/error_of.hpp"

using namespace sigil;
using eris::BlockSize;
using eris::CapabilityBytes;
using eris::ReadCapability;

namespace {

ReadCapability example() {
  ReadCapability capability;
  capability.block_size = BlockSize::k32KiB;
  capability.level = 3;
  capability.root.reference.fill(0xa1);
  capability.root.key.fill(0x5b);
  return capability;
}

/// A refusal by both readers; the message must not show the capability.
Error urn_error(const std::string& urn) {
  CapabilityBytes bytes;
  CHECK_FALSE(eris::read_urn(urn, bytes));
  const Error error = test::error_of([&] { ReadCapability::parse_urn(urn); });
  CHECK(error.kind() == ErrorKind::Invalid);
  if (urn.size() > 40) CHECK(error.message().find(urn.substr(20, 10)) == std::string::npos);
  return error;
}

} // namespace

TEST_CASE("the binary form of a read capability is block size, level, reference, key") {
  const CapabilityBytes bytes = example().to_binary();
  CHECK(bytes[0] == 0x0f);
  CHECK(bytes[1] == 3);
  for (std::size_t i = 2; i < 34; ++i) REQUIRE(bytes[i] == 0xa1);
  for (std::size_t i = 34; i < 66; ++i) REQUIRE(bytes[i] == 0x5b);
  CHECK(ReadCapability::parse_binary(bytes) == example());
}

TEST_CASE("a read capability survives its URN") {
  for (const test::NamedContent& named : test::kNamedContents) {
    const ReadCapability capability = ReadCapability::parse_urn(named.urn);
    CHECK(capability.block_size == named.block_size);
    CHECK(capability.level == named.level);
    CHECK(capability.to_urn() == named.urn);
    CapabilityBytes bytes;
    REQUIRE(eris::read_urn(named.urn, bytes));
    CHECK(bytes == capability.to_binary());
    CHECK(eris::block_size_of(bytes) == named.block_size);
  }
}

TEST_CASE("read capabilities are equal if all their parts are") {
  CHECK(example() == example());
  for (std::size_t i = 1; i < ReadCapability::kBinaryLength; ++i) {
    CapabilityBytes bytes = example().to_binary();
    bytes[i] ^= 1;
    REQUIRE(ReadCapability::parse_binary(bytes) != example());
  }
}

TEST_CASE("a binary read capability has 66 bytes and one of two block sizes") {
  Bytes bytes(100);
  bytes[0] = 0x0a;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    if (size == 66) continue;
    const Error error = test::error_of([&] { ReadCapability::parse_binary(ByteView(bytes).first(size)); });
    REQUIRE(error.kind() == ErrorKind::Invalid);
    REQUIRE(error.code() == "eris.capability.length");
    REQUIRE(error.message() ==
            "length of a binary read capability is " + std::to_string(size) + ", expected 66");
  }
  bytes.resize(66);
  for (unsigned value = 0; value < 256; ++value) {
    if (value == 0x0a || value == 0x0f) continue;
    bytes[0] = static_cast<std::uint8_t>(value);
    const Error error = test::error_of([&] { ReadCapability::parse_binary(bytes); });
    REQUIRE(error.code() == "eris.capability.block-size");
    REQUIRE(error.message() == "block size of a read capability is '0x" + to_hex(ByteView(bytes).first(1)) +
                                   "', expected '0x0a' (1 KiB) or '0x0f' (32 KiB)");
  }
}

TEST_CASE("a URN that is not exactly a read capability is refused") {
  const std::string urn = example().to_urn();
  REQUIRE(urn.size() == 115);

  SECTION("length") {
    for (std::size_t size = ReadCapability::kUrnPrefix.size(); size < urn.size(); ++size) {
      REQUIRE(urn_error(urn.substr(0, size)).code() == "eris.capability.length");
    }
    CHECK(urn_error(urn + "A").message() == "length of a read capability is 116, expected 115");
    CHECK(urn_error(urn + "======").code() == "eris.capability.length");
    CHECK(urn_error(urn + "\n").code() == "eris.capability.length");
    CHECK(urn_error(urn + urn).code() == "eris.capability.length");
  }
  SECTION("prefix") {
    for (const char* prefix :
         {"", "urn:eri", "URN:ERIS:", "urn:erisx2:", "garbage-urn:eris:", " urn:eris:"}) {
      const Error error = urn_error(prefix + urn.substr(9));
      CHECK(error.code() == "eris.capability.prefix");
    }
    CHECK(urn_error("").message() == "read capability starts with '', expected 'urn:eris:'");
  }
  SECTION("character") {
    std::string lower = urn;
    lower[9] = 'b';
    CHECK(urn_error(lower).message() ==
          "character 10 of a read capability is 'b', expected one of 'A' to 'Z' and '2' to '7'");
    for (const char character : {'a', '0', '1', '8', '9', '=', ' ', '\0', '\xff'}) {
      std::string bad = urn;
      bad.back() = character;
      CHECK(urn_error(bad).code() == "eris.capability.character");
    }
  }
  SECTION("trailing bits") {
    REQUIRE(urn.back() == 'M'); // 01100: the last two bits are beyond the 66 bytes
    for (const char character : {'N', 'O', 'P'}) {
      std::string bad = urn;
      bad.back() = character;
      CHECK(urn_error(bad).code() == "eris.capability.trailing-bits");
    }
  }
  SECTION("block size") {
    std::string bad = urn;
    bad[9] = 'A';
    CHECK(urn_error(bad).code() == "eris.capability.block-size");
  }
}
