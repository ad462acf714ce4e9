/// \file
/// From values back to expressions: normal forms (standard: beta-normalization.md, alpha-normalization.md).
#pragma once

#include <span>

#include "core/evaluator.hpp"
#include "sigil/dhall/dhall.hpp"

namespace sigil::dhall {

/// The normal form of a value or thunk, as an expression. What is data and shared in the value is shared in
/// the expression: equal nodes may be the same node.
/// \throws Error{Limit} if the normal form nests too deeply for the stack of the thread
Node* quote(Evaluator& evaluator, Node* value, BinderNames names);

/// The same of a value in which variables occur that nothing binds: they stay values, which evaluate to
/// themselves. No expression to print.
Node* quote_open(Evaluator& evaluator, Node* value);

/// Makes an expression of the body of an open ∀, so that it can be evaluated with other arguments.
/// The types of functions inside are closed ones then.
void close_pi(Evaluator& evaluator, BinderNode& pi);

/// Likewise for a message, and only as much of it as one can read: what lies deep or far behind stays a
/// value, which summary() shows as `…`. Takes time for what it gives, not for what there is; it is no
/// expression to evaluate.
/// \param context  variables that may occur and are not bound inside, outermost first
Node* quote_excerpt(Evaluator& evaluator, Node* value, std::span<const LevelNode* const> context);

} // namespace sigil::dhall
