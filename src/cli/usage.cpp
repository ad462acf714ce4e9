/// \file
/// Usage errors: parse() finds them, this file says them.
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
std::vector<std::string> known_options(const Command& command) {
  std::vector<std::string> names;
  for (const Command* it = &command; it != nullptr; it = it->parent())
    for (const Option& option : it->options())
      names.insert(names.end(), option.names.begin(), option.names.end());
  return names;
}

Error unknown_word(const Command& command, const std::string& word) {
  const std::string path = command.path();
  const std::string of = path.empty() ? "" : " of " + in_quotes(path);
  if (word.size() > 1 && word.front() == '-') {
    const std::string name = word.substr(0, word.find('='));
    Error error(ErrorKind::Usage, "unknown option " + in_quotes(name) + of);
    add_closest(error, name, known_options(command));
    return error;
  }
  std::vector<std::string> names;
  for (const Command& below : command.commands()) names.push_back(below.name());
  if (names.empty()) return {ErrorKind::Usage, "unexpected argument " + in_quotes(word) + of};
  Error error(ErrorKind::Usage, "unknown command " + in_quotes(word) + of);
  add_closest(error, word, names);
  return error;
}

Error missing_command(const Command& command) {
  const std::string path = command.path();
  std::string names;
  for (const Command& below : command.commands())
    names += (names.empty() ? "" : ", ") + in_quotes(below.name());
  return {ErrorKind::Usage, (path.empty() ? "no command given" : in_quotes(path) + " needs a command") +
                                ", expected one of " + names};
}

} // namespace

Error usage_error(const CommandLine& line) {
  const Command& command = *line.command;
  Error error(ErrorKind::Usage, line.problem);
  if (!line.rest.empty())
    error = unknown_word(command, line.rest.front());
  else if (!command.commands().empty())
    error = missing_command(command);
  const std::string path = command.path();
  return std::move(
      error.hint("see '" + std::string(kProgramName) + (path.empty() ? "" : " " + path) + " --help'"));
}

} // namespace sigil::cli
