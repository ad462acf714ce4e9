/// \file
/// What one can do about a value of another type than is expected.
#pragma once

#include <string>

#include "core/evaluator.hpp"

namespace sigil::dhall {

/// Nothing if there is no advice. Both are types as values.
std::string advice_on(Evaluator& evaluator, Node* expected, Node* found);

/// About what has this type, where a record is needed.
std::string advice_on_no_record(const Node* found);

} // namespace sigil::dhall
