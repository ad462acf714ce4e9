/// \file
/// The FAT file system, as far as an EFI system partition needs it. Byte by byte: docs/formats/fat.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/base/stream.hpp"

namespace sigil::image {

/// A file to be written: its absolute path, of names in the 8.3 form (A-Z, 0-9, '_', '-'), and its content,
/// which must live until write_fat() is done.
struct FatFile {
  std::string path;
  ByteView content;
};

struct FatPlan {
  std::string label;           ///< 1 to 11 characters of A-Z, 0-9, '_', '-'
  std::uint32_t volume_id = 0; ///< the "serial number"
  std::vector<FatFile> files;
};

/// A file system that holds the files and little more, FAT12 or FAT16 by its number of clusters as
/// Microsoft's specification has it (FAT: General Overview of On-Disk Format, 1.03). All dates are
/// 2000-01-01; the result depends on nothing but the plan, and not on the order of its files.
/// \throws Error{Invalid} with code "image.fat.plan", all faults together; Error{Limit} with code
/// "image.fat.limit" over 1 GiB or with a full root folder.
Bytes write_fat(const FatPlan& plan);

/// A file found in a FAT file system.
struct FatEntry {
  std::string path; ///< absolute, of short names as they are stored, which is in capital letters
  Bytes content;
};

struct FatVolume {
  unsigned bits = 0; ///< 12, 16 or 32
  std::string label; ///< of the boot sector, without the blanks behind it
  std::uint32_t volume_id = 0;
  std::vector<FatEntry> files; ///< sorted by path
};

/// Reads a file system of FAT12, FAT16 or FAT32 with all its files; long names are passed over. Everything
/// is copied, at most as much as `bytes` has: a cluster belongs to one file only. Limits: depth 16,
/// 65,536 entries.
/// \throws Error{Invalid} with code "image.fat.*"; Error{Limit} with code "image.fat.limit".
FatVolume read_fat(ByteView bytes);

} // namespace sigil::image
