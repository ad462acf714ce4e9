/// \file
/// Changing the names under which an ELF file asks for its libraries.
#pragma once

#include <map>
#include <string>

#include "sigil/base/bytes.hpp"
#include "sigil/base/stream.hpp"

namespace sigil::elf {

/// Old DT_NEEDED name to new one.
using Renames = std::map<std::string, std::string>;

/// Returns `file` with every DT_NEEDED (and `vn_file` of .gnu.version_r) that is a key of `renames`
/// replaced. Nothing to replace: the bytes come back unchanged, whatever kind of ELF file it is.
///
/// Otherwise a copy of the dynamic string table with the new names is appended in a page-aligned PT_LOAD
/// of its own, readable and writable, after all others, which both Genode's and glibc's linkers accept
/// (docs/design/elf-rewriting.md). Section headers, where there are any, follow. If there is no free room
/// behind the program headers they move into the new segment. All other bytes stay. The same input gives
/// the same output, to the byte.
/// \throws Error{Usage} if `ld.lib.so` is a key, or a new name is empty or contains NUL; what parse()
/// throws; Error{Invalid} if there is something to replace and `file` is not 64-bit little-endian, or its
/// version needs or section headers are malformed, or tables overlap; Error{Limit} if the result would
/// have more than the ten program headers that Genode's linker can hold, or moving them takes more than
/// 64 MiB. Each has its own code "elf.rewrite.*".
Bytes rewrite_needed(ByteView file, const Renames& renames);

} // namespace sigil::elf
