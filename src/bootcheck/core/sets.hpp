/// \file
/// Libraries that need each other: whether their names have the hash over all of them.
/// docs/formats/eris-manifest.md, section "Sets".
#pragma once

#include <cstddef>

#include "core/modules.hpp"

namespace sigil::bootcheck {

/// Checks the set of which `module` is a member, once for each set: for its first module in the table.
/// \param members  how many it has; 0 for a module that is in no set, or not the first.
bool check_set(const ModuleTable& table, const Module& module, std::size_t& members, Line& why);

} // namespace sigil::bootcheck
