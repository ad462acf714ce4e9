#include <algorithm>

#include "program_name.hpp"
#include "tree.hpp"

namespace sigil::cli {
namespace {

constexpr std::size_t kColumn = 30;
constexpr std::size_t kWidth = 96;
/// CLI11's, for options that name none: the commands below do not take them.
constexpr std::string_view kOwnGroup = "Options";

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

std::string row_name(const CLI::Option& option) {
  std::string name;
  for (const std::string& form : option_names(option)) name += (name.empty() ? "" : ", ") + form;
  if (name.empty()) name = option.get_single_name(); // a positional
  const std::string& value = option.get_option_text();
  return value.empty() || !option.nonpositional() ? name : name + ' ' + value;
}

std::vector<const CLI::Option*> options_of(const CLI::App& app, const std::string& group) {
  return app.get_options([&group](const CLI::Option* option) {
    return option->nonpositional() && option->get_group() == group;
  });
}

std::string usage_line(const CLI::App& app) {
  std::string line = std::string(kProgramName);
  if (app.get_parent() != nullptr) line += ' ' + command_path(app);
  if (!app.get_subcommands([](const CLI::App*) { return true; }).empty())
    return line + (app.get_require_subcommand_min() > 0 ? " COMMAND …" : " [OPTION]… [COMMAND …]");
  line += " [OPTION]…";
  for (const CLI::Option* option :
       app.get_options([](const CLI::Option* o) { return o->get_positional(); })) {
    const std::string& form = option->get_option_text();
    std::string word = form.empty() ? option->get_single_name() : form;
    if (option->get_expected_max() > 1) word += "…";
    line += option->get_required() ? ' ' + word : " [" + word + ']';
  }
  return line;
}

void add_examples(std::string& text, const CLI::App& app) {
  text += "\nExamples:\n";
  const std::string& examples = app.get_footer();
  for (std::size_t begin = 0; begin < examples.size();) {
    const std::size_t end = std::min(examples.find('\n', begin), examples.size());
    text += "  " + examples.substr(begin, end - begin) + '\n';
    begin = end + 1;
  }
}

/// Groups of `app` itself first, then those of its ancestors, which it takes too, but for those in
/// `kOwnGroup`.
void add_options(std::string& text, const CLI::App& app) {
  std::vector<std::string> groups = app.get_groups();
  for (const CLI::App* above = app.get_parent(); above != nullptr; above = above->get_parent())
    for (const std::string& group : above->get_groups())
      if (group != kOwnGroup) groups.push_back(group);
  std::vector<std::string> seen;
  // The group of options that are nobody's own stands last.
  std::stable_partition(groups.begin(), groups.end(),
                        [](const std::string& group) { return group != "Global options"; });
  for (const std::string& group : groups) {
    if (std::find(seen.begin(), seen.end(), group) != seen.end()) continue;
    seen.push_back(group);
    std::vector<const CLI::Option*> options = options_of(app, group);
    for (const CLI::App* above = app.get_parent(); above != nullptr && group != kOwnGroup;
         above = above->get_parent())
      for (const CLI::Option* option : options_of(*above, group))
        if (option != above->get_help_ptr()) options.push_back(option);
    if (options.empty()) continue;
    text += '\n' + group + ":\n";
    for (const CLI::Option* option : options) add_row(text, row_name(*option), option->get_description());
  }
}

} // namespace

std::string HelpFormatter::make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const {
  std::string text = app->get_description() + "\n\nUsage: " + usage_line(*app) + '\n';
  add_examples(text, *app);
  const auto commands = app->get_subcommands([](const CLI::App*) { return true; });
  if (!commands.empty()) text += "\nCommands:\n";
  for (const CLI::App* command : commands) add_row(text, command->get_name(), command->get_description());
  const auto positionals = app->get_options([](const CLI::Option* o) { return o->get_positional(); });
  if (!positionals.empty()) text += "\nArguments:\n";
  for (const CLI::Option* option : positionals) add_row(text, row_name(*option), option->get_description());
  add_options(text, *app);
  text += "\nExit status:\n";
  for (const ExitCodeRow& row : kExitCodes)
    add_row(text, std::to_string(static_cast<int>(row.code)), std::string(row.meaning));
  return text;
}

} // namespace sigil::cli
