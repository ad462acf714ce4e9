#include <algorithm>
#include <array>
#include <optional>

#include "sigil/base/endian.hpp"
#include "sigil/base/error.hpp"
#include "sigil/image/gpt.hpp"

namespace sigil::image {
namespace {

constexpr std::string_view kSignature = "EFI PART";
constexpr std::size_t kEntryBytes = 128; ///< the part of an entry that means something
constexpr std::uint64_t kMaxTableBytes = std::uint64_t{1} << 20;
constexpr std::uint8_t kProtective = 0xee;
constexpr std::size_t kMbrTableOffset = 446;

struct Header {
  std::uint8_t signature[8];
  u32le revision;
  u32le header_bytes;
  u32le header_sum;
  u32le reserved;
  u64le own_block;
  u64le other_block;
  u64le first_usable;
  u64le last_usable;
  std::uint8_t disk_guid[16];
  u64le table_block;
  u32le entries;
  u32le entry_bytes;
  u32le table_sum;
};
static_assert(sizeof(Header) == 92 && alignof(Header) == 1);

struct Entry {
  std::uint8_t type[16];
  std::uint8_t guid[16];
  u64le first_block;
  u64le last_block;
  u64le attributes;
  u16le name[36];
};
static_assert(sizeof(Entry) == kEntryBytes && alignof(Entry) == 1);

Error invalid(const char* code, const std::string& message) {
  return Error(ErrorKind::Invalid, message).coded(std::string("image.gpt.") + code);
}

template <typename Structure>
Structure load_structure(ByteView bytes, std::uint64_t at) {
  Structure structure;
  std::copy_n(bytes.data() + at, sizeof structure, reinterpret_cast<std::uint8_t*>(&structure));
  return structure;
}

/// CRC-32 as in Ethernet and zip: polynomial 0x04c11db7, bits reversed.
std::uint32_t crc32(ByteView bytes) {
  std::uint32_t sum = 0xffffffff;
  for (const std::uint8_t byte : bytes) {
    sum ^= byte;
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1) ^ ((sum & 1) != 0 ? 0xedb88320 : 0);
  }
  return ~sum;
}

/// In its usual form: the first three numbers are little-endian.
std::string guid_text(const std::uint8_t* bytes) {
  constexpr std::array<std::size_t, 16> kOrder{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (std::size_t i = 0; i < kOrder.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kDigits[bytes[kOrder[i]] >> 4];
    text += kDigits[bytes[kOrder[i]] & 15];
  }
  return text;
}

/// UTF-16 as UTF-8; halves of pairs become '?'.
std::string name_text(const u16le (&units)[36]) {
  std::string text;
  for (const std::uint16_t unit : units) {
    if (unit == 0) break;
    if (unit < 0x80) {
      text += static_cast<char>(unit);
    } else if (unit < 0x800) {
      text += static_cast<char>(0xc0 | unit >> 6);
      text += static_cast<char>(0x80 | (unit & 0x3f));
    } else if (unit >= 0xd800 && unit < 0xe000) {
      text += '?';
    } else {
      text += static_cast<char>(0xe0 | unit >> 12);
      text += static_cast<char>(0x80 | (unit >> 6 & 0x3f));
      text += static_cast<char>(0x80 | (unit & 0x3f));
    }
  }
  return text;
}

/// One of the two tables, with its entries inside of the image. `which` is for messages.
class Table {
 public:
  Table(ByteView image, std::uint64_t block, std::string which) : which_(std::move(which)) {
    const std::uint64_t at = block * kBlockBytes;
    if (!in_bounds(at, kBlockBytes, image.size()) ||
        as_text(image.subspan(static_cast<std::size_t>(at), kSignature.size())) != kSignature)
      throw invalid("magic", which_ + " GPT header at block " + std::to_string(block) +
                                 " does not begin with 'EFI PART', expected one");
    header_ = load_structure<Header>(image, at);
    if (header_.header_bytes < sizeof(Header) || header_.header_bytes > kBlockBytes)
      throw invalid("header", which_ + " GPT header says that it has " +
                                  std::to_string(header_.header_bytes) + " bytes, expected 92 to 512");
    raw_header_ = image.subspan(static_cast<std::size_t>(at), header_.header_bytes);
    const std::uint64_t table_bytes = std::uint64_t{header_.entries} * header_.entry_bytes;
    if (header_.entry_bytes < kEntryBytes || header_.entry_bytes % 8 != 0 || table_bytes > kMaxTableBytes)
      throw invalid("header", which_ + " GPT has " + std::to_string(header_.entries) + " entries of " +
                                  std::to_string(header_.entry_bytes) +
                                  " bytes, expected at most 1 MiB of 128 bytes or more each");
    if (header_.table_block > image.size() / kBlockBytes ||
        !in_bounds(header_.table_block * kBlockBytes, table_bytes, image.size()))
      throw invalid("bounds", which_ + " GPT has its entries at block " +
                                  std::to_string(header_.table_block) + ", outside of the image");
    raw_entries_ = image.subspan(static_cast<std::size_t>(header_.table_block * kBlockBytes),
                                 static_cast<std::size_t>(table_bytes));
  }

  const Header& header() const { return header_; }
  ByteView raw_entries() const { return raw_entries_; }

  std::vector<GptPartition> partitions() const {
    std::vector<GptPartition> partitions;
    for (std::uint32_t i = 0; i < header_.entries; ++i) {
      const auto entry = load_structure<Entry>(raw_entries_, std::uint64_t{i} * header_.entry_bytes);
      if (std::all_of(entry.type, entry.type + 16, [](std::uint8_t byte) { return byte == 0; })) continue;
      partitions.push_back({i + 1, guid_text(entry.type), guid_text(entry.guid), entry.first_block,
                            entry.last_block, name_text(entry.name)});
    }
    return partitions;
  }

  void check(ErrorList& errors, std::uint64_t block) const {
    Bytes copy(raw_header_.begin(), raw_header_.end());
    std::fill_n(copy.begin() + 16, 4, std::uint8_t{0}); // the sum is made without itself
    check_sum(errors, "header", crc32(copy), header_.header_sum);
    check_sum(errors, "table", crc32(raw_entries_), header_.table_sum);
    if (header_.own_block != block)
      errors.add(invalid("position", which_ + " GPT header at block " + std::to_string(block) +
                                         " says that it is in block " + std::to_string(header_.own_block)));
  }

 private:
  using Bytes = std::vector<std::uint8_t>;

  void check_sum(ErrorList& errors, const char* what, std::uint32_t found, std::uint32_t expected) const {
    if (found != expected)
      errors.add(invalid("checksum", which_ + " GPT " + what + " has the sum " + std::to_string(found) +
                                         ", its header says " + std::to_string(expected)));
  }

  std::string which_;
  Header header_{};
  ByteView raw_header_;
  ByteView raw_entries_;
};

void check_partitions(const Table& table, ErrorList& errors) {
  std::vector<GptPartition> partitions = table.partitions();
  const Header& header = table.header();
  for (const GptPartition& partition : partitions)
    if (partition.first_block > partition.last_block || partition.first_block < header.first_usable ||
        partition.last_block > header.last_usable)
      errors.add(invalid("partition", "GPT partition " + std::to_string(partition.number) + " has blocks " +
                                          std::to_string(partition.first_block) + " to " +
                                          std::to_string(partition.last_block) + ", expected some from " +
                                          std::to_string(header.first_usable) + " to " +
                                          std::to_string(header.last_usable)));
  std::sort(partitions.begin(), partitions.end(),
            [](const auto& a, const auto& b) { return a.first_block < b.first_block; });
  for (std::size_t i = 1; i < partitions.size(); ++i)
    if (partitions[i].first_block <= partitions[i - 1].last_block)
      errors.add(invalid("overlap", "GPT partitions " + std::to_string(partitions[i - 1].number) + " and " +
                                        std::to_string(partitions[i].number) + " overlap"));
}

void check_protection(ByteView bytes, std::uint64_t blocks, ErrorList& errors) {
  for (const MbrPartition& partition : read_mbr(bytes)) {
    if (partition.type != kProtective) continue;
    const std::uint64_t expected = std::min<std::uint64_t>(blocks - 1, 0xffffffff);
    if (partition.first_block != 1 || (partition.blocks != expected && partition.blocks != 0xffffffff))
      errors.add(invalid("protection", "master boot record protects " + std::to_string(partition.blocks) +
                                           " blocks from block " + std::to_string(partition.first_block) +
                                           ", expected " + std::to_string(expected) + " from block 1"));
    return;
  }
  errors.add(invalid("protection", "master boot record has no partition of type 0xee, expected one that "
                                   "protects the GPT"));
}

} // namespace

std::vector<MbrPartition> read_mbr(ByteView bytes) {
  std::vector<MbrPartition> partitions;
  if (bytes.size() < kBlockBytes || bytes[510] != 0x55 || bytes[511] != 0xaa) return partitions;
  for (unsigned i = 0; i < 4; ++i) {
    const std::uint8_t* entry = bytes.data() + kMbrTableOffset + 16 * std::size_t{i};
    const MbrPartition partition{i + 1, entry[4], (entry[0] & 0x80) != 0,
                                 load<std::uint32_t>(entry + 8, ByteOrder::Little),
                                 load<std::uint32_t>(entry + 12, ByteOrder::Little)};
    if (partition.blocks != 0) partitions.push_back(partition);
  }
  return partitions;
}

bool has_gpt(ByteView bytes) {
  const std::vector<MbrPartition> partitions = read_mbr(bytes);
  return (in_bounds(kBlockBytes, kBlockBytes, bytes.size()) &&
          as_text(bytes.subspan(kBlockBytes, kSignature.size())) == kSignature) ||
         std::any_of(partitions.begin(), partitions.end(),
                     [](const MbrPartition& partition) { return partition.type == kProtective; });
}

std::vector<GptPartition> read_gpt(ByteView bytes) {
  return Table(bytes, 1, "main").partitions();
}

void check_gpt(ByteView bytes) {
  const std::uint64_t blocks = bytes.size() / kBlockBytes;
  ErrorList errors;
  if (blocks > 0) check_protection(bytes, blocks, errors);
  std::optional<Table> main;
  std::optional<Table> backup;
  errors.collect([&] { main.emplace(bytes, 1, "main"); });
  if (blocks > 2) errors.collect([&] { backup.emplace(bytes, blocks - 1, "backup"); });
  if (main) {
    main->check(errors, 1);
    check_partitions(*main, errors);
    if (main->header().other_block != blocks - 1)
      errors.add(invalid("position", "main GPT header has its backup in block " +
                                         std::to_string(main->header().other_block) +
                                         ", expected the last one, " + std::to_string(blocks - 1)));
  }
  if (backup) backup->check(errors, blocks - 1);
  if (main && backup && errors.empty() &&
      (backup->header().other_block != 1 ||
       !std::equal(main->raw_entries().begin(), main->raw_entries().end(), backup->raw_entries().begin(),
                   backup->raw_entries().end())))
    errors.add(invalid("copies", "main and backup GPT differ, expected equal ones"));
  errors.throw_if_any();
}

} // namespace sigil::image
