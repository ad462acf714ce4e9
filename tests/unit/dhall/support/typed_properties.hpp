/// \file
/// What holds of every well-typed expression.
#pragma once

#include <functional>
#include <string>

#include "support/typed_terms.hpp"
#include "syntax/node.hpp"

namespace sigil::test {

/// Parses, checks, evaluates, prints, formats and encodes a term, and what comes out of that, in as many ways
/// as have to give the same. \param visit  gets the expressions that the term and its type are \throws
/// std::runtime_error that says what does not hold; Error where the library does
void require_typed_properties(const TypedTerms::Term& made,
                              const std::function<void(const dhall::Node&)>& visit = {});

} // namespace sigil::test
