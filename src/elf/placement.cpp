// Which place is tried when, and which rules decide: docs/design/elf-rewriting.md.
#include "placement.hpp"

#include <algorithm>
#include <bit>

#include "encoding.hpp"
#include "layout.hpp"
#include "sigil/base/error.hpp"

namespace sigil::elf {
namespace {

std::uint64_t end_of_addresses(const File& file) {
  return file.is_64_bit ? std::uint64_t{1} << 63 : std::uint64_t{0xffff0000};
}

/// Gives `pieces` places one behind the other, and returns the offset of the end.
std::uint64_t lay_out(std::vector<Piece>& pieces, std::uint64_t offset, std::uint64_t address) {
  std::uint64_t end = offset;
  for (Piece& piece : pieces) {
    piece.address = align_up(address + (end - offset), piece.alignment);
    piece.offset = offset + (piece.address - address);
    end = piece.offset + piece.size_bytes;
  }
  return end;
}

/// How many of the bytes before the end of `segment` are the string table's own, if that comes first: it may
/// stay.
std::uint64_t own_bytes(const std::vector<Piece>& pieces, const Segment& segment) {
  const DynamicTable& first = pieces.front().from;
  const bool is_last =
      first.tag == abi::DT_STRTAB && first.end() == segment.offset + segment.file_size_bytes &&
      segment.file_size_bytes == segment.memory_size_bytes && first.size_bytes <= segment.file_size_bytes;
  return is_last ? first.size_bytes : 0;
}

} // namespace

bool is_for_genode(const File& file) {
  return file.interpreter == kGenodeLinker ||
         std::find(file.needed.begin(), file.needed.end(), kGenodeLinker) != file.needed.end();
}

Placement Places::start(Layout layout, const Cargo& cargo) const {
  Placement placement;
  placement.layout = layout;
  placement.pieces = cargo.loose;
  placement.shift_from = bytes_.size();
  placement.file_size_bytes = bytes_.size();
  placement.segments = file_.segments;
  return placement;
}

std::optional<Placement> Places::padding(const Cargo& cargo) const {
  // Data first, where nobody can execute or change it; then code.
  const auto rights = [this](std::size_t i) {
    return file_.segments[i].flags & (abi::PF_R | abi::PF_W | abi::PF_X);
  };
  for (const std::uint32_t wanted : {abi::PF_R, abi::PF_R | abi::PF_X, abi::PF_R | abi::PF_W})
    for (std::size_t i = 0; i < file_.segments.size(); ++i)
      if (file_.segments[i].type == abi::PT_LOAD && rights(i) == wanted)
        if (auto placement = padding_behind(i, cargo)) return placement;
  return std::nullopt;
}

std::optional<Placement> Places::padding_behind(std::size_t index, const Cargo& cargo) const {
  const Segment& segment = file_.segments[index];
  if (segment.file_size_bytes == 0 || segment.file_size_bytes != segment.memory_size_bytes)
    return std::nullopt;
  Placement placement = start(Layout::Padding, cargo);
  const std::uint64_t distance = segment.file_size_bytes - own_bytes(cargo.loose, segment);
  const std::uint64_t end =
      lay_out(placement.pieces, segment.offset + distance, segment.virtual_address + distance);
  const std::uint64_t old_end = segment.offset + segment.file_size_bytes;
  if (end > map_.free_until(old_end)) return std::nullopt;
  if (!map_.has_sections() && !all_zero(bytes_.subspan(old_end, end - old_end))) return std::nullopt;
  const std::uint64_t size = end - segment.offset;
  if (!in_bounds(segment.virtual_address, size, end_of_addresses(file_))) return std::nullopt;
  for (std::size_t i = index + 1; i < file_.segments.size(); ++i) {
    const Segment& next = file_.segments[i];
    if (next.type != abi::PT_LOAD) continue;
    const std::uint64_t page = std::max({next.alignment, segment.alignment, kPageBytes});
    if (segment.virtual_address + size > next.virtual_address - next.virtual_address % page)
      return std::nullopt;
  }
  placement.segments[index].file_size_bytes = size;
  placement.segments[index].memory_size_bytes = size;
  return placement;
}

std::optional<Placement> Places::extension(const Cargo& cargo, std::uint64_t most_zeros) const {
  std::size_t last = file_.segments.size();
  for (std::size_t i = 0; i < file_.segments.size(); ++i)
    if (file_.segments[i].type == abi::PT_LOAD) last = i;
  SIGIL_ASSERT(last < file_.segments.size()); // the string table is inside one
  const Segment& segment = file_.segments[last];
  const std::uint64_t old_end = segment.offset + segment.file_size_bytes;
  if (segment.memory_size_bytes - segment.file_size_bytes > most_zeros || !map_.can_shift_from(old_end))
    return std::nullopt;
  Placement placement = start(Layout::Extended, cargo);
  const std::uint64_t distance = segment.memory_size_bytes - own_bytes(cargo.loose, segment);
  const std::uint64_t end =
      lay_out(placement.pieces, segment.offset + distance, segment.virtual_address + distance);
  const std::uint64_t size = end - segment.offset;
  if (!in_bounds(segment.virtual_address, size, end_of_addresses(file_))) return std::nullopt;
  placement.shift_from = map_.free_until(old_end);
  std::uint64_t unit = placement.shift_from == bytes_.size() ? 1 : 8;
  for (const Section& section : headers_.sections)
    if (section.is_in_file() && section.offset >= old_end)
      unit = std::max(unit, std::bit_floor(std::min(section.alignment, kPageBytes)));
  if (end > placement.shift_from) placement.shift = align_up(end - placement.shift_from, unit);
  placement.file_size_bytes = bytes_.size() + placement.shift;
  for (std::size_t i = 0; i < file_.segments.size(); ++i)
    if (file_.segments[i].file_size_bytes != 0 && file_.segments[i].offset >= placement.shift_from &&
        !is_loaded(file_.segments, file_.segments[i]))
      placement.segments[i].offset += placement.shift;
  placement.filled_from = segment.virtual_address + segment.file_size_bytes;
  placement.filled_offset = old_end;
  placement.filled_until = segment.virtual_address + segment.memory_size_bytes;
  placement.segments[last].file_size_bytes = size;
  placement.segments[last].memory_size_bytes = size;
  return placement;
}

/// Whether one more program header fits behind the others: into zeros that are no part of anything.
bool Places::headers_may_grow() const {
  const Encoding encoding{file_.is_64_bit, file_.byte_order};
  const std::uint64_t end =
      file_.program_headers_offset + file_.segments.size() * encoding.program_header_size();
  if (!in_bounds(end, encoding.program_header_size(), bytes_.size())) return false;
  return map_.free_until(end) >= end + encoding.program_header_size() &&
         all_zero(bytes_.subspan(end, encoding.program_header_size()));
}

std::optional<Placement> Places::appended(const Cargo& cargo) const {
  const std::size_t count = file_.segments.size() + 1;
  if (!headers_may_grow() || count >= abi::PN_XNUM ||
      (is_for_genode(file_) && count > kGenodeMaxProgramHeaders))
    return std::nullopt;
  Placement placement = start(Layout::Appended, cargo);
  std::uint64_t alignment = kPageBytes;
  std::uint64_t memory_end = 0;
  std::size_t behind_last_load = 0;
  for (std::size_t i = 0; i < file_.segments.size(); ++i) {
    if (file_.segments[i].type != abi::PT_LOAD) continue;
    memory_end = file_.segments[i].virtual_address + file_.segments[i].memory_size_bytes;
    alignment = std::max(alignment, std::min(file_.segments[i].alignment, std::uint64_t{0x10000}));
    behind_last_load = i + 1;
  }
  Segment added;
  added.type = abi::PT_LOAD;
  added.flags = abi::PF_R | abi::PF_W;
  added.alignment = alignment;
  added.offset = align_up(bytes_.size(), kPageBytes);
  if (memory_end > end_of_addresses(file_) - 2 * alignment) return std::nullopt;
  added.virtual_address = align_up(memory_end, alignment) + added.offset % alignment;
  added.physical_address = added.virtual_address;
  placement.file_size_bytes = lay_out(placement.pieces, added.offset, added.virtual_address);
  added.file_size_bytes = placement.file_size_bytes - added.offset;
  added.memory_size_bytes = added.file_size_bytes;
  if (!in_bounds(added.virtual_address, added.memory_size_bytes, end_of_addresses(file_)))
    return std::nullopt;
  placement.shift = placement.file_size_bytes - bytes_.size();
  placement.segments.insert(placement.segments.begin() + static_cast<std::ptrdiff_t>(behind_last_load),
                            added);
  return placement;
}

} // namespace sigil::elf
