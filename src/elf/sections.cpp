#include "sigil/elf/sections.hpp"

#include "encoding.hpp"
#include "layout.hpp"
#include "section_headers.hpp"

namespace sigil::elf {
namespace {

constexpr std::uint64_t kMaxSections = std::uint64_t{1} << 20;
constexpr std::uint64_t kMaxNameBytes = std::uint64_t{16} << 20;

Error fault(std::string_view code, std::string message, ErrorKind kind = ErrorKind::Invalid) {
  return Error(kind, std::move(message)).coded("elf.sections." + std::string(code));
}

/// What the file header says, before extended numbering (gABI, chapter 4) is undone.
struct Table {
  std::uint64_t offset = 0;
  std::uint64_t count = 0;
  std::uint64_t names = 0;
};

Table read_header(ByteView bytes, Encoding encoding) {
  const std::size_t size = encoding.file_header_size();
  if (bytes.size() < size)
    throw fault("truncated", "file has " + std::to_string(bytes.size()) + " bytes, its ELF header has " +
                                 std::to_string(size));
  Fields fields(bytes.subspan(16, size - 16), encoding);
  fields.word();    // e_type, e_machine
  fields.word();    // e_version
  fields.address(); // e_entry
  fields.address(); // e_phoff
  Table table;
  table.offset = fields.address();
  fields.word(); // e_flags
  fields.half(); // e_ehsize
  fields.half(); // e_phentsize
  fields.half(); // e_phnum
  const std::uint16_t entry_size = fields.half();
  table.count = fields.half();
  table.names = fields.half();
  if (table.offset != 0 && entry_size != encoding.section_header_size())
    throw fault("entry-size", "section headers have " + std::to_string(entry_size) +
                                  " bytes each, expected " + std::to_string(encoding.section_header_size()));
  return table;
}

/// `name_offset` gets sh_name.
Section read_section(Fields fields, std::uint32_t& name_offset) {
  Section section;
  name_offset = fields.word();
  section.type = fields.word();
  section.flags = fields.address();
  section.address = fields.address();
  section.offset = fields.address();
  section.size_bytes = fields.address();
  section.link = fields.word();
  section.info = fields.word();
  section.alignment = fields.address();
  section.entry_size_bytes = fields.address();
  return section;
}

void check_place(const Section& section, std::size_t index, std::uint64_t file_size) {
  if (section.is_in_file() && !in_bounds(section.offset, section.size_bytes, file_size))
    throw fault("outside", "section " + std::to_string(index) + " takes " +
                               std::to_string(section.size_bytes) + " bytes at offset " +
                               std::to_string(section.offset) + " of the file, which has " +
                               std::to_string(file_size));
}

void name_sections(ByteView bytes, std::uint64_t names, const std::vector<std::uint32_t>& offsets,
                   std::vector<Section>& sections) {
  if (names == 0) return; // SHN_UNDEF: no names
  if (names >= sections.size())
    throw fault("names", "section names are in section " + std::to_string(names) + ", the file has " +
                             std::to_string(sections.size()));
  const Section& table = sections[names];
  const std::string_view strings =
      table.is_in_file() ? as_text(bytes.subspan(table.offset, table.size_bytes)) : std::string_view();
  std::uint64_t total = 0; // names may share characters of the table
  for (std::size_t i = 0; i < sections.size(); ++i) {
    if (offsets[i] == 0) continue;
    const std::size_t end = offsets[i] < strings.size() ? strings.find('\0', offsets[i]) : std::string::npos;
    if (end == std::string::npos)
      throw fault("names", "name of section " + std::to_string(i) + " is not inside the table of " +
                               std::to_string(strings.size()) + " bytes");
    if (end - offsets[i] > kMaxNameLength)
      throw fault("names",
                  "name of section " + std::to_string(i) + " has more than " +
                      std::to_string(kMaxNameLength) + " characters",
                  ErrorKind::Limit);
    total += end - offsets[i];
    if (total > kMaxNameBytes)
      throw fault("names",
                  "section names have more than " + std::to_string(kMaxNameBytes) + " characters together",
                  ErrorKind::Limit);
    sections[i].name = strings.substr(offsets[i], end - offsets[i]);
  }
}

} // namespace

SectionHeaders read_section_headers(ByteView bytes) {
  const Encoding encoding = parse_identification(bytes);
  Table table = read_header(bytes, encoding);
  if (table.offset == 0) return {};
  const std::size_t size = encoding.section_header_size();
  if (!in_bounds(table.offset, size, bytes.size()))
    throw fault("table", "section header table is at offset " + std::to_string(table.offset) +
                             " of the file, which has " + std::to_string(bytes.size()) + " bytes");
  std::uint32_t ignored = 0;
  const Section first = read_section(Fields(bytes.subspan(table.offset, size), encoding), ignored);
  if (table.count == 0) table.count = first.size_bytes;
  if (table.names == 0xffff) table.names = first.link; // SHN_XINDEX
  if (table.count > kMaxSections)
    throw fault("count",
                "file has " + std::to_string(table.count) + " sections, at most " +
                    std::to_string(kMaxSections) + " are accepted",
                ErrorKind::Limit);
  if (!in_bounds(table.offset, table.count * size, bytes.size()))
    throw fault("table", "section header table takes " + std::to_string(table.count * size) +
                             " bytes at offset " + std::to_string(table.offset) + " of the file, which has " +
                             std::to_string(bytes.size()));
  SectionHeaders headers{table.offset, {}, table.names, std::vector<std::uint32_t>(table.count)};
  for (std::size_t i = 0; i < table.count; ++i)
    headers.sections.push_back(read_section(Fields(bytes.subspan(table.offset + i * size, size), encoding),
                                            headers.name_offsets[i]));
  return headers;
}

bool is_separate_debug(ByteView bytes) {
  constexpr std::uint32_t kNote = 7; // SHT_NOTE
  bool has_any = false;
  try {
    for (const Section& section : read_section_headers(bytes).sections) {
      if (!section.has_address() || section.type == kNote) continue;
      if (section.is_in_file()) return false;
      has_any = true;
    }
  } catch (const Error&) {
    return false;
  }
  return has_any;
}

std::vector<Section> read_sections(ByteView bytes) {
  SectionHeaders headers = read_section_headers(bytes);
  for (std::size_t i = 1; i < headers.sections.size(); ++i) // that of index 0 may hold counts
    check_place(headers.sections[i], i, bytes.size());
  name_sections(bytes, headers.names, headers.name_offsets, headers.sections);
  return std::move(headers.sections);
}

} // namespace sigil::elf
