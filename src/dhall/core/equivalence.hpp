/// \file
/// Equivalence for those who cannot wait for it.
#pragma once

#include <cstdint>
#include <optional>

#include "core/evaluator.hpp"

namespace sigil::dhall {

/// As Evaluator::equivalent, if it can be known in so many steps, of which those that were needed are taken.
std::optional<bool> equivalent_within(Evaluator& evaluator, Node* left, Node* right, std::uint64_t& steps);

} // namespace sigil::dhall
