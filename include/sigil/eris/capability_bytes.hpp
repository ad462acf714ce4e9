/// \file
/// The binary form of a read capability and its URN, without strings and exceptions. Freestanding;
/// hosted code takes ReadCapability (capability.hpp), whose errors say more.
/// Format: docs/formats/eris.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sigil/base/bytes.hpp"
#include "sigil/crypto/base32.hpp"
#include "sigil/eris/block.hpp"

namespace sigil::eris {

inline constexpr std::string_view kUrnPrefix = "urn:eris:";
inline constexpr std::size_t kCapabilityLength = 66;
inline constexpr std::size_t kUrnLength = kUrnPrefix.size() + crypto::base32_length(kCapabilityLength);

/// Block size, level, reference, key: 1 + 1 + 32 + 32 bytes (ERIS 1.0, section 2.6). Two capabilities
/// are equal exactly if their bytes are.
using CapabilityBytes = std::array<std::uint8_t, kCapabilityLength>;

constexpr CapabilityBytes capability_bytes(BlockSize block_size, std::uint8_t level,
                                           const ReferenceKeyPair& root) {
  CapabilityBytes bytes{static_cast<std::uint8_t>(block_size), level};
  for (std::size_t i = 0; i < 32; ++i) bytes[2 + i] = root.reference[i];
  for (std::size_t i = 0; i < 32; ++i) bytes[34 + i] = root.key[i];
  return bytes;
}

/// Whether `byte`, the first of a binary capability, names a block size.
constexpr bool is_block_size(std::uint8_t byte) {
  return byte == static_cast<std::uint8_t>(BlockSize::k1KiB) ||
         byte == static_cast<std::uint8_t>(BlockSize::k32KiB);
}

/// The block size of capability bytes for which is_block_size() holds.
constexpr BlockSize block_size_of(const CapabilityBytes& bytes) {
  return static_cast<BlockSize>(bytes[0]);
}

/// Reads "urn:eris:" and 106 characters of base32. False if `urn` is anything else: another length,
/// another letter case, trailing bits that are not zero, an unknown block size.
constexpr bool read_urn(std::string_view urn, CapabilityBytes& into) {
  // Not starts_with(): its code wants an exception where nothing is optimised.
  if (urn.size() != kUrnLength || std::string_view(urn.data(), kUrnPrefix.size()) != kUrnPrefix) return false;
  urn.remove_prefix(kUrnPrefix.size());
  return crypto::base32_decode(urn, into).fault == crypto::Base32Fault::None && is_block_size(into[0]);
}

} // namespace sigil::eris
