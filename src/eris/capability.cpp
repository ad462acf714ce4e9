#include "sigil/eris/capability.hpp"

#include <algorithm>

#include "sigil/base/error.hpp"
#include "sigil/base/text.hpp"
#include "sigil/crypto/base32.hpp"
#include "sigil/crypto/secret.hpp"

namespace sigil::eris {
namespace {

Error invalid(std::string message, std::string_view fault) {
  return Error(ErrorKind::Invalid, std::move(message)).coded("eris.capability." + std::string(fault));
}

std::string found_and_expected(std::size_t found, std::size_t expected) {
  return std::to_string(found) + ", expected " + std::to_string(expected);
}

} // namespace

CapabilityBytes ReadCapability::to_binary() const {
  return capability_bytes(block_size, level, root);
}

std::string ReadCapability::to_urn() const {
  std::string urn(kUrnPrefix);
  urn.resize(kUrnLength);
  crypto::base32_encode(to_binary(), std::span(urn).subspan(kUrnPrefix.size()));
  return urn;
}

ReadCapability ReadCapability::parse_binary(ByteView bytes) {
  if (bytes.size() != kBinaryLength) {
    throw invalid("length of a binary read capability is " + found_and_expected(bytes.size(), kBinaryLength),
                  "length");
  }
  if (!is_block_size(bytes[0])) {
    throw invalid("block size of a read capability is '0x" + to_hex(bytes.first(1)) +
                      "', expected '0x0a' (1 KiB) or '0x0f' (32 KiB)",
                  "block-size");
  }
  ReadCapability capability;
  capability.block_size = static_cast<BlockSize>(bytes[0]);
  capability.level = bytes[1];
  std::copy_n(bytes.begin() + 2, 32, capability.root.reference.begin());
  std::copy_n(bytes.begin() + 34, 32, capability.root.key.begin());
  return capability;
}

ReadCapability ReadCapability::parse_urn(std::string_view urn) {
  if (!urn.starts_with(kUrnPrefix)) {
    throw invalid("read capability starts with " + in_quotes(urn.substr(0, kUrnPrefix.size())) +
                      ", expected " + in_quotes(kUrnPrefix),
                  "prefix");
  }
  CapabilityBytes bytes;
  const crypto::Base32Result result = crypto::base32_decode(urn.substr(kUrnPrefix.size()), bytes);
  switch (result.fault) {
  case crypto::Base32Fault::None: break;
  case crypto::Base32Fault::Length:
    throw invalid("length of a read capability is " + found_and_expected(urn.size(), kUrnLength), "length");
  case crypto::Base32Fault::Character: {
    const std::size_t at = kUrnPrefix.size() + result.at;
    throw invalid("character " + std::to_string(at + 1) + " of a read capability is " +
                      in_quotes(urn.substr(at, 1)) + ", expected one of 'A' to 'Z' and '2' to '7'",
                  "character");
  }
  case crypto::Base32Fault::TrailingBits:
    throw invalid("last character of a read capability has bits that are not part of its 66 bytes, "
                  "expected them to be zero",
                  "trailing-bits");
  }
  return parse_binary(bytes);
}

bool ReadCapability::operator==(const ReadCapability& other) const {
  return crypto::equal_secrets(to_binary(), other.to_binary());
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
