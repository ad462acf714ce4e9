#include "sigil/image/el_torito.hpp"

#include <string>
#include <string_view>

#include "sigil/base/endian.hpp"
#include "sigil/base/error.hpp"

namespace sigil::image {
namespace {

constexpr std::size_t kSectorBytes = 2048;
constexpr std::size_t kFirstDescriptor = 16;
constexpr std::size_t kMaxDescriptors = 64;
constexpr std::size_t kMaxEntries = 64;
constexpr std::uint64_t kLoadBytes = 512; ///< what entries count in
constexpr std::size_t kEntryBytes = 32;
constexpr std::size_t kCatalogOffset = 0x47; ///< in the boot record

Error invalid(const char* code, const std::string& message) {
  return Error(ErrorKind::Invalid, "boot catalog " + message).coded(std::string("image.el-torito.") + code);
}

/// The boot record, an empty view if there is none.
ByteView find_boot_record(ByteView bytes) {
  constexpr std::string_view kRecord("\0"
                                     "CD001\x01"
                                     "EL TORITO SPECIFICATION",
                                     30);
  for (std::size_t i = kFirstDescriptor; i < kFirstDescriptor + kMaxDescriptors; ++i) {
    if (!in_bounds(i * kSectorBytes, kSectorBytes, bytes.size())) break;
    const ByteView descriptor = bytes.subspan(i * kSectorBytes, kSectorBytes);
    if (as_text(descriptor).substr(1, 5) != "CD001" || descriptor[0] == 0xff) break;
    if (as_text(descriptor).starts_with(kRecord)) return descriptor;
  }
  return {};
}

class CatalogReader {
 public:
  CatalogReader(ByteView image, std::uint64_t offset) : image_(image), at_(offset) {}

  std::vector<ElToritoEntry> read() {
    const ByteView validation = next();
    std::uint16_t sum = 0;
    for (std::size_t i = 0; i < kEntryBytes; i += 2)
      sum = static_cast<std::uint16_t>(sum + load<std::uint16_t>(validation.data() + i, ByteOrder::Little));
    if (validation[0] != 1 || validation[30] != 0x55 || validation[31] != 0xaa)
      throw invalid("magic", "does not begin with a validation entry, expected 01 … 55 aa");
    if (sum != 0)
      throw invalid("checksum",
                    "has a validation entry whose words sum up to " + std::to_string(sum) + ", expected 0");
    add_entry(validation[1]);
    for (bool goes_on = true; goes_on;) {
      const ByteView header = next();
      if (header[0] != 0x90 && header[0] != 0x91) break; // zeros: there is no section
      goes_on = header[0] == 0x90;
      const auto count = load<std::uint16_t>(header.data() + 2, ByteOrder::Little);
      for (std::uint16_t i = 0; i < count; ++i) add_entry(header[1]);
    }
    return std::move(entries_);
  }

 private:
  ByteView next() {
    if (!in_bounds(at_, kEntryBytes, image_.size()))
      throw invalid("bounds", "goes on at byte " + std::to_string(at_) + ", outside of the image of " +
                                  std::to_string(image_.size()) + " bytes");
    at_ += kEntryBytes;
    return image_.subspan(static_cast<std::size_t>(at_ - kEntryBytes), kEntryBytes);
  }

  void add_entry(std::uint8_t platform) {
    if (entries_.size() == kMaxEntries)
      throw Error(ErrorKind::Limit, "boot catalog has more than " + std::to_string(kMaxEntries) + " entries")
          .coded("image.el-torito.limit");
    const ByteView bytes = next();
    if (bytes[0] != 0x88 && bytes[0] != 0)
      throw invalid("entry", "has an entry that begins with " + std::to_string(bytes[0]) +
                                 ", expected 136 (bootable) or 0");
    const ElToritoEntry entry{platform, bytes[0] == 0x88,
                              load<std::uint32_t>(bytes.data() + 8, ByteOrder::Little) *
                                  std::uint64_t{kSectorBytes},
                              load<std::uint16_t>(bytes.data() + 6, ByteOrder::Little) * kLoadBytes};
    if (!in_bounds(entry.offset, entry.size_bytes, image_.size()))
      throw invalid("bounds", "loads " + std::to_string(entry.size_bytes) + " bytes at byte " +
                                  std::to_string(entry.offset) + ", outside of the image of " +
                                  std::to_string(image_.size()) + " bytes");
    entries_.push_back(entry);
    for (bool extended = (bytes[1] & 0x20) != 0; extended;) extended = (next()[1] & 0x20) != 0;
  }

  ByteView image_;
  std::uint64_t at_;
  std::vector<ElToritoEntry> entries_;
};

} // namespace

std::vector<ElToritoEntry> read_el_torito(ByteView bytes) {
  const ByteView record = find_boot_record(bytes);
  if (record.empty()) return {};
  const auto sector = load<std::uint32_t>(record.data() + kCatalogOffset, ByteOrder::Little);
  return CatalogReader(bytes, sector * std::uint64_t{kSectorBytes}).read();
}

} // namespace sigil::image
