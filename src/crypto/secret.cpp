#include "sigil/crypto/secret.hpp"

#include "libsodium.hpp"

namespace sigil::crypto {

void wipe(MutableBytes bytes) noexcept {
  sodium_memzero(bytes.data(), bytes.size());
}

bool equal_secrets(ByteView a, ByteView b) noexcept {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace sigil::crypto
