#include "sigil/crypto/chacha20.hpp"

#include <array>
#include <string_view>

#include "pattern.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/text.hpp"
#include "sigil/crypto/cipher.hpp"
#include "support/catch.hpp"

using namespace sigil;
using test::pattern;

namespace {

using Key = std::array<std::uint8_t, 32>;
using Nonce = std::array<std::uint8_t, 12>;

Key counting_key() {
  Key key;
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
  return key;
}

Bytes portable(ByteView from, const Key& key, const Nonce& nonce, std::uint32_t counter) {
  Bytes to(from.size());
  crypto::portable::chacha20_xor(to, from, key, nonce, counter);
  return to;
}

Bytes sodium(ByteView from, const Key& key, const Nonce& nonce, std::uint32_t counter) {
  Bytes to(from.size());
  crypto::chacha20_xor(to, from, key, nonce, counter);
  return to;
}

} // namespace

TEST_CASE("chacha20 gives the ciphertext of RFC 8439, section 2.4.2") {
  const std::string_view text =
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for "
      "the future, sunscreen would be it.";
  const Nonce nonce = {0, 0, 0, 0, 0, 0, 0, 0x4a, 0, 0, 0, 0};
  const std::string_view expected = "6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0b"
                                    "f91b65c5524733ab8f593dabcd62b3571639d624e65152ab8f530c359f0861d8"
                                    "07ca0dbf500d6a6156a38e088a22b65e52bc514d16ccf806818ce91ab7793736"
                                    "5af90bbf74a35be6b40b8eedf2785e42874d";
  CHECK(to_hex(portable(as_bytes(text), counting_key(), nonce, 1)) == expected);
  CHECK(to_hex(sodium(as_bytes(text), counting_key(), nonce, 1)) == expected);
}

TEST_CASE("chacha20 gives the key streams of RFC 8439, appendix A.1") {
  const Bytes zeros(64);
  const std::string_view first = "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
                                 "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586";
  const std::string_view second = "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
                                  "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f";
  CHECK(to_hex(portable(zeros, {}, {}, 0)) == first);
  CHECK(to_hex(portable(zeros, {}, {}, 1)) == second);
  CHECK(to_hex(sodium(zeros, {}, {}, 1)) == second);
}

TEST_CASE("portable chacha20 agrees with libsodium at every length and at the last counter") {
  const Bytes bytes = pattern(32768);
  const Nonce nonce = {3, 0, 0, 0, 0x80, 1, 2, 3, 4, 5, 6, 0xff};
  for (std::size_t size = 0; size <= 300; ++size) {
    CAPTURE(size);
    const ByteView from = ByteView(bytes).first(size);
    REQUIRE(portable(from, counting_key(), nonce, 7) == sodium(from, counting_key(), nonce, 7));
  }
  CHECK(portable(bytes, counting_key(), nonce, 0) == sodium(bytes, counting_key(), nonce, 0));
  const ByteView two_blocks = ByteView(bytes).first(128);
  CHECK(portable(two_blocks, counting_key(), nonce, 0xfffffffe) ==
        sodium(two_blocks, counting_key(), nonce, 0xfffffffe));
}

TEST_CASE("chacha20 works in place and undoes itself") {
  const Bytes plain = pattern(1000);
  for (const bool use_portable : {false, true}) {
    Bytes bytes = plain;
    const auto apply = use_portable ? crypto::portable::chacha20_xor : crypto::chacha20_xor;
    apply(bytes, bytes, counting_key(), Nonce{}, 0);
    CHECK(bytes == sodium(plain, counting_key(), {}, 0));
    apply(bytes, bytes, counting_key(), Nonce{}, 0);
    CHECK(bytes == plain);
  }
}

TEST_CASE("chacha20 refuses to pass the end of its counter") {
  const Bytes bytes(129);
  try {
    sodium(bytes, {}, {}, 0xfffffffe);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Internal);
  }
}
