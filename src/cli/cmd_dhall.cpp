// `dhall` itself, and the commands that evaluate.
#include "dhall_commands.hpp"

namespace sigil::cli {
namespace {

struct EvaluateOptions {
  bool alpha = false;
  bool annotate = false;
};

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

void add_hash(CLI::App& dhall, Context& context, const SharedDhallOptions& options) {
  CLI::App* command = add_command(dhall, "hash", "Print the hash that protects an import of an expression",
                                  "sigil-build dhall hash --file config.dhall\n"
                                  "sigil-build dhall hash < config.dhall");
  act(*command, context, options, [](DhallRun& run) {
    const dhall::TypedExpression typed = run.infer(dhall::Part::TypeAndValue);
    run.write_line(run.timed("hash", [&] { return run.context().semantic_hash(typed); }));
    return ExitCode::Done;
  });
}

void add_normalize(CLI::App& dhall, Context& context, const SharedDhallOptions& options) {
  CLI::App* command = add_command(dhall, "normalize", "Print the normal form",
                                  "sigil-build dhall normalize --file config.dhall\n"
                                  "sigil-build dhall normalize --alpha < config.dhall");
  const auto own = std::make_shared<EvaluateOptions>();
  command->add_flag("--alpha", own->alpha, kAlphaHelp);
  act(*command, context, options, [own](DhallRun& run) { return evaluate(run, *own); });
}

void add_type(CLI::App& dhall, Context& context, const SharedDhallOptions& options) {
  CLI::App* command = add_command(dhall, "type", "Print the type",
                                  "sigil-build dhall type --file config.dhall\n"
                                  "sigil-build dhall type --quiet --file config.dhall && echo sound");
  const auto is_quiet = std::make_shared<bool>(false);
  command->add_flag("--quiet", *is_quiet, "print nothing, check only");
  act(*command, context, options, [is_quiet](DhallRun& run) {
    const dhall::TypedExpression typed = run.infer(dhall::Part::Type);
    if (!*is_quiet) run.print(run.context().type_of(typed));
    return ExitCode::Done;
  });
}

void add_shared_options(CLI::App& dhall, DhallOptions& options) {
  const auto flag = [&dhall](const char* name, bool& value, const char* description) {
    dhall.add_flag(name, value, description)->group("Dhall");
  };
  const auto value = [&dhall](const char* name, auto& target, const char* text, const char* description) {
    dhall.add_option(name, target, description)->option_text(text)->group("Dhall");
  };
  value("--file", options.file, "FILE", "the expression; default, and '-': standard input");
  value("--output", options.output, "FILE", "where the result goes; default, and '-': standard output");
  flag("--ascii", options.ascii, "print '\\' and '->'");
  flag("--unicode", options.unicode, "print 'λ' and '→', as is the default");
  flag("--plain", options.plain, "no colour");
  flag("--explain", options.explain, "say more about errors");
  flag("--censor", options.censor, "show no source in errors");
  flag("--no-cache", options.no_cache, "neither read nor write caches");
  flag("--no-imports", options.no_imports, "refuse all imports");
  value("--only-under", options.only_under, "FOLDER", "import files in or below this folder only");
  value("--steps", options.steps, "NUMBER", "limit of function calls and loop rounds; default: none");
  value("--memory", options.memory, "BYTES", "limit of memory, such as 512M; default: 8G");
  flag("--time", options.time, "print how many seconds each phase and import took");
}

} // namespace

void add_dhall(CLI::App& root, Context& context) {
  CLI::App* dhall = add_command(root, "dhall", "Evaluate, check and format Dhall expressions",
                                "sigil-build dhall --file config.dhall\n"
                                "sigil-build dhall <<< 'List/length Natural [ 1, 2 ]'\n"
                                "sigil-build dhall type --file config.dhall\n"
                                "sigil-build dhall to-json --file config.dhall\n"
                                "sigil-build dhall format config.dhall");
  const auto options = std::make_shared<DhallOptions>();
  add_shared_options(*dhall, *options);
  const auto own = std::make_shared<EvaluateOptions>();
  dhall->add_flag("--annotate", own->annotate, "print the type behind the normal form");
  dhall->add_flag("--alpha", own->alpha, kAlphaHelp);
  add_hash(*dhall, context, options);
  add_normalize(*dhall, context, options);
  add_type(*dhall, context, options);
  add_dhall_binary(*dhall, context, options);
  add_dhall_files(*dhall, context, options);
  add_dhall_data(*dhall, context, options);
  add_dhall_resolve(*dhall, context, options);
  // Called after those of the commands.
  dhall->callback([&context, dhall, options, own] {
    const auto chosen = dhall->get_subcommands();
    if (!chosen.empty()) {
      if (own->annotate || own->alpha)
        throw Error(ErrorKind::Usage, std::string("option '") + (own->annotate ? "--annotate" : "--alpha") +
                                          "' is not one of 'dhall " + chosen.front()->get_name() + "'");
      return;
    }
    context.action = [&context, options, own] {
      return run_dhall(context, *options, [&](DhallRun& run) { return evaluate(run, *own); });
    };
  });
}

} // namespace sigil::cli
