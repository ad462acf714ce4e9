// ISO 9660 (ECMA-119) with the names of Rock Ridge (IEEE P1282 in the system use fields of P1281).
#include <algorithm>

#include "sigil/base/endian.hpp"
#include "sigil/base/error.hpp"
#include "sigil/image/iso.hpp"

namespace sigil::image {
namespace {

constexpr std::size_t kSectorBytes = 2048;
constexpr std::size_t kFirstDescriptor = 16;
constexpr std::size_t kMaxDepth = 32;
constexpr std::size_t kMaxEntries = 65'536;
/// Of all directories together; a directory that contains itself soon reaches it.
constexpr std::uint64_t kMaxDirectoryBytes = std::uint64_t{64} << 20;
constexpr std::size_t kMaxContinuations = 32;
constexpr std::size_t kMaxNameBytes = 255;

/// A number that stands twice, for readers of either byte order; the little-endian one counts.
struct Both32 {
  u32le value;
  u32be again;
};

/// ECMA-119 §9.1, up to the identifier.
struct DirectoryRecord {
  std::uint8_t length;
  std::uint8_t extended_attribute_length;
  Both32 extent;
  Both32 size;
  std::uint8_t date[7];
  std::uint8_t flags;
  std::uint8_t unit_size;
  std::uint8_t interleave_gap;
  u16le volume;
  u16be volume_again;
  std::uint8_t identifier_length;
};
static_assert(sizeof(DirectoryRecord) == 33 && alignof(DirectoryRecord) == 1);

constexpr std::uint8_t kDirectoryFlag = 0x02;
constexpr std::uint8_t kMultiExtentFlag = 0x80;
constexpr std::size_t kRootRecordOffset = 156;
constexpr std::size_t kBlockSizeOffset = 128;
constexpr std::size_t kVolumeBlocksOffset = 80;

Error invalid(const char* code, const std::string& message) {
  return Error(ErrorKind::Invalid, message).coded(std::string("image.iso.") + code);
}

Error beyond_limit(const std::string& message) {
  return Error(ErrorKind::Limit, message).coded("image.iso.limit");
}

/// Copies the fixed part of a record; `bytes` is at least as long.
DirectoryRecord load_record(ByteView bytes) {
  DirectoryRecord record;
  std::copy_n(bytes.data(), sizeof record, reinterpret_cast<std::uint8_t*>(&record));
  return record;
}

/// What the system use fields of one record say.
struct SystemUse {
  std::string name;
  bool has_name = false;
  bool is_other = false; ///< a symbolic link or device
};

struct Extent {
  std::uint64_t offset = 0;
  std::uint64_t size_bytes = 0;
};

class IsoReader {
 public:
  explicit IsoReader(ByteView bytes) : bytes_(bytes) {}

  std::vector<IsoEntry> read() {
    const ByteView descriptor = bytes_.subspan(kFirstDescriptor * kSectorBytes, kSectorBytes);
    if (const auto block = load<std::uint16_t>(descriptor.data() + kBlockSizeOffset, ByteOrder::Little);
        block != kSectorBytes)
      throw invalid("block-size",
                    "ISO image has logical blocks of " + std::to_string(block) + " bytes, expected 2048");
    const std::uint64_t volume_bytes =
        load<std::uint32_t>(descriptor.data() + kVolumeBlocksOffset, ByteOrder::Little) *
        std::uint64_t{kSectorBytes};
    if (volume_bytes > bytes_.size())
      throw invalid("truncated", "ISO image has " + std::to_string(bytes_.size()) +
                                     " bytes, its descriptor says " + std::to_string(volume_bytes));
    const Extent root = extent_of(load_record(descriptor.subspan(kRootRecordOffset)), "/");
    skip_ = skip_of(root);
    folders_.push_back({"", root, 0});
    while (!folders_.empty()) {
      const Folder folder = folders_.back();
      folders_.pop_back();
      read_folder(folder);
    }
    std::sort(files_.begin(), files_.end(),
              [](const IsoEntry& a, const IsoEntry& b) { return a.path < b.path; });
    const auto twice = std::adjacent_find(files_.begin(), files_.end(),
                                          [](const auto& a, const auto& b) { return a.path == b.path; });
    if (twice != files_.end())
      throw invalid("duplicate", "path " + in_quotes(twice->path) + " stands twice in the ISO image");
    return std::move(files_);
  }

 private:
  struct Folder {
    std::string path;
    Extent extent;
    std::size_t depth = 0;
  };

  Extent extent_of(const DirectoryRecord& record, const std::string& path) const {
    const std::uint64_t block = std::uint64_t{record.extent.value} + record.extended_attribute_length;
    const Extent extent{block * kSectorBytes, record.size.value};
    if (!in_bounds(extent.offset, extent.size_bytes, bytes_.size()))
      throw invalid("bounds", "content of " + in_quotes(path) + " at byte " + std::to_string(extent.offset) +
                                  " with " + std::to_string(extent.size_bytes) +
                                  " bytes lies outside the image of " + std::to_string(bytes_.size()) +
                                  " bytes");
    return extent;
  }

  /// The bytes before the system use fields of each record, from the SP field of the root's first.
  std::size_t skip_of(const Extent& root) const {
    if (root.size_bytes < sizeof(DirectoryRecord) + 1 + 7) return 0;
    const ByteView bytes = bytes_.subspan(root.offset, root.size_bytes);
    const ByteView field = bytes.subspan(sizeof(DirectoryRecord) + 1, 7);
    const bool is_sp =
        field[0] == 'S' && field[1] == 'P' && field[2] == 7 && field[4] == 0xbe && field[5] == 0xef;
    return is_sp ? field[6] : 0;
  }

  void read_folder(const Folder& folder) {
    directory_bytes_ += folder.extent.size_bytes;
    if (directory_bytes_ > kMaxDirectoryBytes)
      throw beyond_limit(
          "ISO image has directories of more than 64 MiB together, or one that contains itself");
    const ByteView bytes = bytes_.subspan(folder.extent.offset, folder.extent.size_bytes);
    open_file_ = false;
    std::size_t at = 0;
    while (at < bytes.size()) {
      const std::size_t length = bytes[at];
      if (length == 0) { // records do not cross sectors: the rest of this one is empty
        at = static_cast<std::size_t>(align_up(at + 1, kSectorBytes));
        continue;
      }
      if (length < sizeof(DirectoryRecord) || length > bytes.size() - at)
        throw invalid("record", "folder " + in_quotes(folder.path + "/") + " has a record of " +
                                    std::to_string(length) + " bytes, expected 33 or more within the folder");
      read_record(folder, bytes.subspan(at, length));
      at += length;
    }
    if (open_file_)
      throw invalid("extents", "content of " + in_quotes(files_.back().path) + " has no last extent");
  }

  void read_record(const Folder& folder, ByteView bytes) {
    const DirectoryRecord record = load_record(bytes);
    const std::size_t identifier_length = record.identifier_length;
    if (identifier_length == 0 || identifier_length > bytes.size() - sizeof record)
      throw invalid("record", "folder " + in_quotes(folder.path + "/") + " has a name of " +
                                  std::to_string(identifier_length) + " bytes that does not fit its record");
    const ByteView identifier = bytes.subspan(sizeof record, identifier_length);
    if (identifier_length == 1 && identifier[0] <= 1) return; // "." and ".."
    if (++entries_ > kMaxEntries) throw beyond_limit("ISO image has more than 65,536 entries");

    const std::size_t padded =
        sizeof record + identifier_length + (identifier_length % 2 == 0 ? 1 : 0) + skip_;
    const SystemUse use = padded < bytes.size() ? read_system_use(bytes.subspan(padded)) : SystemUse{};
    if (use.is_other) return;
    const std::string path =
        folder.path + "/" + checked(use.has_name ? use.name : plain_name(identifier), folder);
    const Extent extent = extent_of(record, path);
    if ((record.flags & kDirectoryFlag) == 0) {
      add_file(path, extent, (record.flags & kMultiExtentFlag) != 0);
      return;
    }
    if (folder.depth + 1 > kMaxDepth)
      throw beyond_limit("folder " + in_quotes(path) + " is nested deeper than 32 levels");
    folders_.push_back({path, extent, folder.depth + 1});
  }

  /// A file of 4 GiB or more has several records in a row; all but the last one carry the flag.
  void add_file(const std::string& path, const Extent& extent, bool more) {
    if (!open_file_) {
      files_.push_back({path, extent.offset, extent.size_bytes});
    } else {
      IsoEntry& file = files_.back();
      if (file.path != path || file.offset + file.size_bytes != extent.offset)
        throw invalid("extents", "content of " + in_quotes(file.path) + " is not in one piece");
      file.size_bytes += extent.size_bytes;
    }
    open_file_ = more;
  }

  /// ISO's own name, without version and empty extension, as it is used when there is no NM field.
  static std::string plain_name(ByteView identifier) {
    std::string_view name = as_text(identifier);
    name = name.substr(0, name.find(';'));
    if (name.ends_with('.')) name.remove_suffix(1);
    return std::string(name);
  }

  static std::string checked(std::string name, const Folder& folder) {
    const bool control = std::any_of(name.begin(), name.end(), [](char character) {
      return static_cast<unsigned char>(character) < 0x20 || character == 0x7f;
    });
    if (name.empty() || name.size() > kMaxNameBytes || name == "." || name == ".." || control ||
        name.find('/') != std::string::npos)
      throw invalid("name", "folder " + in_quotes(folder.path + "/") + " has an entry " + in_quotes(name) +
                                ", which is no file name");
    return name;
  }

  /// Follows the fields of one record, and the continuation area that one of them may point at.
  SystemUse read_system_use(ByteView area) const {
    SystemUse use;
    for (std::size_t hops = 0;; ++hops) {
      if (hops > kMaxContinuations)
        throw beyond_limit("ISO image has a record with more than 32 continuation areas");
      const ByteView next = read_area(area, use);
      if (next.empty()) return use;
      area = next;
    }
  }

  /// Reads the fields of one area and returns where they go on; empty if they do not.
  ByteView read_area(ByteView area, SystemUse& use) const {
    ByteView next;
    while (area.size() >= 4) {
      const std::size_t length = area[2];
      if (length < 4 || length > area.size()) break; // padding, or another system's field
      const std::string_view signature = as_text(area.first(2));
      const ByteView data = area.subspan(4, length - 4);
      if (signature == "ST") break;
      if (signature == "CE" && data.size() >= 24) next = continuation(data);
      if (signature == "NM" && !data.empty()) {
        use.name += as_text(data.subspan(1));
        use.has_name = true;
      }
      if (signature == "SL" || signature == "PN") use.is_other = true;
      if (signature == "CL")
        throw invalid("relocated", "ISO image has a relocated folder (Rock Ridge CL), expected none");
      area = area.subspan(length);
    }
    return next;
  }

  ByteView continuation(ByteView data) const {
    const auto field = [&](std::size_t at) -> std::uint64_t {
      return load<std::uint32_t>(data.data() + at, ByteOrder::Little);
    };
    const std::uint64_t offset = field(0) * kSectorBytes + field(8);
    const std::uint64_t length = field(16);
    if (!in_bounds(offset, length, bytes_.size()) || length > kSectorBytes)
      throw invalid("bounds", "continuation area at byte " + std::to_string(offset) + " with " +
                                  std::to_string(length) +
                                  " bytes is longer than a sector or outside the image");
    return bytes_.subspan(offset, length);
  }

  ByteView bytes_;
  std::size_t skip_ = 0;
  std::vector<Folder> folders_; ///< still to be read
  std::vector<IsoEntry> files_;
  bool open_file_ = false; ///< the last file has another extent to come
  std::size_t entries_ = 0;
  std::uint64_t directory_bytes_ = 0;
};

} // namespace

bool is_iso(ByteView bytes) {
  // ECMA-119 §8.4: type 1, identifier, version 1.
  constexpr std::string_view kPrimary("\x01"
                                      "CD001\x01",
                                      7);
  return in_bounds(kFirstDescriptor * kSectorBytes, kSectorBytes, bytes.size()) &&
         as_text(bytes.subspan(kFirstDescriptor * kSectorBytes, kPrimary.size())) == kPrimary;
}

std::vector<IsoEntry> read_iso(ByteView bytes) {
  if (!is_iso(bytes))
    throw invalid("magic", "file has no ISO 9660 primary volume descriptor at byte 32768, expected one");
  return IsoReader(bytes).read();
}

} // namespace sigil::image
