#include "tree.hpp"

#include <array>
#include <utility>

#include "commands.hpp"
#include "program_name.hpp"

namespace sigil::cli {
namespace {

void add_global_options(CLI::App& root, Context& context, const Environment& environment) {
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

  const auto tool = [&root](const char* name, auto& value, const char* text, const std::string& description) {
    root.add_option(name, value, description)->option_text(text)->group("Outside tools");
  };
  tool("--ld", settings.tools.ld, "PROGRAM", "GNU ld (binutils); default: " SIGIL_LD_PROGRAM);
  tool("--libgcc", settings.libgcc, "FILE",
       "the compiler's library, for helpers that core calls (gcc); default: " SIGIL_LIBGCC_FILE
       " if it is there");
  tool("--xorriso", settings.tools.xorriso, "PROGRAM", "xorriso; default: " SIGIL_XORRISO_PROGRAM);
  tool("--grub-mkimage", settings.tools.grub_mkimage, "PROGRAM",
       "grub-mkimage (grub-common); default: " SIGIL_GRUB_MKIMAGE_PROGRAM);
  tool("--grub-dir", settings.grub_folder, "FOLDER",
       "GRUB's platform folders (grub-pc-bin, grub-efi-amd64-bin); default: " SIGIL_GRUB_FOLDER);
  tool("--qemu", settings.tools.qemu, "PROGRAM", "QEMU (qemu-system-x86); default: " SIGIL_QEMU_PROGRAM);
  tool("--ovmf", settings.ovmf_folder, "FOLDER", "UEFI for QEMU (ovmf); default: " SIGIL_OVMF_FOLDER);

  const char* const group = "Global options";
  root.add_option("--data-dir", settings.data_folder,
                  "installed files of sigil-build; default: ../share/sigil-build beside the program's folder")
      ->option_text("FOLDER")
      ->group(group);
  root.add_option("--cache-dir", settings.cache_folder,
                  "derived files that may be removed at any time; default: sigil-build in $XDG_CACHE_HOME or "
                  "~/.cache")
      ->option_text("FOLDER")
      ->group(group);
  root.add_option_function<std::string>(
          "--color",
          [&context](const std::string& mode) {
            context.terminal.set_color(mode == "always"  ? ColorMode::Always
                                       : mode == "never" ? ColorMode::Never
                                                         : ColorMode::Auto);
          },
          "colour in messages; default: auto, which is never with NO_COLOR or TERM=dumb")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->option_text("auto|always|never")
      ->group(group);
  root.set_version_flag("--version", std::string(kProgramName) + " " SIGIL_VERSION, "print the version")
      ->group(group);
}

void add_image(CLI::App& root, Context& context) {
  CLI::App* image = add_command(root, "image", "Build, boot and examine images",
                                "sigil-build image build system.dhall -o system.iso\n"
                                "sigil-build image run system.iso\n"
                                "sigil-build image inspect system.iso\n"
                                "sigil-build image verify system.iso");
  add_image_build(*image, context);
  add_image_run(*image, context);
  add_image_inspect(*image, context);
  add_image_verify(*image, context);
  image->require_subcommand(1);
}

void add_elf(CLI::App& root, Context& context) {
  CLI::App* elf = add_command(root, "elf", "Look into ELF files",
                              "sigil-build elf needed FILE...\n"
                              "sigil-build elf explain FILE\n"
                              "sigil-build elf check --loader genode FILE...");
  add_elf_needed(*elf, context);
  add_elf_explain(*elf, context);
  add_elf_check(*elf, context);
  add_elf_rewrite(*elf, context);
  elf->require_subcommand(1);
}

void add_package(CLI::App& root, Context& context) {
  CLI::App* package = add_command(root, "package", "Name a package's programs and libraries by content",
                                  "sigil-build package fixup --output out=FOLDER --input FOLDER\n"
                                  "sigil-build package closure FOLDER...");
  add_package_fixup(*package, context);
  add_package_closure(*package, context);
  package->require_subcommand(1);
}

void add_eris(CLI::App& root, Context& context) {
  CLI::App* eris = add_command(root, "eris", "Encrypted, content-addressed blocks",
                               "sigil-build eris sum FILE...\n"
                               "sigil-build eris put --store blocks FILE...\n"
                               "sigil-build eris get --store blocks URN -o FILE");
  add_eris_sum(*eris, context);
  add_eris_put(*eris, context);
  add_eris_get(*eris, context);
  add_eris_verify(*eris, context);
  add_eris_info(*eris, context);
  add_eris_ls(*eris, context);
  add_eris_fsck(*eris, context);
  add_eris_copy(*eris, context);
  eris->require_subcommand(1);
}

void add_generate(CLI::App& root, Context& context) {
  CLI::App* generate =
      add_command(root, "generate", "Generate files for the shell", "sigil-build generate completion bash");
  add_generate_completion(*generate, context);
  generate->require_subcommand(1);
}

constexpr std::array<std::pair<std::string_view, void (*)(CLI::App&, Context&)>, 6> kGroups{{
    {"image", add_image},
    {"elf", add_elf},
    {"package", add_package},
    {"eris", add_eris},
    {"dhall", add_dhall},
    {"generate", add_generate},
}};

} // namespace

CLI::App* add_command(CLI::App& parent, const char* name, const char* summary, const char* examples) {
  CLI::App* command = parent.add_subcommand(name, summary);
  command->footer(examples);
  command->fallthrough(); // global options may stand anywhere
  command->get_help_ptr()->description("print this help")->group("Global options");
  return command;
}

std::unique_ptr<CLI::App> make_tree(Context& context, const Environment& environment, std::string_view only) {
  auto root = std::make_unique<CLI::App>("Builds bootable Genode/NOVA images from typed system descriptions",
                                         std::string(kProgramName));
  root->formatter(std::make_shared<HelpFormatter>());
  root->footer("sigil-build image build system.dhall -o system.iso\n"
               "sigil-build image run system.iso --timeout 60 --expect 'bootcheck: pass'");
  root->get_help_ptr()->description("print this help")->group("Global options");
  add_global_options(*root, context, environment);

  bool is_one = false;
  for (const auto& [name, add] : kGroups) is_one = is_one || name == only;
  for (const auto& [name, add] : kGroups)
    if (!is_one || name == only) add(*root, context);
  root->require_subcommand(1);
  return root;
}

std::string command_path(const CLI::App& command) {
  std::string path;
  for (const CLI::App* app = &command; app->get_parent() != nullptr; app = app->get_parent())
    path = path.empty() ? app->get_name() : app->get_name() + ' ' + path;
  return path;
}

const CLI::App& chosen_command(const CLI::App& root) {
  const CLI::App* command = &root;
  while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
  return *command;
}

std::vector<std::string> option_names(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back('-' + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

} // namespace sigil::cli
