#include "commands.hpp"
#include "report_elf.hpp"
#include "sigil/elf/check.hpp"

namespace sigil::cli {

void add_elf_check(Command& elf, Context& context) {
  struct Options {
    std::vector<std::filesystem::path> files;
    std::string loader = "genode";
    bool is_json = false;
  };
  Command& command = elf.add_command("check", "Check ELF files against the rules of a dynamic linker",
                                     "sigil-build elf check bin/program lib/*.lib.so\n"
                                     "sigil-build elf check --loader glibc /usr/bin/ls");
  const auto options = std::make_shared<Options>();
  command.add_option("FILE", &options->files, "ELF files").required();
  command.add_option("--loader", &options->loader, "whose rules; default: genode")
      .one_of({"genode", "glibc"});
  command.add_option("--json", &options->is_json, "print JSON");
  command.set_action([&context, options] {
    const elf::Loader loader = options->loader == "glibc" ? elf::Loader::Glibc : elf::Loader::Genode;
    const auto read = [loader](const std::filesystem::path& path, ByteView content) {
      return ElfCheck{path, elf::check(content, elf::parse(content), loader)};
    };
    const auto show = [&](const std::vector<ElfCheck>& checks) {
      return options->is_json ? elf_check_json(checks, options->loader) : elf_check_text(checks);
    };
    for (const ElfCheck& check : show_files(context.terminal, options->files, read, show))
      if (!check.violations.empty()) return ExitCode::Invalid;
    return ExitCode::Done;
  });
}

} // namespace sigil::cli
