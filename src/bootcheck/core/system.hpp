/// \file
/// The kernel's services (docs/formats/bootcheck.md).
#pragma once

#include <cstdint>

#include "common/abi.hpp"
#include "common/line.hpp"
#include "sigil/base/bytes.hpp"

namespace sigil::bootcheck {

/// The kernel checks the addresses and does not come back if they are not sound.
void hand_over_layout(const Layout& layout);
void unmap(std::uint64_t begin, std::uint64_t end);
/// Bytes of the boot module, read-only; they stay where they are.
ByteView map_physical(std::uint64_t address, std::uint64_t size);

/// `bootcheck: ` and the line.
void print(const Line& line);
[[noreturn]] void exit(Outcome outcome);

} // namespace sigil::bootcheck
