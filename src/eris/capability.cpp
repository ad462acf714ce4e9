#include "sigil/eris/capability.hpp"

#include <algorithm>

#include "cbor.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/text.hpp"
#include "sigil/crypto/base32.hpp"
#include "sigil/crypto/secret.hpp"
#include "sigil/eris/old_capability.hpp"

namespace sigil::eris {
namespace {

Error invalid(std::string message, std::string_view fault) {
  return Error(ErrorKind::Invalid, std::move(message)).coded("eris.capability." + std::string(fault));
}

std::string found_and_expected(std::size_t found, std::size_t expected) {
  return std::to_string(found) + ", expected " + std::to_string(expected);
}

Error wrong_block_size(std::uint8_t found, const std::string& expected) {
  return invalid("block size of a read capability is '0x" + to_hex({&found, 1}) + "', expected " + expected,
                 "block-size");
}

struct OldPrefix {
  std::string_view prefix;
  std::string_view version;
};
constexpr OldPrefix kErisx2{"urn:erisx2:", "0.2"};
constexpr OldPrefix kErisx3{"urn:erisx3:", "drafts of 1.0"};
constexpr OldPrefix kErisx{"urn:erisx:", "0.1"};

constexpr std::string_view kQrPrefix = "URN:ERIS:";

/// Shows no more of `urn` than the prefix of 1.0 has: the rest may be a capability.
Error wrong_prefix(std::string_view urn, const std::string& expected) {
  return invalid("read capability starts with " + in_quotes(urn.substr(0, kUrnPrefix.size())) +
                     ", expected " + expected,
                 "prefix");
}

/// What follows a prefix of so many characters.
CapabilityBytes read_base32(std::string_view urn, std::size_t prefix) {
  CapabilityBytes bytes;
  const crypto::Base32Result result = crypto::base32_decode(urn.substr(prefix), bytes);
  switch (result.fault) {
  case crypto::Base32Fault::None: break;
  case crypto::Base32Fault::Length:
    throw invalid("length of a read capability is " +
                      found_and_expected(urn.size(), prefix + crypto::base32_length(kCapabilityLength)),
                  "length");
  case crypto::Base32Fault::Character: {
    const std::size_t at = prefix + result.at;
    throw invalid("character " + std::to_string(at + 1) + " of a read capability is " +
                      in_quotes(urn.substr(at, 1)) + ", expected one of 'A' to 'Z' and '2' to '7'",
                  "character");
  }
  case crypto::Base32Fault::TrailingBits:
    throw invalid("last character of a read capability has bits that are not part of its 66 bytes, "
                  "expected them to be zero",
                  "trailing-bits");
  }
  return bytes;
}

std::string written(std::string_view prefix, const CapabilityBytes& bytes) {
  std::string urn(prefix);
  urn.resize(prefix.size() + crypto::base32_length(bytes.size()));
  crypto::base32_encode(bytes, std::span(urn).subspan(prefix.size()));
  return urn;
}

} // namespace

CapabilityBytes ReadCapability::to_binary() const {
  return capability_bytes(block_size, level, root);
}

std::string ReadCapability::to_urn() const {
  return written(kUrnPrefix, to_binary());
}

ReadCapability ReadCapability::parse_binary(ByteView bytes) {
  if (bytes.size() != kBinaryLength) {
    throw invalid("length of a binary read capability is " + found_and_expected(bytes.size(), kBinaryLength),
                  "length");
  }
  if (!is_block_size(bytes[0])) throw wrong_block_size(bytes[0], "'0x0a' (1 KiB) or '0x0f' (32 KiB)");
  ReadCapability capability;
  capability.block_size = static_cast<BlockSize>(bytes[0]);
  capability.level = bytes[1];
  std::copy_n(bytes.begin() + 2, 32, capability.root.reference.begin());
  std::copy_n(bytes.begin() + 34, 32, capability.root.key.begin());
  return capability;
}

ReadCapability ReadCapability::parse_urn(std::string_view urn) {
  if (urn.starts_with(kUrnPrefix)) return parse_binary(read_base32(urn, kUrnPrefix.size()));
  Error error = wrong_prefix(urn, in_quotes(kUrnPrefix));
  for (const OldPrefix& old : {kErisx2, kErisx3, kErisx})
    if (urn.starts_with(old.prefix))
      error.hint("it is of an older version of ERIS (" + std::string(old.version) +
                 "): the content has to be encoded again");
  throw error;
}

std::string ReadCapability::to_qr_text() const {
  return written(kQrPrefix, to_binary());
}

ReadCapability ReadCapability::parse_text(std::string_view text) {
  const auto is_same_letter = [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b;
  };
  const std::string_view prefix = text.substr(0, kUrnPrefix.size());
  if (!std::equal(prefix.begin(), prefix.end(), kUrnPrefix.begin(), kUrnPrefix.end(), is_same_letter))
    return parse_urn(text); // which knows what to say
  return parse_binary(read_base32(text, kUrnPrefix.size()));
}

std::array<std::uint8_t, ReadCapability::kCborLength> ReadCapability::to_cbor() const {
  std::array<std::uint8_t, kCborLength> item{0xd9, 0x01, 0x14, 0x58, kBinaryLength};
  static_assert(cbor::kReadCapability == 0x0114);
  const CapabilityBytes bytes = to_binary();
  std::copy(bytes.begin(), bytes.end(), item.end() - kBinaryLength);
  return item;
}

ReadCapability ReadCapability::parse_cbor(ByteView item) {
  cbor::Cursor cursor(item, {});
  const ReadCapability capability = cbor::read_capability(cursor);
  cursor.require_end();
  return capability;
}

bool ReadCapability::operator==(const ReadCapability& other) const {
  return crypto::equal_secrets(to_binary(), other.to_binary());
}

std::string OldCapability::to_urn() const {
  CapabilityBytes bytes = parts.to_binary();
  if (version == Version::Erisx3) return written(kErisx3.prefix, bytes);
  bytes[0] = parts.block_size == BlockSize::k1KiB ? 0 : 1;
  return written(kErisx2.prefix, bytes);
}

OldCapability OldCapability::parse_urn(std::string_view urn) {
  if (urn.starts_with(kErisx3.prefix))
    return {Version::Erisx3, ReadCapability::parse_binary(read_base32(urn, kErisx3.prefix.size()))};
  if (!urn.starts_with(kErisx2.prefix))
    throw wrong_prefix(urn, in_quotes(kErisx2.prefix) + " or " + in_quotes(kErisx3.prefix));
  CapabilityBytes bytes = read_base32(urn, kErisx2.prefix.size());
  if (bytes[0] > 1) throw wrong_block_size(bytes[0], "'0x00' (1 KiB) or '0x01' (32 KiB)");
  bytes[0] = static_cast<std::uint8_t>(bytes[0] == 0 ? BlockSize::k1KiB : BlockSize::k32KiB);
  return {Version::Erisx2, ReadCapability::parse_binary(bytes)};
}

std::string to_text(const Reference& reference) {
  std::string text(crypto::base32_length(reference.size()), '\0');
  crypto::base32_encode(reference, text);
  return text;
}

std::optional<Reference> try_parse_reference(std::string_view text) {
  static_assert(crypto::base32_length(sizeof(Reference)) == kReferenceTextLength);
  Reference reference;
  if (crypto::base32_decode(text, reference).fault != crypto::Base32Fault::None) return std::nullopt;
  return reference;
}

} // namespace sigil::eris
