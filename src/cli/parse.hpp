/// \file
/// Command lines as CLI11 understands them.
#pragma once

#include <string>
#include <vector>

#include "command.hpp"

namespace sigil::cli {

/// A command line that was parsed.
struct CommandLine {
  enum class Kind { Understood, AsksForHelp, AsksForVersion, Wrong };

  Kind kind = Kind::Understood;
  const Command* command = nullptr; ///< the innermost that was chosen
  std::string problem;              ///< in CLI11's words, if it was not understood
  std::vector<std::string> rest;    ///< of a wrong one: what nobody takes
};

/// Sets what the options are for.
CommandLine parse(const Command& root, std::vector<std::string> words);

} // namespace sigil::cli
