#include "commands.hpp"
#include "completion.hpp"

namespace sigil::cli {

void add_generate_completion(Command& generate, Context& context) {
  Command& command =
      generate.add_command("completion", "Print a completion script",
                           "sigil-build generate completion bash > ~/.local/share/bash-completion/"
                           "completions/sigil-build\n"
                           "sigil-build generate completion zsh > ~/.zfunc/_sigil-build\n"
                           "sigil-build generate completion fish > ~/.config/fish/completions/"
                           "sigil-build.fish");
  const auto shell = std::make_shared<std::string>();
  command.add_option("SHELL", shell.get(), "bash, zsh or fish")
      .required()
      .one_of({"bash", "zsh", "fish"})
      .shown_as("SHELL");
  const Command* root = generate.parent();
  command.set_action([&context, shell, root] {
    context.terminal.data(completion(*root, *shell));
    return ExitCode::Done;
  });
}

} // namespace sigil::cli
