/// \file
/// The section headers of a 64-bit little-endian file, which no dynamic linker reads, but readelf, strip
/// and debuggers do: a rewritten file must not leave them stale.
#pragma once

#include <cstdint>

#include "layout.hpp"
#include "section_headers.hpp"
#include "sigil/base/bytes.hpp"

namespace sigil::elf {

/// Views a file that outlives it. A file without section headers has a table of no sections.
class SectionTable {
 public:
  /// \throws Error{Invalid} with code "elf.rewrite.sections" if the table is not inside the file.
  explicit SectionTable(ByteView file);

  /// Whether `size_bytes` bytes at `offset` touch the table or the content of a section.
  bool occupies(std::uint64_t offset, std::uint64_t size_bytes) const;

  /// Writes into `output`, a copy of the file and maybe more, that the allocated string table which was
  /// at virtual address `from` is elsewhere: its section header and its section symbol.
  void move_string_table(MutableBytes output, std::uint64_t from, std::uint64_t address, std::uint64_t offset,
                         std::uint64_t size_bytes) const;

 private:
  std::uint64_t header_offset(std::uint64_t index) const {
    return headers_.offset + index * sizeof(abi::SectionHeader);
  }
  abi::SectionHeader header(std::uint64_t index) const {
    return abi::read<abi::SectionHeader>(file_, header_offset(index));
  }
  void move_section_symbols(MutableBytes output, std::uint64_t section, std::uint64_t address) const;

  ByteView file_;
  SectionHeaders headers_;
};

/// Whether two ranges that are known not to overflow have a byte in common.
constexpr bool overlap(std::uint64_t a, std::uint64_t a_size, std::uint64_t b, std::uint64_t b_size) {
  return a_size != 0 && b_size != 0 && a < b + b_size && b < a + a_size;
}

} // namespace sigil::elf
