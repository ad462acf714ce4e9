/// \file
/// Commands and their options as they are declared: what is parsed, and what help and completion show.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "exit_code.hpp"

namespace sigil::cli {

/// What an option is for that sets nothing.
enum class Question { Help, Version };

/// What an option sets. One that sets a bool is a flag, all others take a value; vectors take several.
using Target =
    std::variant<bool*, std::uint64_t*, std::string*, std::filesystem::path*, std::vector<std::string>*,
                 std::vector<std::filesystem::path>*, std::vector<std::pair<std::string, std::string>>*,
                 std::function<void(const std::string&)>, Question>;

/// Of options that name none: the commands below do not take them.
inline constexpr const char* kOwnGroup = "Options";

/// An option, or an argument that is known by its place.
struct Option {
  std::string spelling;           ///< names and place, with commas: "-o,--output"
  std::vector<std::string> names; ///< "-o", "--output"; an argument may have none
  std::string place;              ///< "FILE"; empty: its name must be given
  std::string description;
  Target target;
  std::string form; ///< what stands for its value in the help
  std::string group = kOwnGroup;
  bool is_required = false;
  bool takes_one_each_time = false;
  std::vector<std::string> words; ///< that it can be; none: anything
  std::optional<std::pair<int, int>> range;
  std::vector<std::string> needed, excluded; ///< names of other options of the command

  bool takes_several() const;

  // What is said of it where it is added.
  Option& required() { return is_required = true, *this; }
  Option& shown_as(std::string text) { return form = std::move(text), *this; }
  Option& in_group(std::string name) { return group = std::move(name), *this; }
  /// For a vector: a second word behind its name is something else.
  Option& one_each_time() { return takes_one_each_time = true, *this; }
  Option& one_of(std::vector<std::string> all);
  Option& between(int least, int most) { return range.emplace(least, most), *this; }
  Option& needs(std::string name) { return needed.push_back(std::move(name)), *this; }
  Option& excludes(std::vector<std::string> others) { return excluded = std::move(others), *this; }
};

class Command {
 public:
  explicit Command(std::string name, std::string summary = {}, std::string examples = {},
                   const Command* parent = nullptr);
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  /// A command below, with the parts that its help shows: a summary in one line, and examples.
  Command& add_command(std::string name, std::string summary, std::string examples);
  /// \param target  must live as long as the command: most belong to the action
  Option& add_option(std::string spelling, Target target, std::string description);
  /// What the command does, once the whole command line was understood. A group of commands has none.
  void set_action(std::function<ExitCode()> action) { action_ = std::move(action); }

  const std::string& name() const { return name_; }
  const std::string& summary() const { return summary_; }
  const std::string& examples() const { return examples_; }
  const Command* parent() const { return parent_; }
  const std::list<Command>& commands() const { return commands_; }
  /// The first one asks for help.
  const std::list<Option>& options() const { return options_; }
  const std::function<ExitCode()>& action() const { return action_; }
  bool needs_command() const { return !commands_.empty() && !action_; }
  /// "image run" for that command, empty for the root.
  std::string path() const;

 private:
  std::string name_, summary_, examples_;
  const Command* parent_;
  std::list<Command> commands_; // a reference to one stays good
  std::list<Option> options_;
  std::function<ExitCode()> action_;
};

} // namespace sigil::cli
