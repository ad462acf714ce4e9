#include "sigil/crypto/hash.hpp"

#include <sodium.h>

#include "sigil/base/error.hpp"

namespace sigil::crypto {
namespace {

/// Without it libsodium silently uses its portable code, four times slower.
void initialise() {
  static const bool done = sodium_init() >= 0;
  SIGIL_ASSERT(done);
}

} // namespace

Hash blake2b_256(ByteView message) {
  initialise();
  Hash hash;
  crypto_generichash(hash.data(), hash.size(), message.data(), message.size(), nullptr, 0);
  return hash;
}

} // namespace sigil::crypto
