/// \file
/// El Torito, the way a CD is booted (specification 1.0; UEFI 2.10, section 13.3.2.1). docs/formats/iso.md.
#pragma once

#include <cstdint>
#include <vector>

#include "sigil/base/bytes.hpp"

namespace sigil::image {

constexpr std::uint8_t kPlatformBios = 0x00;
constexpr std::uint8_t kPlatformUefi = 0xef;

/// An entry of the boot catalog.
struct ElToritoEntry {
  std::uint8_t platform = 0;
  bool is_bootable = false;
  std::uint64_t offset = 0; ///< of what is loaded, in the image
  /// What the firmware is told to load; a UEFI takes 0 or 512 bytes as "to the end".
  std::uint64_t size_bytes = 0;
};

/// The entries of the boot catalog, the initial one first; none if the ISO has no boot record.
/// \throws Error{Invalid} with code "image.el-torito.*" for a catalog that is damaged or outside;
/// Error{Limit}.
std::vector<ElToritoEntry> read_el_torito(ByteView bytes);

} // namespace sigil::image
