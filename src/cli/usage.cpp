/// \file
/// Usage errors: CLI11 finds them, this file says them.
#include "program_name.hpp"
#include "sigil/base/text.hpp"
#include "tree.hpp"

namespace sigil::cli {
namespace {

void add_closest(Error& error, const std::string& word, const std::vector<std::string>& names) {
  const std::string close = closest_word(word, names);
  if (!close.empty()) error.hint("did you mean " + in_quotes(close) + "?");
}

/// All options that `command` takes: its own and those of its ancestors.
std::vector<std::string> known_options(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* app = &command; app != nullptr; app = app->get_parent())
    for (const CLI::Option* option : app->get_options())
      for (std::string& name : option_names(*option)) names.push_back(std::move(name));
  return names;
}

Error unknown_word(const CLI::App& command, const std::string& word) {
  const std::string path = command_path(command);
  const std::string of = path.empty() ? "" : " of " + in_quotes(path);
  if (word.size() > 1 && word.front() == '-') {
    const std::string name = word.substr(0, word.find('='));
    Error error(ErrorKind::Usage, "unknown option " + in_quotes(name) + of);
    add_closest(error, name, known_options(command));
    return error;
  }
  std::vector<std::string> names;
  for (const CLI::App* sub : command.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(sub->get_name());
  if (names.empty()) return {ErrorKind::Usage, "unexpected argument " + in_quotes(word) + of};
  Error error(ErrorKind::Usage, "unknown command " + in_quotes(word) + of);
  add_closest(error, word, names);
  return error;
}

Error missing_command(const CLI::App& command) {
  const std::string path = command_path(command);
  std::string names;
  for (const CLI::App* sub : command.get_subcommands([](const CLI::App*) { return true; }))
    names += (names.empty() ? "" : ", ") + in_quotes(sub->get_name());
  return {ErrorKind::Usage, (path.empty() ? "no command given" : in_quotes(path) + " needs a command") +
                                ", expected one of " + names};
}

} // namespace

Error usage_error(const CLI::App& root, const CLI::ParseError& found) {
  const CLI::App& command = chosen_command(root);
  const std::vector<std::string> rest = root.remaining(true);
  const bool is_group = !command.get_subcommands([](const CLI::App*) { return true; }).empty();
  Error error(ErrorKind::Usage, found.what());
  if (!rest.empty())
    error = unknown_word(command, rest.front());
  else if (is_group)
    error = missing_command(command);
  const std::string path = command_path(command);
  return std::move(
      error.hint("see '" + std::string(kProgramName) + (path.empty() ? "" : " " + path) + " --help'"));
}

} // namespace sigil::cli
