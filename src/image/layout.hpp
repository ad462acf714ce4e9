/// \file
/// Shapes that writer and reader of core images share: page, program headers, boot module header.
/// Private to the room. Format: docs/formats/core-image.md.
#pragma once

#include <cstdint>

#include "sigil/base/endian.hpp"
#include "sigil/elf/file.hpp"

namespace sigil::image {

inline constexpr std::uint64_t kPageBytes = 0x1000;

namespace abi {

inline constexpr std::uint32_t PT_LOAD = 1;
inline constexpr std::uint32_t PT_DYNAMIC = 2;
inline constexpr std::uint32_t PT_INTERP = 3;
inline constexpr std::uint32_t PT_TLS = 7;
inline constexpr std::uint32_t PF_X = 1;
inline constexpr std::uint32_t PF_W = 2;
inline constexpr std::uint32_t PF_R = 4;
inline constexpr std::uint16_t EM_X86_64 = 62;

/// Elf64_Ehdr of a little-endian file.
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

/// Elf64_Phdr of a little-endian file.
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

/// What core reads of each boot module: addresses as linked, size in bytes.
struct BootModuleHeader {
  u64le name;
  u64le base;
  u64le size;
};
static_assert(sizeof(BootModuleHeader) == 24 && alignof(BootModuleHeader) == 1);

} // namespace abi

inline std::uint32_t rights_of(const elf::Segment& segment) {
  return segment.flags & (abi::PF_R | abi::PF_W | abi::PF_X);
}

} // namespace sigil::image
