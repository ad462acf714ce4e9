/// \file
/// The section header table as it stands in a file. Private to the room.
#pragma once

#include <cstdint>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/elf/sections.hpp"

namespace sigil::elf {

struct SectionHeaders {
  std::uint64_t offset = 0;                ///< of the table in the file; 0: there is none
  std::vector<Section> sections;           ///< without names; their places are not checked
  std::uint64_t names = 0;                 ///< index of the section of names, 0: none
  std::vector<std::uint32_t> name_offsets; ///< sh_name of each
};

/// \throws as read_sections() for the table itself.
SectionHeaders read_section_headers(ByteView bytes);

/// Whether nothing that has an address but notes is in the file: strip --only-keep-debug leaves that of it.
/// False if the table is malformed.
bool is_separate_debug(ByteView bytes);

} // namespace sigil::elf
