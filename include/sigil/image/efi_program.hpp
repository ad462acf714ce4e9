/// \file
/// Programs that a UEFI starts.
#pragma once

#include <string_view>

#include "sigil/base/bytes.hpp"

namespace sigil::image {

/// What a UEFI of x86-64 starts from a medium that it was told nothing about (UEFI 2.10, section 3.5.1.1).
constexpr std::string_view kEfiDefaultProgram = "/EFI/BOOT/BOOTX64.EFI";

/// Checks that `bytes` are an EFI application for x86-64: PE32+ with its sections inside (Microsoft PE and
/// COFF Specification). docs/formats/iso.md.
/// \throws Error{Invalid} with code "image.efi.*".
void check_efi_program(ByteView bytes);

} // namespace sigil::image
