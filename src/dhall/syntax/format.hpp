/// \file
/// Formats source text.
#pragma once

#include <functional>
#include <string>

#include "syntax/heap.hpp"
#include "syntax/print.hpp"
#include "syntax/surface.hpp"

namespace sigil::dhall {

/// The source in the layout of `print`, with every comment, `#!` lines, entries in the order and spelling in
/// which they were written, and a line break at the end. Parses to the same expression; formatting it again
/// changes nothing.
///
/// \param edit  may change the expression before it is printed, and what the surface says about it: other
///              hashes of imports
/// \throws what `parse` throws.
std::string format(Heap& heap, const SourceMap::Source& source, CharacterSet characters,
                   const std::function<void(Node*& root, Surface& surface)>& edit = {});

/// Unicode if the source uses one of the symbols beyond ASCII, such as `λ` and `→`.
/// \throws what `parse` throws.
CharacterSet character_set_of(Heap& heap, const SourceMap::Source& source);

} // namespace sigil::dhall
