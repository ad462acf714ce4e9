#include "sigil/crypto/lanes.hpp"

#include <blake2.h>
#include <random>
#include <sodium.h>

#include "sigil/crypto/cipher.hpp"
#include "simd.hpp"
#include "support/catch.hpp"

using namespace sigil;

namespace {

constexpr const char* kNoSimd = "this processor has no AVX2";

Bytes random_bytes(std::mt19937& engine, std::size_t size) {
  Bytes bytes(size);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(engine());
  return bytes;
}

crypto::Hash by_sodium(ByteView message, const crypto::Hash* key) {
  crypto::Hash digest;
  crypto_generichash(digest.data(), digest.size(), message.data(), message.size(),
                     key != nullptr ? key->data() : nullptr, key != nullptr ? key->size() : 0);
  return digest;
}

crypto::Hash by_libb2(ByteView message, const crypto::Hash* key) {
  crypto::Hash digest;
  blake2b(digest.data(), message.data(), key != nullptr ? key->data() : nullptr, digest.size(),
          message.size(), key != nullptr ? key->size() : 0);
  return digest;
}

} // namespace

TEST_CASE("messages in lanes have the digests that libsodium and libb2 give them") {
  REQUIRE(sodium_init() >= 0);
  std::mt19937 engine(1);
  for (std::size_t round = 0; round < 300; ++round) {
    const bool is_whole = round % 4 != 0; // other lengths go without lanes
    const std::size_t length = is_whole ? 128 * (1 + engine() % 20) : engine() % 2000;
    const std::size_t count = round % 10;
    CAPTURE(length, count);
    const Bytes bytes = random_bytes(engine, length * count + count + 1);
    std::vector<ByteView> messages;
    for (std::size_t i = 0; i < count; ++i) // at odd addresses too
      messages.push_back(ByteView(bytes).subspan(i * length + engine() % (i + 1), length));
    crypto::Hash key;
    std::generate(key.begin(), key.end(), [&] { return static_cast<std::uint8_t>(engine()); });
    std::vector<crypto::Hash> keyed(count), unkeyed(count);
    crypto::blake2b_256_lanes(messages, crypto::Blake2bStart::keyed(key), keyed);
    crypto::blake2b_256_lanes(messages, crypto::Blake2bStart::unkeyed(), unkeyed);
    for (std::size_t i = 0; i < count; ++i) {
      REQUIRE(keyed[i] == by_sodium(messages[i], &key));
      REQUIRE(keyed[i] == by_libb2(messages[i], &key));
      REQUIRE(unkeyed[i] == by_sodium(messages[i], nullptr));
      REQUIRE(unkeyed[i] == by_libb2(messages[i], nullptr));
    }
  }
}

TEST_CASE("blocks of both sizes of ERIS in lanes") {
  std::mt19937 engine(2);
  for (const std::size_t length : {std::size_t{1024}, std::size_t{32768}}) {
    const Bytes bytes = random_bytes(engine, 5 * length);
    std::vector<ByteView> messages;
    for (std::size_t i = 0; i < 5; ++i) messages.push_back(ByteView(bytes).subspan(i * length, length));
    std::vector<crypto::Hash> digests(5);
    crypto::blake2b_256_lanes(messages, crypto::Blake2bStart::keyed(crypto::Hash{}), digests);
    const crypto::Hash null_key{};
    for (std::size_t i = 0; i < 5; ++i) CHECK(digests[i] == by_sodium(messages[i], &null_key));
  }
}

TEST_CASE("lanes may begin and end apart from each other") {
  if (!crypto::has_simd()) SIGIL_SKIP(kNoSimd);
  // Two blocks, then one: as one message of three. Lanes of another key and of none beside each other.
  std::mt19937 engine(3);
  const Bytes bytes = random_bytes(engine, 4 * 384);
  crypto::HashStates states, expected;
  for (std::size_t i = 0; i < 8; ++i)
    for (std::size_t lane = 0; lane < 4; ++lane)
      states[i][lane] = expected[i][lane] = (std::uint64_t{engine()} << 32) | engine();
  std::array<std::uint64_t, 4> offsets{0, 128, 256, 1 << 30}, all = offsets;
  std::array<const std::uint8_t*, 4> places, later;
  for (std::size_t lane = 0; lane < 4; ++lane) {
    places[lane] = bytes.data() + 384 * lane;
    later[lane] = places[lane] + 256;
  }
  crypto::compress_lanes(expected, places, 3, all, true);
  crypto::compress_lanes(states, places, 2, offsets, false);
  crypto::compress_lanes(states, later, 1, offsets, true);
  CHECK(states == expected);
  CHECK(offsets == all);
  CHECK(offsets[3] == (1 << 30) + 384);
}

TEST_CASE("pieces of a key stream are those of libsodium") {
  REQUIRE(sodium_init() >= 0);
  std::mt19937 engine(4);
  for (std::size_t round = 0; round < 300; ++round) {
    const std::size_t length = round % 3 == 0 ? 512 * (engine() % 9) : engine() % 5000;
    const Bytes key = random_bytes(engine, 32), nonce = random_bytes(engine, 12);
    const std::uint64_t blocks = (length + 63) / 64;
    // Up to the end of the counter.
    const auto counter = static_cast<std::uint32_t>(
        round % 5 == 0 ? (std::uint64_t{1} << 32) - blocks - (blocks == 0 ? 1 : 0) : engine());
    CAPTURE(length, counter);
    const Bytes from = random_bytes(engine, length + 1);
    const ByteView message = ByteView(from).subspan(1);
    Bytes expected(length), found(length);
    if (length != 0)
      crypto_stream_chacha20_ietf_xor_ic(expected.data(), message.data(), length, nonce.data(), counter,
                                         key.data());
    crypto::chacha20_xor(found, message, std::span<const std::uint8_t, 32>(key),
                         std::span<const std::uint8_t, 12>(nonce), counter);
    REQUIRE((found == expected));
    Bytes in_place(message.begin(), message.end());
    crypto::chacha20_xor(in_place, in_place, std::span<const std::uint8_t, 32>(key),
                         std::span<const std::uint8_t, 12>(nonce), counter);
    REQUIRE((in_place == expected));
  }
}
