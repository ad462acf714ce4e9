// Boot information is accepted with a module, or refused with a reason.
#include <cstdlib>

#include "kernel/multiboot.hpp"

using namespace sigil;
using namespace sigil::bootcheck;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  BootInformation into;
  Line why;
  const bool ok = read_boot_information({data, size}, into, why);
  if (ok != why.empty()) std::abort();
  if (ok && (into.module_begin % 4096 != 0 || into.module_end < into.module_begin)) std::abort();
  return 0;
}
