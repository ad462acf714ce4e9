#include "sigil/eris/tar_store.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "directory_layout.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/interrupt.hpp"
#include "sigil/base/text.hpp"

namespace sigil::eris {
namespace {

constexpr std::size_t kRecord = 512;

/// A field of text or of octal digits.
template <std::size_t size>
using TarField = std::array<char, size>;

/// POSIX.1-2017, pax, "ustar Interchange Format".
struct Header {
  TarField<100> name;
  TarField<8> mode, user, group;
  TarField<12> size, modified;
  TarField<8> checksum;
  char type;
  TarField<100> link;
  TarField<8> magic; ///< and version
  TarField<32> user_name, group_name;
  TarField<8> device_major, device_minor;
  TarField<155> prefix;
  TarField<12> rest;
};
static_assert(sizeof(Header) == kRecord && alignof(Header) == 1);

template <std::size_t size>
std::string_view text_of(const TarField<size>& field) {
  return {field.data(),
          static_cast<std::size_t>(std::find(field.begin(), field.end(), '\0') - field.begin())};
}

/// The sum of all bytes, those of the sum itself being blanks.
std::uint64_t sum_of(const Header& header) {
  std::uint64_t sum = 0;
  for (const std::uint8_t byte : ByteView(reinterpret_cast<const std::uint8_t*>(&header), sizeof header))
    sum += byte;
  for (const char c : header.checksum) sum += std::uint64_t{' '} - static_cast<std::uint8_t>(c);
  return sum;
}

/// Octal digits between blanks and zeros, or (GNU) a binary number behind a byte 0x80.
template <std::size_t size>
std::optional<std::uint64_t> number_of(const TarField<size>& field) {
  std::uint64_t value = 0;
  if (static_cast<std::uint8_t>(field[0]) == 0x80) {
    for (const char c : std::string_view(field.data() + 1, size - 1)) {
      if (value >> 56 != 0) return std::nullopt;
      value = value << 8 | static_cast<std::uint8_t>(c);
    }
    return value;
  }
  std::string_view digits = text_of(field);
  digits.remove_prefix(std::min(digits.find_first_not_of(' '), digits.size()));
  digits = digits.substr(0, digits.find(' '));
  if (digits.empty()) return std::nullopt;
  for (const char c : digits) { // at most 12 of 3 bits
    if (c < '0' || c > '7') return std::nullopt;
    value = value << 3 | static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

/// What a member before another one says of that.
struct Overrides {
  std::optional<std::string_view> path;
  std::optional<std::uint64_t> size;
};

/// The records "LENGTH KEY=VALUE\n" of a pax header. False if they are none.
bool read_pax(std::string_view text, Overrides& overrides) {
  while (!text.empty()) {
    const auto length = parse_decimal(text.substr(0, text.find(' ')));
    const std::size_t key = text.find(' ') + 1;
    if (!length || *length > text.size() || *length <= key || text[*length - 1] != '\n') return false;
    const std::string_view record = text.substr(key, *length - 1 - key);
    const std::size_t equals = record.find('=');
    if (equals == std::string_view::npos) return false;
    const std::string_view value = record.substr(equals + 1);
    if (record.substr(0, equals) == "path") overrides.path = value;
    if (record.substr(0, equals) == "size") {
      overrides.size = parse_decimal(value);
      if (!overrides.size) return false;
    }
    text.remove_prefix(*length);
  }
  return true;
}

bool is_regular(char type) {
  return type == '0' || type == '\0' || type == '7';
}

/// What speaks of other members.
bool is_about_others(char type) {
  return type == 'x' || type == 'g' || type == 'L' || type == 'K';
}

/// Links, devices, folders and FIFOs, whose size says nothing.
bool is_without_content(char type) {
  return type >= '1' && type <= '6';
}

template <std::size_t size>
void write_octal(TarField<size>& field, std::uint64_t value) {
  for (std::size_t i = size - 1; i-- > 0; value >>= 3) field[i] = static_cast<char>('0' + (value & 7));
}

/// A header without owner and time.
Bytes header_of(std::string_view name, std::uint64_t size_bytes) {
  Header header{};
  std::copy(name.begin(), name.end(), header.name.begin());
  write_octal(header.mode, 0444);
  write_octal(header.user, 0);
  write_octal(header.group, 0);
  write_octal(header.size, size_bytes);
  write_octal(header.modified, 0);
  header.type = '0';
  header.magic = {'u', 's', 't', 'a', 'r', '\0', '0', '0'};
  write_octal(header.device_major, 0);
  write_octal(header.device_minor, 0);
  write_octal(header.checksum, sum_of(header));
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(&header);
  return {bytes, bytes + sizeof header};
}

/// Goes from member to member.
class Walk {
 public:
  struct Member {
    Header header;
    std::uint64_t offset = 0; ///< of its content
    ByteView content;
  };

  Walk(ByteView bytes, const std::string& name) : bytes_(bytes), name_(name) {}

  /// nullopt at the record of zeros that ends the file.
  std::optional<Member> next(std::optional<std::uint64_t> size_override) {
    start_ = at_;
    const ByteView record = take(kRecord);
    if (all_zero(record)) return std::nullopt;
    Member member;
    std::copy(record.begin(), record.end(), reinterpret_cast<std::uint8_t*>(&member.header));
    const auto size = number_of(member.header.size);
    if (number_of(member.header.checksum) != sum_of(member.header) || !size)
      throw wrong("header", "the header of a member",
                  start_ == 0 ? "unpack it first if it is compressed" : "");
    member.offset = at_;
    if (is_without_content(member.header.type)) return member;
    member.content = take(is_about_others(member.header.type) ? *size : size_override.value_or(*size));
    take((kRecord - member.content.size() % kRecord) % kRecord);
    return member;
  }

  Error wrong(const std::string& fault, const std::string& expected, const std::string& hint = {}) const {
    Error error(ErrorKind::Invalid, "tar file " + in_quotes(name_) + " is wrong at byte " +
                                        std::to_string(start_) + ", expected " + expected);
    if (!hint.empty()) error.hint(hint);
    return error.coded("eris.tar." + fault);
  }

 private:
  ByteView take(std::uint64_t length) {
    if (!in_bounds(at_, length, bytes_.size()))
      throw wrong("end", "the rest of a member, or a record of zeros");
    const ByteView taken = bytes_.subspan(at_, length);
    at_ += length;
    return taken;
  }

  ByteView bytes_;
  const std::string& name_;
  std::uint64_t at_ = 0;
  std::uint64_t start_ = 0;
};

std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1); // npos + 1 is 0
}

} // namespace

TarStore::TarStore(const std::filesystem::path& path) : TarStore(Blob::map(path), path.native()) {}

TarStore::TarStore(Blob content, std::string name) : PackedStore(std::move(content), std::move(name)) {
  read();
}

void TarStore::read() {
  Walk walk(content_.bytes(), name_);
  Overrides overrides;
  while (const auto member = walk.next(overrides.size)) {
    const char type = member->header.type;
    const std::string_view text = as_text(member->content);
    if (type == 'x') {
      if (!read_pax(text, overrides)) throw walk.wrong("pax", "records of a pax header");
    } else if (type == 'L') {
      overrides.path = text.substr(0, text.find('\0'));
    } else if (is_regular(type)) {
      const std::string_view path = overrides.path.value_or(text_of(member->header.name));
      overrides = {};
      const auto reference = try_parse_reference(file_name(path));
      if (!reference) continue;
      if (!is_block_length(text.size())) throw walk.wrong("block", "a block of 1024 or 32768 bytes");
      const bool is_large = text.size() == eris::size_bytes(BlockSize::k32KiB);
      index_.push_back(
          {*reference, BlockPlace(member->offset, is_large ? BlockSize::k32KiB : BlockSize::k1KiB)});
      if (index_.size() % 4096 == 0) throw_if_interrupted();
    } else if (is_without_content(type)) {
      overrides = {};
    } else if (!is_about_others(type)) {
      throw walk.wrong("type", "a file, folder or link",
                       "members of type " + in_quotes({&type, 1}) + " are not known");
    }
  }
  sort_index();
}

TarStoreWriter::TarStoreWriter(const std::filesystem::path& target) : PackedWriter(target) {
  append(header_of(kVersionFile, kVersionText.size()));
  Bytes version(kVersionText.begin(), kVersionText.end());
  version.resize(kRecord);
  append(version);
}

Bytes TarStoreWriter::header(const Reference& reference, std::size_t size_bytes) const {
  return header_of(block_path(reference), size_bytes);
}

Bytes TarStoreWriter::trailer() const {
  return Bytes(2 * kRecord);
}

} // namespace sigil::eris
