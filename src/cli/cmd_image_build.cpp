#include "build_variables.hpp"
#include "commands.hpp"
#include "convergence_secret.hpp"
#include "dhall_description.hpp"
#include "report.hpp"
#include "sigil/system/build.hpp"
#include "sigil/system/description.hpp"
#include "sigil/system/plan.hpp"

namespace sigil::cli {
namespace {

struct BuildOptions {
  std::filesystem::path description;
  bool has_attributes = false;
  std::filesystem::path output;
  std::string syntax;
  bool is_dry_run = false;
  bool is_json = false;
  std::vector<std::filesystem::path> secret_files;
  DhallOptions dhall;
};

ExitCode build(Context& context, BuildOptions options) {
  if (options.description.empty() && !options.has_attributes)
    throw Error(ErrorKind::Usage, "no description given, expected a Dhall or JSON file, or '--attrs'");
  if (options.output.empty() && !options.is_dry_run && !options.has_attributes)
    throw Error(ErrorKind::Usage, "no output file given, expected '-o FILE' or '--dry-run'");
  const std::unique_ptr<ToolRunner> tools = host::make_tool_runner(context.settings.tools);
  const std::unique_ptr<Cache> cache = context.open_cache();
  if (options.has_attributes) context.terminal.hide_status();
  TerminalProgress progress(context.terminal);
  progress.stage("read the description");
  system::DescriptionReading reading;
  if (options.has_attributes) {
    system::DerivationReading derivation = system::read_derivation(
        attribute_file(context.settings,
                       "'--attrs' is for the builder of a Nix derivation that has __structuredAttrs = true"));
    reading = std::move(derivation.reading);
    options.output = std::move(derivation.output);
  } else if (is_dhall(options.description)) {
    options.dhall.file = options.description.native();
    auto evaluated = read_dhall_description(context, options.dhall);
    if (!evaluated) return ExitCode::Failed;
    reading = std::move(*evaluated);
  } else {
    reading = system::read_description(options.description);
  }
  progress.stage("plan the system");
  const system::Plan plan = [&] {
    const ConvergenceSecrets secrets(options.secret_files);
    return system::make_plan(std::move(reading), genode::parse_syntax(options.syntax), secrets.all());
  }();
  if (options.is_dry_run) {
    progress.stage("");
    context.terminal.data(options.is_json ? plan_json(plan) : plan_text(plan));
    return ExitCode::Done;
  }
  const system::BuildEnvironment environment{*tools,
                                             *cache,
                                             progress,
                                             context.settings.data_folder,
                                             context.settings.grub_folder,
                                             context.settings.libgcc};
  system::build_iso(plan, environment, options.output);
  return ExitCode::Done;
}

} // namespace

void add_image_build(Command& image, Context& context) {
  Command& command =
      image.add_command("build", "Build a bootable image from a system description",
                        "sigil-build image build system.dhall -o system.iso\n"
                        "sigil-build image build system.dhall --dry-run\n"
                        "sigil-build image build system.json --dry-run --json\n"
                        "sigil-build image build --attrs    # as the builder of a Nix derivation");
  const auto options = std::make_shared<BuildOptions>();
  command.add_option("DESCRIPTION", &options->description,
                     "system description: a file in Dhall if its name ends in .dhall, else in JSON");
  command.add_option("-o,--output", &options->output, "the image to write").shown_as("FILE");
  command
      .add_option(
          "--attrs", &options->has_attributes,
          "build what the structured attributes of a Nix derivation describe: attribute 'sigil', to output "
          "'out'")
      .excludes({"DESCRIPTION", "--output"});
  command
      .add_option("--config-syntax", &options->syntax,
                  "syntax of the configuration; default: what the description's Genode release reads")
      .one_of({"hid", "xml"});
  command.add_option("--dry-run", &options->is_dry_run, "print the plan and write nothing");
  add_secrets_option(command, options->secret_files);
  command.add_option("--json", &options->is_json, "print the plan as JSON").needs("--dry-run");
  add_evaluation_options(command, options->dhall);
  command.set_action([&context, options] { return build(context, *options); });
}

} // namespace sigil::cli
