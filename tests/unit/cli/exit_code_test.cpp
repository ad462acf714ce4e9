#include "exit_code.hpp"

#include <fstream>
#include <string>

#include "support/catch.hpp"

using namespace sigil;
using cli::ExitCode;

TEST_CASE("the table in the documentation is the table in the code", "[exit-code]") {
  std::string expected;
  for (const cli::ExitCodeRow& row : cli::kExitCodes)
    expected += "| " + std::to_string(static_cast<int>(row.code)) + " | " + std::string(row.meaning) + " |\n";
  std::ifstream page(SIGIL_SOURCE_DIR "/docs/cli/exit-status.md");
  REQUIRE(page.is_open());
  std::string found;
  for (std::string line; std::getline(page, line);)
    if (line.size() > 2 && line.starts_with("| ") && line[2] >= '0' && line[2] <= '9') found += line + '\n';
  CHECK(found == expected);
}

TEST_CASE("exit codes are distinct and in order", "[exit-code]") {
  for (std::size_t i = 1; i < cli::kExitCodes.size(); ++i)
    CHECK(static_cast<int>(cli::kExitCodes[i - 1].code) < static_cast<int>(cli::kExitCodes[i].code));
}

TEST_CASE("each kind of error has its exit code", "[exit-code]") {
  CHECK(cli::exit_code_of(ErrorKind::Failed) == ExitCode::Failed);
  CHECK(cli::exit_code_of(ErrorKind::Io) == ExitCode::Failed);
  CHECK(cli::exit_code_of(ErrorKind::Usage) == ExitCode::Usage);
  CHECK(cli::exit_code_of(ErrorKind::Invalid) == ExitCode::Invalid);
  CHECK(cli::exit_code_of(ErrorKind::Integrity) == ExitCode::Integrity);
  CHECK(cli::exit_code_of(ErrorKind::Missing) == ExitCode::Missing);
  CHECK(cli::exit_code_of(ErrorKind::Limit) == ExitCode::Limit);
  CHECK(cli::exit_code_of(ErrorKind::Interrupted) == ExitCode::Interrupted);
  CHECK(cli::exit_code_of(ErrorKind::Internal) == ExitCode::Internal);
}
