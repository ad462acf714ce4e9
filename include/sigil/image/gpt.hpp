/// \file
/// Partition tables: the GUID partition table (UEFI 2.10, section 5.3) and the one of the master boot
/// record. docs/formats/iso.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sigil/base/bytes.hpp"

namespace sigil::image {

constexpr std::uint64_t kBlockBytes = 512; ///< of what partition tables count in

/// Type of an EFI system partition.
constexpr std::string_view kEfiSystemPartition = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B";

struct MbrPartition {
  unsigned number = 0; ///< 1 to 4
  std::uint8_t type = 0;
  bool is_active = false;
  std::uint32_t first_block = 0;
  std::uint32_t blocks = 0;
};

struct GptPartition {
  unsigned number = 0;   ///< from 1
  std::string type_guid; ///< "C12A7328-F81F-…"
  std::string guid;
  std::uint64_t first_block = 0;
  std::uint64_t last_block = 0; ///< of the partition itself
  std::string name;             ///< UTF-8
};

/// The entries in use of the master boot record; none if `bytes` has no record.
std::vector<MbrPartition> read_mbr(ByteView bytes);

/// Whether there is a GPT, or a master boot record that says so (type 0xee).
bool has_gpt(ByteView bytes);

/// The partitions of the main table at block 1, whose sums are not looked at.
/// \throws Error{Invalid} with code "image.gpt.*" if it is not there or leads outside of `bytes`.
std::vector<GptPartition> read_gpt(ByteView bytes);

/// Checks that both headers and both tables are whole and agree, that the backup is in the last block, that
/// partitions lie apart and inside the usable blocks, and that the master boot record protects them.
/// \throws Error{Invalid} with code "image.gpt.*", all faults together.
void check_gpt(ByteView bytes);

} // namespace sigil::image
