/// \file
/// The commands. Each function adds one to its parent; its options live as long as the callback does.
#pragma once

#include "cli11.hpp"
#include "context.hpp"

namespace sigil::cli {

void add_image_build(CLI::App& image, Context& context);
void add_image_run(CLI::App& image, Context& context);
void add_image_inspect(CLI::App& image, Context& context);
void add_image_verify(CLI::App& image, Context& context);
void add_generate_completion(CLI::App& generate, Context& context);

/// How `image verify` ends.
ExitCode verification_exit_code(const std::vector<Error>& problems);

/// A command with the parts that its help shows: a summary in one line, and examples.
CLI::App* add_command(CLI::App& parent, const char* name, const char* summary, const char* examples);

} // namespace sigil::cli
