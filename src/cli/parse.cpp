// The one file that knows CLI11: its code is in its headers, and takes seconds to compile wherever they are
// included.
#include "parse.hpp"

#include <algorithm>

#include "cli11.hpp"

namespace sigil::cli {
namespace {

CLI::Option* add(CLI::App& app, const Option& option, bool* flag) {
  return app.add_flag(option.spelling, *flag);
}

CLI::Option* add(CLI::App& app, const Option& option, const std::function<void(const std::string&)>& take) {
  return app.add_option_function<std::string>(option.spelling, take);
}

CLI::Option* add(CLI::App& app, const Option& option, Question question) {
  if (question == Question::Help) return app.get_help_ptr(); // CLI11 calls it the same
  return app.set_version_flag(option.spelling, std::string());
}

template <typename Value>
CLI::Option* add(CLI::App& app, const Option& option, Value* value) {
  return app.add_option(option.spelling, *value);
}

CLI::Option* declare(CLI::App& app, const Option& option) {
  CLI::Option* declared =
      std::visit([&](const auto& target) { return add(app, option, target); }, option.target);
  if (option.is_required) declared->required();
  if (option.takes_one_each_time) declared->allow_extra_args(false);
  if (!option.words.empty()) declared->check(CLI::IsMember(option.words));
  if (option.range) declared->check(CLI::Range(option.range->first, option.range->second));
  return declared;
}

/// \param words  of the command line: commands that none of them names are left out, as most of the time of a
///               short run would go into them
void declare(CLI::App& app, const Command& command, const std::vector<std::string>& words) {
  std::vector<std::pair<CLI::Option*, const Option*>> all;
  for (const Option& option : command.options()) all.emplace_back(declare(app, option), &option);
  for (const auto& [declared, option] : all) {
    for (const std::string& name : option->needed) declared->needs(name);
    for (const std::string& name : option->excluded) declared->excludes(name);
  }
  for (const Command& below : command.commands()) {
    if (std::find(words.begin(), words.end(), below.name()) == words.end()) continue;
    CLI::App* declared = app.add_subcommand(below.name());
    declared->fallthrough(); // global options may stand anywhere
    declare(*declared, below, words);
  }
  if (command.needs_command()) app.require_subcommand(1);
}

const Command* chosen_command(const CLI::App& app, const Command& command) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  if (chosen.empty()) return &command;
  const auto below = std::find_if(command.commands().begin(), command.commands().end(),
                                  [&](const Command& it) { return it.name() == chosen.front()->get_name(); });
  return chosen_command(*chosen.front(), *below);
}

} // namespace

CommandLine parse(const Command& root, std::vector<std::string> words) {
  CLI::App app;
  declare(app, root, words);
  CommandLine line;
  const auto ends_as = [&line](CommandLine::Kind kind, const CLI::ParseError& error) {
    line.kind = kind;
    line.problem = error.what();
  };
  try {
    std::reverse(words.begin(), words.end()); // CLI11 wants them so
    app.parse(std::move(words));
  } catch (const CLI::CallForHelp& request) {
    ends_as(CommandLine::Kind::AsksForHelp, request);
  } catch (const CLI::CallForVersion& request) {
    ends_as(CommandLine::Kind::AsksForVersion, request);
  } catch (const CLI::ParseError& error) {
    ends_as(CommandLine::Kind::Wrong, error);
    line.rest = app.remaining(true);
  }
  line.command = chosen_command(app, root);
  return line;
}

} // namespace sigil::cli
