// Read capabilities: both readers agree, and what is read is written again as it was.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sigil/base/error.hpp"
#include "sigil/eris/capability.hpp"

using namespace sigil;
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
    require(error.kind() == ErrorKind::Invalid && error.code().starts_with("eris.capability."));
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
  parsed([&] {
    const ReadCapability capability = ReadCapability::parse_binary(input);
    const eris::CapabilityBytes back = capability.to_binary();
    require(std::equal(back.begin(), back.end(), input.begin(), input.end()));
    require(ReadCapability::parse_urn(capability.to_urn()) == capability);
  });
  return 0;
}
