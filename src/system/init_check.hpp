/// \file
/// What init would refuse or ignore in the configuration of a finished image.
#pragma once

#include <vector>

#include "sigil/base/error.hpp"
#include "sigil/genode/node.hpp"

namespace sigil::system {

/// Checks the top node, the types of its nodes, the children's names, and that each child has PD, CPU and
/// LOG and no route that leads nowhere. ROM sessions are walked in reach.hpp.
std::vector<Error> check_init_config(const genode::Node& config);

} // namespace sigil::system
