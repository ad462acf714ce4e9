#include "commands.hpp"
#include "report.hpp"
#include "sigil/system/inspect.hpp"

namespace sigil::cli {

void add_image_inspect(CLI::App& image, Context& context) {
  struct Options {
    std::filesystem::path image;
    bool is_json = false;
  };
  CLI::App* command = add_command(image, "inspect", "Show what is in an image",
                                  "sigil-build image inspect system.iso\n"
                                  "sigil-build image inspect system.iso --json");
  const auto options = std::make_shared<Options>();
  command->add_option("IMAGE", options->image, "an ISO image, or a core image")->required();
  command->add_flag("--json", options->is_json, "print JSON");
  command->callback([&context, options] {
    context.action = [&context, options] {
      const system::ImageReport report = read_file(options->image, system::inspect_image);
      context.terminal.data(options->is_json ? image_json(report) : image_text(report));
      return ExitCode::Done;
    };
  });
}

} // namespace sigil::cli
