/// \file
/// The tree of commands, and what is said of it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "context.hpp"
#include "parse.hpp"

namespace sigil::cli {

/// All commands, with global options at the root. `context` must outlive the result.
/// \param only  if it names a group of commands, this one alone: all of them take longer than a small task
std::unique_ptr<Command> make_tree(Context& context, const Environment& environment,
                                   std::string_view only = {});

/// A command's help: summary, usage, examples, options by group, commands, exit status.
std::string help(const Command& command);

/// What is wrong with a command line, with the closest match for a mistyped name.
Error usage_error(const CommandLine& line);

} // namespace sigil::cli
