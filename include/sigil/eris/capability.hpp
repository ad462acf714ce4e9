/// \file
/// ERIS 1.0 read capabilities: what one needs to fetch, check and decrypt a content.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sigil/base/bytes.hpp"
#include "sigil/eris/block.hpp"
#include "sigil/eris/capability_bytes.hpp"

namespace sigil::eris {

/// Holds a key: it never streams itself anywhere, to_urn() has to be called by name.
struct ReadCapability {
  BlockSize block_size = BlockSize::k1KiB;
  /// Height of the tree, 0 = the root is a leaf.
  std::uint8_t level = 0;
  ReferenceKeyPair root;

  static constexpr std::size_t kBinaryLength = kCapabilityLength;
  static constexpr std::size_t kUrnLength = eris::kUrnLength;
  static constexpr std::string_view kUrnPrefix = eris::kUrnPrefix;
  static_assert(kUrnLength == 115);

  /// 66 bytes: block size, level, reference, key (ERIS 1.0, section 2.6).
  CapabilityBytes to_binary() const;
  /// "urn:eris:" and 106 characters of unpadded base32 (RFC 4648).
  std::string to_urn() const;

  /// Strict reverses of the two above: exact length, upper case, trailing bits zero, known block size.
  /// A level that no content needs is left to the decoder: the capability itself is well formed.
  /// \throws Error{Invalid} with code "eris.capability.*" (docs/formats/eris.md). Its message quotes
  /// nothing of the capability, which holds a key.
  static ReadCapability parse_binary(ByteView bytes);
  static ReadCapability parse_urn(std::string_view urn);

  /// In constant time.
  bool operator==(const ReadCapability& other) const;
};

/// A reference as 52 characters of unpadded base32; it tells nothing of keys or content.
std::string to_text(const Reference& reference);
/// How many characters that are.
inline constexpr std::size_t kReferenceTextLength = 52;
/// The reverse of to_text(); nullopt if `text` is not exactly that.
std::optional<Reference> try_parse_reference(std::string_view text);

} // namespace sigil::eris
