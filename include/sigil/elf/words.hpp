/// \file
/// The System V gABI's names for the numbers in an ELF file, for people.
#pragma once

#include <cstdint>
#include <string>

namespace sigil::elf {

// Each gives the name without its prefix ("LOAD" of PT_LOAD), or the number in hexadecimal if it has no name
// here.

std::string segment_type_name(std::uint32_t type);
std::string section_type_name(std::uint32_t type);
std::string dynamic_tag_name(std::int64_t tag);
/// Such as "x86-64".
std::string machine_name(std::uint16_t machine);

} // namespace sigil::elf
