/// \file
/// Reading ELF files (System V gABI, chapters 4 and 5): what the rest of the project asks of one.
/// Program headers and the dynamic section decide, as they do for a dynamic linker; section headers
/// only tell separate debug information from what can be loaded. docs/formats/elf.md lists what is read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/base/endian.hpp"

namespace sigil::elf {

/// The name under which Genode's dynamic linker is asked for. It is loaded once, before all else, at a
/// fixed address: it must never be asked for under another name.
inline constexpr std::string_view kGenodeLinker = "ld.lib.so";

/// `e_type`. A position-independent executable is Shared.
enum class FileType : std::uint8_t { Relocatable, Executable, Shared, Core, Other };

/// A program header, widened to 64 bits.
struct Segment {
  std::uint32_t type = 0;
  std::uint32_t flags = 0;
  std::uint64_t offset = 0;
  std::uint64_t virtual_address = 0;
  std::uint64_t physical_address = 0;
  std::uint64_t file_size_bytes = 0; ///< bytes that are there: 0 in separate debug files
  std::uint64_t memory_size_bytes = 0;
  std::uint64_t alignment = 0;
  std::uint64_t stated_size_bytes = 0; ///< `p_filesz`
};

/// One entry of the dynamic section.
struct DynamicEntry {
  std::int64_t tag = 0;
  std::uint64_t value = 0;
};

/// A parsed ELF file. Holds no view of the input: strings are copied.
struct File {
  /// The debug information of another file, whose headers it repeats: what they say of content is not so.
  bool is_separate_debug = false;
  bool is_64_bit = false;
  ByteOrder byte_order = ByteOrder::Little;
  FileType type = FileType::Other;
  std::uint16_t machine = 0;
  std::uint64_t entry = 0;
  std::uint64_t program_headers_offset = 0;
  std::vector<Segment> segments;
  std::vector<DynamicEntry> dynamic; ///< without DT_NULL; empty for a static file
  std::vector<std::string> needed;   ///< DT_NEEDED, in order
  std::string soname;                ///< DT_SONAME or empty
  std::string rpath;                 ///< DT_RPATH or empty: folders, with ':' between them
  std::string runpath;               ///< DT_RUNPATH or empty
  std::string interpreter;           ///< PT_INTERP or empty

  bool is_dynamic() const noexcept { return !dynamic.empty(); }
};

/// Whether `bytes` begin like an ELF file.
bool has_magic(ByteView bytes);

/// Parses headers, program headers and the dynamic section; never reads out of bounds.
///
/// Beyond what it returns it checks what every dynamic linker relies on: segments lie inside the file,
/// PT_LOADs ascend without overlap and agree with their alignment, PT_DYNAMIC ends in DT_NULL and lies
/// where a PT_LOAD maps it, the string table is mapped from the file and ends in NUL, names lie in it.
///
/// Limits: 65,534 program headers (PN_XNUM is refused), 2^20 dynamic entries, 4,096 DT_NEEDED, 4,095
/// characters a name.
/// \throws Error{Invalid} or Error{Limit}, each fault with its own code "elf.parse.*".
File parse(ByteView bytes);

/// The libraries of which .gnu.version_r wants versions (LSB Core 5.0, 10.7.3), in order; none without
/// DT_VERNEED. `file` is what parse() made of `bytes`.
/// \throws Error{Invalid} with code "elf.parse.versions" if that is malformed; Error{Limit} for more than
/// 4,096, or a name of more than 4,095 characters.
std::vector<std::string> version_needs(ByteView bytes, const File& file);

/// That Genode on x86-64 could load the file at all.
/// \throws Error{Invalid} unless it is a 64-bit little-endian executable or shared object for x86-64.
void check_loadable(const File& file);

/// Where in the file the `size_bytes` bytes are that one PT_LOAD maps at virtual `address`; nullopt if
/// none does, or if a part of them is only memory (.bss).
std::optional<std::uint64_t> file_offset(const std::vector<Segment>& segments, std::uint64_t address,
                                         std::uint64_t size_bytes);

} // namespace sigil::elf
