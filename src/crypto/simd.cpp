#include "simd.hpp"

#include <sodium/runtime.h>

#include "libsodium.hpp"

namespace sigil::crypto {

#if defined(__x86_64__)

extern "C" {
void sigil_blake2b_x4(std::uint64_t* states, const std::uint8_t* const* messages, std::size_t blocks,
                      std::uint64_t* offsets, std::uint32_t is_last);
void sigil_chacha20_x8(std::uint8_t* to, const std::uint8_t* from, std::size_t count, std::uint32_t* state);
}

bool has_simd() noexcept {
  // libsodium looks when it is asked. The compiler's own function would have every program that includes this
  // ask the processor at its start, which takes long in a virtual machine.
  initialise_sodium();
  return sodium_runtime_has_avx2() != 0;
}

void compress_lanes(HashStates& states, const std::array<const std::uint8_t*, kHashLanes>& messages,
                    std::size_t blocks, std::array<std::uint64_t, kHashLanes>& offsets,
                    bool is_last) noexcept {
  sigil_blake2b_x4(states.front().data(), messages.data(), blocks, offsets.data(), is_last ? 1 : 0);
}

void cipher_pieces(std::uint8_t* to, const std::uint8_t* from, std::size_t count,
                   std::array<std::uint32_t, 16>& state) noexcept {
  sigil_chacha20_x8(to, from, count, state.data());
}

#else

bool has_simd() noexcept {
  return false;
}

void compress_lanes(HashStates&, const std::array<const std::uint8_t*, kHashLanes>&, std::size_t,
                    std::array<std::uint64_t, kHashLanes>&, bool) noexcept {}

void cipher_pieces(std::uint8_t*, const std::uint8_t*, std::size_t, std::array<std::uint32_t, 16>&) noexcept {
}

#endif

} // namespace sigil::crypto
