/// \file
/// The tree of commands, for running it and for walking it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli11.hpp"
#include "context.hpp"

namespace sigil::cli {

/// All commands, with global options at the root. `context` must outlive the result.
/// \param only  if it names a group of commands, this one alone: all of them take longer than a small task
std::unique_ptr<CLI::App> make_tree(Context& context, const Environment& environment,
                                    std::string_view only = {});

/// "image run" for that command, empty for the root.
std::string command_path(const CLI::App& command);

/// The innermost command that the command line chose.
const CLI::App& chosen_command(const CLI::App& root);

/// Names by which an option is given: "--json", "-o".
std::vector<std::string> option_names(const CLI::Option& option);

/// What CLI11 found wrong, in this program's words and with the closest match for a mistyped name.
Error usage_error(const CLI::App& root, const CLI::ParseError& found);

/// Prints a command's help: summary, usage, examples, options by group, commands, exit status.
class HelpFormatter final : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;
};

} // namespace sigil::cli
