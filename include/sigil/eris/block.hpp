/// \file
/// What an ERIS 1.0 tree is made of: block sizes, references, keys. Freestanding.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace sigil::eris {

/// The two block sizes of ERIS 1.0; the value is the base-2 logarithm, as in the binary capability.
enum class BlockSize : std::uint8_t { k1KiB = 0x0a, k32KiB = 0x0f };

constexpr std::size_t size_bytes(BlockSize size) {
  return std::size_t{1} << static_cast<unsigned>(size);
}

/// Whether a block may have this size.
constexpr bool is_block_length(std::uint64_t length_bytes) {
  return length_bytes == size_bytes(BlockSize::k1KiB) || length_bytes == size_bytes(BlockSize::k32KiB);
}

/// Content below 16 KiB takes 1 KiB blocks, all else 32 KiB (ERIS 1.0, section 2.2).
constexpr BlockSize recommended_block_size(std::uint64_t content_size_bytes) {
  return content_size_bytes < 16384 ? BlockSize::k1KiB : BlockSize::k32KiB;
}

/// A reference and a key, the reference first.
inline constexpr std::size_t kPairLength = 64;

/// How many pairs a node holds: 16 or 512.
constexpr std::size_t arity(BlockSize size) {
  return size_bytes(size) / kPairLength;
}

/// The highest level that a content of less than 2^64 bytes needs: 14 or 6.
constexpr std::uint8_t highest_level(BlockSize size) {
  return size == BlockSize::k1KiB ? 14 : 6;
}

/// Unkeyed BLAKE2b-256 of an encrypted block.
using Reference = std::array<std::uint8_t, 32>;
/// ChaCha20 key of a block.
using Key = std::array<std::uint8_t, 32>;
/// ChaCha20 nonce of a block.
using Nonce = std::array<std::uint8_t, 12>;

/// 32 bytes mixed into the keys of leaf blocks. All zero is the null secret: equal contents then have
/// equal capabilities everywhere.
using ConvergenceSecret = std::array<std::uint8_t, 32>;

/// The first byte tells the level, so that no two levels share a key stream.
constexpr Nonce nonce_of(std::uint8_t level) {
  return {level};
}

/// A reference and the key to the block behind it.
struct ReferenceKeyPair {
  Reference reference{};
  Key key{};
  bool operator==(const ReferenceKeyPair&) const = default;
};

} // namespace sigil::eris
