/// \file
/// What every store asks of the blocks it takes.
#pragma once

#include <string>

#include "sigil/base/bytes.hpp"
#include "sigil/base/error.hpp"
#include "sigil/eris/capability.hpp"

namespace sigil::eris {

/// \throws Error{Invalid} "eris.block.size"
inline void check_block_size(const Reference& reference, ByteView block) {
  if (is_block_length(block.size())) return;
  throw Error(ErrorKind::Invalid, "block " + in_quotes(to_text(reference)) + " has " +
                                      std::to_string(block.size()) + " bytes, expected 1024 or 32768")
      .coded("eris.block.size");
}

} // namespace sigil::eris
