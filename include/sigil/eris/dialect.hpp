/// \file
/// What differs between the trees of ERIS 1.0 and those of the versions before it. Freestanding.
/// Format: docs/formats/eris.md, "Older versions".
#pragma once

#include <cstdint>

#include "sigil/eris/block.hpp"

namespace sigil::eris {

/// Rules for trees. Leaves are the same in all of them.
enum class Dialect : std::uint8_t {
  Eris1,   ///< 1.0
  Erisx2,  ///< 0.2
  Erisx3A, ///< the first draft of 1.0
  Erisx3B, ///< the second draft; its URNs cannot be told from those of the first
};

/// Whether the key of a node is the keyed hash under the convergence secret, as that of a leaf.
constexpr bool has_keyed_nodes(Dialect dialect) {
  return dialect == Dialect::Erisx2 || dialect == Dialect::Erisx3A;
}

/// The nonce of a block of `level`.
constexpr Nonce nonce_of(std::uint8_t level, Dialect dialect) {
  Nonce nonce{};
  if (dialect == Dialect::Eris1) nonce = nonce_of(level);
  if (dialect == Dialect::Erisx3A || dialect == Dialect::Erisx3B) nonce[11] = level;
  return nonce;
}

} // namespace sigil::eris
