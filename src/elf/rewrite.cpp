// How the room for longer names is made, and why so: docs/design/elf-rewriting.md.
#include "sigil/elf/rewrite.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

#include "layout.hpp"
#include "section_table.hpp"
#include "sigil/base/error.hpp"
#include "sigil/elf/file.hpp"
#include "string_table.hpp"

namespace sigil::elf {
namespace {

/// The upper half of the address space is never a component's: no sum here overflows.
constexpr std::uint64_t kMaxAddress = std::uint64_t{1} << 63;
/// How much .bss a file may get as zeros for its program headers' sake.
constexpr std::uint64_t kMaxHoleBytes = std::uint64_t{64} << 20;

Error fault(std::string_view code, std::string message, ErrorKind kind = ErrorKind::Invalid) {
  return Error(kind, std::move(message)).coded("elf.rewrite." + std::string(code));
}

void check_renames(const Renames& renames) {
  for (const auto& [from, to] : renames) {
    if (from == kGenodeLinker)
      throw fault("linker", "library " + in_quotes(kGenodeLinker) + " cannot be renamed", ErrorKind::Usage)
          .hint("Genode's dynamic linker knows itself by that name and would be loaded twice under another");
    if (to.empty() || to.find('\0') != std::string::npos)
      throw fault("name",
                  "new name " + in_quotes(to) + " of library " + in_quotes(from) +
                      " is empty or contains NUL",
                  ErrorKind::Usage);
  }
}

/// The new name of `name`, or null if it keeps its own.
const std::string* renamed(const Renames& renames, const std::string& name) {
  const auto found = renames.find(name);
  return found == renames.end() || found->second == name ? nullptr : &found->second;
}

/// The dynamic string table while it grows: what it has stays where it is, since symbols, versions,
/// DT_SONAME and DT_RUNPATH refer to it by offset.
class StringTable {
 public:
  StringTable(std::string_view text, const Renames& renames) : bytes_(text.begin(), text.end()) {
    // Strings that the table has already are used again. One pass, however large it is.
    std::set<std::string_view> wanted;
    for (const auto& [from, to] : renames) wanted.insert(to);
    for (std::size_t at = 0; at < text.size(); at = text.find('\0', at) + 1) {
      const std::string_view string = text.substr(at, text.find('\0', at) - at);
      if (wanted.contains(string)) offsets_.emplace(string, at);
    }
  }

  /// The offset of `string`, which is appended if it is not there yet.
  std::uint64_t offset_of(const std::string& string) {
    const auto [entry, fresh] = offsets_.emplace(string, bytes_.size());
    if (fresh) {
      bytes_.insert(bytes_.end(), string.begin(), string.end());
      bytes_.push_back(0);
    }
    return entry->second;
  }

  const Bytes& bytes() const { return bytes_; }

 private:
  Bytes bytes_;
  std::map<std::string, std::uint64_t, std::less<>> offsets_;
};

/// The appended segment: the string table, and behind it the program headers if they had to move. (In
/// this order llvm-strip keeps the segment in place.)
struct Placement {
  std::uint64_t offset = 0;
  std::uint64_t address = 0;
  std::uint64_t size_bytes = 0;
  bool headers_move = false;
  std::uint64_t headers_size_bytes = 0;

  // If they move.
  std::uint64_t headers_offset() const { return offset + size_bytes - headers_size_bytes; }
  std::uint64_t headers_address() const { return address + size_bytes - headers_size_bytes; }
};

/// One rewriting of one file.
class Rewriter {
 public:
  Rewriter(ByteView input, const File& parsed, const Renames& renames)
      : input_(input), parsed_(parsed), renames_(renames), sections_(input),
        strings_address_(value_of(abi::DT_STRTAB)), strings_(string_table(input, parsed), renames),
        output_(input.begin(), input.end()) {}

  Bytes run() {
    rename_needed();
    rename_version_needs();
    const Placement placement = place();
    point_to_strings(placement);
    append_segment(placement);
    return std::move(output_);
  }

 private:
  /// The value of a tag that parse() has found exactly once.
  std::uint64_t value_of(std::int64_t tag) const {
    const auto found = std::find_if(parsed_.dynamic.begin(), parsed_.dynamic.end(),
                                    [tag](const DynamicEntry& entry) { return entry.tag == tag; });
    SIGIL_ASSERT(found != parsed_.dynamic.end());
    return found->value;
  }

  void set_dynamic(std::size_t index, std::uint64_t value) {
    const auto dynamic = std::find_if(parsed_.segments.begin(), parsed_.segments.end(),
                                      [](const Segment& segment) { return segment.type == abi::PT_DYNAMIC; });
    const std::uint64_t at = dynamic->offset + index * sizeof(abi::Dynamic);
    auto entry = abi::read<abi::Dynamic>(input_, at);
    entry.d_val = value;
    abi::write(output_, at, entry);
  }

  void rename_needed() {
    std::size_t ordinal = 0;
    for (std::size_t i = 0; i < parsed_.dynamic.size(); ++i) {
      if (parsed_.dynamic[i].tag != abi::DT_NEEDED) continue;
      if (const std::string* name = renamed(renames_, parsed_.needed[ordinal++]))
        set_dynamic(i, strings_.offset_of(*name));
    }
  }

  void rename_version_needs();
  bool headers_may_grow() const;
  Placement place() const;
  void point_to_strings(const Placement& placement);
  void append_segment(const Placement& placement);
  std::vector<abi::ProgramHeader> program_headers(const Placement& placement,
                                                  const abi::ProgramHeader& added) const;

  ByteView input_;
  const File& parsed_;
  const Renames& renames_;
  SectionTable sections_;
  std::uint64_t strings_address_;
  StringTable strings_;
  Bytes output_;
};

/// `vn_file` repeats the library's name for the versions wanted of it (LSB Core 5.0, 10.7.3): a linker
/// that checks versions looks for it among the names in DT_NEEDED.
void Rewriter::rename_version_needs() {
  for (const VersionNeed& need : version_need_entries(input_, parsed_, "elf.rewrite.versions")) {
    const std::string* to = renamed(renames_, std::string(need.library));
    if (to != nullptr)
      store(output_.data() + need.name_field_offset, static_cast<std::uint32_t>(strings_.offset_of(*to)),
            parsed_.byte_order);
  }
}

/// Whether one more program header fits behind the others: into zeros that are no part of anything. If
/// the headers themselves are mapped by a PT_LOAD, what follows them may be.
bool Rewriter::headers_may_grow() const {
  const std::uint64_t size = parsed_.segments.size() * sizeof(abi::ProgramHeader);
  const std::uint64_t end = parsed_.program_headers_offset + size;
  if (!in_bounds(end, sizeof(abi::ProgramHeader), input_.size())) return false;
  const ByteView behind = input_.subspan(end, sizeof(abi::ProgramHeader));
  if (std::any_of(behind.begin(), behind.end(), [](std::uint8_t byte) { return byte != 0; })) return false;
  for (const Segment& segment : parsed_.segments) {
    const bool mapped = segment.type == abi::PT_LOAD && overlap(parsed_.program_headers_offset, size,
                                                                segment.offset, segment.file_size_bytes);
    const bool taken = segment.type != abi::PT_NULL && segment.type != abi::PT_PHDR &&
                       overlap(end, behind.size(), segment.offset, segment.file_size_bytes);
    if (mapped || taken) return false;
  }
  return !sections_.occupies(end, behind.size());
}

Placement Rewriter::place() const {
  const Segment* first = nullptr;
  const Segment* last = nullptr;
  for (const Segment& segment : parsed_.segments) {
    if (segment.type != abi::PT_LOAD) continue;
    if (first == nullptr) first = &segment;
    last = &segment;
  }
  SIGIL_ASSERT(last != nullptr); // the string table is inside one
  const std::uint64_t memory_end = last->virtual_address + last->memory_size_bytes;
  if (memory_end > kMaxAddress)
    throw fault("address-space", "segments end at address " + std::to_string(memory_end) +
                                     ", which leaves no room for another");
  Placement placement;
  placement.headers_size_bytes = (parsed_.segments.size() + 1) * sizeof(abi::ProgramHeader);
  placement.headers_move = !headers_may_grow();
  placement.size_bytes = strings_.bytes().size();
  if (placement.headers_move)
    placement.size_bytes = align_up(placement.size_bytes, 8) + placement.headers_size_bytes;
  placement.offset = align_up(input_.size(), kPageBytes);
  placement.address = align_up(memory_end, kPageBytes);
  // Linux before 5.18 tells a program that its headers are at e_phoff behind the start of the first
  // segment. That is true if the new segment keeps the distance of the first, at the price of .bss in the
  // file. Genode looks for the headers in the file.
  if (placement.headers_move && first->offset == 0 && first->virtual_address % kPageBytes == 0) {
    const std::uint64_t distance = first->virtual_address;
    placement.offset = std::max(placement.offset, placement.address - distance);
    placement.address = placement.offset + distance;
    if (placement.offset - input_.size() > kMaxHoleBytes)
      throw fault("hole",
                  "moving the program headers behind the .bss of this file takes " +
                      std::to_string(placement.offset - input_.size()) + " bytes, at most " +
                      std::to_string(kMaxHoleBytes) + " are accepted",
                  ErrorKind::Limit)
          .hint("link with the program headers outside of the loaded segments, as Genode does");
  }
  return placement;
}

void Rewriter::point_to_strings(const Placement& placement) {
  const std::uint64_t size = strings_.bytes().size();
  if (size > 0xffffffff)
    throw fault("strings",
                "dynamic string table grows to " + std::to_string(size) +
                    " bytes, at most 2^32 - 1 can be addressed",
                ErrorKind::Limit);
  for (std::size_t i = 0; i < parsed_.dynamic.size(); ++i) {
    if (parsed_.dynamic[i].tag == abi::DT_STRTAB) set_dynamic(i, placement.address);
    if (parsed_.dynamic[i].tag == abi::DT_STRSZ) set_dynamic(i, size);
  }
  sections_.move_string_table(output_, strings_address_, placement.address, placement.offset, size);
}

void Rewriter::append_segment(const Placement& placement) {
  const Bytes& strings = strings_.bytes();
  output_.resize(placement.offset + placement.size_bytes);
  std::copy(strings.begin(), strings.end(), output_.begin() + static_cast<std::ptrdiff_t>(placement.offset));

  abi::ProgramHeader added{};
  added.p_type = abi::PT_LOAD;
  added.p_flags = abi::PF_R | abi::PF_W;
  added.p_offset = placement.offset;
  added.p_vaddr = placement.address;
  added.p_paddr = placement.address;
  added.p_filesz = placement.size_bytes;
  added.p_memsz = placement.size_bytes;
  added.p_align = kPageBytes;

  const std::vector<abi::ProgramHeader> headers = program_headers(placement, added);
  auto elf = abi::read<abi::FileHeader>(input_, 0);
  if (placement.headers_move) elf.e_phoff = placement.headers_offset();
  elf.e_phnum = static_cast<std::uint16_t>(headers.size());
  abi::write(output_, 0, elf);
  for (std::size_t i = 0; i < headers.size(); ++i)
    abi::write(output_, elf.e_phoff + i * sizeof(abi::ProgramHeader), headers[i]);
}

/// The program headers with `added` right behind the last PT_LOAD: these stay in ascending order, and all
/// others in theirs.
std::vector<abi::ProgramHeader> Rewriter::program_headers(const Placement& placement,
                                                          const abi::ProgramHeader& added) const {
  std::vector<abi::ProgramHeader> headers;
  std::size_t behind_last_load = 0;
  for (std::size_t i = 0; i < parsed_.segments.size(); ++i) {
    auto header = abi::read<abi::ProgramHeader>(input_, parsed_.program_headers_offset + i * sizeof added);
    if (header.p_type == abi::PT_LOAD) behind_last_load = i + 1;
    if (header.p_type == abi::PT_PHDR) {
      header.p_filesz = placement.headers_size_bytes;
      header.p_memsz = placement.headers_size_bytes;
      if (placement.headers_move) {
        header.p_offset = placement.headers_offset();
        header.p_vaddr = placement.headers_address();
        header.p_paddr = placement.headers_address();
      }
    }
    headers.push_back(header);
  }
  headers.insert(headers.begin() + static_cast<std::ptrdiff_t>(behind_last_load), added);
  return headers;
}

bool is_for_genode(const File& file) {
  return file.interpreter == kGenodeLinker ||
         std::find(file.needed.begin(), file.needed.end(), kGenodeLinker) != file.needed.end();
}

void check_supported(const File& file) {
  if (!file.is_64_bit || file.byte_order != ByteOrder::Little)
    throw fault("unsupported", std::string("file is ") + (file.is_64_bit ? "64" : "32") + "-bit " +
                                   (file.byte_order == ByteOrder::Little ? "little" : "big") +
                                   "-endian, only 64-bit little-endian files can be rewritten");
  const std::size_t count = file.segments.size() + 1;
  if (is_for_genode(file) && count > kGenodeMaxProgramHeaders)
    throw fault("program-header-count",
                "file would have " + std::to_string(count) +
                    " program headers, Genode's dynamic linker holds at most " +
                    std::to_string(kGenodeMaxProgramHeaders),
                ErrorKind::Limit);
  if (count >= abi::PN_XNUM)
    throw fault("program-header-count",
                "file would have " + std::to_string(count) + " program headers, at most 65534 are accepted",
                ErrorKind::Limit);
}

/// Tables that overlap in the input break each other when one is written: seen in the result.
void check_result(ByteView output, std::vector<std::string> expected, const Renames& renames) {
  for (std::string& name : expected)
    if (const std::string* other = renamed(renames, name)) name = *other;
  bool as_expected = false;
  try {
    as_expected = parse(output).needed == expected;
  } catch (const Error&) {
    // Said below: the input was well-formed, the result is not.
  }
  if (!as_expected)
    throw fault("overlap", "file has tables that overlap, so that rewriting one damages another");
}

} // namespace

Rewritten rewrite(ByteView file, const Edits& edits) {
  const Renames& renames = edits.needed;
  check_renames(renames);
  const File parsed = parse(file);
  const bool due =
      std::any_of(parsed.needed.begin(), parsed.needed.end(),
                  [&renames](const std::string& name) { return renamed(renames, name) != nullptr; });
  if (!due) return {Bytes(file.begin(), file.end()), Layout::Unchanged};
  check_supported(parsed);
  Bytes output = Rewriter(file, parsed, renames).run();
  check_result(output, parsed.needed, renames);
  return {std::move(output), Layout::Appended};
}

} // namespace sigil::elf
