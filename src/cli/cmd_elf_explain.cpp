#include "commands.hpp"
#include "report_elf.hpp"

namespace sigil::cli {

void add_elf_explain(CLI::App& elf, Context& context) {
  struct Options {
    std::vector<std::filesystem::path> files;
    bool is_json = false;
  };
  CLI::App* command = add_command(elf, "explain", "Show segments, sections and dynamic entries of ELF files",
                                  "sigil-build elf explain bin/program\n"
                                  "sigil-build elf explain bin/program --json");
  const auto options = std::make_shared<Options>();
  command->add_option("FILE", options->files, "ELF files")->required();
  command->add_flag("--json", options->is_json, "print JSON");
  command->callback([&context, options] {
    context.action = [&context, options] {
      show_files(context.terminal, options->files, read_elf_tables,
                 options->is_json ? explanation_json : explanation_text);
      return ExitCode::Done;
    };
  });
}

} // namespace sigil::cli
