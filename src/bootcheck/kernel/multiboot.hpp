/// \file
/// The boot information of multiboot2 (section 3.6): command line and modules.
#pragma once

#include <cstdint>

#include "common/line.hpp"
#include "sigil/base/bytes.hpp"

namespace sigil::bootcheck {

struct BootInformation {
  std::uint64_t module_begin = 0;
  std::uint64_t module_end = 0;
  bool has_manifest_hash = false;
  std::uint8_t manifest_hash[32]{};
};

/// Reads the tags of `information`, whose first word is its size.
/// False, with the reason in `why`: damaged, not exactly one module, a module that is not
/// page-aligned, a wrong sigil-manifest word.
bool read_boot_information(ByteView information, BootInformation& into, Line& why);

} // namespace sigil::bootcheck
