#include "commands.hpp"
#include "report.hpp"
#include "sigil/system/inspect.hpp"

namespace sigil::cli {

void add_image_inspect(Command& image, Context& context) {
  struct Options {
    std::filesystem::path image;
    bool is_json = false;
  };
  Command& command = image.add_command("inspect", "Show what is in an image",
                                       "sigil-build image inspect system.iso\n"
                                       "sigil-build image inspect system.iso --json");
  const auto options = std::make_shared<Options>();
  command.add_option("IMAGE", &options->image, "an ISO image, or a core image").required();
  command.add_option("--json", &options->is_json, "print JSON");
  command.set_action([&context, options] {
    const system::ImageReport report = read_file(options->image, system::inspect_image);
    context.terminal.data(options->is_json ? image_json(report) : image_text(report));
    return ExitCode::Done;
  });
}

} // namespace sigil::cli
