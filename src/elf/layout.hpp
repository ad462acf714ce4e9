/// \file
/// What of ELF only this room needs: limits, and constants in the spelling of the System V gABI.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sigil/elf/abi.hpp"

namespace sigil::elf {

/// Longest name of a library or interpreter that is accepted, as for a path.
inline constexpr std::size_t kMaxNameLength = 4095;
inline constexpr std::uint64_t kPageBytes = 0x1000;
/// Genode's dynamic linker copies the program headers into an array of this length, unchecked.
inline constexpr std::size_t kGenodeMaxProgramHeaders = 10;

} // namespace sigil::elf

namespace sigil::elf::abi {

inline constexpr std::int64_t DT_NULL = 0;
inline constexpr std::int64_t DT_NEEDED = 1;
inline constexpr std::int64_t DT_HASH = 4;
inline constexpr std::int64_t DT_STRTAB = 5;
inline constexpr std::int64_t DT_SYMTAB = 6;
inline constexpr std::int64_t DT_STRSZ = 10;
inline constexpr std::int64_t DT_SONAME = 14;
inline constexpr std::int64_t DT_RPATH = 15;
inline constexpr std::int64_t DT_RUNPATH = 29;
inline constexpr std::int64_t DT_RELR = 36;
inline constexpr std::int64_t DT_GNU_HASH = 0x6ffffef5;
inline constexpr std::int64_t DT_GNU_LIBLIST = 0x6ffffef9;
inline constexpr std::int64_t DT_CONFIG = 0x6ffffefa;
inline constexpr std::int64_t DT_DEPAUDIT = 0x6ffffefb;
inline constexpr std::int64_t DT_AUDIT = 0x6ffffefc;
inline constexpr std::int64_t DT_VERSYM = 0x6ffffff0;
inline constexpr std::int64_t DT_FLAGS_1 = 0x6ffffffb;
inline constexpr std::int64_t DT_VERDEF = 0x6ffffffc;
inline constexpr std::int64_t DT_VERDEFNUM = 0x6ffffffd;
inline constexpr std::int64_t DT_VERNEED = 0x6ffffffe;
inline constexpr std::int64_t DT_VERNEEDNUM = 0x6fffffff;
inline constexpr std::int64_t DT_MIPS_IVERSION = 0x70000004;
inline constexpr std::int64_t DT_MIPS_LIBLIST = 0x70000009;
inline constexpr std::int64_t DT_MIPS_RLD_MAP_REL = 0x70000035;
inline constexpr std::int64_t DT_AUXILIARY = 0x7ffffffd;
inline constexpr std::int64_t DT_USED = 0x7ffffffe;
inline constexpr std::int64_t DT_FILTER = 0x7fffffff;
inline constexpr std::uint64_t DF_1_PIE = 0x08000000;

inline constexpr std::uint32_t SHT_NULL = 0;
inline constexpr std::uint32_t SHT_SYMTAB = 2;
inline constexpr std::uint32_t SHT_STRTAB = 3;
inline constexpr std::uint32_t SHT_PROGBITS = 1;
inline constexpr std::uint32_t SHT_DYNSYM = 11;
inline constexpr std::uint32_t SHT_NOBITS = 8;
inline constexpr std::uint8_t STT_SECTION = 3;

} // namespace sigil::elf::abi
