/// \file
/// Results of programs from one run to the next: what they are filed under, and whether they still hold
/// (docs/design/dhall-results.md).
#pragma once

#include <span>
#include <string_view>

#include "imports/resolver.hpp"
#include "results/entry.hpp"
#include "sigil/dhall/dhall.hpp"

namespace sigil::dhall {

/// Of all that decides what a program gives, but for what it imports: the evaluator itself, limits, policy,
/// location and source.
/// \param policy  with a folder as it is written
ResultCache::Key result_key(const Limits& limits, const Policy& policy, const Location& here,
                            std::string_view source);

/// What was asked, without the contents.
std::vector<Dependency> dependencies_of(std::span<const Resolver::Asked> asked);

/// Whether all dependencies would be answered in the same way now.
/// \param gate  which has let nothing pass yet
/// \param cache  or nullptr
bool still_holds(std::span<const Dependency> dependencies, Arena& arena, Gate& gate, ImportCache* cache);

} // namespace sigil::dhall
