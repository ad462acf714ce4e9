/// \file
/// The commands. Each function adds one to its parent; its options live as long as the callback does.
#pragma once

#include "cli11.hpp"
#include "context.hpp"
#include "sigil/base/file.hpp"

namespace sigil::cli {

void add_image_build(CLI::App& image, Context& context);
void add_image_run(CLI::App& image, Context& context);
void add_image_inspect(CLI::App& image, Context& context);
void add_image_verify(CLI::App& image, Context& context);
void add_elf_needed(CLI::App& elf, Context& context);
void add_elf_explain(CLI::App& elf, Context& context);
void add_elf_check(CLI::App& elf, Context& context);
void add_elf_rewrite(CLI::App& elf, Context& context);
void add_package_fixup(CLI::App& package, Context& context);
void add_package_closure(CLI::App& package, Context& context);
void add_eris_sum(CLI::App& eris, Context& context);
void add_eris_put(CLI::App& eris, Context& context);
void add_eris_verify(CLI::App& eris, Context& context);
void add_eris_info(CLI::App& eris, Context& context);
void add_eris_ls(CLI::App& eris, Context& context);
void add_eris_fsck(CLI::App& eris, Context& context);
void add_eris_copy(CLI::App& eris, Context& context);
void add_eris_get(CLI::App& eris, Context& context);
/// `dhall` with all its commands.
void add_dhall(CLI::App& root, Context& context);
void add_generate_completion(CLI::App& generate, Context& context);

/// How `image verify` ends.
ExitCode verification_exit_code(const std::vector<Error>& problems);

/// What `read` makes of the file's content, a Blob; its errors say which file it was.
template <typename Read>
auto read_file(const std::filesystem::path& path, Read read) {
  const Blob content = Blob::map(path);
  try {
    return read(content);
  } catch (Error& error) {
    throw std::move(error).while_doing("while reading " + in_quotes(path.native()));
  }
}

/// Prints what `show` makes of the reports that `read(path, bytes)` gives of each file, and returns them. A
/// file that fails does not keep the others from being shown. \throws the errors of all that failed, after
/// that.
template <typename Read, typename Show>
auto show_files(Terminal& terminal, const std::vector<std::filesystem::path>& paths, Read read, Show show) {
  std::vector<decltype(read(paths.front(), ByteView()))> reports;
  ErrorList errors;
  for (const std::filesystem::path& path : paths)
    errors.collect([&] {
      reports.push_back(read_file(path, [&](const Blob& content) { return read(path, content.bytes()); }));
    });
  terminal.data(show(reports));
  errors.throw_if_any();
  return reports;
}

/// A command with the parts that its help shows: a summary in one line, and examples.
CLI::App* add_command(CLI::App& parent, const char* name, const char* summary, const char* examples);

} // namespace sigil::cli
