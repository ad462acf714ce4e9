/// \file
/// BLAKE2b-256 (RFC 7693) of one message, by libsodium. For the portable, freestanding version see
/// portable.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "sigil/base/bytes.hpp"

namespace sigil::crypto {

/// A BLAKE2b-256 digest.
using Hash = std::array<std::uint8_t, 32>;

/// Unkeyed BLAKE2b with a digest length of 32 bytes.
Hash blake2b_256(ByteView message);

} // namespace sigil::crypto
