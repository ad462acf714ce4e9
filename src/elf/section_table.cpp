#include "section_table.hpp"

#include <string>

namespace sigil::elf {
namespace {

Error fault(std::string message) {
  return Error(ErrorKind::Invalid, std::move(message)).coded("elf.rewrite.sections");
}

} // namespace

SectionTable::SectionTable(ByteView file) : file_(file) {
  const auto elf = abi::read<abi::FileHeader>(file, 0);
  offset_ = elf.e_shoff;
  if (offset_ == 0) return;
  if (elf.e_shentsize != sizeof(abi::SectionHeader))
    throw fault("section headers have " + std::to_string(elf.e_shentsize) + " bytes each, expected " +
                std::to_string(sizeof(abi::SectionHeader)));
  count_ = elf.e_shnum;
  // With 0xff00 sections or more, the true count stands in the first header.
  if (count_ == 0 && in_bounds(offset_, sizeof(abi::SectionHeader), file.size())) count_ = header(0).sh_size;
  const std::uint64_t fit = offset_ <= file.size() ? (file.size() - offset_) / sizeof(abi::SectionHeader) : 0;
  if (count_ > fit)
    throw fault("section header table has " + std::to_string(count_) + " entries at offset " +
                std::to_string(offset_) + " of the file, where only " + std::to_string(fit) + " fit");
}

bool SectionTable::occupies(std::uint64_t offset, std::uint64_t size_bytes) const {
  if (overlap(offset, size_bytes, offset_, count_ * sizeof(abi::SectionHeader))) return true;
  for (std::uint64_t i = 0; i < count_; ++i) {
    const abi::SectionHeader section = header(i);
    if (section.sh_type == abi::SHT_NULL || section.sh_type == abi::SHT_NOBITS) continue;
    if (!in_bounds(section.sh_offset, section.sh_size, file_.size()))
      throw fault("section " + std::to_string(i) + " takes " + std::to_string(section.sh_size) +
                  " bytes at offset " + std::to_string(section.sh_offset) + " of the file, which has " +
                  std::to_string(file_.size()));
    if (overlap(offset, size_bytes, section.sh_offset, section.sh_size)) return true;
  }
  return false;
}

void SectionTable::move_string_table(MutableBytes output, std::uint64_t from, std::uint64_t address,
                                     std::uint64_t offset, std::uint64_t size_bytes) const {
  for (std::uint64_t i = 0; i < count_; ++i) {
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
  for (std::uint64_t i = 0; i < count_; ++i) {
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
