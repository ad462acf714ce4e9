#include "sigil/image/efi_program.hpp"

#include <cstddef>
#include <string>

#include "sigil/base/endian.hpp"
#include "sigil/base/error.hpp"

namespace sigil::image {
namespace {

constexpr std::size_t kPointerOffset = 0x3c; ///< where the DOS header says where the PE header is
constexpr std::size_t kCoffBytes = 24;       ///< "PE\0\0" and the COFF header
constexpr std::size_t kOptionalBytes = 112;  ///< of PE32+, without data directories
constexpr std::size_t kSectionBytes = 40;
constexpr std::size_t kSubsystemOffset = 68; ///< in the optional header

Error invalid(const char* code, const std::string& message) {
  return Error(ErrorKind::Invalid, "EFI program " + message).coded(std::string("image.efi.") + code);
}

template <typename T>
T field(ByteView bytes, std::uint64_t at) {
  return load<T>(bytes.data() + at, ByteOrder::Little);
}

void expect(const char* code, const char* what, std::uint32_t found, std::uint32_t expected) {
  if (found != expected)
    throw invalid(code, std::string("has ") + what + " " + std::to_string(found) + ", expected " +
                            std::to_string(expected));
}

} // namespace

void check_efi_program(ByteView bytes) {
  if (bytes.size() < kPointerOffset + 4 || as_text(bytes.first(2)) != "MZ")
    throw invalid("magic", "does not begin with 'MZ', expected a PE32+ file");
  const std::uint64_t at = field<std::uint32_t>(bytes, kPointerOffset);
  if (!in_bounds(at, kCoffBytes + kOptionalBytes, bytes.size()) ||
      as_text(bytes.subspan(static_cast<std::size_t>(at), 4)) != std::string_view("PE\0\0", 4))
    throw invalid("magic", "has no 'PE' header where it says, at byte " + std::to_string(at));
  expect("machine", "machine type", field<std::uint16_t>(bytes, at + 4), 0x8664);
  expect("format", "an optional header of type", field<std::uint16_t>(bytes, at + kCoffBytes), 0x20b);
  expect("subsystem", "subsystem", field<std::uint16_t>(bytes, at + kCoffBytes + kSubsystemOffset), 10);
  const std::uint64_t sections = field<std::uint16_t>(bytes, at + 6);
  const std::uint64_t table = at + kCoffBytes + field<std::uint16_t>(bytes, at + 20);
  if (sections == 0 || !in_bounds(table, sections * kSectionBytes, bytes.size()))
    throw invalid("sections", "has a table of " + std::to_string(sections) +
                                  " sections, expected one or more, inside of it");
  for (std::uint64_t i = 0; i < sections; ++i) {
    const std::uint64_t section = table + i * kSectionBytes;
    const std::uint64_t size_bytes = field<std::uint32_t>(bytes, section + 16);
    if (const std::uint64_t offset = field<std::uint32_t>(bytes, section + 20);
        size_bytes != 0 && !in_bounds(offset, size_bytes, bytes.size()))
      throw invalid("truncated", "has a section of " + std::to_string(size_bytes) + " bytes at byte " +
                                     std::to_string(offset) + ", but " + std::to_string(bytes.size()) +
                                     " bytes in all");
  }
}

} // namespace sigil::image
