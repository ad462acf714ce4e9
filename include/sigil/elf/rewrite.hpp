/// \file
/// Changing the names under which an ELF file asks for its libraries, and is asked for.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/base/stream.hpp"

namespace sigil::elf {

/// Old DT_NEEDED name to new one.
using Renames = std::map<std::string, std::string>;

/// What is to be changed. Nothing in it: nothing is.
struct Edits {
  Renames needed;                   ///< DT_NEEDED, and `vn_file` of .gnu.version_r
  bool remove_search_paths = false; ///< DT_RPATH and DT_RUNPATH
  std::optional<std::string> soname{};
  std::optional<std::string> interpreter{}; ///< of files that have one; others stay without
};

/// Where the new names went. docs/design/elf-rewriting.md says how it is chosen.
enum class Layout : std::uint8_t {
  Unchanged, ///< there was nothing to do
  InPlace,   ///< into the string table as it was
  Padding,   ///< into bytes of the file that belonged to nothing
  Extended,  ///< behind the last segment, which grew over its .bss
  Appended,  ///< into a segment of their own
};

/// Bytes of the new file that are not those of the old one.
struct Patch {
  std::uint64_t offset = 0;
  Bytes bytes;
};

/// The new file as what differs from the old one: what is copied need not pass through here.
struct Rewritten {
  Layout layout = Layout::Unchanged;
  std::uint64_t size_bytes = 0;
  /// Bytes of the old file from here on are `shift` bytes further on in the new one, with zeros before them.
  std::uint64_t shift_from = 0;
  std::uint64_t shift = 0;
  std::vector<Patch> patches; ///< ascending, without overlap

  /// The whole new file. `file` is what was rewritten.
  Bytes applied_to(ByteView file) const;
  /// The same in place of what `into` had, in its memory if that is enough.
  void applied_to(ByteView file, Bytes& into) const;
  /// The same as views of `file` and of `patches`, one behind the other.
  std::vector<ByteView> pieces(ByteView file) const;
};

/// What becomes of `file` with `edits`: the cheapest layout that Genode's and glibc's linkers accept
/// (docs/design/elf-rewriting.md). A file without a dynamic section (static, relocatable, a kernel, separate
/// debug information) stays as it is, whatever the edits. The same input gives the same output, to the
/// byte; edits that are there already change nothing.
/// \throws Error{Usage} if `ld.lib.so` is renamed, or a new name is empty or contains NUL; what parse()
/// throws; Error{Invalid} if there is something to do and version tables or section headers are malformed, or
/// tables overlap; Error{Limit} if the file has no place for what has to be added. Each has its own code
/// "elf.rewrite.*".
Rewritten rewrite(ByteView file, const Edits& edits);

} // namespace sigil::elf
