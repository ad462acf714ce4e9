/// \file
/// The explanations, by what they are about.
#pragma once

#include <span>

#include "sigil/dhall/explain.hpp"

namespace sigil::dhall {

std::span<const Explanation> explanations_of_types();
std::span<const Explanation> explanations_of_records();
std::span<const Explanation> explanations_of_unions();
std::span<const Explanation> explanations_of_syntax();
std::span<const Explanation> explanations_of_imports();
std::span<const Explanation> explanations_of_limits();

} // namespace sigil::dhall
