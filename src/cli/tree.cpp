#include "tree.hpp"

#include <array>
#include <utility>

#include "commands.hpp"
#include "program_name.hpp"

namespace sigil::cli {
namespace {

void add_global_options(Command& root, Context& context, const Environment& environment) {
  Settings& settings = context.settings;
  settings.tools = {.ld = SIGIL_LD_PROGRAM,
                    .grub_mkimage = SIGIL_GRUB_MKIMAGE_PROGRAM,
                    .xorriso = SIGIL_XORRISO_PROGRAM,
                    .qemu = SIGIL_QEMU_PROGRAM};
  settings.grub_folder = SIGIL_GRUB_FOLDER;
  // Most cores need nothing of it, and a machine without a compiler has none.
  std::error_code ignored;
  if (std::filesystem::exists(SIGIL_LIBGCC_FILE, ignored)) settings.libgcc = SIGIL_LIBGCC_FILE;
  settings.ovmf_folder = SIGIL_OVMF_FOLDER;
  settings.data_folder = environment.data_folder;
  settings.cache_folder = environment.cache_folder;
  settings.attribute_files = environment.attribute_files;
  settings.variables = environment.variables;

  const auto tool = [&root](const char* name, Target value, const char* form, const char* description) {
    root.add_option(name, std::move(value), description).shown_as(form).in_group("Outside tools");
  };
  tool("--ld", &settings.tools.ld, "PROGRAM", "GNU ld (binutils); default: " SIGIL_LD_PROGRAM);
  tool("--libgcc", &settings.libgcc, "FILE",
       "the compiler's library, for helpers that core calls (gcc); default: " SIGIL_LIBGCC_FILE
       " if it is there");
  tool("--xorriso", &settings.tools.xorriso, "PROGRAM", "xorriso; default: " SIGIL_XORRISO_PROGRAM);
  tool("--grub-mkimage", &settings.tools.grub_mkimage, "PROGRAM",
       "grub-mkimage (grub-common); default: " SIGIL_GRUB_MKIMAGE_PROGRAM);
  tool("--grub-dir", &settings.grub_folder, "FOLDER",
       "GRUB's platform folders (grub-pc-bin, grub-efi-amd64-bin); default: " SIGIL_GRUB_FOLDER);
  tool("--qemu", &settings.tools.qemu, "PROGRAM", "QEMU (qemu-system-x86); default: " SIGIL_QEMU_PROGRAM);
  tool("--ovmf", &settings.ovmf_folder, "FOLDER", "UEFI for QEMU (ovmf); default: " SIGIL_OVMF_FOLDER);

  const char* const group = "Global options";
  root.add_option("--data-dir", &settings.data_folder,
                  "installed files of sigil-build; default: ../share/sigil-build beside the program's folder")
      .shown_as("FOLDER")
      .in_group(group);
  root.add_option("--cache-dir", &settings.cache_folder,
                  "derived files that may be removed at any time; default: sigil-build in $XDG_CACHE_HOME or "
                  "~/.cache")
      .shown_as("FOLDER")
      .in_group(group);
  root.add_option(
          "--color",
          [&context](const std::string& mode) {
            context.terminal.set_color(mode == "always"  ? ColorMode::Always
                                       : mode == "never" ? ColorMode::Never
                                                         : ColorMode::Auto);
          },
          "colour in messages; default: auto, which is never with NO_COLOR or TERM=dumb")
      .one_of({"auto", "always", "never"})
      .in_group(group);
  root.add_option("--version", Question::Version, "print the version").in_group(group);
}

void add_image(Command& root, Context& context) {
  Command& image = root.add_command("image", "Build, boot and examine images",
                                    "sigil-build image build system.dhall -o system.iso\n"
                                    "sigil-build image run system.iso\n"
                                    "sigil-build image inspect system.iso\n"
                                    "sigil-build image verify system.iso");
  add_image_build(image, context);
  add_image_run(image, context);
  add_image_inspect(image, context);
  add_image_verify(image, context);
}

void add_elf(Command& root, Context& context) {
  Command& elf = root.add_command("elf", "Look into ELF files",
                                  "sigil-build elf needed FILE...\n"
                                  "sigil-build elf explain FILE\n"
                                  "sigil-build elf check --loader genode FILE...");
  add_elf_needed(elf, context);
  add_elf_explain(elf, context);
  add_elf_check(elf, context);
  add_elf_rewrite(elf, context);
}

void add_package(Command& root, Context& context) {
  Command& package = root.add_command("package", "Name a package's programs and libraries by content",
                                      "sigil-build package fixup --output out=FOLDER --input FOLDER\n"
                                      "sigil-build package closure FOLDER...");
  add_package_fixup(package, context);
  add_package_closure(package, context);
}

void add_eris(Command& root, Context& context) {
  Command& eris = root.add_command("eris", "Encrypted, content-addressed blocks",
                                   "sigil-build eris sum FILE...\n"
                                   "sigil-build eris put --store blocks FILE...\n"
                                   "sigil-build eris get --store blocks URN -o FILE");
  add_eris_sum(eris, context);
  add_eris_put(eris, context);
  add_eris_get(eris, context);
  add_eris_verify(eris, context);
  add_eris_info(eris, context);
  add_eris_ls(eris, context);
  add_eris_fsck(eris, context);
  add_eris_copy(eris, context);
}

void add_generate(Command& root, Context& context) {
  Command& generate =
      root.add_command("generate", "Generate files for the shell", "sigil-build generate completion bash");
  add_generate_completion(generate, context);
}

constexpr std::array<std::pair<std::string_view, void (*)(Command&, Context&)>, 6> kGroups{{
    {"image", add_image},
    {"elf", add_elf},
    {"package", add_package},
    {"eris", add_eris},
    {"dhall", add_dhall},
    {"generate", add_generate},
}};

} // namespace

std::unique_ptr<Command> make_tree(Context& context, const Environment& environment, std::string_view only) {
  auto root = std::make_unique<Command>(
      std::string(kProgramName), "Builds bootable Genode/NOVA images from typed system descriptions",
      "sigil-build image build system.dhall -o system.iso\n"
      "sigil-build image run system.iso --timeout 60 --expect 'bootcheck: pass'");
  add_global_options(*root, context, environment);

  bool is_one = false;
  for (const auto& [name, add] : kGroups) is_one = is_one || name == only;
  for (const auto& [name, add] : kGroups)
    if (!is_one || name == only) add(*root, context);
  return root;
}

} // namespace sigil::cli
