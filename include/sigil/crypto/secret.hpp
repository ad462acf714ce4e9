/// \file
/// Care for bytes that are secret.
#pragma once

#include "sigil/base/bytes.hpp"

namespace sigil::crypto {

/// Overwrites with zeros, even if nobody reads the bytes again.
void wipe(MutableBytes bytes) noexcept;

/// Whether both are the same, in a time that depends on their length alone.
bool equal_secrets(ByteView a, ByteView b) noexcept;

} // namespace sigil::crypto
