// `dhall` itself, and the commands that evaluate.
#include "dhall_commands.hpp"

namespace sigil::cli {
namespace {

constexpr const char* kAlphaHelp = "name all bound variables '_'";

dhall::BinderNames names_of(const EvaluateOptions& options) {
  return options.alpha ? dhall::BinderNames::Underscore : dhall::BinderNames::Kept;
}

ExitCode evaluate(DhallRun& run, const EvaluateOptions& options) {
  const dhall::TypedExpression typed = run.infer(dhall::Part::TypeAndValue);
  dhall::NormalExpression normal = run.normalize(typed, names_of(options));
  if (options.annotate) normal = run.context().annotate(normal, run.context().type_of(typed));
  run.print(normal);
  return ExitCode::Done;
}

void add_hash(Command& dhall, Context& context, const SharedDhallOptions& options) {
  Command& command = dhall.add_command("hash", "Print the hash that protects an import of an expression",
                                       "sigil-build dhall hash --file config.dhall\n"
                                       "sigil-build dhall hash --cache --file config.dhall\n"
                                       "sigil-build dhall hash < config.dhall");
  const auto is_stored = std::make_shared<bool>(false);
  command.add_option("--cache", is_stored.get(), "put the expression into the cache");
  act(command, context, options, [is_stored, options](DhallRun& run) {
    if (*is_stored && options->no_cache)
      throw Error(ErrorKind::Usage, "both '--cache' and '--no-cache' are given, expected one of them");
    const dhall::TypedExpression typed = run.infer(dhall::Part::TypeAndValue);
    run.write_line(run.timed("hash", [&] {
      return *is_stored ? run.context().store(typed) : run.context().semantic_hash(typed);
    }));
    return ExitCode::Done;
  });
}

void add_normalize(Command& dhall, Context& context, const SharedDhallOptions& options) {
  Command& command = dhall.add_command("normalize", "Print the normal form",
                                       "sigil-build dhall normalize --file config.dhall\n"
                                       "sigil-build dhall normalize --alpha < config.dhall");
  const auto own = std::make_shared<EvaluateOptions>();
  command.add_option("--alpha", &own->alpha, kAlphaHelp);
  act(command, context, options, [own](DhallRun& run) { return evaluate(run, *own); });
}

void add_type(Command& dhall, Context& context, const SharedDhallOptions& options) {
  Command& command = dhall.add_command("type", "Print the type",
                                       "sigil-build dhall type --file config.dhall\n"
                                       "sigil-build dhall type --quiet --file config.dhall && echo sound");
  const auto is_quiet = std::make_shared<bool>(false);
  command.add_option("--quiet", is_quiet.get(), "print nothing, check only");
  act(command, context, options, [is_quiet](DhallRun& run) {
    const dhall::TypedExpression typed = run.infer(dhall::Part::Type);
    if (!*is_quiet) run.print(run.context().type_of(typed));
    return ExitCode::Done;
  });
}

void add_shared_options(Command& dhall, DhallOptions& options) {
  const auto flag = [&dhall](const char* name, bool& value, const char* description) {
    dhall.add_option(name, &value, description).in_group("Dhall");
  };
  const auto value = [&dhall](const char* name, Target target, const char* form, const char* description) {
    dhall.add_option(name, std::move(target), description).shown_as(form).in_group("Dhall");
  };
  value("--file", &options.file, "FILE", "the expression; default, and '-': standard input");
  value("--output", &options.output, "FILE", "where the result goes; default, and '-': standard output");
  flag("--ascii", options.ascii, "print '\\' and '->'");
  flag("--unicode", options.unicode, "print 'λ' and '→', as is the default");
  flag("--plain", options.plain, "no colour");
  flag("--explain", options.explain, "say more about errors");
  flag("--censor", options.censor, "show no source in errors");
  add_evaluation_options(dhall, options);
  value("--output-size", &options.output_size, "BYTES", "limit of what is printed or encoded; default: 4G");
  flag("--time", options.time, "print how many seconds each phase and import took");
}

} // namespace

void add_dhall(Command& root, Context& context) {
  Command& dhall = root.add_command("dhall", "Evaluate, check and format Dhall expressions",
                                    "sigil-build dhall --file config.dhall\n"
                                    "sigil-build dhall <<< 'List/length Natural [ 1, 2 ]'\n"
                                    "sigil-build dhall type --file config.dhall\n"
                                    "sigil-build dhall to-json --file config.dhall\n"
                                    "sigil-build dhall format config.dhall");
  const auto options = std::make_shared<DhallOptions>();
  add_shared_options(dhall, *options);
  dhall.add_option("--annotate", &options->own.annotate, "print the type behind the normal form");
  dhall.add_option("--alpha", &options->own.alpha, kAlphaHelp);
  dhall.set_action([&context, options] {
    return run_dhall(context, *options, [&](DhallRun& run) { return evaluate(run, options->own); });
  });
  add_hash(dhall, context, options);
  add_normalize(dhall, context, options);
  add_type(dhall, context, options);
  add_dhall_binary(dhall, context, options);
  add_dhall_files(dhall, context, options);
  add_dhall_data(dhall, context, options);
  add_dhall_resolve(dhall, context, options);
}

} // namespace sigil::cli
