#include "sigil/crypto/cipher.hpp"

#include <array>

#include "libsodium.hpp"
#include "sigil/base/endian.hpp"
#include "sigil/base/error.hpp"
#include "sigil/crypto/secret.hpp"
#include "simd.hpp"

namespace sigil::crypto {
namespace {

constexpr std::size_t kBlockLength = 64;

void xor_pieces(std::uint8_t* to, const std::uint8_t* from, std::size_t count,
                std::span<const std::uint8_t, 32> key, std::span<const std::uint8_t, 12> nonce,
                std::uint32_t counter) {
  // RFC 8439, section 2.3: "expand 32-byte k", key, counter, nonce.
  std::array<std::uint32_t, 16> state{0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
  for (std::size_t i = 0; i < 8; ++i)
    state[4 + i] = load<std::uint32_t>(key.data() + 4 * i, ByteOrder::Little);
  state[12] = counter;
  for (std::size_t i = 0; i < 3; ++i)
    state[13 + i] = load<std::uint32_t>(nonce.data() + 4 * i, ByteOrder::Little);
  cipher_pieces(to, from, count, state);
  wipe({reinterpret_cast<std::uint8_t*>(state.data()), sizeof state});
}

} // namespace

void chacha20_xor(MutableBytes to, ByteView from, std::span<const std::uint8_t, 32> key,
                  std::span<const std::uint8_t, 12> nonce, std::uint32_t counter) {
  SIGIL_ASSERT(to.size() == from.size());
  // libsodium ends the process where the counter would pass its end.
  constexpr std::uint64_t kBlocks = std::uint64_t{1} << 32;
  SIGIL_ASSERT(from.size() <= kBlockLength * (kBlocks - counter));
  if (has_simd() && from.size() >= kCipherPiece) {
    const std::size_t pieces = from.size() / kCipherPiece;
    xor_pieces(to.data(), from.data(), pieces, key, nonce, counter);
    to = to.subspan(pieces * kCipherPiece);
    from = from.subspan(pieces * kCipherPiece);
    counter += static_cast<std::uint32_t>(pieces * (kCipherPiece / kBlockLength)); // 2^32 only at the end
  }
  if (from.empty()) return; // may have no address, which libsodium wants
  initialise_sodium();
  crypto_stream_chacha20_ietf_xor_ic(to.data(), from.data(), from.size(), nonce.data(), counter, key.data());
}

} // namespace sigil::crypto
