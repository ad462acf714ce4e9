#include "completion.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace sigil::cli {
namespace {

/// What can follow one command.
struct CommandView {
  std::string path; ///< "image run", empty for the root
  const std::list<Command>* commands;
  std::vector<const Option*> options; ///< that have names; the root's too
};

void walk(const Command& command, const std::vector<const Option*>& inherited,
          std::vector<CommandView>& views) {
  CommandView view{command.path(), &command.commands(), {}};
  std::vector<const Option*> passed_on;
  for (const Option& option : command.options()) {
    if (option.names.empty()) continue;
    view.options.push_back(&option);
    if (option.group != kOwnGroup) passed_on.push_back(&option);
  }
  for (const Option* option : inherited)
    if (option->names != view.options.front()->names)
      view.options.push_back(option); // --help is everyone's own
  passed_on.insert(passed_on.end(), inherited.begin(), inherited.end());
  views.push_back(std::move(view));
  for (const Command& below : command.commands()) walk(below, passed_on, views);
}

/// Words that a value can be, from "a|b|c"; empty if it is anything else.
std::vector<std::string> choices(const std::string& value) {
  std::vector<std::string> words;
  if (value.find('|') == std::string::npos) return words;
  for (std::size_t begin = 0; begin <= value.size();) {
    const std::size_t end = std::min(value.find('|', begin), value.size());
    words.push_back(value.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

std::string joined(const std::vector<std::string>& words, const char* separator) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : separator) + word;
  return text;
}

/// In single quotes for the shell; fish and zsh alike.
std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char character : text)
    result += character == '\'' ? std::string("'\\''") : std::string(1, character);
  return result + '\'';
}

/// Options that take a value, as a `case` pattern; those with choices have a line of their own.
std::string bash_values(const std::vector<CommandView>& views) {
  std::vector<std::string> seen;
  std::string text;
  for (const CommandView& view : views) {
    for (const Option* option : view.options) {
      const std::string pattern = joined(option->names, "|");
      if (option->form.empty() || std::find(seen.begin(), seen.end(), pattern) != seen.end()) continue;
      seen.push_back(pattern);
      const std::vector<std::string> words = choices(option->form);
      constexpr std::array<std::string_view, 5> kPaths{"FILE", "FOLDER", "DIR", "PROGRAM", "STORE"};
      const bool is_path = std::find(kPaths.begin(), kPaths.end(), option->form) != kPaths.end();
      text += "    " + pattern + ") ";
      if (!words.empty())
        text += "COMPREPLY=($(compgen -W '" + joined(words, " ") + "' -- \"$word\"))";
      else if (is_path)
        text += "COMPREPLY=($(compgen -f -- \"$word\"))";
      else
        text += "COMPREPLY=()";
      text += "; return;;\n";
    }
  }
  return text;
}

std::string bash_script(const std::vector<CommandView>& views) {
  std::string text =
      "# bash completion of sigil-build\n"
      "_sigil_build() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} path= i next\n"
      "  case $previous in\n" +
      bash_values(views) +
      "  esac\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    next=\"${path:+$path }${COMP_WORDS[i]}\"\n"
      "    case $next in\n      ";
  std::vector<std::string> paths;
  for (const CommandView& view : views)
    if (!view.path.empty()) paths.push_back('\'' + view.path + '\'');
  text += joined(paths, "|") + ") path=$next;;\n    esac\n  done\n  case $path in\n";
  for (const CommandView& view : views) {
    std::vector<std::string> names;
    for (const Command& command : *view.commands) names.push_back(command.name());
    std::vector<std::string> options;
    for (const Option* option : view.options)
      options.insert(options.end(), option->names.begin(), option->names.end());
    if (view.path == "generate completion") names = {"bash", "zsh", "fish"};
    text += "    '" + view.path + "')\n      if [[ $word == -* ]]; then COMPREPLY=($(compgen -W '" +
            joined(options, " ") + "' -- \"$word\"))\n      else COMPREPLY=($(compgen " +
            (names.empty() ? std::string("-f") : "-W '" + joined(names, " ") + '\'') +
            " -- \"$word\")); fi;;\n";
  }
  return text + "  esac\n}\ncomplete -o filenames -F _sigil_build sigil-build\n";
}

/// In zsh ':' parts a word from its description.
std::string zsh_item(const std::string& name, const std::string& description) {
  std::string text;
  for (const char character : name) text += character == ':' ? std::string("\\:") : std::string(1, character);
  return quoted(text + ':' + description);
}

std::string zsh_script(const std::vector<CommandView>& views) {
  std::string text = "#compdef sigil-build\n"
                     "_sigil-build() {\n"
                     "  local path= next i\n"
                     "  local -a items\n"
                     "  for ((i = 2; i < CURRENT; i++)); do\n"
                     "    next=\"${path:+$path }${words[i]}\"\n"
                     "    case $next in\n      (";
  std::vector<std::string> paths;
  for (const CommandView& view : views)
    if (!view.path.empty()) paths.push_back('\'' + view.path + '\'');
  text += joined(paths, "|") + ") path=$next;;\n    esac\n  done\n  case $path in\n";
  for (const CommandView& view : views) {
    text += "    ('" + view.path + "')\n      if [[ $words[CURRENT] == -* ]]; then\n        items=(";
    for (const Option* option : view.options)
      for (const std::string& name : option->names)
        text += "\n          " + zsh_item(name, option->description);
    text += ")\n        _describe option items\n      else\n";
    if (view.commands->empty()) {
      text +=
          view.path == "generate completion" ? "        _values shell bash zsh fish\n" : "        _files\n";
    } else {
      text += "        items=(";
      for (const Command& command : *view.commands)
        text += "\n          " + zsh_item(command.name(), command.summary());
      text += ")\n        _describe command items\n";
    }
    text += "      fi;;\n";
  }
  return text + "  esac\n}\n_sigil-build \"$@\"\n";
}

/// fish's condition that exactly the words of `path` were given.
std::string fish_condition(const CommandView& view) {
  if (view.path.empty()) return "__fish_use_subcommand";
  const std::size_t blank = view.path.rfind(' ');
  std::string condition = "__fish_seen_subcommand_from " + view.path.substr(0, view.path.find(' '));
  if (blank != std::string::npos)
    condition += "; and __fish_seen_subcommand_from " + view.path.substr(blank + 1);
  std::string names;
  for (const Command& command : *view.commands) names += ' ' + command.name();
  return names.empty() ? condition : condition + "; and not __fish_seen_subcommand_from" + names;
}

std::string fish_script(const std::vector<CommandView>& views) {
  std::string text = "# fish completion of sigil-build\n";
  for (const CommandView& view : views) {
    const std::string start = "complete -c sigil-build -n " + quoted(fish_condition(view));
    for (const Command& command : *view.commands)
      text += start + " -f -a " + command.name() + " -d " + quoted(command.summary()) + '\n';
    if (view.path == "generate completion") text += start + " -f -a 'bash zsh fish'\n";
    for (const Option* option : view.options) {
      text += start;
      for (const std::string& name : option->names)
        text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      if (!option->form.empty()) text += " -r";
      if (const std::vector<std::string> words = choices(option->form); !words.empty())
        text += " -f -a " + quoted(joined(words, " "));
      text += " -d " + quoted(option->description) + '\n';
    }
  }
  return text;
}

} // namespace

std::string completion(const Command& root, const std::string& shell) {
  std::vector<CommandView> views;
  walk(root, {}, views);
  if (shell == "bash") return bash_script(views);
  if (shell == "zsh") return zsh_script(views);
  return fish_script(views);
}

} // namespace sigil::cli
