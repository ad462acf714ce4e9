/// \file
/// What of ELF only the reader and the rewriter need: constants in the spelling of the System V gABI, and
/// structures of 64-bit little-endian files, which the rewriter overlays. Private to the room.
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "sigil/base/bytes.hpp"
#include "sigil/base/endian.hpp"
#include "sigil/base/error.hpp"
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
inline constexpr std::int64_t DT_VERNEED = 0x6ffffffe;
inline constexpr std::int64_t DT_VERNEEDNUM = 0x6fffffff;

inline constexpr std::uint32_t SHT_NULL = 0;
inline constexpr std::uint32_t SHT_SYMTAB = 2;
inline constexpr std::uint32_t SHT_STRTAB = 3;
inline constexpr std::uint32_t SHT_NOBITS = 8;
inline constexpr std::uint64_t SHF_ALLOC = 2;
inline constexpr std::uint8_t STT_SECTION = 3;

struct SectionHeader {
  u32le sh_name;
  u32le sh_type;
  u64le sh_flags;
  u64le sh_addr;
  u64le sh_offset;
  u64le sh_size;
  u32le sh_link;
  u32le sh_info;
  u64le sh_addralign;
  u64le sh_entsize;
};
static_assert(sizeof(SectionHeader) == 64);

struct Symbol {
  u32le st_name;
  std::uint8_t st_info;
  std::uint8_t st_other;
  u16le st_shndx;
  u64le st_value;
  u64le st_size;
};
static_assert(sizeof(Symbol) == 24);

struct Dynamic {
  u64le d_tag;
  u64le d_val;
};
static_assert(sizeof(Dynamic) == 16);

/// Copies a structure out of `bytes`. The caller has checked that it is in bounds.
template <typename T>
T read(ByteView bytes, std::uint64_t at) {
  static_assert(std::is_trivially_copyable_v<T>);
  SIGIL_ASSERT(in_bounds(at, sizeof(T), bytes.size()));
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

/// Copies a structure into `bytes`. The caller has checked that it is in bounds.
template <typename T>
void write(MutableBytes bytes, std::uint64_t at, const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  SIGIL_ASSERT(in_bounds(at, sizeof(T), bytes.size()));
  std::memcpy(bytes.data() + at, &value, sizeof(T));
}

} // namespace sigil::elf::abi
