#include "dhall_commands.hpp"

namespace sigil::cli {
namespace {

struct ResolveOptions {
  bool dot = false;
  bool immediate = false;
  bool transitive = false;
};

/// In double quotes for Graphviz.
std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char character : text) {
    if (character == '"' || character == '\\') result += '\\';
    result += character;
  }
  return result + '"';
}

void write_dot(DhallRun& run) {
  const dhall::ImportGraph& graph = run.context().imports();
  run.write("digraph imports {\n");
  for (std::size_t at = 0; at < graph.imports.size(); ++at)
    run.write_line("  " + std::to_string(at) + " [label=" + quoted(graph.imports[at].location) + "];");
  for (const auto& [importer, imported] : graph.edges)
    run.write_line("  " + std::to_string(importer) + " -> " + std::to_string(imported) + ';');
  run.write("}\n");
}

ExitCode resolve(DhallRun& run, const ResolveOptions& options) {
  if (options.dot + options.immediate + options.transitive > 1)
    throw Error(ErrorKind::Usage, "several of '--dot', '--immediate-dependencies' and "
                                  "'--transitive-dependencies' are given, expected one of them");
  const dhall::ParsedExpression parsed = run.parse();
  if (options.immediate) {
    for (const std::string& import : run.context().direct_imports(parsed)) run.write_line(import);
    return ExitCode::Done;
  }
  const dhall::ResolvedExpression resolved = run.resolve(parsed);
  if (options.dot) {
    write_dot(run);
  } else if (options.transitive) {
    for (const dhall::ImportRecord& import : run.context().imports().imports)
      if (import.from != dhall::ImportRecord::From::Root) run.write_line(import.location);
  } else {
    run.print(run.context().substitute_imports(resolved));
  }
  return ExitCode::Done;
}

} // namespace

void add_dhall_resolve(Command& dhall, Context& context, const SharedDhallOptions& options) {
  Command& command =
      dhall.add_command("resolve", "Put what is imported where the imports are",
                        "sigil-build dhall resolve --file config.dhall\n"
                        "sigil-build dhall resolve --transitive-dependencies --file config.dhall\n"
                        "sigil-build dhall resolve --dot --file config.dhall | dot -Tsvg");
  const auto own = std::make_shared<ResolveOptions>();
  command.add_option("--dot", &own->dot, "print the graph of imports for Graphviz");
  command.add_option("--immediate-dependencies", &own->immediate,
                     "print the imports of the expression itself, and read none of them");
  command.add_option("--transitive-dependencies", &own->transitive, "print all imports");
  act(command, context, options, [own](DhallRun& run) { return resolve(run, *own); });
}

} // namespace sigil::cli
