#include <algorithm>

#include "program_name.hpp"
#include "tree.hpp"

namespace sigil::cli {
namespace {

constexpr std::size_t kColumn = 30;
constexpr std::size_t kWidth = 96;

/// One row of a table: `name`, then `description` folded at kWidth from kColumn on.
void add_row(std::string& text, const std::string& name, const std::string& description) {
  text += "  " + name;
  std::size_t column = 2 + name.size();
  const auto new_line = [&] {
    text += '\n' + std::string(kColumn, ' ');
    column = kColumn;
  };
  if (column + 2 > kColumn)
    new_line();
  else
    text += std::string(kColumn - column, ' '), column = kColumn;
  for (std::size_t begin = 0; begin < description.size();) {
    const std::size_t end = std::min(description.find(' ', begin), description.size());
    if (column > kColumn && column + (end - begin) >= kWidth)
      new_line();
    else if (column > kColumn)
      text += ' ', ++column;
    text += description.substr(begin, end - begin);
    column += end - begin;
    begin = end + 1;
  }
  text += '\n';
}

std::string row_name(const Option& option) {
  if (option.names.empty()) return option.place;
  std::string name;
  for (const std::string& form : option.names) name += (name.empty() ? "" : ", ") + form;
  return option.form.empty() ? name : name + ' ' + option.form;
}

std::vector<const Option*> options_of(const Command& command, const std::string& group) {
  std::vector<const Option*> options;
  for (const Option& option : command.options())
    if (!option.names.empty() && option.group == group) options.push_back(&option);
  return options;
}

std::string usage_line(const Command& command) {
  std::string line = std::string(kProgramName);
  if (command.parent() != nullptr) line += ' ' + command.path();
  if (!command.commands().empty())
    return line + (command.needs_command() ? " COMMAND …" : " [OPTION]… [COMMAND …]");
  line += " [OPTION]…";
  for (const Option& option : command.options()) {
    if (option.place.empty()) continue;
    std::string word = option.form.empty() ? option.place : option.form;
    if (option.takes_several()) word += "…";
    line += option.is_required ? ' ' + word : " [" + word + ']';
  }
  return line;
}

void add_examples(std::string& text, const std::string& examples) {
  text += "\nExamples:\n";
  for (std::size_t begin = 0; begin < examples.size();) {
    const std::size_t end = std::min(examples.find('\n', begin), examples.size());
    text += "  " + examples.substr(begin, end - begin) + '\n';
    begin = end + 1;
  }
}

/// Groups of `command` itself first, then those of its ancestors, which it takes too, but for those in
/// `kOwnGroup`.
std::vector<std::string> groups_of(const Command& command) {
  std::vector<std::string> groups;
  const auto add = [&](const std::string& group) {
    if (std::find(groups.begin(), groups.end(), group) == groups.end()) groups.push_back(group);
  };
  for (const Option& option : command.options()) add(option.group);
  for (const Command* above = command.parent(); above != nullptr; above = above->parent())
    for (const Option& option : above->options())
      if (option.group != kOwnGroup) add(option.group);
  // The group of options that are nobody's own stands last.
  std::stable_partition(groups.begin(), groups.end(),
                        [](const std::string& group) { return group != "Global options"; });
  return groups;
}

void add_options(std::string& text, const Command& command) {
  for (const std::string& group : groups_of(command)) {
    std::vector<const Option*> options = options_of(command, group);
    for (const Command* above = command.parent(); above != nullptr && group != kOwnGroup;
         above = above->parent())
      for (const Option* option : options_of(*above, group))
        if (option != &above->options().front()) options.push_back(option); // whose help is another
    if (options.empty()) continue;
    text += '\n' + group + ":\n";
    for (const Option* option : options) add_row(text, row_name(*option), option->description);
  }
}

void add_arguments(std::string& text, const Command& command) {
  bool is_first = true;
  for (const Option& option : command.options()) {
    if (option.place.empty()) continue;
    if (is_first) text += "\nArguments:\n";
    is_first = false;
    add_row(text, row_name(option), option.description);
  }
}

} // namespace

std::string help(const Command& command) {
  std::string text = command.summary() + "\n\nUsage: " + usage_line(command) + '\n';
  add_examples(text, command.examples());
  if (!command.commands().empty()) text += "\nCommands:\n";
  for (const Command& below : command.commands()) add_row(text, below.name(), below.summary());
  add_arguments(text, command);
  add_options(text, command);
  text += "\nExit status:\n";
  for (const ExitCodeRow& row : kExitCodes)
    add_row(text, std::to_string(static_cast<int>(row.code)), std::string(row.meaning));
  return text;
}

} // namespace sigil::cli
