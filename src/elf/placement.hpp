/// \file
/// Finding a place in an ELF file for tables that have grown. Private to the room.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "dynamic_tables.hpp"
#include "file_map.hpp"
#include "section_headers.hpp"
#include "sigil/base/bytes.hpp"
#include "sigil/elf/file.hpp"
#include "sigil/elf/rewrite.hpp"

namespace sigil::elf {

/// Whether it asks for Genode's dynamic linker.
bool is_for_genode(const File& file);

/// A table, or the interpreter's name, and where it goes.
struct Piece {
  DynamicTable from;
  std::uint64_t size_bytes = 0; ///< from now on
  std::uint64_t alignment = 1;
  std::uint64_t offset = 0;
  std::uint64_t address = 0;
};

/// Pieces that need a place, in this order; and those that by then have theirs.
struct Cargo {
  std::vector<Piece> loose;
  std::vector<Piece> placed;
};

/// A file in which all pieces have a place.
struct Placement {
  Layout layout = Layout::InPlace;
  std::vector<Piece> pieces;
  /// Bytes of the old file from `shift_from` on are `shift` bytes further on.
  std::uint64_t shift_from = 0;
  std::uint64_t shift = 0;
  std::uint64_t file_size_bytes = 0;
  std::vector<Segment> segments;
  /// The addresses for which a segment that ended in the file, at `filled_offset`, now has zeros; none if
  /// equal.
  std::uint64_t filled_from = 0;
  std::uint64_t filled_until = 0;
  std::uint64_t filled_offset = 0;
};

/// All that choosing a place needs to know. Views what it is made of.
class Places {
 public:
  Places(ByteView bytes, const File& file, const SectionHeaders& headers, const FileMap& map)
      : bytes_(bytes), file_(file), headers_(headers), map_(map) {}

  /// Behind the content of a segment, in bytes that belong to nothing.
  std::optional<Placement> padding(const Cargo& cargo) const;
  /// Behind the last segment in memory, if its .bss has no more than `most_zeros` bytes.
  std::optional<Placement> extension(const Cargo& cargo, std::uint64_t most_zeros) const;
  /// In a segment of their own.
  std::optional<Placement> appended(const Cargo& cargo) const;

 private:
  std::optional<Placement> padding_behind(std::size_t segment, const Cargo& cargo) const;
  bool headers_may_grow() const;
  Placement start(Layout layout, const Cargo& cargo) const;

  ByteView bytes_;
  const File& file_;
  const SectionHeaders& headers_;
  const FileMap& map_;
};

} // namespace sigil::elf
