#include "sigil/crypto/base32.hpp"

#include <string>

#include "pattern.hpp"
#include "support/catch.hpp"

using namespace sigil;
using crypto::Base32Fault;
using crypto::Base32Result;

namespace {

std::string encode(ByteView bytes) {
  std::string text(crypto::base32_length(bytes.size()), '?');
  crypto::base32_encode(bytes, text);
  return text;
}

Base32Result decode(std::string_view text, std::size_t size) {
  Bytes bytes(size);
  return crypto::base32_decode(text, bytes);
}

} // namespace

TEST_CASE("base32 gives the texts of RFC 4648, section 10, without padding") {
  CHECK(encode(as_bytes("")).empty());
  CHECK(encode(as_bytes("f")) == "MY");
  CHECK(encode(as_bytes("fo")) == "MZXQ");
  CHECK(encode(as_bytes("foo")) == "MZXW6");
  CHECK(encode(as_bytes("foob")) == "MZXW6YQ");
  CHECK(encode(as_bytes("fooba")) == "MZXW6YTB");
  CHECK(encode(as_bytes("foobar")) == "MZXW6YTBOI");
}

TEST_CASE("base32 decodes what it encoded, at every length") {
  for (std::size_t size = 0; size <= 200; ++size) {
    CAPTURE(size);
    const Bytes bytes = test::pattern(size);
    Bytes back(size);
    REQUIRE(crypto::base32_decode(encode(bytes), back).fault == Base32Fault::None);
    REQUIRE(back == bytes);
  }
}

TEST_CASE("base32 knows one spelling of a value") {
  CHECK(decode("MZXW6YTBOI", 6).fault == Base32Fault::None);
  CHECK(decode("MZXW6YTBO", 6).fault == Base32Fault::Length);
  CHECK(decode("MZXW6YTBOIA", 6).fault == Base32Fault::Length);
  CHECK(decode("MZXW6YTBOI======", 6).fault == Base32Fault::Length);
  CHECK(decode("", 1).fault == Base32Fault::Length);
  CHECK(decode("A", 0).fault == Base32Fault::Length);
  // 10 characters carry 2 bits more than 6 bytes have: three other last characters.
  CHECK(decode("MZXW6YTBOJ", 6).fault == Base32Fault::TrailingBits);
  CHECK(decode("MZXW6YTBOK", 6).fault == Base32Fault::TrailingBits);
  CHECK(decode("MZXW6YTBOL", 6).fault == Base32Fault::TrailingBits);
}

TEST_CASE("base32 names the first character outside of its alphabet") {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  for (int code = 0; code < 256; ++code) {
    CAPTURE(code);
    std::string text = "MZXW6YTBOI";
    text[4] = static_cast<char>(code);
    const Base32Result result = decode(text, 6);
    if (alphabet.find(text[4]) != std::string::npos) {
      REQUIRE(result.fault == Base32Fault::None);
    } else {
      REQUIRE(result.fault == Base32Fault::Character);
      REQUIRE(result.at == 4);
    }
  }
}
