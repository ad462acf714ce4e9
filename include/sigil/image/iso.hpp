/// \file
/// ISO 9660 images: the call that makes one, and a reader.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sigil/base/bytes.hpp"

namespace sigil::image {

/// A file of the image: its absolute path there and where its content lies.
struct IsoFile {
  std::string image_path;
  std::filesystem::path source;
};

/// A hybrid image, bootable by BIOS and, with an EFI system partition, by UEFI, as CD and as disk.
struct IsoPlan {
  std::string volume_id; ///< at most 32 characters of A-Z, 0-9, _
  std::vector<IsoFile> files;
  std::string eltorito_path;        ///< GRUB's El Torito image, one of `files`
  std::filesystem::path hybrid_mbr; ///< boot_hybrid.img of GRUB
  std::filesystem::path output;
  std::string uuid; ///< 16 digits YYYYMMDDhhmmsscc: all dates, and the UUIDs of volume and partitions
  std::filesystem::path efi_partition{}; ///< its content, a FAT file system; empty: BIOS alone
};

/// Arguments for xorriso that carry the plan out, with all dates and identifiers fixed: the result
/// depends on nothing else than the plan and the contents (docs/formats/iso.md). No two sources may be
/// hard links of each other: xorriso would store their content once.
/// \throws Error{Invalid} with code "image.iso.plan", all faults together.
std::vector<std::string> xorriso_arguments(const IsoPlan& plan);

/// A file found in an ISO image.
struct IsoEntry {
  std::string path; ///< absolute, Rock Ridge name if there is one
  std::uint64_t offset = 0;
  std::uint64_t size_bytes = 0;
};

/// Whether `bytes` hold an ISO 9660 primary volume descriptor.
bool is_iso(ByteView bytes);

/// Lists all regular files, sorted by path. Limits: depth 32, 65,536 entries, 64 MiB of folders.
/// \throws Error{Invalid} with code "image.iso.*"; Error{Limit}.
std::vector<IsoEntry> read_iso(ByteView bytes);

} // namespace sigil::image
