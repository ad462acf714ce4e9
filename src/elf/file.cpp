#include "sigil/elf/file.hpp"

#include <algorithm>
#include <array>

#include "dynamic_tables.hpp"
#include "encoding.hpp"
#include "layout.hpp"
#include "section_headers.hpp"
#include "sigil/base/error.hpp"
#include "string_table.hpp"

namespace sigil::elf {
namespace {

constexpr std::size_t kMaxDynamicEntries = std::size_t{1} << 20;
constexpr std::size_t kMaxNeeded = 4096;

Error fault(std::string_view code, std::string message, ErrorKind kind = ErrorKind::Invalid) {
  return Error(kind, std::move(message)).coded("elf.parse." + std::string(code));
}

std::string number(std::uint64_t value) {
  return std::to_string(value);
}

/// The range as its parts: its end may overflow.
std::string range_text(std::uint64_t offset, std::uint64_t length, std::uint64_t size) {
  return number(length) + " bytes at offset " + number(offset) + " of the file, which has " + number(size);
}

} // namespace

Encoding parse_identification(ByteView bytes) {
  if (!has_magic(bytes)) throw fault("magic", "content does not begin with the ELF magic number 7f 45 4c 46");
  if (bytes.size() < 16)
    throw fault("truncated-header",
                "file has " + number(bytes.size()) + " bytes, an ELF header has at least 52");
  const unsigned file_class = bytes[4];
  const unsigned data = bytes[5];
  const unsigned version = bytes[6];
  if (file_class != 1 && file_class != 2)
    throw fault("class", "ELF class is " + number(file_class) + ", expected 1 (32 bits) or 2 (64 bits)");
  if (data != 1 && data != 2)
    throw fault("byte-order",
                "ELF data encoding is " + number(data) + ", expected 1 (little) or 2 (big endian)");
  if (version != 1) throw fault("version", "ELF version is " + number(version) + ", expected 1");
  return {file_class == 2, data == 1 ? ByteOrder::Little : ByteOrder::Big};
}

namespace {

FileType file_type(std::uint16_t e_type) {
  switch (e_type) {
  case 1: return FileType::Relocatable;
  case 2: return FileType::Executable;
  case 3: return FileType::Shared;
  case 4: return FileType::Core;
  default: return FileType::Other;
  }
}

/// Fills what the file header says into `file` and returns the number of program headers.
std::size_t parse_header(ByteView bytes, Encoding encoding, File& file) {
  if (bytes.size() < encoding.file_header_size())
    throw fault("truncated-header", "file has " + number(bytes.size()) + " bytes, its ELF header has " +
                                        number(encoding.file_header_size()));
  Fields fields(bytes.subspan(16, encoding.file_header_size() - 16), encoding);
  file.is_64_bit = encoding.is_64_bit;
  file.byte_order = encoding.order;
  file.type = file_type(fields.half());
  file.machine = fields.half();
  const std::uint32_t version = fields.word();
  if (version != 1) throw fault("version", "ELF version is " + number(version) + ", expected 1");
  file.entry = fields.address();
  file.program_headers_offset = fields.address();
  fields.address(); // e_shoff
  fields.word();    // e_flags
  fields.half();    // e_ehsize
  const std::uint16_t entry_size = fields.half();
  const std::uint16_t count = fields.half();
  if (count == 0) return 0;
  if (count == abi::PN_XNUM)
    throw fault("program-header-count", "file has 65535 or more program headers, at most 65534 are accepted",
                ErrorKind::Limit);
  if (entry_size != encoding.program_header_size())
    throw fault("program-header-size", "program headers have " + number(entry_size) +
                                           " bytes each, expected " + number(encoding.program_header_size()));
  return count;
}

Segment parse_segment(Fields fields, bool is_64_bit) {
  Segment segment;
  segment.type = fields.word();
  if (is_64_bit) segment.flags = fields.word();
  segment.offset = fields.address();
  segment.virtual_address = fields.address();
  segment.physical_address = fields.address();
  segment.file_size_bytes = fields.address();
  segment.memory_size_bytes = fields.address();
  if (!is_64_bit) segment.flags = fields.word();
  segment.alignment = fields.address();
  segment.stated_size_bytes = segment.file_size_bytes;
  return segment;
}

/// Checks one segment; `end` is where the PT_LOAD before it ends in memory and is moved on.
void check_segment(const Segment& segment, const std::string& name, std::uint64_t file_size, bool is_64_bit,
                   bool is_debug, std::uint64_t& end) {
  if (segment.type == abi::PT_NULL) return;
  if (!is_debug && !in_bounds(segment.offset, segment.file_size_bytes, file_size))
    throw fault("segment-outside",
                name + " takes " + range_text(segment.offset, segment.file_size_bytes, file_size));
  if (segment.type != abi::PT_LOAD) return;
  const std::uint64_t last_address = is_64_bit ? ~std::uint64_t{0} : std::uint64_t{1} << 32;
  if (segment.file_size_bytes > segment.memory_size_bytes)
    throw fault("segment-size", name + " has " + number(segment.file_size_bytes) + " bytes in the file and " +
                                    number(segment.memory_size_bytes) + " in memory, expected no fewer");
  if (!in_bounds(segment.virtual_address, segment.memory_size_bytes, last_address))
    throw fault("segment-address", name + " ends behind the last address");
  const std::uint64_t alignment = segment.alignment;
  if ((alignment & (alignment - 1)) != 0)
    throw fault("segment-alignment",
                name + " has alignment " + number(alignment) + ", expected a power of two");
  if (alignment > 1 && ((segment.offset ^ segment.virtual_address) & (alignment - 1)) != 0)
    throw fault("segment-congruence", name + " has offset " + number(segment.offset) + " and address " +
                                          number(segment.virtual_address) +
                                          ", which differ modulo its alignment " + number(alignment));
  if (segment.virtual_address < end)
    throw fault("segment-order", name + " begins at address " + number(segment.virtual_address) +
                                     ", the loadable segment before it ends at " + number(end) +
                                     "; expected them in ascending order without overlap");
  end = segment.virtual_address + segment.memory_size_bytes;
}

void parse_segments(ByteView bytes, Encoding encoding, std::size_t count, File& file) {
  const std::size_t size = encoding.program_header_size();
  if (!in_bounds(file.program_headers_offset, count * size, bytes.size()))
    throw fault("program-headers-outside",
                "program header table takes " +
                    range_text(file.program_headers_offset, count * size, bytes.size()));
  const ByteView table = bytes.subspan(file.program_headers_offset, count * size);
  std::uint64_t end = 0;
  file.segments.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Fields fields(table.subspan(i * size, size), encoding);
    Segment segment = parse_segment(fields, encoding.is_64_bit);
    if (file.is_separate_debug) segment.file_size_bytes = 0;
    check_segment(segment, "segment " + number(i), bytes.size(), encoding.is_64_bit, file.is_separate_debug,
                  end);
    file.segments.push_back(segment);
  }
}

/// The only segment of `type`, or null.
const Segment* only_segment(const std::vector<Segment>& segments, std::uint32_t type, std::string_view name) {
  const Segment* found = nullptr;
  for (const Segment& segment : segments) {
    if (segment.type != type) continue;
    if (found != nullptr)
      throw fault("segment-twice", "file has more than one " + std::string(name) + " segment");
    found = &segment;
  }
  return found;
}

std::string parse_interpreter(ByteView bytes, const std::vector<Segment>& segments) {
  const Segment* segment = only_segment(segments, abi::PT_INTERP, "PT_INTERP");
  if (segment == nullptr || segment->file_size_bytes == 0) return {};
  const std::string_view text = as_text(bytes.subspan(segment->offset, segment->file_size_bytes));
  const std::size_t end = text.find('\0');
  if (end == std::string_view::npos)
    throw fault("interpreter", "PT_INTERP of " + number(text.size()) + " bytes has no terminating NUL");
  if (end > kMaxNameLength)
    throw fault("name-length",
                "PT_INTERP has " + number(end) + " characters, at most " + number(kMaxNameLength) +
                    " are accepted",
                ErrorKind::Limit);
  return std::string(text.substr(0, end));
}

void parse_dynamic(ByteView bytes, Encoding encoding, File& file) {
  const Segment* segment = only_segment(file.segments, abi::PT_DYNAMIC, "PT_DYNAMIC");
  // An empty one is what some linker scripts and strip leave of a file without a dynamic section.
  if (segment == nullptr || segment->file_size_bytes == 0) return;
  // A dynamic linker reads it at its address, we at its offset: both must be the same bytes.
  if (file_offset(file.segments, segment->virtual_address, segment->file_size_bytes) != segment->offset)
    throw fault("dynamic-mapping", "PT_DYNAMIC at offset " + number(segment->offset) +
                                       " is not what a PT_LOAD maps at its address " +
                                       number(segment->virtual_address));
  const std::size_t size = encoding.dynamic_entry_size();
  ByteView rest = bytes.subspan(segment->offset, segment->file_size_bytes);
  for (; rest.size() >= size; rest = rest.subspan(size)) {
    Fields fields(rest, encoding);
    const std::uint64_t tag = fields.address();
    DynamicEntry entry;
    entry.tag = encoding.is_64_bit ? static_cast<std::int64_t>(tag)
                                   : static_cast<std::int32_t>(static_cast<std::uint32_t>(tag));
    entry.value = fields.address();
    if (entry.tag == abi::DT_NULL) return;
    if (file.dynamic.size() == kMaxDynamicEntries)
      throw fault("dynamic-count", "dynamic section has more than " + number(kMaxDynamicEntries) + " entries",
                  ErrorKind::Limit);
    file.dynamic.push_back(entry);
  }
  throw fault("dynamic-end", "dynamic section of " + number(segment->file_size_bytes) +
                                 " bytes has no DT_NULL, which ends it for a dynamic linker");
}

/// The value of a tag that may stand once.
std::optional<std::uint64_t> only_value(const std::vector<DynamicEntry>& dynamic, std::int64_t tag,
                                        std::string_view name) {
  std::optional<std::uint64_t> value;
  for (const DynamicEntry& entry : dynamic) {
    if (entry.tag != tag) continue;
    if (value) throw fault("dynamic-twice", "dynamic section has more than one " + std::string(name));
    value = entry.value;
  }
  return value;
}

} // namespace

std::string_view string_table(ByteView bytes, const File& file) {
  const auto address = only_value(file.dynamic, abi::DT_STRTAB, "DT_STRTAB");
  const auto size = only_value(file.dynamic, abi::DT_STRSZ, "DT_STRSZ");
  if (!address || !size)
    throw fault("string-table-missing", std::string("dynamic section has no ") +
                                            (address ? "DT_STRSZ" : "DT_STRTAB") + ", which is mandatory");
  const auto offset = file_offset(file.segments, *address, *size);
  if (!offset)
    throw fault("string-table-mapping", "dynamic string table of " + number(*size) + " bytes at address " +
                                            number(*address) +
                                            " is not inside the file content of one PT_LOAD");
  const std::string_view table = as_text(bytes.subspan(*offset, *size));
  if (table.empty() || table.back() != '\0')
    throw fault("string-table-end",
                "dynamic string table of " + number(*size) + " bytes does not end in NUL");
  return table;
}

namespace {

std::string name_at(std::string_view table, std::uint64_t offset, std::string_view tag) {
  if (offset >= table.size())
    throw fault("name-outside", std::string(tag) + " is at offset " + number(offset) +
                                    " of the dynamic string table, which has " + number(table.size()) +
                                    " bytes");
  const std::string_view rest = table.substr(offset);
  const std::string_view name = rest.substr(0, rest.find('\0'));
  if (name.size() > kMaxNameLength)
    throw fault("name-length",
                std::string(tag) + " has " + number(name.size()) + " characters, at most " +
                    number(kMaxNameLength) + " are accepted",
                ErrorKind::Limit);
  return std::string(name);
}

void parse_names(ByteView bytes, File& file) {
  const std::string_view table = string_table(bytes, file);
  for (const DynamicEntry& entry : file.dynamic) {
    if (entry.tag != abi::DT_NEEDED) continue;
    if (file.needed.size() == kMaxNeeded)
      throw fault("needed-count", "file has more than " + number(kMaxNeeded) + " DT_NEEDED",
                  ErrorKind::Limit);
    file.needed.push_back(name_at(table, entry.value, "DT_NEEDED"));
  }
  if (const auto soname = only_value(file.dynamic, abi::DT_SONAME, "DT_SONAME"))
    file.soname = name_at(table, *soname, "DT_SONAME");
  if (const auto rpath = only_value(file.dynamic, abi::DT_RPATH, "DT_RPATH"))
    file.rpath = name_at(table, *rpath, "DT_RPATH");
  if (const auto runpath = only_value(file.dynamic, abi::DT_RUNPATH, "DT_RUNPATH"))
    file.runpath = name_at(table, *runpath, "DT_RUNPATH");
}

} // namespace

bool has_magic(ByteView bytes) {
  constexpr std::array<std::uint8_t, 4> kMagic{0x7f, 'E', 'L', 'F'};
  return bytes.size() >= kMagic.size() && std::equal(kMagic.begin(), kMagic.end(), bytes.begin());
}

std::optional<std::uint64_t> file_offset(const std::vector<Segment>& segments, std::uint64_t address,
                                         std::uint64_t size_bytes) {
  for (const Segment& segment : segments) {
    if (segment.type != abi::PT_LOAD || address < segment.virtual_address) continue;
    const std::uint64_t distance = address - segment.virtual_address;
    if (in_bounds(distance, size_bytes, segment.file_size_bytes)) return segment.offset + distance;
  }
  return std::nullopt;
}

File parse(ByteView bytes) {
  const Encoding encoding = parse_identification(bytes);
  File file;
  file.is_separate_debug = is_separate_debug(bytes);
  const std::size_t count = parse_header(bytes, encoding, file);
  if (count != 0) parse_segments(bytes, encoding, count, file);
  file.interpreter = parse_interpreter(bytes, file.segments);
  parse_dynamic(bytes, encoding, file);
  if (file.is_dynamic()) parse_names(bytes, file);
  return file;
}

std::vector<std::string> version_needs(ByteView bytes, const File& file) {
  constexpr std::string_view kCode = "elf.parse.versions";
  std::vector<DynamicTables::LibraryField> fields;
  try {
    fields = read_library_fields(bytes, file);
  } catch (Error& error) {
    throw std::move(error).coded(std::string(kCode));
  }
  if (fields.size() > kMaxNeeded)
    throw Error(ErrorKind::Limit, "versions are wanted of more than " + number(kMaxNeeded) + " libraries")
        .coded(std::string(kCode));
  std::vector<std::string> libraries;
  if (fields.empty()) return libraries;
  const std::string_view strings = string_table(bytes, file);
  for (const DynamicTables::LibraryField& field : fields) {
    const std::string_view rest = strings.substr(field.name, kMaxNameLength + 1);
    if (rest.find('\0') == std::string_view::npos)
      throw Error(ErrorKind::Limit, "vn_file has more than " + number(kMaxNameLength) + " characters")
          .coded(std::string(kCode));
    libraries.emplace_back(rest.substr(0, rest.find('\0')));
  }
  return libraries;
}

void check_loadable(const File& file) {
  if (file.machine != abi::EM_X86_64)
    throw Error(ErrorKind::Invalid,
                "ELF file is for machine " + std::to_string(file.machine) + ", expected 62 (x86-64)")
        .coded("elf.load.machine");
  if (!file.is_64_bit || file.byte_order != ByteOrder::Little)
    throw Error(ErrorKind::Invalid, "ELF file is not of the 64-bit little-endian kind, expected that")
        .coded("elf.load.class");
  if (file.type != FileType::Executable && file.type != FileType::Shared)
    throw Error(ErrorKind::Invalid, "ELF file is neither executable nor shared object")
        .coded("elf.load.type");
}

} // namespace sigil::elf
