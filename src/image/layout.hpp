/// \file
/// Shapes that writer and reader of core images share.
/// Private to the room. Format: docs/formats/core-image.md.
#pragma once

#include <cstdint>

#include "sigil/base/endian.hpp"
#include "sigil/elf/abi.hpp"
#include "sigil/elf/file.hpp"

namespace sigil::image {

inline constexpr std::uint64_t kPageBytes = 0x1000;

namespace abi = elf::abi;

/// What core reads of each boot module: addresses as linked, size in bytes.
struct BootModuleHeader {
  u64le name;
  u64le base;
  u64le size;
};
static_assert(sizeof(BootModuleHeader) == 24 && alignof(BootModuleHeader) == 1);

inline std::uint32_t rights_of(const elf::Segment& segment) {
  return segment.flags & (abi::PF_R | abi::PF_W | abi::PF_X);
}

} // namespace sigil::image
