/// \file
/// How firmware boots an ISO: what is there for it, and whether that holds together.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sigil/base/error.hpp"
#include "sigil/image/el_torito.hpp"
#include "sigil/image/gpt.hpp"
#include "sigil/image/iso.hpp"

namespace sigil::system {

/// A file of the EFI system partition.
struct EfiFile {
  std::string path;
  std::uint64_t size_bytes = 0;
};

struct FirmwareReport {
  /// "bios-cd", "bios-disk", "uefi-cd", "uefi-disk": those for which there is something to boot.
  std::vector<std::string> boots;
  std::vector<image::ElToritoEntry> el_torito;
  std::vector<image::MbrPartition> mbr;
  std::vector<image::GptPartition> gpt;
  std::vector<EfiFile> efi_files;
};

/// What there is for firmware in an ISO; what cannot be read is left out, check_firmware() reports it.
FirmwareReport inspect_firmware(ByteView iso);

/// Checks what an ISO has for firmware: the boot catalog, whose entries must lead to a file of `files` or to
/// the EFI system partition; the partition tables; the file systems that UEFI reads, each of which must have
/// EFI/BOOT/BOOTX64.EFI, a program for x86-64.
void check_firmware(ByteView iso, const std::vector<image::IsoEntry>& files, ErrorList& problems);

} // namespace sigil::system
