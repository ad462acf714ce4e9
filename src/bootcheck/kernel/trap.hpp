/// \file
/// Descriptor tables, exceptions and system calls.
#pragma once

#include "kernel/image.hpp"

namespace sigil::bootcheck {

/// Sets up segments for ring 3, the task state with the kernel's stacks, and the 33 gates.
void set_up_traps();

/// What system calls work on.
struct Machine {
  const Image* image = nullptr;
  std::uint64_t module_begin = 0; ///< physical, page-aligned
  std::uint64_t module_end = 0;
};

/// Starts core in ring 3. Its exceptions and system calls come back to the kernel.
[[noreturn]] void run_core(const Machine& machine);

} // namespace sigil::bootcheck
