/// \file
/// The tables beside the dynamic section that refer to its string table. Private to the room.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/elf/file.hpp"
#include "sigil/elf/sections.hpp"

namespace sigil::elf {

/// A table to which the dynamic section points.
struct DynamicTable {
  std::int64_t tag = 0; ///< whose value is the address
  std::uint64_t address = 0;
  std::uint64_t offset = 0;
  std::uint64_t size_bytes = 0;

  std::uint64_t end() const { return offset + size_bytes; }
};

/// What was found of them.
struct DynamicTables {
  std::optional<DynamicTable> symbols;
  /// DT_HASH, DT_GNU_HASH, DT_VERSYM, DT_VERDEF, DT_VERNEED as far as they are there: nothing but the
  /// dynamic section refers to them, so they can be moved.
  std::vector<DynamicTable> movable;
  /// `vn_file` of each library in .gnu.version_r: place in the file and value.
  struct LibraryField {
    std::uint64_t offset;
    std::uint32_t name;
  };
  std::vector<LibraryField> libraries;
  /// Where in the string table symbols and versions have their names, vn_file aside.
  std::vector<std::uint32_t> names;
  /// Whether `names` is all: nothing was found that may refer to the string table in a way that is not
  /// known here, and it is known how many symbols there are.
  bool is_complete = true;
};

/// The libraries of which .gnu.version_r wants versions. \throws as read_dynamic_tables().
std::vector<DynamicTables::LibraryField> read_library_fields(ByteView bytes, const File& file);

/// \param sections as in the file, or none. \throws Error{Invalid} with code "elf.rewrite.versions" if a
/// table of versions is malformed, Error{Limit} if it has more than 2^20 entries.
DynamicTables read_dynamic_tables(ByteView bytes, const File& file, const std::vector<Section>& sections);

} // namespace sigil::elf
