/// \file
/// Section headers (System V gABI, chapter 4), which no dynamic linker reads: for what people look at, and
/// for whoever changes a file that strip and debuggers are to understand.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sigil/base/bytes.hpp"

namespace sigil::elf {

/// A section header, widened to 64 bits.
struct Section {
  std::string name; ///< empty if it has none
  std::uint32_t type = 0;
  std::uint64_t flags = 0;
  std::uint64_t address = 0;
  std::uint64_t offset = 0;
  std::uint64_t size_bytes = 0;
  std::uint32_t link = 0;
  std::uint32_t info = 0;
  std::uint64_t alignment = 0;
  std::uint64_t entry_size_bytes = 0;

  /// Whether it takes bytes of the file.
  bool is_in_file() const noexcept { return type != 0 && type != 8; }    // SHT_NULL, SHT_NOBITS
  bool is_writable() const noexcept { return (flags & 1) != 0; }         // SHF_WRITE
  bool has_address() const noexcept { return (flags & 2) != 0; }         // SHF_ALLOC
  bool is_code() const noexcept { return (flags & 4) != 0; }             // SHF_EXECINSTR
  bool is_thread_local() const noexcept { return (flags & 0x400) != 0; } // SHF_TLS
};

/// All section headers of an ELF file in the format of docs/formats/elf.md, that of index 0 included; none if
/// it has no table. Limit: 2^20 sections.
/// \throws Error{Invalid}, Error{Limit} with a code "elf.sections.*"; what elf::parse throws for the file
/// header.
std::vector<Section> read_sections(ByteView bytes);

} // namespace sigil::elf
