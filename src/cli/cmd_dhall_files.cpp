// The commands that rewrite sources.
#include "dhall_commands.hpp"

namespace sigil::cli {
namespace {

struct RewriteOptions {
  std::vector<std::string> files; ///< none: from standard input to the output
  bool is_check = false;
  bool is_all = false;      ///< freeze only
  bool is_fallback = false; ///< likewise
};

/// What a rewriting makes of the content of a file.
using Rewrite = std::function<std::string(DhallRun& run, const std::string& path, Blob text)>;

/// \returns whether it was so already
bool rewrite_one(DhallRun& run, const std::string& path, bool is_check, const Rewrite& rewrite) {
  const Blob before = run.read(path);
  std::string after = rewrite(run, path, before);
  const bool is_same = after == before.text();
  if (is_check) return is_same;
  if (path.empty() || path == "-")
    run.write(after);
  else if (!is_same)
    run.replace_file(path, std::move(after));
  return true;
}

ExitCode rewrite_all(DhallRun& run, const RewriteOptions& options, const char* state,
                     const Rewrite& rewrite) {
  ErrorList errors;
  std::vector<std::string> paths = options.files;
  if (paths.empty()) paths.emplace_back();
  for (const std::string& path : paths)
    errors.collect([&] {
      if (!rewrite_one(run, path, options.is_check, rewrite))
        throw Error(ErrorKind::Failed, in_quotes(run.name_of(path)) + " is not " + state);
    });
  errors.throw_if_any();
  return ExitCode::Done;
}

std::string format(DhallRun& run, const std::string& path, Blob text) {
  return run.context().format(run.name_of(path), std::move(text), run.characters());
}

void add_rewrite_options(Command& command, RewriteOptions& options) {
  command.add_option("FILE", &options.files, "files to rewrite; default: standard input to standard output");
  command.add_option("--inplace", &options.files, "the same as FILE").shown_as("FILE");
  command.add_option("--check", &options.is_check, "change nothing, fail if something would change");
}

} // namespace

void add_dhall_files(Command& dhall, Context& context, const SharedDhallOptions& options) {
  Command& format_command = dhall.add_command("format", "Bring sources into the standard layout",
                                              "sigil-build dhall format config.dhall types.dhall\n"
                                              "sigil-build dhall format --check *.dhall\n"
                                              "sigil-build dhall format < config.dhall");
  const auto format_options = std::make_shared<RewriteOptions>();
  add_rewrite_options(format_command, *format_options);
  act(format_command, context, options,
      [format_options](DhallRun& run) { return rewrite_all(run, *format_options, "formatted", format); });

  Command& freeze_command = dhall.add_command("freeze", "Add hashes to imports, or bring them up to date",
                                              "sigil-build dhall freeze config.dhall\n"
                                              "sigil-build dhall freeze --all --check config.dhall");
  const auto freeze_options = std::make_shared<RewriteOptions>();
  add_rewrite_options(freeze_command, *freeze_options);
  freeze_command.add_option("--all", &freeze_options->is_all,
                            "imports of files and variables too; default: those of servers");
  freeze_command.add_option("--cache", &freeze_options->is_fallback,
                            "as 'missing sha256:… ? import', which takes what is cached if it is");
  act(freeze_command, context, options, [freeze_options](DhallRun& run) {
    const auto which = freeze_options->is_all ? dhall::FrozenImports::All : dhall::FrozenImports::Remote;
    const auto form = freeze_options->is_fallback ? dhall::FrozenForm::Fallback : dhall::FrozenForm::Hash;
    const auto freeze = [which, form](DhallRun& it, const std::string& path, Blob text) {
      const std::string name = it.name_of(path);
      return it.context().freeze(name, std::move(text), name == "(input)" ? std::string() : name, which,
                                 it.characters(), form);
    };
    return rewrite_all(run, *freeze_options, "frozen", freeze);
  });
}

} // namespace sigil::cli
