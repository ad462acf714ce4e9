#include "app.hpp"

#include <algorithm>
#include <new>

#include "program_name.hpp"
#include "tree.hpp"

namespace sigil::cli {
namespace {

ExitCode act_on(const CommandLine& line, bool has_separator, const Context& context) {
  switch (line.kind) {
  case CommandLine::Kind::AsksForHelp: context.terminal.data(help(*line.command)); return ExitCode::Done;
  case CommandLine::Kind::AsksForVersion:
    context.terminal.data(std::string(kProgramName) + " " SIGIL_VERSION "\n");
    return ExitCode::Done;
  case CommandLine::Kind::Wrong: throw usage_error(line);
  case CommandLine::Kind::Understood: break;
  }
  if (has_separator && line.command->path() != "image run")
    throw Error(ErrorKind::Usage,
                "unexpected argument '--', only 'image run' takes arguments for another program");
  SIGIL_ASSERT(line.command->action() != nullptr);
  return line.command->action()();
}

/// Scripts that are made for `dhall` know two statuses.
bool knows_two_statuses(const Command& command, const Error& error) {
  const bool is_failure = error.kind() != ErrorKind::Interrupted && error.kind() != ErrorKind::Internal;
  return is_failure && (command.path() + ' ').starts_with("dhall ");
}

ExitCode parse_and_act(const std::vector<std::string>& arguments, const Environment& environment,
                       Terminal& terminal) {
  Context context{terminal, {}, {}};
  // Completion scripts name all commands.
  const std::string first = arguments.empty() || arguments.front() == "generate" ? "" : arguments.front();
  const std::unique_ptr<Command> root = make_tree(context, environment, first);
  const auto separator = std::find(arguments.begin(), arguments.end(), "--");
  const bool has_separator = separator != arguments.end();
  if (has_separator) context.separated_arguments.assign(separator + 1, arguments.end());
  const CommandLine line = parse(*root, {arguments.begin(), separator});
  try {
    return act_on(line, has_separator, context);
  } catch (const Error& error) {
    if (!context.excerpt)
      terminal.error(error);
    else
      for (const Error& one : error.separated()) terminal.error(one, context.excerpt(one.where()));
    return knows_two_statuses(*line.command, error) ? ExitCode::Failed : exit_code_of(error.kind());
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
