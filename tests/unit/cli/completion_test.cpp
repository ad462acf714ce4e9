#include <cstdio>
#include <set>
#include <sstream>

#include "command_line.hpp"
#include "support/catch.hpp"

using namespace sigil;
using test::run_command;

namespace {

/// What bash proposes for the last of `words`.
std::set<std::string> bash_proposals(const std::vector<std::string>& words) {
  const test::TempFolder folder;
  std::ofstream(folder / "completion") << run_command({"generate", "completion", "bash"}).output;
  std::string command =
      "cd " + folder.path().native() + " && bash -c '. ./completion; COMP_WORDS=(sigil-build";
  for (const std::string& word : words) command += " \"" + word + '"';
  command += "); COMP_CWORD=" + std::to_string(words.size()) +
             "; _sigil_build; printf \"%s\\n\" \"${COMPREPLY[@]}\"'";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) std::abort();
  std::string text;
  for (int character = 0; (character = std::fgetc(pipe)) != EOF;) text += static_cast<char>(character);
  ::pclose(pipe);
  std::set<std::string> proposals;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (!line.empty()) proposals.insert(line);
  return proposals;
}

using Words = std::set<std::string>;

} // namespace

TEST_CASE("bash completes commands, options and values", "[completion]") {
  CHECK(bash_proposals({""}) == Words{"image", "elf", "package", "eris", "dhall", "generate"});
  CHECK(bash_proposals({"image", ""}) == Words{"build", "run", "inspect", "verify"});
  CHECK(bash_proposals({"image", "i"}) == Words{"inspect"});
  CHECK(bash_proposals({"image", "run", "--ex"}) == Words{"--expect"});
  CHECK(bash_proposals({"--ld", "x", "image", "build", "--config"}) == Words{"--config-syntax"});
  CHECK(bash_proposals({"image", "run", "--accel", ""}) == Words{"tcg", "kvm"});
  CHECK(bash_proposals({"image", "run", "--timeout", ""}).empty());
  CHECK(bash_proposals({"generate", "completion", ""}) == Words{"bash", "zsh", "fish"});
  CHECK(bash_proposals({"image", "verify", ""}) == Words{"completion"}); // the file in the folder
}

TEST_CASE("zsh and fish scripts hold every command and option", "[completion]") {
  const std::string zsh = run_command({"generate", "completion", "zsh"}).output;
  CHECK(zsh.starts_with("#compdef sigil-build\n"));
  CHECK(zsh.find("'inspect:Show what is in an image'") != std::string::npos);
  CHECK(zsh.find("'--forbid:what no line may match") != std::string::npos);
  const std::string fish = run_command({"generate", "completion", "fish"}).output;
  CHECK(fish.find("-n '__fish_use_subcommand' -f -a image -d 'Build, boot and examine images'\n") !=
        std::string::npos);
  CHECK(fish.find("-l accel -r -f -a 'tcg kvm'") != std::string::npos);
  CHECK(fish.find(" -s o -l output -r") != std::string::npos);
}
