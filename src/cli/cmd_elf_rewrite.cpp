#include <map>
#include <optional>
#include <unistd.h>

#include "commands.hpp"
#include "report_elf.hpp"
#include "sigil/base/parallel.hpp"
#include "sigil/elf/rewrite.hpp"

namespace sigil::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<fs::path> files;
  std::vector<std::pair<std::string, std::string>> replaced; ///< old and new name
  bool removes_rpath = false;
  std::string soname;
  std::string interpreter;
  fs::path output_folder;
  bool is_in_place = false;
  bool is_dry_run = false;
  bool is_json = false;
};

elf::Edits edits_of(const Options& options) {
  elf::Edits edits;
  for (const auto& [from, to] : options.replaced)
    if (!edits.needed.emplace(from, to).second)
      throw Error(ErrorKind::Usage, "library " + in_quotes(from) + " is replaced twice, expected once");
  edits.remove_search_paths = options.removes_rpath;
  if (!options.soname.empty()) edits.soname = options.soname;
  if (!options.interpreter.empty()) edits.interpreter = options.interpreter;
  if (edits.needed.empty() && !edits.remove_search_paths && !edits.soname && !edits.interpreter)
    throw Error(ErrorKind::Usage, "nothing is to be changed")
        .hint("give --replace-needed, --remove-rpath, --set-soname or --set-interpreter");
  return edits;
}

/// Where each result goes. Links are followed for files that are replaced: the link stays.
std::vector<fs::path> targets_of(const Options& options) {
  if (options.is_in_place == !options.output_folder.empty() && !options.is_dry_run)
    throw Error(ErrorKind::Usage, "it is not clear where results go, expected --output-dir or --in-place");
  std::vector<fs::path> targets;
  std::map<fs::path, fs::path> sources;
  for (const fs::path& file : options.files) {
    std::error_code code;
    fs::path target =
        options.output_folder.empty() ? fs::canonical(file, code) : options.output_folder / file.filename();
    if (code) target = file; // reading it will say why
    const auto [other, fresh] = sources.emplace(target, file);
    if (!fresh)
      throw Error(ErrorKind::Usage, "files " + in_quotes(other->second.native()) + " and " +
                                        in_quotes(file.native()) + " would both be written to " +
                                        in_quotes(target.native()));
    targets.push_back(std::move(target));
  }
  return targets;
}

/// Writes the result beside `target`, then in its place, with the mode of `source` and, where that is
/// allowed, its owner.
void write_result(const OpenFile& source, const fs::path& target, const elf::Rewritten& result) {
  AtomicFile file(target, source.mode());
  if (source.user() != ::geteuid() || source.group() != ::getegid())
    static_cast<void>(::chown(file.temporary_path().c_str(), source.user(), source.group()) == 0);
  if (!source.is_mapped()) {
    file.write(result.pieces(source.content()));
    return file.commit();
  }
  file.copy(source, 0, result.shift_from);
  if (source.content().size() != result.shift_from) {
    file.write(Bytes(result.shift));
    file.copy(source, result.shift_from, source.content().size() - result.shift_from);
  }
  for (const elf::Patch& patch : result.patches) file.write_at(patch.offset, patch.bytes);
  file.commit();
}

ElfRewriting rewrite_one(const Options& options, const elf::Edits& edits, const fs::path& path,
                         const fs::path& target) {
  thread_local Bytes buffer; // fresh memory for each file costs more than reading it
  const OpenFile source(path, buffer);
  try {
    const elf::Rewritten result = elf::rewrite(source.content(), edits);
    const bool is_due = result.layout != elf::Layout::Unchanged || !options.output_folder.empty();
    if (is_due && !options.is_dry_run) write_result(source, target, result);
    return {path, target, result.layout, source.content().size(), result.size_bytes};
  } catch (Error& error) {
    throw std::move(error).while_doing("while rewriting " + in_quotes(path.native()));
  }
}

ExitCode rewrite_all(Context& context, const Options& options) {
  const elf::Edits edits = edits_of(options);
  const std::vector<fs::path> targets = targets_of(options);
  if (!options.output_folder.empty() && !options.is_dry_run) fs::create_directories(options.output_folder);
  std::vector<std::optional<ElfRewriting>> results(options.files.size());
  std::vector<ErrorList> failures(options.files.size());
  parallel_for(options.files.size(), [&](std::size_t i) {
    failures[i].collect([&] { results[i] = rewrite_one(options, edits, options.files[i], targets[i]); });
  });
  std::vector<ElfRewriting> reports;
  ErrorList errors;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i]) reports.push_back(std::move(*results[i]));
    for (const Error& error : failures[i].errors()) errors.add(error);
  }
  context.terminal.data(options.is_json ? rewriting_json(reports) : rewriting_text(reports));
  errors.throw_if_any();
  return ExitCode::Done;
}

} // namespace

void add_elf_rewrite(Command& elf, Context& context) {
  Command& command = elf.add_command(
      "rewrite", "Change the names of libraries in ELF files",
      "sigil-build elf rewrite --replace-needed libc.lib.so urn:eris:… --in-place bin/program\n"
      "sigil-build elf rewrite --replace-needed liba.so libb.so --remove-rpath --output-dir out lib/*.so");
  const auto options = std::make_shared<Options>();
  command.add_option("FILE", &options->files, "ELF files; those without a dynamic section stay as they are")
      .required();
  command
      .add_option("--replace-needed", &options->replaced,
                  "ask for library NEW instead of OLD, in DT_NEEDED and symbol versions; may be repeated")
      .shown_as("OLD NEW")
      .one_each_time();
  command.add_option("--remove-rpath", &options->removes_rpath, "remove DT_RPATH and DT_RUNPATH");
  command.add_option("--set-soname", &options->soname, "what the file calls itself: DT_SONAME")
      .shown_as("NAME");
  command.add_option("--set-interpreter", &options->interpreter, "PT_INTERP of files that have one")
      .shown_as("PATH");
  command
      .add_option("--output-dir", &options->output_folder, "write results into this folder, made if need be")
      .shown_as("DIR");
  command.add_option("--in-place", &options->is_in_place, "replace each file by its result");
  command.add_option("--dry-run", &options->is_dry_run, "only say what would be done");
  command.add_option("--json", &options->is_json, "print JSON");
  command.set_action([&context, options] { return rewrite_all(context, *options); });
}

} // namespace sigil::cli
