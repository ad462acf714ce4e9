/// \file
/// Structures of the FAT file system that its writer and its reader share (docs/formats/fat.md).
#pragma once

#include <cstddef>
#include <cstdint>

#include "sigil/base/endian.hpp"

namespace sigil::image::fat {

/// The begin of the boot sector, of all kinds of FAT.
struct BootSector {
  std::uint8_t jump[3];
  std::uint8_t system[8];
  u16le sector_bytes;
  std::uint8_t cluster_sectors;
  u16le reserved_sectors;
  std::uint8_t table_count;
  u16le root_entries;
  u16le sectors; ///< 0: in `large_sectors`
  std::uint8_t media;
  u16le table_sectors; ///< 0 with FAT32, which has a larger field
  u16le track_sectors;
  u16le heads;
  u32le hidden_sectors;
  u32le large_sectors;
};
static_assert(sizeof(BootSector) == 36 && alignof(BootSector) == 1);

/// Behind it: with FAT12 and FAT16 at once, with FAT32 behind kFat32Bytes more.
struct VolumeFields {
  std::uint8_t drive;
  std::uint8_t reserved;
  std::uint8_t signature; ///< 0x29: the other fields are there
  u32le volume_id;
  std::uint8_t label[11];
  std::uint8_t type[8];
};
static_assert(sizeof(VolumeFields) == 26 && alignof(VolumeFields) == 1);

constexpr std::size_t kFat32TableSectorsOffset = 36;
constexpr std::size_t kFat32RootClusterOffset = 44;
constexpr std::size_t kFat32Bytes = 28;
constexpr std::size_t kSignatureOffset = 510; ///< of the bytes 55 aa

struct DirectoryEntry {
  std::uint8_t name[11];
  std::uint8_t attributes;
  std::uint8_t case_flags;
  std::uint8_t created_hundredths;
  u16le created_time;
  u16le created_date;
  u16le accessed_date;
  u16le cluster_high; ///< FAT32 alone
  u16le written_time;
  u16le written_date;
  u16le cluster;
  u32le size_bytes;
};
static_assert(sizeof(DirectoryEntry) == 32 && alignof(DirectoryEntry) == 1);

constexpr std::uint8_t kVolumeLabel = 0x08;
constexpr std::uint8_t kFolder = 0x10;
constexpr std::uint8_t kArchive = 0x20;
constexpr std::uint8_t kLongName = 0x0f; ///< the low six bits of a piece of a long name

/// The number of clusters alone decides: below the first FAT12, below the second FAT16, else FAT32.
constexpr std::uint32_t kFirstFat16Count = 4085;
constexpr std::uint32_t kFirstFat32Count = 65525;
/// Clusters count from 2.
constexpr std::uint32_t kFirstCluster = 2;

} // namespace sigil::image::fat
