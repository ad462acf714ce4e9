/// \file
/// Reading ELF files: what the rest of the project asks of one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/base/endian.hpp"

namespace sigil::elf {

enum class FileType : std::uint8_t { Relocatable, Executable, Shared, Core, Other };

/// A program header, widened to 64 bits.
struct Segment {
  std::uint32_t type = 0;
  std::uint32_t flags = 0;
  std::uint64_t offset = 0;
  std::uint64_t virtual_address = 0;
  std::uint64_t physical_address = 0;
  std::uint64_t file_size_bytes = 0;
  std::uint64_t memory_size_bytes = 0;
  std::uint64_t alignment = 0;
};

/// One entry of the dynamic section.
struct DynamicEntry {
  std::int64_t tag = 0;
  std::uint64_t value = 0;
};

/// A parsed ELF file. Holds no view of the input: strings are copied.
struct File {
  bool is_64_bit = false;
  ByteOrder byte_order = ByteOrder::Little;
  FileType type = FileType::Other;
  std::uint16_t machine = 0;
  std::uint64_t entry = 0;
  std::uint64_t program_headers_offset = 0;
  std::vector<Segment> segments;
  std::vector<DynamicEntry> dynamic; ///< up to DT_NULL; empty for a static file
  std::vector<std::string> needed;   ///< DT_NEEDED, in order
  std::string soname;                ///< DT_SONAME or empty
  std::string interpreter;           ///< PT_INTERP or empty

  bool is_dynamic() const noexcept { return !dynamic.empty(); }
};

/// Whether `bytes` begin like an ELF file.
bool has_magic(ByteView bytes);

/// Parses headers, program headers and the dynamic section; never reads out of bounds, never needs
/// section headers. Limits: 65,535 program headers, 2^20 dynamic entries, 2^16 DT_NEEDED.
/// \throws Error{Invalid} with code "elf.parse.*" for anything that is not a well-formed ELF file;
/// Error{Limit}.
File parse(ByteView bytes);

} // namespace sigil::elf
