#include <algorithm>

#include "commands.hpp"
#include "convergence_secret.hpp"
#include "report_package.hpp"

namespace sigil::cli {
namespace {

struct ClosureOptions {
  std::vector<std::filesystem::path> packages;
  std::vector<std::filesystem::path> secret_files;
  bool verifies = false;
  bool is_json = false;
  bool is_dot = false;
};

ExitCode show_closure(Context& context, const ClosureOptions& options) {
  const ConvergenceSecrets secrets(options.secret_files);
  const package::MergedClosure closure =
      package::merge_closures({options.packages, options.verifies, secrets.all()});
  context.terminal.data(options.is_json  ? closure_json(closure)
                        : options.is_dot ? closure_dot(closure)
                                         : closure_text(closure));
  return ExitCode::Done;
}

} // namespace

void add_package_closure(Command& package, Context& context) {
  Command& command =
      package.add_command("closure", "Show and check what packages need, by their manifests",
                          "sigil-build package closure result\n"
                          "sigil-build package closure result --verify\n"
                          "sigil-build package closure result --dot | dot -Tsvg > closure.svg");
  const auto options = std::make_shared<ClosureOptions>();
  command.add_option("PACKAGE", &options->packages, "packages with a manifest, or manifests").required();
  command.add_option("--verify", &options->verifies,
                     "encode every file again and compare it with what manifests say");
  add_secrets_option(command, options->secret_files, "with --verify: ").needs("--verify");
  command.add_option("--json", &options->is_json, "print JSON");
  command.add_option("--dot", &options->is_dot, "print a graph for Graphviz").excludes({"--json"});
  command.set_action([&context, options] { return show_closure(context, *options); });
}

} // namespace sigil::cli
