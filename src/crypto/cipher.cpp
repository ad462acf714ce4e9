#include "sigil/crypto/cipher.hpp"

#include "libsodium.hpp"
#include "sigil/base/error.hpp"

namespace sigil::crypto {

void chacha20_xor(MutableBytes to, ByteView from, std::span<const std::uint8_t, 32> key,
                  std::span<const std::uint8_t, 12> nonce, std::uint32_t counter) {
  SIGIL_ASSERT(to.size() == from.size());
  // libsodium ends the process where the counter would pass its end.
  constexpr std::uint64_t kBlocks = std::uint64_t{1} << 32;
  SIGIL_ASSERT(from.size() <= 64 * (kBlocks - counter));
  if (from.empty()) return; // may have no address, which libsodium wants
  initialise_sodium();
  crypto_stream_chacha20_ietf_xor_ic(to.data(), from.data(), from.size(), nonce.data(), counter, key.data());
}

} // namespace sigil::crypto
