#include "app.hpp"

#include <algorithm>
#include <new>

#include "program_name.hpp"
#include "tree.hpp"

namespace sigil::cli {
namespace {

ExitCode parse_and_act(const std::vector<std::string>& arguments, CLI::App& root, Context& context) {
  const auto separator = std::find(arguments.begin(), arguments.end(), "--");
  if (separator != arguments.end()) context.separated_arguments.assign(separator + 1, arguments.end());
  try {
    std::vector<std::string> own(arguments.begin(), separator);
    std::reverse(own.begin(), own.end()); // CLI11 wants them so
    root.parse(std::move(own));
  } catch (const CLI::CallForHelp&) {
    context.terminal.data(chosen_command(root).help());
    return ExitCode::Done;
  } catch (const CLI::CallForVersion& version) {
    context.terminal.data(std::string(version.what()) + '\n');
    return ExitCode::Done;
  } catch (const CLI::ParseError& error) {
    throw usage_error(root, error);
  }
  if (separator != arguments.end() && command_path(chosen_command(root)) != "image run")
    throw Error(ErrorKind::Usage,
                "unexpected argument '--', only 'image run' takes arguments for another program");
  SIGIL_ASSERT(context.action != nullptr);
  return context.action();
}

/// Scripts that are made for `dhall` know two statuses.
bool knows_two_statuses(const CLI::App& root, const Error& error) {
  const bool is_failure = error.kind() != ErrorKind::Interrupted && error.kind() != ErrorKind::Internal;
  return is_failure && (command_path(chosen_command(root)) + ' ').starts_with("dhall ");
}

ExitCode parse_and_act(const std::vector<std::string>& arguments, const Environment& environment,
                       Terminal& terminal) {
  Context context{terminal, {}, {}, nullptr};
  // Completion scripts name all commands.
  const std::string first = arguments.empty() || arguments.front() == "generate" ? "" : arguments.front();
  const std::unique_ptr<CLI::App> root = make_tree(context, environment, first);
  try {
    return parse_and_act(arguments, *root, context);
  } catch (const Error& error) {
    if (!context.excerpt)
      terminal.error(error);
    else
      for (const Error& one : error.separated()) terminal.error(one, context.excerpt(one.where()));
    return knows_two_statuses(*root, error) ? ExitCode::Failed : exit_code_of(error.kind());
  }
}

} // namespace

ExitCode run(const std::vector<std::string>& arguments, const Environment& environment, Terminal& terminal) {
  const auto internal_error = [&terminal](const std::string& what) {
    terminal.note(std::string(kProgramName) + ": internal error: " + what +
                  ", this is a bug in sigil-build\n");
    return ExitCode::Internal;
  };
  try {
    return parse_and_act(arguments, environment, terminal);
  } catch (const Error& error) {
    terminal.error(error);
    return exit_code_of(error.kind());
  } catch (const ClosedOutput&) {
    return ExitCode::Failed;
  } catch (const std::bad_alloc&) {
    return internal_error("out of memory");
  } catch (const std::exception& error) {
    return internal_error(error.what());
  }
}

} // namespace sigil::cli
