/// \file
/// Runs command lines in this process and catches what they write.
#pragma once

#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

#include "app.hpp"
#include "support/temp_folder.hpp"

namespace sigil::test {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Outcome {
  cli::ExitCode code = cli::ExitCode::Done;
  std::string output;
  std::string messages;
};

/// Standard output and standard error are files, so never terminals.
inline Outcome run_command(const std::vector<std::string>& arguments) {
  const TempFolder folder;
  const int output = ::open((folder / "output").c_str(), O_WRONLY | O_CREAT, 0600);
  const int messages = ::open((folder / "messages").c_str(), O_WRONLY | O_CREAT, 0600);
  if (output < 0 || messages < 0) std::abort();
  Outcome outcome;
  {
    cli::Terminal terminal(output, messages, false);
    const cli::Environment environment{false, folder / "cache", folder / "data"};
    outcome.code = cli::run(arguments, environment, terminal);
  }
  ::close(output);
  ::close(messages);
  outcome.output = read_file(folder / "output");
  outcome.messages = read_file(folder / "messages");
  return outcome;
}

} // namespace sigil::test
