/// \file
/// From source text to nodes (standard, dhall.abnf).
#pragma once

#include <cstdint>

#include "syntax/heap.hpp"
#include "syntax/surface.hpp"

namespace sigil::dhall {

struct Parsed {
  Node* expression;
  std::uint32_t slots; ///< of the frame of the file (scope.hpp)
};

struct ParseLimits {
  /// How many constructs may be open at once: brackets, and whatever a further expression can follow, such as
  /// `λ`, `let`, `if` and `→`. The parser does not recurse; each takes some 24 bytes.
  std::uint32_t depth = 1U << 22U;
};

/// Parses a whole source (complete-dhall-file). Variables are resolved, sugar is gone: dotted, punned and
/// duplicate fields (record.md), indentation of text (multiline.md), `A → B`, combined dates and times.
///
/// Applications are flat: `(f a) b` is `f a b`, except that a function in parentheses with very many
/// arguments stays one. Nodes point into the source, which the heap keeps.
///
/// \param surface  if not nullptr, gets what the nodes do not tell about how the source is written
/// \throws Error{Invalid} "dhall.syntax.…" with file, line and column; Error{Limit} "dhall.limit.depth".
Parsed parse(Heap& heap, const SourceMap::Source& source, const ParseLimits& limits = {},
             Surface* surface = nullptr);

} // namespace sigil::dhall
