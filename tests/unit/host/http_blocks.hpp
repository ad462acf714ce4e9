/// \file
/// Blocks, and stores that do not wait long.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sigil/crypto/hash.hpp"
#include "sigil/host/http_store.hpp"

namespace sigil::test {

struct TestBlock {
  Bytes bytes;
  eris::Reference reference;
  std::string text() const { return std::string(as_text(bytes)); }
};

/// Blocks that differ by their number.
inline TestBlock make_block(std::size_t number, std::size_t size = 1024) {
  TestBlock block{Bytes(size), {}};
  for (std::size_t i = 0; i < size; ++i) block.bytes[i] = static_cast<std::uint8_t>(number >> 8 * (i % 4));
  block.reference = crypto::blake2b_256(block.bytes);
  return block;
}

/// The block, or none, as bytes of one's own.
inline Bytes get(eris::BlockStore& store, const eris::Reference& reference) {
  Bytes buffer(eris::kLargestBlock);
  const ByteView block = store.get(reference, buffer);
  return {block.begin(), block.end()};
}

/// Two more tries at once.
inline host::HttpOptions hasty() {
  host::HttpOptions options;
  options.retry_pauses = {std::chrono::milliseconds{0}, std::chrono::milliseconds{0}};
  return options;
}

} // namespace sigil::test
