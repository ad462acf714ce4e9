/// \file
/// Output on COM1 and the end of the machine. boot.S has set the port up.
#pragma once

#include <string_view>

#include "common/abi.hpp"
#include "common/line.hpp"

namespace sigil::bootcheck {

void print(std::string_view text);
/// `bootcheck: ` and the line, ended.
void print_line(const Line& line);

/// Ends QEMU by isa-debug-exit with status 33 (pass) or 35 (fail); halts where that device is absent.
[[noreturn]] void end(Outcome outcome);

/// Prints `bootcheck: FAIL kernel: ` and the reason, and ends.
[[noreturn]] void fail(const Line& reason);

} // namespace sigil::bootcheck
