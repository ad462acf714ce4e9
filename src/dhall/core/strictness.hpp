/// \file
/// Which functions evaluate their argument whatever else they do.
#pragma once

#include "syntax/node.hpp"

namespace sigil::dhall {

/// Whether the body of a λ surely evaluates the λ's own variable when it is itself evaluated. Remembered in
/// the node: BinderNode::small.
bool needs_argument(const BinderNode& lambda);

} // namespace sigil::dhall
