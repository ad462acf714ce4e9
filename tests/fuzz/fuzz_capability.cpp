// Read capabilities in all their forms: readers agree, and what is read is written again as it was.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sigil/base/error.hpp"
#include "sigil/eris/capability.hpp"
#include "sigil/eris/old_capability.hpp"

using namespace sigil;
using eris::OldCapability;
using eris::ReadCapability;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

template <typename Parse>
bool parsed(Parse parse) {
  try {
    parse();
    return true;
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::Invalid);
    require(error.code().starts_with("eris.capability.") || error.code().starts_with("eris.cbor."));
    return false;
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input(data, size);
  const std::string_view text = as_text(input);
  eris::CapabilityBytes bytes;
  const bool read = eris::read_urn(text, bytes);
  const bool urn = parsed([&] {
    const ReadCapability capability = ReadCapability::parse_urn(text);
    require(capability.to_urn() == text && capability.to_binary() == bytes);
  });
  require(read == urn);
  const bool is_text = parsed([&] {
    const ReadCapability capability = ReadCapability::parse_text(text);
    require(capability.to_urn().substr(9) == text.substr(9));
    require(ReadCapability::parse_text(capability.to_qr_text()) == capability);
  });
  require(is_text || !urn);
  const bool is_old = parsed([&] { require(OldCapability::parse_urn(text).to_urn() == text); });
  require(!is_old || !is_text);
  parsed([&] {
    const ReadCapability capability = ReadCapability::parse_cbor(input);
    const auto item = capability.to_cbor();
    require(item.size() <= size && std::equal(item.end() - 66, item.end(), input.end() - 66));
    require(ReadCapability::parse_cbor(item) == capability);
  });
  parsed([&] {
    const ReadCapability capability = ReadCapability::parse_binary(input);
    const eris::CapabilityBytes back = capability.to_binary();
    require(std::equal(back.begin(), back.end(), input.begin(), input.end()));
    require(ReadCapability::parse_urn(capability.to_urn()) == capability);
  });
  return 0;
}
