/// \file
/// The command line as a function.
#pragma once

#include <string>
#include <vector>

#include "context.hpp"
#include "exit_code.hpp"

namespace sigil::cli {

/// Runs one command line, without the program's name. Reports every error on the terminal.
ExitCode run(const std::vector<std::string>& arguments, const Environment& environment, Terminal& terminal);

} // namespace sigil::cli
