/// \file
/// ERIS 1.0 read capabilities: what one needs to fetch, check and decrypt a content.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "sigil/base/bytes.hpp"

namespace sigil::eris {

/// The two block sizes of ERIS 1.0; the value is the base-2 logarithm, as in the binary form.
enum class BlockSize : std::uint8_t { k1KiB = 0x0a, k32KiB = 0x0f };

constexpr std::size_t size_bytes(BlockSize size) { return std::size_t{1} << static_cast<unsigned>(size); }

/// Content below 16 KiB takes 1 KiB blocks, all else 32 KiB (ERIS 1.0, section 2.2).
constexpr BlockSize recommended_block_size(std::uint64_t content_size_bytes) {
  return content_size_bytes < 16384 ? BlockSize::k1KiB : BlockSize::k32KiB;
}

/// Unkeyed BLAKE2b-256 of an encrypted block.
using Reference = std::array<std::uint8_t, 32>;
/// ChaCha20 key of a block.
using Key = std::array<std::uint8_t, 32>;

/// 32 bytes mixed into the keys of leaf blocks. All zero is the null secret: equal contents then have
/// equal capabilities everywhere.
using ConvergenceSecret = std::array<std::uint8_t, 32>;

/// A reference and the key to the block behind it.
struct ReferenceKeyPair {
  Reference reference{};
  Key key{};
  bool operator==(const ReferenceKeyPair&) const = default;
};

/// Holds a key: it never streams itself anywhere, to_urn() has to be called by name.
struct ReadCapability {
  BlockSize block_size = BlockSize::k1KiB;
  /// Height of the tree, 0 = the root is a leaf.
  std::uint8_t level = 0;
  ReferenceKeyPair root;

  static constexpr std::size_t kBinaryLength = 66;
  static constexpr std::size_t kUrnLength = 115;
  static constexpr std::string_view kUrnPrefix = "urn:eris:";

  /// 66 bytes: block size, level, reference, key (ERIS 1.0, section 2.6).
  std::array<std::uint8_t, kBinaryLength> to_binary() const;
  /// "urn:eris:" and 106 characters of unpadded base32 (RFC 4648).
  std::string to_urn() const;

  /// Strict reverses of the two above: exact length, upper case, trailing bits zero, known block size.
  /// \throws Error{Invalid} with code "eris.capability.*".
  static ReadCapability parse_binary(ByteView bytes);
  static ReadCapability parse_urn(std::string_view urn);

  bool operator==(const ReadCapability&) const = default;
};

} // namespace sigil::eris
