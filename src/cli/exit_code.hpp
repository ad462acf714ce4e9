/// \file
/// How sigil-build ends: the one table of exit codes. docs/cli/exit-status.md holds the same table, and
/// a test compares the two.
#pragma once

#include <array>
#include <string_view>

#include "sigil/base/error.hpp"

namespace sigil::cli {

enum class ExitCode : int {
  Done = 0,
  Failed = 1,
  Usage = 2,
  Different = 3,
  RunFailed = 4,
  RunTimedOut = 5,
  Invalid = 10,
  Integrity = 11,
  Missing = 12,
  Limit = 13,
  Internal = 70,
  Interrupted = 130,
};

struct ExitCodeRow {
  ExitCode code;
  std::string_view meaning;
};

inline constexpr std::array<ExitCodeRow, 12> kExitCodes{{
    {ExitCode::Done, "done"},
    {ExitCode::Failed, "an operation or an outside tool failed, or a file could not be read or written"},
    {ExitCode::Usage, "the command line makes no sense"},
    {ExitCode::Different, "a comparison found differences"},
    {ExitCode::RunFailed,
     "image run: a forbidden pattern, an expectation that was not met, or a failing end of the system"},
    {ExitCode::RunTimedOut, "image run: the time limit passed"},
    {ExitCode::Invalid, "a description, configuration or file format is invalid"},
    {ExitCode::Integrity, "content does not match its hash, reference or name"},
    {ExitCode::Missing, "something needed is missing: a file, block, library or outside tool"},
    {ExitCode::Limit, "a limit of size, depth, count or length is exceeded"},
    {ExitCode::Internal, "internal error: a bug in sigil-build"},
    {ExitCode::Interrupted, "interrupted"},
}};

constexpr ExitCode exit_code_of(ErrorKind kind) {
  switch (kind) {
  case ErrorKind::Failed:
  case ErrorKind::Io: return ExitCode::Failed;
  case ErrorKind::Usage: return ExitCode::Usage;
  case ErrorKind::Invalid: return ExitCode::Invalid;
  case ErrorKind::Integrity: return ExitCode::Integrity;
  case ErrorKind::Missing: return ExitCode::Missing;
  case ErrorKind::Limit: return ExitCode::Limit;
  case ErrorKind::Interrupted: return ExitCode::Interrupted;
  case ErrorKind::Internal: break;
  }
  return ExitCode::Internal;
}

} // namespace sigil::cli
