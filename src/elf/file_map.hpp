/// \file
/// Which bytes of an ELF file belong to something. Private to the room.
#pragma once

#include <cstdint>
#include <vector>

#include "dynamic_tables.hpp"
#include "section_headers.hpp"
#include "sigil/base/bytes.hpp"
#include "sigil/elf/file.hpp"

namespace sigil::elf {

/// Whether two ranges that are known not to overflow have a byte in common.
constexpr bool overlap(std::uint64_t a, std::uint64_t a_size, std::uint64_t b, std::uint64_t b_size) {
  return a_size != 0 && b_size != 0 && a < b + b_size && b < a + a_size;
}

/// Whether a PT_LOAD maps the content of `segment` at its address. PT_RISCV_ATTRIBUTES, for one, is in the
/// file only.
bool is_loaded(const std::vector<Segment>& segments, const Segment& segment);

class FileMap {
 public:
  /// The places of sections and segments have been checked.
  FileMap(ByteView bytes, const File& file, const SectionHeaders& headers, const DynamicTables& tables);

  /// Where the next thing begins at or behind `offset`; `offset` itself if it is inside of one. Bytes behind
  /// everything count as a thing: they have been put there for somebody.
  std::uint64_t free_until(std::uint64_t offset) const;
  /// Whether nothing is at or behind `offset` that has an address or is not known.
  bool can_shift_from(std::uint64_t offset) const;
  /// Whether nothing else is in the range of a table, but for the segments that load it and its section.
  bool is_alone(const DynamicTable& table) const;
  bool has_sections() const { return has_sections_; }

 private:
  enum class Kind : std::uint8_t { Header, Load, Segment, Section, Loose, Table, Unknown };
  struct Thing {
    std::uint64_t begin;
    std::uint64_t end;
    Kind kind;
  };
  void add(Kind kind, std::uint64_t begin, std::uint64_t size_bytes);

  std::vector<Thing> things_;      ///< by their begin
  std::vector<std::uint64_t> end_; ///< the furthest end up to each of them
  bool has_sections_;
};

} // namespace sigil::elf
