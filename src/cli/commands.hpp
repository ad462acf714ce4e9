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
void add_eris_get(CLI::App& eris, Context& context);
void add_generate_completion(CLI::App& generate, Context& context);

/// How `image verify` ends.
ExitCode verification_exit_code(const std::vector<Error>& problems);

/// What `read` makes of the image file; its errors say which file it was.
template <typename Read>
auto read_image(const std::filesystem::path& path, Read read) {
  const Blob image = Blob::map(path);
  try {
    return read(image);
  } catch (Error& error) {
    throw std::move(error).while_doing("while reading " + in_quotes(path.native()));
  }
}

/// Does `read(path, content)` for each file; a file that fails does not keep the others from being read.
/// \throws the errors of all that failed, each saying which file it was.
template <typename Read>
void read_files(const std::vector<std::filesystem::path>& paths, Read read) {
  ErrorList errors;
  for (const std::filesystem::path& path : paths) {
    errors.collect([&] {
      const Blob content = Blob::map(path);
      try {
        read(path, content.bytes());
      } catch (Error& error) {
        throw std::move(error).while_doing("while reading " + in_quotes(path.native()));
      }
    });
  }
  errors.throw_if_any();
}

/// A command with the parts that its help shows: a summary in one line, and examples.
CLI::App* add_command(CLI::App& parent, const char* name, const char* summary, const char* examples);

} // namespace sigil::cli
