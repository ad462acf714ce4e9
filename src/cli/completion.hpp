/// \file
/// Completion scripts, made from the tree of commands.
#pragma once

#include <string>

#include "command.hpp"

namespace sigil::cli {

/// \param shell  "bash", "zsh" or "fish".
std::string completion(const Command& root, const std::string& shell);

} // namespace sigil::cli
