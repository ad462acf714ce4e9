/// \file
/// Bytes for tests.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sigil/base/stream.hpp"

namespace sigil::test {

/// `size` bytes that count up and do not repeat every 256.
inline Bytes pattern(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i + i / 256 * 7);
  return bytes;
}

} // namespace sigil::test
