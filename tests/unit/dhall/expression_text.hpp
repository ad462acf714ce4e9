/// \file
/// Expressions as tests look at them: one line that says which nodes there are.
#pragma once

#include <string>

#include "syntax/heap.hpp"

namespace sigil::test {

/// `(kind part part …)`; variables as name@index:depth.slot, or free as name@index. Not for deep ones.
std::string text_of(const dhall::Node* node);

} // namespace sigil::test
