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

  /// The URN in the letters that a QR code packs densely: "URN:ERIS:" and the same 106 characters.
  std::string to_qr_text() const;
  /// For what people hand over: the URN or the text of a QR code. The letter case of "urn:eris:" does not
  /// matter, as RFC 8141 (section 3.1) has it; all else is as strict as parse_urn(), with the same codes.
  static ReadCapability parse_text(std::string_view text);

  /// Head of the tag 276 and of the byte string, then the binary form.
  static constexpr std::size_t kCborLength = 5 + kBinaryLength;
  /// As an item of CBOR, for links and files.
  std::array<std::uint8_t, kCborLength> to_cbor() const;
  /// The whole of `item`. Numbers of the two heads may take more bytes than they need, as in CBOR files.
  /// \throws Error{Invalid} with code "eris.cbor.*", or as parse_binary().
  static ReadCapability parse_cbor(ByteView item);

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
