/// \file
/// The dynamic string table, and who refers to it beside the dynamic section. Private to the room.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/elf/file.hpp"

namespace sigil::elf {

/// The whole table. `file` is what parse() made of `bytes`, and has a dynamic section.
std::string_view string_table(ByteView bytes, const File& file);

/// A library in .gnu.version_r (LSB Core 5.0, 10.7.3).
struct VersionNeed {
  std::uint64_t name_field_offset = 0; ///< of vn_file, 4 bytes, in the file
  std::string_view library;            ///< cut behind kMaxNameLength + 1 characters
};

/// All of them, in order; none without DT_VERNEED. \throws Error{Invalid} with `code`.
std::vector<VersionNeed> version_need_entries(ByteView bytes, const File& file, std::string_view code);

} // namespace sigil::elf
