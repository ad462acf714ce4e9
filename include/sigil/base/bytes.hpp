/// \file
/// Views and owners of raw bytes. Freestanding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sigil {

/// A borrowed, read-only run of bytes. Never owns; the caller keeps the storage alive.
using ByteView = std::span<const std::uint8_t>;

/// A borrowed, writable run of bytes.
using MutableBytes = std::span<std::uint8_t>;

/// The bytes of `text`, without a terminator.
inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// `bytes` read as text; no check of any encoding.
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Whether there is no byte but zeros.
constexpr bool all_zero(ByteView bytes) {
  for (const std::uint8_t byte : bytes)
    if (byte != 0) return false;
  return true;
}

/// Whether the `length` bytes at `offset` lie inside something of `size` bytes, without overflow.
constexpr bool in_bounds(std::uint64_t offset, std::uint64_t length, std::uint64_t size) {
  return offset <= size && length <= size - offset;
}

/// `value` rounded up to a multiple of `alignment` (a power of two). The caller has checked that
/// `value + alignment - 1` does not overflow.
constexpr std::uint64_t align_up(std::uint64_t value, std::uint64_t alignment) {
  return (value + alignment - 1) & ~(alignment - 1);
}

} // namespace sigil
