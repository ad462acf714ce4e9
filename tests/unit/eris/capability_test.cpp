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

/// Bytes in hexadecimal and others behind them.
Bytes cbor(const std::string& heads, ByteView rest) {
  Bytes bytes(heads.size() / 2);
  REQUIRE(from_hex(heads, bytes));
  bytes.insert(bytes.end(), rest.begin(), rest.end());
  return bytes;
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

TEST_CASE("the text of a QR code is the URN in capitals, and both are read") {
  const std::string alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"; // ISO/IEC 18004, 7.4.4
  const std::string urn = example().to_urn(), text = example().to_qr_text();
  CHECK(text == "URN:ERIS:" + urn.substr(9));
  CHECK(text.find_first_not_of(alphanumeric) == std::string::npos);
  for (const char* prefix : {"urn:eris:", "URN:ERIS:", "urn:ERIS:", "Urn:eRis:"})
    CHECK(ReadCapability::parse_text(prefix + urn.substr(9)) == example());
  // All else is as for a URN.
  const auto code_of = [](const std::string& bad) {
    return test::error_of([&] { ReadCapability::parse_text(bad); }).code();
  };
  for (const char* prefix : {"", "urn:eri", "urn-eris:", "URN:ERISX2:", "[RN:ERIS:", " URN:ERIS:"})
    CHECK(code_of(prefix + urn.substr(9)) == "eris.capability.prefix");
  CHECK(test::error_of([&] { ReadCapability::parse_text("urn:erisx2:" + urn.substr(9)); }).hints().size() ==
        1);
  for (std::size_t size = 9; size < text.size(); ++size)
    REQUIRE(code_of(text.substr(0, size)) == "eris.capability.length");
  CHECK(code_of(text + "A") == "eris.capability.length");
  std::string bad = text;
  bad[9] = 'b';
  CHECK(code_of(bad) == "eris.capability.character");
  bad = text;
  ++bad.back();
  CHECK(code_of(bad) == "eris.capability.trailing-bits");
  bad = text;
  bad[9] = 'A';
  CHECK(code_of(bad) == "eris.capability.block-size");
}

TEST_CASE("a read capability survives CBOR, with heads of any length") {
  const auto item = example().to_cbor();
  const CapabilityBytes bytes = example().to_binary();
  CHECK(to_hex(item) == "d901145842" + to_hex(bytes));
  for (const std::string tag : {"d90114", "da00000114", "db0000000000000114"})
    for (const std::string string : {"5842", "590042", "5a00000042", "5b0000000000000042"})
      CHECK(ReadCapability::parse_cbor(cbor(tag + string, bytes)) == example());
}

TEST_CASE("CBOR that is not exactly a read capability is refused") {
  const CapabilityBytes bytes = example().to_binary();
  const auto refused = [&](const std::string& heads, ByteView rest, std::string_view code) {
    CAPTURE(heads);
    const Error error = test::error_of([&] { ReadCapability::parse_cbor(cbor(heads, rest)); });
    CHECK(error.kind() == ErrorKind::Invalid);
    CHECK(error.code() == code);
    CHECK(error.message().starts_with("read capability in CBOR "));
    CHECK(error.message().find(to_hex(bytes).substr(20, 8)) == std::string::npos);
  };
  const Bytes whole = cbor("d901145842", bytes);
  for (std::size_t size = 0; size < whole.size(); ++size)
    refused("", ByteView(whole).first(size), "eris.cbor.end");
  refused("d901145bffffffffffffffff", bytes, "eris.cbor.end");
  for (const char* heads : {"dc01145842", "d901145d42"}) refused(heads, bytes, "eris.cbor.item");
  for (const char* heads : {"", "5842", "d901155842", "d9d9f7d901145842", "df5842", "190114"})
    refused(heads, bytes, "eris.cbor.capability");
  for (const char* heads : {"d901145841", "d9011440"}) refused(heads, bytes, "eris.cbor.capability");
  for (const char* heads : {"d901147842", "d90114d901145842", "d901145f5842", "d901149842"})
    refused(heads, bytes, "eris.cbor.string");
  Bytes longer(bytes.begin(), bytes.end());
  longer.push_back(0);
  refused("d901145842", longer, "eris.cbor.trailing");
  refused("d901145843", longer, "eris.cbor.capability");
  Bytes other = whole;
  other[5] = 0;
  CHECK(test::error_of([&] { ReadCapability::parse_cbor(other); }).code() == "eris.capability.block-size");
}

TEST_CASE("any flipped bit of a capability makes another one, or none") {
  const std::string urn = example().to_urn();
  const auto item = example().to_cbor();
  const auto is_another = [](const auto& parse) {
    try {
      return parse() != example();
    } catch (const Error&) {
      return true;
    }
  };
  for (std::size_t bit = 0; bit < 8 * urn.size(); ++bit) {
    std::string changed = urn;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    REQUIRE(is_another([&] { return ReadCapability::parse_urn(changed); }));
  }
  for (std::size_t bit = 0; bit < 8 * item.size(); ++bit) {
    Bytes changed(item.begin(), item.end());
    changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1U << bit % 8));
    REQUIRE(is_another([&] { return ReadCapability::parse_cbor(changed); }));
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
