/// \file
/// Integer fields of fixed byte order and no alignment, for structures that overlay file contents.
/// Freestanding. A structure made of them has no padding; say so with `static_assert(sizeof …)`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace sigil {

enum class ByteOrder : std::uint8_t { Little, Big };

/// Reads an unsigned integer of `sizeof(T)` bytes at `bytes`.
template <typename T>
constexpr T load(const std::uint8_t* bytes, ByteOrder order) {
  static_assert(std::is_unsigned_v<T>);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    const std::size_t at = order == ByteOrder::Little ? sizeof(T) - 1 - i : i;
    value = (value << 8) | bytes[at];
  }
  return static_cast<T>(value);
}

/// Writes `value` as `sizeof(T)` bytes at `bytes`.
template <typename T>
constexpr void store(std::uint8_t* bytes, T value, ByteOrder order) {
  static_assert(std::is_unsigned_v<T>);
  std::uint64_t rest = value;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    const std::size_t at = order == ByteOrder::Little ? i : sizeof(T) - 1 - i;
    bytes[at] = static_cast<std::uint8_t>(rest);
    rest >>= 8;
  }
}

/// An integer field: converts to `T` when read, and from `T` when assigned.
template <typename T, ByteOrder order>
class Field {
 public:
  constexpr Field() = default;
  constexpr Field(T value) { store<T>(bytes_, value, order); }
  constexpr operator T() const { return load<T>(bytes_, order); }

 private:
  std::uint8_t bytes_[sizeof(T)]{};
};

using u16le = Field<std::uint16_t, ByteOrder::Little>;
using u32le = Field<std::uint32_t, ByteOrder::Little>;
using u64le = Field<std::uint64_t, ByteOrder::Little>;
using u16be = Field<std::uint16_t, ByteOrder::Big>;
using u32be = Field<std::uint32_t, ByteOrder::Big>;
using u64be = Field<std::uint64_t, ByteOrder::Big>;

static_assert(sizeof(u64le) == 8 && alignof(u64le) == 1);

} // namespace sigil
