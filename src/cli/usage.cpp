/// \file
/// Usage errors: CLI11 finds them, this file says them.
#include <algorithm>
#include <numeric>

#include "program_name.hpp"
#include "tree.hpp"

namespace sigil::cli {
namespace {

/// How many insertions, removals, replacements and swaps of neighbours make `b` of `a`.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before;
  std::vector<std::size_t> above(b.size() + 1);
  std::iota(above.begin(), above.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::vector<std::size_t> row(b.size() + 1);
    row[0] = i;
    for (std::size_t k = 1; k <= b.size(); ++k) {
      const bool is_same = a[i - 1] == b[k - 1];
      row[k] = std::min({above[k] + 1, row[k - 1] + 1, above[k - 1] + (is_same ? 0 : 1)});
      if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
        row[k] = std::min(row[k], before[k - 2] + 1);
    }
    before = std::move(above);
    above = std::move(row);
  }
  return above[b.size()];
}

void add_closest(Error& error, const std::string& word, const std::vector<std::string>& names) {
  const auto closer = [&word](const std::string& a, const std::string& b) {
    return distance(word, a) < distance(word, b);
  };
  const auto best = std::min_element(names.begin(), names.end(), closer);
  if (best != names.end() && distance(word, *best) <= std::max<std::size_t>(1, best->size() / 3))
    error.hint("did you mean " + in_quotes(*best) + "?");
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
