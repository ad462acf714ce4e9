#include "commands.hpp"
#include "report_elf.hpp"

namespace sigil::cli {

void add_elf_explain(Command& elf, Context& context) {
  struct Options {
    std::vector<std::filesystem::path> files;
    bool is_json = false;
  };
  Command& command = elf.add_command("explain", "Show segments, sections and dynamic entries of ELF files",
                                     "sigil-build elf explain bin/program\n"
                                     "sigil-build elf explain bin/program --json");
  const auto options = std::make_shared<Options>();
  command.add_option("FILE", &options->files, "ELF files").required();
  command.add_option("--json", &options->is_json, "print JSON");
  command.set_action([&context, options] {
    show_files(context.terminal, options->files, read_elf_tables,
               options->is_json ? explanation_json : explanation_text);
    return ExitCode::Done;
  });
}

} // namespace sigil::cli
