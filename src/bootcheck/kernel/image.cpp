#include "kernel/image.hpp"

namespace sigil::bootcheck {
namespace {

struct FileHeader {
  std::uint8_t ident[16];
  u16le type;
  u16le machine;
  u32le version;
  u64le entry;
  u64le program_headers;
  u64le section_headers;
  u32le flags;
  u16le header_size;
  u16le program_header_size;
  u16le program_header_count;
  u16le section_header_size;
  u16le section_header_count;
  u16le section_names;
};
static_assert(sizeof(FileHeader) == 64);

struct ProgramHeader {
  u32le type;
  u32le flags;
  u64le offset;
  u64le virtual_address;
  u64le physical_address;
  u64le file_size;
  u64le memory_size;
  u64le alignment;
};
static_assert(sizeof(ProgramHeader) == 56);

constexpr std::uint32_t kLoad = 1;
constexpr std::uint32_t kExecutable = 1, kWritable = 2, kReadable = 4;

bool check_file_header(ByteView file, Line& why) {
  const auto* const header = reinterpret_cast<const FileHeader*>(file.data());
  constexpr std::uint8_t kMagic[] = {0x7f, 'E', 'L', 'F'};
  if (file.size() < sizeof(FileHeader) || __builtin_memcmp(header->ident, kMagic, sizeof kMagic) != 0)
    return refuse(why) << "rule a: not an ELF file";
  if (header->ident[4] != 2)
    return refuse(why) << "rule a: ELF class is " << std::uint64_t{header->ident[4]}
                       << ", expected 2 (64 bit)";
  if (header->ident[5] != 1)
    return refuse(why) << "rule a: ELF byte order is " << std::uint64_t{header->ident[5]}
                       << ", expected 1 (little endian)";
  if (header->type != 2)
    return refuse(why) << "rule a: ELF type is " << std::uint64_t{header->type} << ", expected 2 (ET_EXEC)";
  if (header->machine != 62)
    return refuse(why) << "rule a: ELF machine is " << std::uint64_t{header->machine}
                       << ", expected 62 (x86-64)";
  const std::uint64_t size = std::uint64_t{header->program_header_count} * sizeof(ProgramHeader);
  if (!in_bounds(header->program_headers, size, file.size()) ||
      (size != 0 && header->program_header_size != sizeof(ProgramHeader)))
    return refuse(why) << "program headers lie outside the module";
  return true;
}

/// \param number  counted from 1, for messages.
bool check_segment(ByteView file, const ProgramHeader& header, std::uint64_t number, Line& why) {
  const std::uint64_t offset = header.offset, address = header.virtual_address, size = header.file_size;
  if (!in_bounds(offset, size, file.size()))
    return refuse(why) << "segment " << number << " reaches over the end of the module";
  if (size != header.memory_size)
    return refuse(why) << "rule b: segment " << number << " has " << size << " bytes in the file and "
                       << header.memory_size << " in memory";
  if (offset % kPageSize != address % kPageSize)
    return refuse(why) << "rule b: segment " << number << " has offset " << Hex{offset} << " and address "
                       << Hex{address} << ", not equal modulo 4096";
  if ((header.flags & kReadable) == 0) return refuse(why) << "segment " << number << " is not readable";
  if ((header.flags & kWritable) != 0 && (header.flags & kExecutable) != 0)
    return refuse(why) << "segment " << number << " is writable and executable";
  if (offset < kImageOffset || offset - kImageOffset + kImageAddress != address)
    return refuse(why) << "rule c: segment " << number << " has offset " << Hex{offset} << " and address "
                       << Hex{address} << ", expected " << Hex{offset - kImageOffset + kImageAddress};
  if (address >= kImageLimit || size > kImageLimit - address)
    return refuse(why) << "segment " << number << " reaches over " << Hex{kImageLimit};
  return true;
}

bool check_shared_pages(std::span<const Segment> segments, Line& why) {
  for (std::size_t i = 0; i < segments.size(); ++i) {
    for (std::size_t j = i + 1; j < segments.size(); ++j) {
      const Segment &a = segments[i], &b = segments[j];
      if (a.is_writable == b.is_writable && a.is_executable == b.is_executable) continue;
      const std::uint64_t first = page_begin(a.address > b.address ? a.address : b.address);
      if (first < page_end(a.end()) && first < page_end(b.end()))
        return refuse(why) << "segments " << i + 1 << " and " << j + 1 << " have different rights on page "
                           << Hex{first};
    }
  }
  return true;
}

bool check_entry(const Image& image, Line& why) {
  for (const Segment& segment : image.segments())
    if (segment.is_executable && segment.contains(image.entry, 1)) return true;
  return refuse(why) << "entry point " << Hex{image.entry} << " is in no executable segment";
}

/// Whether [begin, end) shares a page with the binaries, which core unmaps by pages.
bool is_unmapped(const Layout& layout, std::uint64_t begin, std::uint64_t end) {
  return layout.binaries_begin < layout.binaries_end && page_begin(begin) < layout.binaries_end &&
         end > page_begin(layout.binaries_begin);
}

const Segment* segment_of(const Image& image, std::uint64_t begin, std::uint64_t end) {
  if (begin > end) return nullptr;
  for (const Segment& segment : image.segments())
    if (segment.contains(begin, end - begin)) return &segment;
  return nullptr;
}

bool check_name(const Image& image, const Layout& layout, std::uint64_t number, std::uint64_t address,
                Line& why) {
  const Segment* const segment = segment_of(image, address, address);
  const auto describe = [&](std::string_view what) {
    return refuse(why) << "name of module " << number << " at " << Hex{address} << what;
  };
  if (is_unmapped(layout, address, address + 1)) return describe(" is inside the binaries' range");
  if (segment == nullptr || !segment->is_writable) return describe(" is outside the writable segment");
  const ByteView bytes =
      image.file.subspan(segment->offset + (address - segment->address), segment->end() - address);
  std::uint64_t length = 0;
  while (length < bytes.size() && bytes[length] != 0) ++length;
  if (length == bytes.size()) return describe(" is outside the writable segment");
  if (is_unmapped(layout, address, address + length + 1)) return describe(" is inside the binaries' range");
  return true;
}

bool check_headers(const Image& image, const Layout& layout, const Segment*& segment, Line& why) {
  const auto describe = [&](std::string_view what) {
    return refuse(why) << "header table " << Hex{layout.headers_begin} << ".." << Hex{layout.headers_end}
                       << what;
  };
  if (layout.headers_begin >= layout.headers_end ||
      (layout.headers_end - layout.headers_begin) % sizeof(ModuleHeader) != 0)
    return describe(" is not a whole number of headers");
  if (is_unmapped(layout, layout.headers_begin, layout.headers_end))
    return describe(" is inside the binaries' range");
  segment = segment_of(image, layout.headers_begin, layout.headers_end);
  if (segment == nullptr || !segment->is_writable) return describe(" is outside the writable segment");
  return true;
}

} // namespace

bool read_image(ByteView file, Image& into, Line& why) {
  if (!check_file_header(file, why)) return false;
  const auto* const header = reinterpret_cast<const FileHeader*>(file.data());
  into.file = file;
  into.entry = header->entry;
  const auto* const table = reinterpret_cast<const ProgramHeader*>(file.data() + header->program_headers);
  for (std::size_t i = 0; i < header->program_header_count; ++i) {
    const ProgramHeader& entry = table[i];
    if (entry.type != kLoad || (entry.file_size == 0 && entry.memory_size == 0)) continue;
    if (into.count == Image::kMaxSegments) return refuse(why) << "more than 16 segments";
    if (!check_segment(file, entry, into.count + 1, why)) return false;
    into.storage[into.count++] = {entry.offset, entry.virtual_address, entry.file_size,
                                  (entry.flags & kWritable) != 0, (entry.flags & kExecutable) != 0};
  }
  if (into.count == 0) return refuse(why) << "no segment to load";
  return check_shared_pages(into.segments(), why) && check_entry(into, why);
}

bool check_layout(const Image& image, const Layout& layout, Line& why) {
  if (layout.image_begin != kImageAddress)
    return refuse(why) << "core begins at " << Hex{layout.image_begin} << ", expected " << Hex{kImageAddress};
  const Segment* segment = nullptr;
  if (!check_headers(image, layout, segment, why)) return false;
  if (segment_of(image, layout.binaries_begin, layout.binaries_end) == nullptr)
    return refuse(why) << "binaries' range " << Hex{layout.binaries_begin} << ".." << Hex{layout.binaries_end}
                       << " is outside the image";
  const auto* const headers = reinterpret_cast<const ModuleHeader*>(
      image.file.data() + segment->offset + (layout.headers_begin - segment->address));
  const std::uint64_t count = (layout.headers_end - layout.headers_begin) / sizeof(ModuleHeader);
  for (std::uint64_t i = 0; i < count; ++i)
    if (!check_name(image, layout, i + 1, headers[i].name, why)) return false;
  return true;
}

} // namespace sigil::bootcheck
