#include <algorithm>

#include "build_variables.hpp"
#include "commands.hpp"
#include "convergence_secret.hpp"
#include "parse.hpp"
#include "program_name.hpp"
#include "report_package.hpp"

namespace sigil::cli {
namespace {

using Texts = std::vector<std::string>;

struct FixupOptions {
  Texts paths;
  Texts outputs;
  Texts inputs;
  Texts folders;
  Texts kept_names;
  Texts excluded;
  Texts ignored_names;
  Texts declared;
  std::string store;
  std::string secret_file;
  std::string block_size;
  std::string manifest_format;
  bool allows_self_references = false;
  bool is_dry_run = false;
  bool is_json = false;
};

void add_options(Command& command, FixupOptions& options) {
  const auto list = [&](const char* name, Texts& texts, const char* text, const char* description) {
    command.add_option(name, &texts, description).one_each_time().shown_as(text);
  };
  list("--output", options.outputs, "NAME=PATH", "an output by its name");
  list("--input", options.inputs, "PATH", "a package to find libraries in, with those it propagates");
  list("--search", options.folders, "FOLDER", "a folder to find libraries in, after all else");
  list("--keep-name", options.kept_names, "PATTERN",
       "names that stay in DT_NEEDED, beside ld.lib.so, posix.lib.so and vfs_*.lib.so");
  list("--exclude", options.excluded, "PATTERN", "files to leave alone, by path in their output");
  list("--ignore-missing", options.ignored_names, "PATTERN", "libraries that may be missing");
  list("--declare-need", options.declared, "FILE=NAME",
       "a library that FILE (a pattern) loads at run time by that name");
  command.add_option("--allow-self-references", &options.allows_self_references,
                     "let files contain their own store path");
  const auto text = [&](const char* name, std::string& value, const char* form,
                        const char* description) -> Option& {
    return command.add_option(name, &value, description).shown_as(form);
  };
  text("--store", options.store, "FOLDER", "where packages are; default: $NIX_STORE, or /nix/store");
  text("--convergence-secret-file", options.secret_file, "FILE",
       "32 bytes, or 64 hexadecimal digits, for capabilities of private packages");
  text("--block-size", options.block_size, "1k|32k",
       "of all ERIS blocks; default: by size, as ERIS recommends")
      .one_of({"1k", "32k"});
  text("--manifest-format", options.manifest_format, "1|2", "default: 2").one_of({"1", "2"});
  command.add_option("--dry-run", &options.is_dry_run, "say what would be done, and write nothing");
  command.add_option("--json", &options.is_json, "print JSON");
}

/// What `erisPatchFlags` has, added to what stands on the command line.
void add_flags(FixupOptions& options, Texts words) {
  Command parser("erisPatchFlags");
  FixupOptions more;
  add_options(parser, more);
  const CommandLine line = parse(parser, std::move(words));
  if (line.kind != CommandLine::Kind::Understood)
    throw Error(ErrorKind::Usage, parser.name() + ": " + line.problem);
  const auto append = [](Texts& to, const Texts& from) { to.insert(to.end(), from.begin(), from.end()); };
  append(options.outputs, more.outputs);
  append(options.inputs, more.inputs);
  append(options.folders, more.folders);
  append(options.kept_names, more.kept_names);
  append(options.excluded, more.excluded);
  append(options.ignored_names, more.ignored_names);
  append(options.declared, more.declared);
  for (auto member : {&FixupOptions::store, &FixupOptions::secret_file, &FixupOptions::block_size,
                      &FixupOptions::manifest_format})
    if ((options.*member).empty()) options.*member = more.*member;
  for (auto member :
       {&FixupOptions::allows_self_references, &FixupOptions::is_dry_run, &FixupOptions::is_json})
    options.*member = options.*member || more.*member;
}

/// What a Nix build says, for all that the command line does not.
void add_variables(FixupOptions& options, const BuildVariables& variables) {
  add_flags(options, variables.list("erisPatchFlags"));
  for (const auto& [name, path] : variables.outputs()) options.outputs.push_back(name + '=' + path);
  const auto append = [&](Texts& to, std::initializer_list<const char*> names) {
    for (const char* name : names)
      for (std::string& text : variables.list(name)) to.push_back(std::move(text));
  };
  append(options.inputs,
         {"buildInputs", "propagatedBuildInputs", "depsTargetTarget", "depsTargetTargetPropagated"});
  append(options.kept_names, {"erisKeepNames"});
  append(options.excluded, {"erisExclude"});
  append(options.ignored_names, {"erisIgnoreMissingDeps"});
  append(options.declared, {"erisDeclaredNeeds"});
  if (options.store.empty()) options.store = variables.text("NIX_STORE");
  options.allows_self_references |= variables.is_set("erisAllowSelfReferences");
}

/// "NAME=VALUE", at the first or last '='.
std::pair<std::string, std::string> split(const std::string& text, std::size_t sign, const char* form) {
  if (sign == std::string::npos || sign == 0 || sign + 1 == text.size())
    throw Error(ErrorKind::Usage, in_quotes(text) + " is not valid, expected " + form);
  return {text.substr(0, sign), text.substr(sign + 1)};
}

package::FixupRequest request_of(const FixupOptions& options) {
  package::FixupRequest request;
  for (const std::string& text : options.outputs) {
    auto [name, path] = split(text, text.find('='), "NAME=PATH");
    request.outputs.push_back({std::move(name), std::move(path)});
  }
  for (const std::filesystem::path path : options.paths)
    request.outputs.push_back({options.paths.size() == 1 ? "out" : path.filename().native(), path});
  request.inputs.assign(options.inputs.begin(), options.inputs.end());
  request.search.assign(options.folders.begin(), options.folders.end());
  request.kept_names = options.kept_names;
  request.excluded = options.excluded;
  request.ignored_names = options.ignored_names;
  for (const std::string& text : options.declared) {
    auto [file, name] = split(text, text.rfind('='), "FILE=NAME");
    request.declared.push_back({std::move(file), std::move(name)});
  }
  if (!options.store.empty()) request.store = options.store;
  if (options.block_size == "1k") request.block_size = eris::BlockSize::k1KiB;
  if (options.block_size == "32k") request.block_size = eris::BlockSize::k32KiB;
  request.allows_self_references = options.allows_self_references;
  request.manifest_format = options.manifest_format == "1" ? 1 : 2;
  request.is_dry_run = options.is_dry_run;
  if (!options.secret_file.empty()) request.secret = read_convergence_secret(options.secret_file);
  return request;
}

ExitCode fix_up(Context& context, FixupOptions options) {
  if (options.outputs.empty() && options.paths.empty()) {
    const BuildVariables variables(context.settings);
    context.terminal.hide_status();
    if (variables.is_set("dontErisPatch")) {
      context.terminal.note(std::string(kProgramName) +
                            ": nothing is fixed up, since dontErisPatch is set\n");
      return ExitCode::Done;
    }
    add_variables(options, variables);
    if (options.outputs.empty())
      throw Error(ErrorKind::Usage,
                  "no output given, expected a path, '--output', or the variables of a Nix build");
  }
  TerminalProgress progress(context.terminal);
  progress.stage("fix up " + std::to_string(options.outputs.size() + options.paths.size()) + " outputs");
  package::FixupRequest request = request_of(options);
  const SecretGuard guard(request.secret);
  const package::FixupResult result = package::fixup(request);
  progress.stage("");
  for (const std::string& note : result.notes) progress.warning(note);
  context.terminal.data(options.is_json ? fixup_json(result, options.is_dry_run) : fixup_text(result));
  return ExitCode::Done;
}

} // namespace

void add_package_fixup(Command& package, Context& context) {
  Command& command =
      package.add_command("fixup", "Make a package's files ask for libraries by content",
                          "sigil-build package fixup    # in a Nix build: all is in the environment\n"
                          "sigil-build package fixup --output out=result --input ../libraries\n"
                          "sigil-build package fixup result --dry-run");
  const auto options = std::make_shared<FixupOptions>();
  command.add_option("PATH", &options->paths, "an output; with none, those of the Nix build")
      .shown_as("PATH");
  add_options(command, *options);
  command.set_action([&context, options] { return fix_up(context, *options); });
}

} // namespace sigil::cli
