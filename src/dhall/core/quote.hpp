/// \file
/// From values back to expressions: normal forms (standard: beta-normalization.md, alpha-normalization.md).
#pragma once

#include <span>

#include "core/evaluator.hpp"
#include "sigil/dhall/dhall.hpp"

namespace sigil::dhall {

/// Where the expression finds a variable that it does not bind itself.
struct Place {
  const LevelNode* variable;
  std::uint32_t frame; ///< counted from the outermost, which is 0
  std::uint32_t slot;
};

/// The normal form of a value or thunk, as an expression. What is data and shared in the value is shared in
/// the expression: equal nodes may be the same node.
/// \param context  variables that may occur and are not bound inside, outermost first
/// \param frame    the frame that the expression will be evaluated in, counted likewise
/// \throws Error{Limit} if the normal form nests too deeply for the stack of the thread
Node* quote(Evaluator& evaluator, Node* value, BinderNames names, std::span<const Place> context = {},
            std::uint32_t frame = 0);

/// Likewise for a message, and only as much of it as one can read: what lies deep or far behind stays a
/// value, which summary() shows as `…`. Takes time for what it gives, not for what there is; it is no
/// expression to evaluate.
Node* quote_excerpt(Evaluator& evaluator, Node* value, std::span<const Place> context);

} // namespace sigil::dhall
