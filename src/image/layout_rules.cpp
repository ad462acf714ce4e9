#include "layout_rules.hpp"

#include <array>
#include <charconv>

#include "layout.hpp"
#include "sigil/image/core_image.hpp"

namespace sigil::image {
namespace {

std::string describe_rights(std::uint32_t rights) {
  std::string text;
  if ((rights & abi::PF_R) != 0) text += 'R';
  if ((rights & abi::PF_W) != 0) text += 'W';
  if ((rights & abi::PF_X) != 0) text += 'X';
  return text.empty() ? "no rights" : text;
}

std::string describe(const elf::Segment& segment) {
  return describe_rights(rights_of(segment)) + " segment at " + hex(segment.virtual_address);
}

void check_rights(const std::vector<elf::Segment>& loads, const std::vector<std::uint32_t>& expected,
                  ErrorList& errors) {
  std::string found, wanted;
  for (const elf::Segment& load : loads) found += " " + describe_rights(rights_of(load));
  for (const std::uint32_t rights : expected) wanted += " " + describe_rights(rights);
  if (found != wanted)
    errors.add(core_error("segments", "core image has the loadable segments" +
                                          (found.empty() ? " (none)" : found) + ", expected" + wanted));
}

/// NOVA maps a segment in place: there is no memory to add to it and no copy that could realign it.
void check_mapped_in_place(const elf::Segment& load, ErrorList& errors) {
  if (load.file_size_bytes != load.memory_size_bytes)
    errors.add(core_error("rule-b", describe(load) + " has " + hex(load.file_size_bytes) +
                                        " bytes in the file and " + hex(load.memory_size_bytes) +
                                        " in memory, expected the same")
                   .hint("link .bss as content of .data"));
  if (load.virtual_address % kPageBytes != load.offset % kPageBytes)
    errors.add(core_error("rule-b", describe(load) + " lies at file offset " + hex(load.offset) +
                                        ", expected the same offset within a page"));
}

/// Core computes physical addresses of modules from the distance to its own first byte.
void check_linear(const elf::Segment& load, ErrorList& errors) {
  if (load.offset - kCoreFileOffset != load.virtual_address - kCoreLinkAddress)
    errors.add(core_error("rule-c", describe(load) + " lies at file offset " + hex(load.offset) +
                                        ", expected " +
                                        hex(load.virtual_address - kCoreLinkAddress + kCoreFileOffset)));
}

/// A page has one kind of rights. (That segments ascend without overlap is elf::parse()'s to check.)
void check_page_apart(const elf::Segment& before, const elf::Segment& load, ErrorList& errors) {
  const std::uint64_t end = before.virtual_address + before.memory_size_bytes;
  if (align_up(end, kPageBytes) > load.virtual_address)
    errors.add(core_error("rule-b", describe(load) + " shares a page with the " + describe(before) +
                                        ", expected pages of its own"));
}

} // namespace

Error core_error(std::string_view code, const std::string& message) {
  return Error(ErrorKind::Invalid, message).coded("image.core." + std::string(code));
}

std::string hex(std::uint64_t value) {
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, 16).ptr;
  return "0x" + std::string(digits.data(), end);
}

elf::File parse_core_elf(ByteView bytes) {
  if (!elf::has_magic(bytes)) throw core_error("rule-a", "core image is no ELF file");
  elf::File file = elf::parse(bytes);
  if (!file.is_64_bit || file.byte_order != ByteOrder::Little)
    throw core_error("rule-a", "core image is " + std::string(file.is_64_bit ? "64" : "32") + "-bit and " +
                                   (file.byte_order == ByteOrder::Little ? "little" : "big") +
                                   "-endian, expected 64-bit and little-endian");
  if (file.type != elf::FileType::Executable)
    throw core_error("rule-a", "core image is an ELF file of another type, expected an executable (ET_EXEC)");
  if (file.machine != abi::EM_X86_64)
    throw core_error("rule-a", "core image is for ELF machine " + std::to_string(file.machine) +
                                   ", expected 62 (x86-64)");
  return file;
}

std::vector<elf::Segment> check_segments(const elf::File& file, const std::vector<std::uint32_t>& expected) {
  std::vector<elf::Segment> loads;
  ErrorList errors;
  for (const elf::Segment& segment : file.segments) {
    if (segment.type == abi::PT_LOAD) loads.push_back(segment);
    if (segment.type == abi::PT_DYNAMIC || segment.type == abi::PT_INTERP || segment.type == abi::PT_TLS)
      errors.add(core_error("segments", "core image has a program header of type " +
                                            std::to_string(segment.type) +
                                            ", expected a static program without thread-local storage"));
  }
  check_rights(loads, expected, errors);
  errors.throw_if_any();

  for (std::size_t i = 0; i < loads.size(); ++i) {
    check_mapped_in_place(loads[i], errors);
    check_linear(loads[i], errors);
    if (i != 0) check_page_apart(loads[i - 1], loads[i], errors);
  }
  if (loads.front().offset != kCoreFileOffset)
    errors.add(core_error("rule-c", "first segment lies at file offset " + hex(loads.front().offset) +
                                        ", expected " + hex(kCoreFileOffset)));
  const elf::Segment& code = loads.front();
  if (file.entry < code.virtual_address || file.entry - code.virtual_address >= code.file_size_bytes)
    errors.add(core_error("entry", "entry point " + hex(file.entry) + " lies outside the " + describe(code)));
  errors.throw_if_any();
  return loads;
}

} // namespace sigil::image
