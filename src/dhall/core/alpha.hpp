/// \file
/// Renaming of bound variables (standard: alpha-normalization.md).
#pragma once

#include "syntax/heap.hpp"

namespace sigil::dhall {

/// The expression with all variables that it binds named `_`, otherwise as it is. Parts without variables are
/// shared with it. (Normal forms come from quote(), which renames as it goes.)
/// \throws Error{Limit} if the expression nests too deeply for the stack of the thread
Node* rename_bound(Heap& heap, Node* expression);

} // namespace sigil::dhall
