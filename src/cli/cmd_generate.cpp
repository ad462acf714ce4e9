#include "commands.hpp"
#include "completion.hpp"

namespace sigil::cli {

void add_generate_completion(CLI::App& generate, Context& context) {
  CLI::App* command = add_command(generate, "completion", "Print a completion script",
                                  "sigil-build generate completion bash > ~/.local/share/bash-completion/"
                                  "completions/sigil-build\n"
                                  "sigil-build generate completion zsh > ~/.zfunc/_sigil-build\n"
                                  "sigil-build generate completion fish > ~/.config/fish/completions/"
                                  "sigil-build.fish");
  const auto shell = std::make_shared<std::string>();
  command->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  const CLI::App* root = generate.get_parent();
  command->callback([&context, shell, root] {
    context.action = [&context, shell, root] {
      context.terminal.data(completion(*root, *shell));
      return ExitCode::Done;
    };
  });
}

} // namespace sigil::cli
