#include "sigil/crypto/hash.hpp"

#include <algorithm>
#include <string>

#include "pattern.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/text.hpp"
#include "sigil/crypto/blake2b.hpp"
#include "support/catch.hpp"

using namespace sigil;
using crypto::portable::Blake2b256;
using test::pattern;

namespace {

crypto::Hash portable_hash(ByteView message) {
  Blake2b256 state;
  state.update(message);
  return state.finish();
}

crypto::Hash portable_hash(ByteView message, const crypto::Hash& key) {
  Blake2b256 state(key);
  state.update(message);
  return state.finish();
}

/// 00 01 02 … 1f
crypto::Hash counting_key() {
  crypto::Hash key;
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
  return key;
}

struct KnownAnswer {
  std::string message;
  const char* unkeyed;
  const char* null_key;
  const char* key;
};

std::string counting(std::size_t size) {
  const Bytes bytes = pattern(size);
  return std::string(as_text(bytes));
}

} // namespace

TEST_CASE("blake2b-256 gives the known digests, unkeyed and keyed") {
  // By the reference implementation, as Python's hashlib.blake2b(digest_size=32) has it.
  const KnownAnswer answers[] = {
      {"", "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8",
       "fd7b3e075ab7e245506323f1d1b55330ccd606fb3301f4caba25022a1de50b47",
       "4e51e7a913fc80137da52880fecca175bf81e117d5c68126dc2774033517ea0d"},
      {"abc", "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319",
       "bad705ff155af631f38dc6cafdda827a31595c802f3ff585c10691c58944d89b",
       "d63a32d3e44738d7907f964316c241adaba0abfeabc32349677578a15a203f7f"},
      {counting(128), "c3582f71ebb2be66fa5dd750f80baae97554f3b015663c8be377cfcb2488c1d1",
       "90de785925826fccb05cd3a8dfc1b1e85c172e07c0f76cfb47f5175baea9b71e",
       "138893f1631ef3165629515d6ed800da3771b7926dced294205c7507351deebc"},
      {counting(129), "f7f3c46ba2564ff4c4c162da1f5b605f9f1c4aa6a20652a9f9a337c1a2f5b9c9",
       "8bf5e9e7fb8a343b758c410592db98d9406826aadc53885e590bc693938a364b",
       "ca60f75cbb714330c046d8f28b4ed351a3ee81776bb02a96abb646fe573e3d5c"},
  };
  for (const KnownAnswer& answer : answers) {
    const ByteView message = as_bytes(answer.message);
    CAPTURE(message.size());
    CHECK(to_hex(crypto::blake2b_256(message)) == answer.unkeyed);
    CHECK(to_hex(portable_hash(message)) == answer.unkeyed);
    CHECK(to_hex(crypto::blake2b_256(message, crypto::Hash{})) == answer.null_key);
    CHECK(to_hex(portable_hash(message, {})) == answer.null_key);
    CHECK(to_hex(crypto::blake2b_256(message, counting_key())) == answer.key);
    CHECK(to_hex(portable_hash(message, counting_key())) == answer.key);
  }
}

TEST_CASE("portable blake2b agrees with libsodium at every length") {
  const Bytes bytes = pattern(33000);
  const auto agree = [&](std::size_t size) {
    const ByteView message = ByteView(bytes).first(size);
    return portable_hash(message) == crypto::blake2b_256(message) &&
           portable_hash(message, counting_key()) == crypto::blake2b_256(message, counting_key());
  };
  for (std::size_t size = 0; size <= 1100; ++size) {
    CAPTURE(size);
    REQUIRE(agree(size));
  }
  for (const std::size_t size : {32767U, 32768U, 32769U, 33000U}) {
    CAPTURE(size);
    REQUIRE(agree(size));
  }
}

TEST_CASE("portable blake2b does not mind how a message is split") {
  const Bytes bytes = pattern(700);
  const crypto::Hash whole = crypto::blake2b_256(bytes);
  const crypto::Hash keyed = crypto::blake2b_256(bytes, counting_key());
  for (std::size_t part = 1; part <= 400; ++part) {
    CAPTURE(part);
    Blake2b256 state;
    Blake2b256 keyed_state(counting_key());
    for (std::size_t at = 0; at < bytes.size(); at += part) {
      const ByteView piece = ByteView(bytes).subspan(at, std::min(part, bytes.size() - at));
      state.update(piece);
      state.update({});
      keyed_state.update(piece);
    }
    REQUIRE(state.finish() == whole);
    REQUIRE(keyed_state.finish() == keyed);
  }
}

TEST_CASE("a message in parts has the digest of the whole") {
  const Bytes bytes = pattern(5000);
  for (const std::size_t part : {1U, 127U, 128U, 129U, 4096U, 5000U}) {
    crypto::HashSink blake2b;
    crypto::Sha256Sink sha256;
    for (std::size_t at = 0; at < bytes.size(); at += part) {
      blake2b.write(ByteView(bytes).subspan(at, std::min(part, bytes.size() - at)));
      sha256.write(ByteView(bytes).subspan(at, std::min(part, bytes.size() - at)));
    }
    CAPTURE(part);
    CHECK(blake2b.finish() == crypto::blake2b_256(bytes));
    CHECK(sha256.finish() == crypto::sha256(bytes));
  }
  CHECK(crypto::HashSink().finish() == crypto::blake2b_256({}));
  CHECK(crypto::Sha256Sink().finish() == crypto::sha256({}));
}

TEST_CASE("a digest is taken once") {
  const auto check = [](auto&& sink) {
    sink.finish();
    CHECK_THROWS_AS(sink.finish(), Error);
    CHECK_THROWS_AS(sink.write(as_bytes("more")), Error);
  };
  check(crypto::HashSink());
  check(crypto::Sha256Sink());
}

TEST_CASE("blake2b-240 and sha-256 give the known digests") {
  // By Python's hashlib.blake2b(digest_size=30) and hashlib.sha256.
  const auto blake2b_240 = [](std::initializer_list<std::string_view> texts) {
    std::vector<ByteView> parts;
    for (const std::string_view text : texts) parts.push_back(as_bytes(text));
    return to_hex(crypto::blake2b_240(parts));
  };
  CHECK(blake2b_240({}) == "a5d6d5975d09c76462b3f9c74f9568d9f9fd46dfbdcbf3f14bc835298b22");
  CHECK(blake2b_240({"abc"}) == "d444e9710d074b9a54a430e9034b4ed30ecf5a5e6f9ace9c314b0434004b");
  CHECK(blake2b_240({"a", "", "bc"}) == blake2b_240({"abc"}));
  CHECK(to_hex(crypto::sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(to_hex(crypto::sha256(as_bytes("abc"))) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
