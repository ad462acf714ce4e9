/// \file
/// Reading records of both classes and byte orders. Private to the room.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sigil/base/bytes.hpp"
#include "sigil/base/endian.hpp"
#include "sigil/base/error.hpp"

namespace sigil::elf {

/// What e_ident says about the rest.
struct Encoding {
  bool is_64_bit;
  ByteOrder order;
  std::size_t file_header_size() const { return is_64_bit ? 64 : 52; }
  std::size_t program_header_size() const { return is_64_bit ? 56 : 32; }
  std::size_t dynamic_entry_size() const { return is_64_bit ? 16 : 8; }
  std::size_t section_header_size() const { return is_64_bit ? 64 : 40; }
};

/// Takes the fields of a record that is in bounds, one after the other.
class Fields {
 public:
  Fields(ByteView record, Encoding encoding) : rest_(record), encoding_(encoding) {}
  std::uint16_t half() { return take<std::uint16_t>(); }
  std::uint32_t word() { return take<std::uint32_t>(); }
  /// Addr, Off, and what has the size of an address: 32 or 64 bits.
  std::uint64_t address() { return encoding_.is_64_bit ? take<std::uint64_t>() : take<std::uint32_t>(); }

 private:
  template <typename T>
  T take() {
    SIGIL_ASSERT(rest_.size() >= sizeof(T));
    const T value = load<T>(rest_.data(), encoding_.order);
    rest_ = rest_.subspan(sizeof(T));
    return value;
  }

  ByteView rest_;
  Encoding encoding_;
};

/// What e_ident says. \throws Error{Invalid} with a code "elf.parse.*".
Encoding parse_identification(ByteView bytes);

} // namespace sigil::elf
