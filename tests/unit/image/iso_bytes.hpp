/// \file
/// ISO 9660 images by hand, sound or not.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include "sigil/base/endian.hpp"
#include "sigil/base/stream.hpp"

namespace sigil::test {

class IsoBytes {
 public:
  static constexpr std::size_t kSectors = 40;
  static constexpr std::uint32_t kRoot = 19; ///< sector of the root folder
  static constexpr std::uint8_t kFolder = 0x02, kMoreExtents = 0x80;

  IsoBytes() : bytes_(kSectors * 2048, 0) {
    put(16 * 2048, "\x01"
                   "CD001\x01");
    put(16 * 2048 + 128, std::string("\0\x08\x08\0", 4));
    put(16 * 2048 + 156, record(std::string(1, '\0'), kRoot, 2048, kFolder, ""));
    start_folder(kRoot);
  }

  const Bytes& bytes() const { return bytes_; }
  void put(std::size_t at, std::string_view text) {
    std::copy(text.begin(), text.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(at));
  }
  std::size_t last_record() const { return last_record_; }

  /// Marks the root's own record with an SP field: system use fields count in all records.
  void use_rock_ridge() {
    ends_[kRoot] = 0;
    append(kRoot, record(std::string(1, '\0'), kRoot, 2048, kFolder,
                         field("SP", "\xbe\xef" + std::string(1, '\0'))));
    append(kRoot, record("\x01", kRoot, 2048, kFolder, ""));
  }
  void add_file(std::uint32_t folder, const std::string& name, std::uint32_t sector, std::uint32_t size,
                const std::string& system_use = "", std::uint8_t flags = 0) {
    append(folder, record(name, sector, size, flags, system_use));
  }
  /// Adds a whole record as it is.
  void add_record(std::uint32_t folder, const std::string& text) { append(folder, text); }
  void add_folder(std::uint32_t folder, const std::string& name, std::uint32_t sector) {
    append(folder, record(name, sector, 2048, kFolder, ""));
    if (sector < kSectors && ends_[sector] == 0) start_folder(sector);
  }
  /// Fills the root folder with records up to less than one's length before its end.
  void fill_root() {
    while (ends_[kRoot] + 34 < 2048 - 34) append(kRoot, record("\x01", kRoot, 2048, kFolder, ""));
    const std::size_t gap = 2048 - 34 - ends_[kRoot];
    bytes_[last_record_] = static_cast<std::uint8_t>(bytes_[last_record_] + gap);
  }

  static std::string field(const std::string& signature, const std::string& data) {
    return signature + static_cast<char>(4 + data.size()) + '\x01' + data;
  }
  static std::string name_field(const std::string& name, bool goes_on = false) {
    return field("NM", std::string(1, goes_on ? '\x01' : '\0') + name);
  }
  static std::string continuation_field(std::uint32_t sector, std::uint32_t offset, std::uint32_t length) {
    return field("CE", both(sector) + both(offset) + both(length));
  }

 private:
  static std::string both(std::uint32_t value) {
    std::string text(8, '\0');
    auto* bytes = reinterpret_cast<std::uint8_t*>(text.data());
    store(bytes, value, ByteOrder::Little);
    store(bytes + 4, value, ByteOrder::Big);
    return text;
  }
  static std::string record(const std::string& name, std::uint32_t sector, std::uint32_t size,
                            std::uint8_t flags, const std::string& system_use) {
    std::string text = std::string(2, '\0') + both(sector) + both(size) + std::string(7, '\0');
    text += static_cast<char>(flags);
    text += std::string("\0\0\x01\0\0\x01", 6);
    text += static_cast<char>(name.size());
    text += name;
    if (name.size() % 2 == 0) text += '\0';
    text += system_use;
    if (text.size() % 2 != 0) text += '\0';
    text[0] = static_cast<char>(text.size());
    return text;
  }
  void start_folder(std::uint32_t sector) {
    append(sector, record(std::string(1, '\0'), sector, 2048, kFolder, ""));
    append(sector, record("\x01", kRoot, 2048, kFolder, ""));
  }
  void append(std::uint32_t folder, const std::string& text) {
    last_record_ = folder * 2048 + ends_[folder];
    put(last_record_, text);
    ends_[folder] += text.size();
  }

  Bytes bytes_;
  std::map<std::uint32_t, std::size_t> ends_; ///< of the records in each folder's sector
  std::size_t last_record_ = 0;
};

} // namespace sigil::test
