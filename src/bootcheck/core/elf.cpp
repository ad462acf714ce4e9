#include "core/elf.hpp"

#include "common/text.hpp"
#include "sigil/base/endian.hpp"

namespace sigil::bootcheck {
namespace {

// Offsets of fields in Elf64_Ehdr, Elf64_Phdr and Elf64_Dyn.
constexpr std::size_t kFileHeaderSize = 64, kType = 16, kMachine = 18, kHeaders = 32, kHeaderSize = 54,
                      kHeaderCount = 56;
constexpr std::size_t kProgramHeaderSize = 56, kOffset = 8, kAddress = 16, kFileSize = 32;
constexpr std::size_t kEntrySize = 16, kEntryValue = 8;

constexpr std::uint16_t kExecutable = 2, kShared = 3, kX86_64 = 62;
constexpr std::uint32_t kLoad = 1, kDynamic = 2;
constexpr std::uint64_t kTagNull = 0, kTagNeeded = 1, kTagStrings = 5, kTagStringsSize = 10;

constexpr std::string_view kIdent = "\x7f"
                                    "ELF";

std::uint16_t word16(ByteView bytes, std::size_t at) {
  return load<std::uint16_t>(&bytes[at], ByteOrder::Little);
}
std::uint32_t word32(ByteView bytes, std::size_t at) {
  return load<std::uint32_t>(&bytes[at], ByteOrder::Little);
}
std::uint64_t word64(ByteView bytes, std::size_t at) {
  return load<std::uint64_t>(&bytes[at], ByteOrder::Little);
}

} // namespace

/// The file contents of a PT_LOAD from `address` on; empty if none has it.
ByteView ElfFile::at_address(std::uint64_t address) const {
  for (ByteView rest = headers_; !rest.empty(); rest = rest.subspan(kProgramHeaderSize)) {
    if (word32(rest, 0) != kLoad) continue;
    const std::uint64_t begin = word64(rest, kAddress), offset = word64(rest, kOffset),
                        size = word64(rest, kFileSize);
    if (address < begin || address - begin >= size || !in_bounds(offset, size, file_.size())) continue;
    return file_.subspan(offset + (address - begin), size - (address - begin));
  }
  return {};
}

bool ElfFile::open(ByteView file, std::string_view& fault) {
  const auto fail = [&](std::string_view what) {
    fault = what;
    return false;
  };
  *this = {};
  file_ = file;
  if (file.size() < kFileHeaderSize || !begins_with(as_text(file), kIdent)) return fail("is not an ELF file");
  if (file[4] != 2 || file[5] != 1 || word16(file, kMachine) != kX86_64) return fail("is not for x86-64");
  const std::uint16_t type = word16(file, kType);
  if (type != kExecutable && type != kShared) return fail("is neither executable nor shared");
  const std::uint64_t size = std::uint64_t{word16(file, kHeaderCount)} * kProgramHeaderSize;
  if (word16(file, kHeaderSize) != kProgramHeaderSize ||
      !in_bounds(word64(file, kHeaders), size, file.size()))
    return fail("has program headers outside the file");
  headers_ = file.subspan(word64(file, kHeaders), size);
  for (ByteView rest = headers_; !rest.empty(); rest = rest.subspan(kProgramHeaderSize)) {
    if (word32(rest, 0) != kDynamic) continue;
    const std::uint64_t length = word64(rest, kFileSize);
    dynamic_ = at_address(word64(rest, kAddress));
    if (length < kEntrySize || length > dynamic_.size())
      return fail("has a dynamic section outside its segments");
    dynamic_ = dynamic_.first(length / kEntrySize * kEntrySize);
  }
  std::uint64_t strings = 0, strings_size = 0;
  for (std::size_t at = 0; at < dynamic_.size() && word64(dynamic_, at) != kTagNull; at += kEntrySize) {
    const std::uint64_t tag = word64(dynamic_, at), value = word64(dynamic_, at + kEntryValue);
    if (tag == kTagStrings) strings = value;
    if (tag == kTagStringsSize) strings_size = value;
  }
  strings_ = at_address(strings);
  if (is_dynamic() && (strings == 0 || strings_size > strings_.size())) return fail("has no string table");
  strings_ = strings_.first(strings_size < strings_.size() ? strings_size : strings_.size());
  return true;
}

ElfFile::Step ElfFile::next_needed(std::string_view& name, std::string_view& fault) {
  while (next_ < dynamic_.size()) {
    const std::uint64_t tag = word64(dynamic_, next_), value = word64(dynamic_, next_ + kEntryValue);
    if (tag == kTagNull) break;
    next_ += kEntrySize;
    if (tag != kTagNeeded) continue;
    fault = "has a name outside its string table";
    if (value >= strings_.size()) return Step::Fault;
    const std::string_view text = as_text(strings_.subspan(value));
    const std::size_t length = text.find('\0');
    if (length == std::string_view::npos || length == 0) return Step::Fault;
    name = text.substr(0, length);
    return Step::Name;
  }
  return Step::End;
}

} // namespace sigil::bootcheck
