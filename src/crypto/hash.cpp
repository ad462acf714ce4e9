#include "sigil/crypto/hash.hpp"

#include "libsodium.hpp"

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

} // namespace sigil::crypto
