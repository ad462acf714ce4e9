/// \file
/// From values back to expressions: normal forms (standard: beta-normalization.md, alpha-normalization.md).
#pragma once

#include <span>

#include "core/evaluator.hpp"

namespace sigil::dhall {

enum class BinderNames : std::uint8_t {
  Kept,       ///< as written: β-normal form
  Underscore, ///< `_` all of them: αβ-normal form
};

/// The normal form of a value or thunk, as an expression. What is data and shared in the value is shared in
/// the expression: equal nodes may be the same node.
/// \param context  variables that may occur and are not bound inside, outermost first
/// \throws Error{Limit} if the normal form nests too deeply for the stack of the thread
Node* quote(Evaluator& evaluator, Node* value, BinderNames names, std::span<LevelNode* const> context = {});

} // namespace sigil::dhall
