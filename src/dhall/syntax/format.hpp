/// \file
/// Formats source text.
#pragma once

#include <string>

#include "syntax/heap.hpp"
#include "syntax/print.hpp"

namespace sigil::dhall {

/// The source in the layout of `print`, with every comment, `#!` lines, entries in the order and spelling in
/// which they were written, and a line break at the end. Parses to the same expression; formatting it again
/// changes nothing.
///
/// \throws what `parse` throws.
std::string format(Heap& heap, const SourceMap::Source& source, CharacterSet characters);

/// Unicode if the source uses one of the symbols beyond ASCII, such as `λ` and `→`.
/// \throws what `parse` throws.
CharacterSet character_set_of(Heap& heap, const SourceMap::Source& source);

} // namespace sigil::dhall
