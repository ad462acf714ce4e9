/// \file
/// Reads the binary encoding (standard, Binary semantics: Decoding judgment; docs/formats/dhall-cbor.md).
#pragma once

#include "syntax/heap.hpp"

namespace sigil::dhall {

struct DecodeLimits {
  std::size_t depth = 4'000'000;         ///< arrays within arrays
  std::size_t fraction_digits = 100'000; ///< of the second of a Time
};

struct Decoded {
  Node* expression;
  std::uint32_t slots; ///< of the frame of the whole expression (scope.hpp)
};

/// The expression whose encoding `source` is, exactly. Text, Bytes and labels stay where they are in the
/// source. Takes memory for the expression and its depth, but no stack. Positions are those of the items.
/// \throws Error{Invalid} for what is not the encoding of an expression, `dhall.binary.…`; Error{Limit}.
Decoded decode(Heap& heap, const SourceMap::Source& source, const DecodeLimits& limits = {});

} // namespace sigil::dhall
