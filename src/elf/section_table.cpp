#include "section_table.hpp"

#include <string>

namespace sigil::elf {
namespace {

Error fault(std::string message) {
  return Error(ErrorKind::Invalid, std::move(message)).coded("elf.rewrite.sections");
}

} // namespace

SectionTable::SectionTable(ByteView file) : file_(file) {
  try {
    headers_ = read_section_headers(file);
  } catch (Error& error) {
    throw std::move(error).coded("elf.rewrite.sections");
  }
}

bool SectionTable::occupies(std::uint64_t offset, std::uint64_t size_bytes) const {
  const std::vector<Section>& sections = headers_.sections;
  if (overlap(offset, size_bytes, headers_.offset, sections.size() * sizeof(abi::SectionHeader))) return true;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const Section& section = sections[i];
    if (!section.is_in_file()) continue;
    if (!in_bounds(section.offset, section.size_bytes, file_.size()))
      throw fault("section " + std::to_string(i) + " takes " + std::to_string(section.size_bytes) +
                  " bytes at offset " + std::to_string(section.offset) + " of the file, which has " +
                  std::to_string(file_.size()));
    if (overlap(offset, size_bytes, section.offset, section.size_bytes)) return true;
  }
  return false;
}

void SectionTable::move_string_table(MutableBytes output, std::uint64_t from, std::uint64_t address,
                                     std::uint64_t offset, std::uint64_t size_bytes) const {
  for (std::uint64_t i = 0; i < headers_.sections.size(); ++i) {
    abi::SectionHeader section = header(i);
    if (section.sh_type != abi::SHT_STRTAB || (section.sh_flags & abi::SHF_ALLOC) == 0 ||
        section.sh_addr != from)
      continue;
    section.sh_addr = address;
    section.sh_offset = offset;
    section.sh_size = size_bytes;
    abi::write(output, header_offset(i), section);
    move_section_symbols(output, i, address);
    return;
  }
}

void SectionTable::move_section_symbols(MutableBytes output, std::uint64_t section,
                                        std::uint64_t address) const {
  for (std::uint64_t i = 0; i < headers_.sections.size(); ++i) {
    const abi::SectionHeader table = header(i);
    if (table.sh_type != abi::SHT_SYMTAB) continue;
    if (!in_bounds(table.sh_offset, table.sh_size, file_.size()))
      throw fault("symbol table takes " + std::to_string(table.sh_size) + " bytes at offset " +
                  std::to_string(table.sh_offset) + " of the file, which has " +
                  std::to_string(file_.size()));
    const std::uint64_t end = table.sh_offset + table.sh_size - table.sh_size % sizeof(abi::Symbol);
    for (std::uint64_t at = table.sh_offset; at < end; at += sizeof(abi::Symbol)) {
      auto symbol = abi::read<abi::Symbol>(file_, at);
      if ((symbol.st_info & 0xf) != abi::STT_SECTION || symbol.st_shndx != section) continue;
      symbol.st_value = address;
      abi::write(output, at, symbol);
    }
    return; // gABI: a file has at most one
  }
}

} // namespace sigil::elf
