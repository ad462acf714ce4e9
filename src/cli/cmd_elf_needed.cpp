#include "commands.hpp"
#include "report_elf.hpp"

namespace sigil::cli {

void add_elf_needed(Command& elf, Context& context) {
  struct Options {
    std::vector<std::filesystem::path> files;
    bool is_json = false;
  };
  Command& command = elf.add_command("needed", "Print which libraries ELF files ask for",
                                     "sigil-build elf needed bin/program\n"
                                     "sigil-build elf needed lib/*.so --json");
  const auto options = std::make_shared<Options>();
  command.add_option("FILE", &options->files, "ELF files; static ones need nothing").required();
  command.add_option("--json", &options->is_json, "print JSON, with names and search paths");
  command.set_action([&context, options] {
    const auto show = [&](const std::vector<ElfReport>& reports) {
      return options->is_json ? needed_json(reports) : needed_text(reports, options->files.size());
    };
    show_files(context.terminal, options->files, read_elf_names, show);
    return ExitCode::Done;
  });
}

} // namespace sigil::cli
