#include "file_map.hpp"

#include <algorithm>

#include "encoding.hpp"
#include "layout.hpp"

namespace sigil::elf {

bool is_loaded(const std::vector<Segment>& segments, const Segment& segment) {
  return file_offset(segments, segment.virtual_address, segment.file_size_bytes) == segment.offset;
}

FileMap::FileMap(ByteView bytes, const File& file, const SectionHeaders& headers, const DynamicTables& tables)
    : has_sections_(!headers.sections.empty()) {
  const Encoding encoding{file.is_64_bit, file.byte_order};
  add(Kind::Header, 0, encoding.file_header_size());
  add(Kind::Header, file.program_headers_offset, file.segments.size() * encoding.program_header_size());
  add(Kind::Loose, headers.offset, headers.sections.size() * encoding.section_header_size());
  for (const Segment& segment : file.segments) {
    // These describe what is something else too.
    if (segment.type == abi::PT_NULL || segment.type == abi::PT_PHDR || segment.type == abi::PT_GNU_RELRO)
      continue;
    const Kind kind = segment.type == abi::PT_LOAD        ? Kind::Load
                      : is_loaded(file.segments, segment) ? Kind::Segment
                                                          : Kind::Loose;
    add(kind, segment.offset, segment.file_size_bytes);
  }
  for (const Section& section : headers.sections)
    if (section.is_in_file())
      add(section.has_address() ? Kind::Section : Kind::Loose, section.offset, section.size_bytes);
  if (tables.symbols) add(Kind::Table, tables.symbols->offset, tables.symbols->size_bytes);
  for (const DynamicTable& table : tables.movable) add(Kind::Table, table.offset, table.size_bytes);
  std::stable_sort(things_.begin(), things_.end(),
                   [](const Thing& a, const Thing& b) { return a.begin < b.begin; });
  std::uint64_t end = 0;
  for (const Thing& thing : things_) {
    end = std::max(end, thing.end);
    end_.push_back(end);
  }
  if (end < bytes.size()) {
    add(Kind::Unknown, end, bytes.size() - end);
    end_.push_back(bytes.size());
  }
}

void FileMap::add(Kind kind, std::uint64_t begin, std::uint64_t size_bytes) {
  if (size_bytes != 0) things_.push_back({begin, begin + size_bytes, kind});
}

std::uint64_t FileMap::free_until(std::uint64_t offset) const {
  const auto next = std::lower_bound(things_.begin(), things_.end(), offset,
                                     [](const Thing& thing, std::uint64_t at) { return thing.begin < at; });
  const auto before = static_cast<std::size_t>(next - things_.begin());
  if (before != 0 && end_[before - 1] > offset) return offset;
  return next == things_.end() ? offset : next->begin;
}

bool FileMap::can_shift_from(std::uint64_t offset) const {
  return std::all_of(things_.begin(), things_.end(), [offset](const Thing& thing) {
    return thing.end <= offset || (thing.begin >= offset && thing.kind == Kind::Loose);
  });
}

bool FileMap::is_alone(const DynamicTable& table) const {
  return std::none_of(things_.begin(), things_.end(), [&table](const Thing& thing) {
    const bool is_itself = thing.begin == table.offset && thing.end <= table.end() &&
                           (thing.kind == Kind::Section || thing.kind == Kind::Table);
    return thing.kind != Kind::Load && !is_itself &&
           overlap(table.offset, table.size_bytes, thing.begin, thing.end - thing.begin);
  });
}

} // namespace sigil::elf
