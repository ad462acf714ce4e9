/// \file
/// ERIS as one writes it first: one block after the other, each by three calls of libsodium. What bench/eris
/// compares with.
#pragma once

#include "sigil/base/stream.hpp"
#include "sigil/eris/capability.hpp"
#include "sigil/eris/store.hpp"

namespace sigil::bench {

/// With the null secret.
eris::ReadCapability plain_encode(ByteView content, eris::BlockSize block_size, eris::BlockStore& store);

/// Checks references, the root's key and the padding. \throws std::runtime_error
void plain_decode(const eris::ReadCapability& capability, eris::BlockStore& store, ByteSink& sink);

} // namespace sigil::bench
