/// \file
/// What kernel and core agree on (docs/formats/bootcheck.md).
#pragma once

#include <cstddef>
#include <cstdint>

#include "sigil/base/endian.hpp"

namespace sigil::bootcheck {

inline constexpr std::uint64_t kPageSize = 4096;

constexpr std::uint64_t page_begin(std::uint64_t address) {
  return address & ~(kPageSize - 1);
}
/// The caller has checked that the sum does not overflow.
constexpr std::uint64_t page_end(std::uint64_t address) {
  return page_begin(address + kPageSize - 1);
}

/// Where core is linked, the file offset that goes with it, and where core's own areas begin on NOVA.
inline constexpr std::uint64_t kImageAddress = 0x100000;
inline constexpr std::uint64_t kImageOffset = 0x1000;
inline constexpr std::uint64_t kImageLimit = 0x40000000;

inline constexpr std::uint64_t kInfoAddress = 0x40000000;
inline constexpr std::uint64_t kWorkAddress = kInfoAddress + kPageSize;
inline constexpr std::uint64_t kWorkSize = 0x2000000 - kPageSize;
inline constexpr std::uint64_t kWindowAddress = 0x80000000;
inline constexpr std::uint64_t kWindowSize = 0x40000000;

inline constexpr std::uint64_t kInfoMagic = 0x314b4843'544f4f42; // "BOOTCHK1"
inline constexpr std::uint64_t kInfoVersion = 1;

struct Info {
  u64le magic;
  u64le version;
  u64le module_address;
  u64le module_size;
  u64le work_address;
  u64le work_size;
  u64le has_manifest_hash;
  std::uint8_t manifest_hash[32];
};
static_assert(sizeof(Info) == 88);

enum class Call : std::uint64_t { Write = 0, Layout = 1, Unmap = 2, Map = 3, Exit = 4 };

enum class Outcome : std::uint64_t { Pass = 0, Fail = 1 };

/// The six symbols of a linked core that say where its boot modules are.
struct Layout {
  std::uint64_t headers_begin;
  std::uint64_t headers_end;
  std::uint64_t binaries_begin;
  std::uint64_t binaries_end;
  std::uint64_t image_begin;
  std::uint64_t image_end;
};

/// An entry of core's boot-module table: virtual addresses, and the size in bytes.
struct ModuleHeader {
  u64le name;
  u64le base;
  u64le size;
};
static_assert(sizeof(ModuleHeader) == 24);

} // namespace sigil::bootcheck
