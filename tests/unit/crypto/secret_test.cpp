#include "sigil/crypto/secret.hpp"

#include "pattern.hpp"
#include "support/catch.hpp"

using namespace sigil;

TEST_CASE("wipe leaves zeros") {
  Bytes bytes = test::pattern(100);
  crypto::wipe(MutableBytes(bytes).subspan(10, 80));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    CAPTURE(i);
    REQUIRE(bytes[i] == (i >= 10 && i < 90 ? 0 : i));
  }
  crypto::wipe({});
}

TEST_CASE("secrets are equal if all their bytes are") {
  const Bytes bytes = test::pattern(66);
  CHECK(crypto::equal_secrets(bytes, test::pattern(66)));
  CHECK(crypto::equal_secrets({}, {}));
  CHECK_FALSE(crypto::equal_secrets(bytes, ByteView(bytes).first(65)));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    Bytes other = bytes;
    other[i] ^= 0x10;
    REQUIRE_FALSE(crypto::equal_secrets(bytes, other));
  }
}
