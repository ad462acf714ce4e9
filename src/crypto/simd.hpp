/// \file
/// Several blocks at once, in the lanes of a processor with AVX2. The code is generated: src/crypto/generate.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace sigil::crypto {

/// Whether this processor has what the functions below need. To be asked first.
bool has_simd() noexcept;

inline constexpr std::size_t kHashLanes = 4;
/// Bytes that both functions take at a time.
inline constexpr std::size_t kHashBlock = 128, kCipherPiece = 512;

/// The words of a BLAKE2b state (RFC 7693, section 2.4), each of all lanes.
using HashStates = std::array<std::array<std::uint64_t, kHashLanes>, 8>;

/// Compresses `blocks` ≥ 1 blocks of each message. `offsets`: bytes compressed before, and after.
void compress_lanes(HashStates& states, const std::array<const std::uint8_t*, kHashLanes>& messages,
                    std::size_t blocks, std::array<std::uint64_t, kHashLanes>& offsets,
                    bool is_last) noexcept;

/// Xors `count` ≥ 1 pieces with the key stream of `state` (RFC 8439, section 2.3), whose counter moves on.
/// `to` may be `from`.
void cipher_pieces(std::uint8_t* to, const std::uint8_t* from, std::size_t count,
                   std::array<std::uint32_t, 16>& state) noexcept;

} // namespace sigil::crypto
