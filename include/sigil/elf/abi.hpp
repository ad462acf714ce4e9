/// \file
/// ELF headers as they lie in a 64-bit little-endian file, with the constants that go with them, in the
/// spelling of the System V gABI.
#pragma once

#include <cstdint>

#include "sigil/base/endian.hpp"

namespace sigil::elf::abi {

inline constexpr std::uint16_t EM_X86_64 = 62;

inline constexpr std::uint32_t PT_NULL = 0;
inline constexpr std::uint32_t PT_LOAD = 1;
inline constexpr std::uint32_t PT_DYNAMIC = 2;
inline constexpr std::uint32_t PT_INTERP = 3;
inline constexpr std::uint32_t PT_PHDR = 6;
inline constexpr std::uint32_t PT_TLS = 7;
inline constexpr std::uint32_t PT_GNU_RELRO = 0x6474e552;

inline constexpr std::uint32_t PF_X = 1;
inline constexpr std::uint32_t PF_W = 2;
inline constexpr std::uint32_t PF_R = 4;

/// In `e_phnum`: the true count stands in the first section header.
inline constexpr std::uint16_t PN_XNUM = 0xffff;

struct FileHeader {
  std::uint8_t e_ident[16];
  u16le e_type;
  u16le e_machine;
  u32le e_version;
  u64le e_entry;
  u64le e_phoff;
  u64le e_shoff;
  u32le e_flags;
  u16le e_ehsize;
  u16le e_phentsize;
  u16le e_phnum;
  u16le e_shentsize;
  u16le e_shnum;
  u16le e_shstrndx;
};
static_assert(sizeof(FileHeader) == 64 && alignof(FileHeader) == 1);

struct ProgramHeader {
  u32le p_type;
  u32le p_flags;
  u64le p_offset;
  u64le p_vaddr;
  u64le p_paddr;
  u64le p_filesz;
  u64le p_memsz;
  u64le p_align;
};
static_assert(sizeof(ProgramHeader) == 56 && alignof(ProgramHeader) == 1);

} // namespace sigil::elf::abi
