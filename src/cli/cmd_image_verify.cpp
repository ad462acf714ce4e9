#include <algorithm>

#include "commands.hpp"
#include "convergence_secret.hpp"
#include "report.hpp"
#include "sigil/system/inspect.hpp"

namespace sigil::cli {

/// Wrong content weighs more than a faulty format, and that more than anything else.
ExitCode verification_exit_code(const std::vector<Error>& problems) {
  if (problems.empty()) return ExitCode::Done;
  for (const ErrorKind kind : {ErrorKind::Integrity, ErrorKind::Invalid}) {
    const auto is_it = [kind](const Error& problem) { return problem.kind() == kind; };
    if (std::any_of(problems.begin(), problems.end(), is_it)) return exit_code_of(kind);
  }
  return exit_code_of(problems.front().kind());
}

void add_image_verify(Command& image, Context& context) {
  struct Options {
    std::filesystem::path image;
    bool is_json = false;
    std::vector<std::filesystem::path> secret_files;
  };
  Command& command = image.add_command("verify", "Check that an image holds together",
                                       "sigil-build image verify system.iso\n"
                                       "sigil-build image verify system.iso --json");
  const auto options = std::make_shared<Options>();
  command.add_option("IMAGE", &options->image, "an ISO image, or a core image").required();
  add_secrets_option(command, options->secret_files);
  command.add_option("--json", &options->is_json, "print JSON");
  command.set_action([&context, options] {
    const ConvergenceSecrets secrets(options->secret_files);
    const system::VerifyReport report = read_file(
        options->image, [&](const Blob& content) { return system::verify_image(content, secrets.all()); });
    context.terminal.data(options->is_json ? verification_json(report) : verification_text(report));
    return verification_exit_code(report.problems);
  });
}

} // namespace sigil::cli
