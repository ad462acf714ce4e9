/// \file
/// Core's half of the address space, by 4 KiB pages.
#pragma once

#include <cstdint>

#include "common/abi.hpp"

namespace sigil::bootcheck {

/// Where the first 4 GiB of physical memory are mapped, for the kernel only.
inline constexpr std::uint64_t kDirectMap = 0xffff800000000000;
/// Distance of the kernel's own addresses from physical ones.
inline constexpr std::uint64_t kKernelOffset = 0xffffffff80000000;

template <typename T>
T* at_physical(std::uint64_t address) {
  return reinterpret_cast<T*>(kDirectMap + address);
}

/// The physical address of something in the kernel's image.
inline std::uint64_t physical(const void* object) {
  return reinterpret_cast<std::uint64_t>(object) - kKernelOffset;
}

struct Rights {
  bool is_writable = false;
  bool is_executable = false;
};

/// Replaces what boot.S has left in the lower half by nothing.
void clear_lower_half();

/// Maps the pages of [begin, end) for core. Both addresses have the same place in their page.
/// `begin` and `end` lie below kWindowAddress + kWindowSize.
void map(std::uint64_t begin, std::uint64_t end, std::uint64_t physical_begin, Rights rights);

/// Takes the pages of [begin, end) away from core.
void unmap(std::uint64_t begin, std::uint64_t end);

/// Whether core may read each page of the `size` bytes at `begin`.
bool is_mapped(std::uint64_t begin, std::uint64_t size);

} // namespace sigil::bootcheck
