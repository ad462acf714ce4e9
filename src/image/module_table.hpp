/// \file
/// The table of boot modules in core's writable segment, found without symbols. Private to the room.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sigil/base/bytes.hpp"

namespace sigil::image {

/// A run of content at the address it is linked to.
struct AddressedBytes {
  std::uint64_t address = 0;
  ByteView bytes;

  std::uint64_t end() const { return address + bytes.size(); }
  /// Whether `length` bytes at `at` lie inside.
  bool contains(std::uint64_t at, std::uint64_t length) const {
    return at >= address && in_bounds(at - address, length, bytes.size());
  }
};

struct ModuleHeader {
  std::string name;
  std::uint64_t base = 0;
  std::uint64_t size_bytes = 0;
};

struct ModuleTable {
  std::uint64_t begin = 0, end = 0; ///< addresses
  std::vector<ModuleHeader> headers;
};

/// Finds the one table in `data` that describes all of `binaries`.
///
/// A table is recognised by its first entry, whose base is the first byte of `binaries` and whose name
/// stands right behind the table. Then all entries must follow each other in `binaries` without a gap
/// of more than a page's padding, up to its end.
/// Time: linear in the size of `data`.
/// \throws Error{Invalid} with code "image.core.table" if there is none or more than one, or what is
/// wrong with the only candidate ("image.core.table", "image.core.name", "image.core.rule-d").
ModuleTable find_module_table(const AddressedBytes& data, const AddressedBytes& binaries);

} // namespace sigil::image
