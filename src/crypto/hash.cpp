#include "sigil/crypto/hash.hpp"

#include <nettle/sha2.h>

#include "libsodium.hpp"
#include "sigil/base/error.hpp"

namespace sigil::crypto {
namespace {

Hash generic_hash(ByteView message, ByteView key) {
  initialise_sodium();
  Hash hash;
  crypto_generichash(hash.data(), hash.size(), message.data(), message.size(), key.data(), key.size());
  return hash;
}

} // namespace

Hash blake2b_256(ByteView message) {
  return generic_hash(message, {});
}

Hash blake2b_256(ByteView message, std::span<const std::uint8_t, 32> key) {
  return generic_hash(message, key);
}

std::array<std::uint8_t, 30> blake2b_240(std::span<const ByteView> parts) {
  initialise_sodium();
  std::array<std::uint8_t, 30> digest;
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, digest.size());
  for (const ByteView part : parts) crypto_generichash_update(&state, part.data(), part.size());
  crypto_generichash_final(&state, digest.data(), digest.size());
  return digest;
}

Hash sha256(ByteView message) {
  sha256_ctx state;
  nettle_sha256_init(&state);
  nettle_sha256_update(&state, message.size(), message.data());
  Hash hash;
  nettle_sha256_digest(&state, hash.size(), hash.data());
  return hash;
}

struct HashSink::State {
  crypto_generichash_state sodium;
};

HashSink::HashSink() : state_(std::make_unique<State>()) {
  initialise_sodium();
  crypto_generichash_init(&state_->sodium, nullptr, 0, sizeof(Hash));
}

HashSink::~HashSink() = default;

void HashSink::write(ByteView bytes) {
  SIGIL_ASSERT(state_ != nullptr);
  crypto_generichash_update(&state_->sodium, bytes.data(), bytes.size());
}

Hash HashSink::finish() {
  SIGIL_ASSERT(state_ != nullptr);
  Hash hash;
  crypto_generichash_final(&state_->sodium, hash.data(), hash.size());
  state_.reset();
  return hash;
}

struct Sha256Sink::State {
  sha256_ctx nettle;
};

Sha256Sink::Sha256Sink() : state_(std::make_unique<State>()) {
  nettle_sha256_init(&state_->nettle);
}

Sha256Sink::~Sha256Sink() = default;

void Sha256Sink::write(ByteView bytes) {
  SIGIL_ASSERT(state_ != nullptr);
  nettle_sha256_update(&state_->nettle, bytes.size(), bytes.data());
}

Hash Sha256Sink::finish() {
  SIGIL_ASSERT(state_ != nullptr);
  Hash hash;
  nettle_sha256_digest(&state_->nettle, hash.size(), hash.data());
  state_.reset();
  return hash;
}

} // namespace sigil::crypto
