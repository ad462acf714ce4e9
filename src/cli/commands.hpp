/// \file
/// The commands. Each function adds one to its parent; its options live as long as its action does.
#pragma once

#include "command.hpp"
#include "context.hpp"
#include "sigil/base/file.hpp"

namespace sigil::cli {

void add_image_build(Command& image, Context& context);
void add_image_run(Command& image, Context& context);
void add_image_inspect(Command& image, Context& context);
void add_image_verify(Command& image, Context& context);
void add_elf_needed(Command& elf, Context& context);
void add_elf_explain(Command& elf, Context& context);
void add_elf_check(Command& elf, Context& context);
void add_elf_rewrite(Command& elf, Context& context);
void add_package_fixup(Command& package, Context& context);
void add_package_closure(Command& package, Context& context);
void add_eris_sum(Command& eris, Context& context);
void add_eris_put(Command& eris, Context& context);
void add_eris_verify(Command& eris, Context& context);
void add_eris_info(Command& eris, Context& context);
void add_eris_ls(Command& eris, Context& context);
void add_eris_fsck(Command& eris, Context& context);
void add_eris_copy(Command& eris, Context& context);
void add_eris_get(Command& eris, Context& context);
/// `dhall` with all its commands.
void add_dhall(Command& root, Context& context);
void add_generate_completion(Command& generate, Context& context);

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

} // namespace sigil::cli
