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
/// replaced. Nothing to replace: the bytes come back unchanged. Otherwise a copy of the dynamic
/// string table with the new names is appended in a page-aligned PT_LOAD of its own, readable and
/// writable, after all others, which both Genode's and glibc's linkers accept
/// (docs/design/elf-rewriting.md). The same input gives the same output, to the byte.
/// \throws Error{Invalid} if `file` is not a 64-bit little-endian dynamic ELF file, or there is no
/// room for the program header; Error{Limit} if the result would have more than the ten program
/// headers that Genode's linker can hold.
Bytes rewrite_needed(ByteView file, const Renames& renames);

} // namespace sigil::elf
