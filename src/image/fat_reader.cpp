// FAT12, FAT16 and FAT32: Microsoft, "FAT: General Overview of On-Disk Format", 1.03.
#include <algorithm>
#include <string_view>

#include "fat_layout.hpp"
#include "sigil/base/error.hpp"
#include "sigil/image/fat.hpp"

namespace sigil::image {
namespace {

using fat::BootSector;
using fat::DirectoryEntry;

constexpr std::size_t kMaxDepth = 16;
constexpr std::size_t kMaxEntries = 65'536;
constexpr std::uint8_t kErased = 0xe5;
constexpr std::uint8_t kErasedLetter = 0x05; ///< stands for the letter 0xe5 at the begin of a name

Error invalid(const char* code, const std::string& message) {
  return Error(ErrorKind::Invalid, message).coded(std::string("image.fat.") + code);
}

Error beyond_limit(const std::string& message) {
  return Error(ErrorKind::Limit, message).coded("image.fat.limit");
}

/// Copies a structure; `bytes` is at least as long.
template <typename Structure>
Structure load_structure(ByteView bytes) {
  Structure structure;
  std::copy_n(bytes.data(), sizeof structure, reinterpret_cast<std::uint8_t*>(&structure));
  return structure;
}

std::string without_blanks(const std::uint8_t* text, std::size_t length) {
  while (length > 0 && text[length - 1] == ' ') --length;
  return std::string(as_text({text, length}));
}

/// Where everything is. All products fit 64 bits: sectors have 32 bits, sizes 16 at most.
struct Geometry {
  unsigned bits = 0;
  std::uint64_t sector_bytes = 0;
  std::uint64_t cluster_bytes = 0;
  std::uint64_t table_offset = 0;
  std::uint64_t table_bytes = 0;
  std::uint64_t tables = 0;
  std::uint64_t root_offset = 0; ///< of FAT12 and FAT16
  std::uint64_t root_bytes = 0;
  std::uint32_t root_cluster = 0; ///< of FAT32
  std::uint64_t data_offset = 0;
  std::uint64_t clusters = 0;
};

bool is_power_of_two(std::uint64_t value) {
  return value != 0 && (value & (value - 1)) == 0;
}

Geometry read_geometry(ByteView bytes) {
  constexpr std::size_t kLeastBytes = 512;
  if (bytes.size() < kLeastBytes || bytes[fat::kSignatureOffset] != 0x55 ||
      bytes[fat::kSignatureOffset + 1] != 0xaa)
    throw invalid("magic", "FAT file system has no boot sector that ends in 55 aa, expected one");
  const auto boot = load_structure<BootSector>(bytes);
  Geometry geometry;
  geometry.sector_bytes = boot.sector_bytes;
  if (!is_power_of_two(geometry.sector_bytes) || geometry.sector_bytes < 512 || geometry.sector_bytes > 4096)
    throw invalid("geometry", "FAT file system has sectors of " + std::to_string(geometry.sector_bytes) +
                                  " bytes, expected 512, 1024, 2048 or 4096");
  if (!is_power_of_two(boot.cluster_sectors))
    throw invalid("geometry", "FAT file system has clusters of " + std::to_string(boot.cluster_sectors) +
                                  " sectors, expected a power of two");
  if (boot.reserved_sectors == 0 || boot.table_count == 0)
    throw invalid("geometry", "FAT file system has " + std::to_string(boot.reserved_sectors) +
                                  " reserved sectors and " + std::to_string(boot.table_count) +
                                  " tables, expected one or more of each");
  const bool is_fat32 = boot.table_sectors == 0;
  const std::uint64_t table_sectors =
      is_fat32 ? load<std::uint32_t>(bytes.data() + fat::kFat32TableSectorsOffset, ByteOrder::Little)
               : std::uint32_t{boot.table_sectors};
  const std::uint64_t sectors =
      boot.sectors != 0 ? std::uint32_t{boot.sectors} : std::uint32_t{boot.large_sectors};
  if (sectors * geometry.sector_bytes > bytes.size())
    throw invalid("truncated", "FAT file system says that it has " +
                                   std::to_string(sectors * geometry.sector_bytes) + " bytes, " +
                                   std::to_string(bytes.size()) + " are there");
  geometry.cluster_bytes = boot.cluster_sectors * geometry.sector_bytes;
  geometry.table_offset = boot.reserved_sectors * geometry.sector_bytes;
  geometry.table_bytes = table_sectors * geometry.sector_bytes;
  geometry.tables = boot.table_count;
  geometry.root_offset = geometry.table_offset + geometry.tables * geometry.table_bytes;
  geometry.root_bytes = align_up(boot.root_entries * sizeof(DirectoryEntry), geometry.sector_bytes);
  geometry.data_offset = geometry.root_offset + geometry.root_bytes;
  if (geometry.data_offset > sectors * geometry.sector_bytes)
    throw invalid("geometry",
                  "FAT file system of " + std::to_string(sectors) + " sectors ends before its first cluster");
  geometry.clusters = (sectors * geometry.sector_bytes - geometry.data_offset) / geometry.cluster_bytes;
  geometry.bits = geometry.clusters < fat::kFirstFat16Count   ? 12
                  : geometry.clusters < fat::kFirstFat32Count ? 16
                                                              : 32;
  if (is_fat32 != (geometry.bits == 32))
    throw invalid("type", "FAT file system has " + std::to_string(geometry.clusters) +
                              " clusters, which is FAT" + std::to_string(geometry.bits) +
                              ", but a boot sector of another kind");
  if ((geometry.clusters + fat::kFirstCluster) * geometry.bits > geometry.table_bytes * 8)
    throw invalid("geometry", "FAT file system has tables of " + std::to_string(geometry.table_bytes) +
                                  " bytes, too small for " + std::to_string(geometry.clusters) + " clusters");
  if (is_fat32)
    geometry.root_cluster =
        load<std::uint32_t>(bytes.data() + fat::kFat32RootClusterOffset, ByteOrder::Little);
  return geometry;
}

class FatReader {
 public:
  explicit FatReader(ByteView bytes) : bytes_(bytes), geometry_(read_geometry(bytes)) {}

  FatVolume read() {
    check_tables();
    read_names();
    is_used_.resize(static_cast<std::size_t>(geometry_.clusters) + fat::kFirstCluster);
    const ByteView fixed_root = bytes_.subspan(static_cast<std::size_t>(geometry_.root_offset),
                                               static_cast<std::size_t>(geometry_.root_bytes));
    folders_.push_back({"",
                        geometry_.bits == 32 ? read_chain("/", geometry_.root_cluster)
                                             : Bytes(fixed_root.begin(), fixed_root.end()),
                        0});
    while (!folders_.empty()) {
      const Folder folder = std::move(folders_.back());
      folders_.pop_back();
      read_folder(folder);
    }
    std::sort(volume_.files.begin(), volume_.files.end(),
              [](const FatEntry& a, const FatEntry& b) { return a.path < b.path; });
    const auto twice = std::adjacent_find(volume_.files.begin(), volume_.files.end(),
                                          [](const auto& a, const auto& b) { return a.path == b.path; });
    if (twice != volume_.files.end())
      throw invalid("duplicate", "path " + in_quotes(twice->path) + " stands twice in the FAT file system");
    return std::move(volume_);
  }

 private:
  struct Folder {
    std::string path;
    Bytes content;
    std::size_t depth = 0;
  };

  void check_tables() const {
    const auto table = [this](std::uint64_t index) {
      return bytes_.subspan(static_cast<std::size_t>(geometry_.table_offset + index * geometry_.table_bytes),
                            static_cast<std::size_t>(geometry_.table_bytes));
    };
    for (std::uint64_t i = 1; i < geometry_.tables; ++i)
      if (!std::equal(table(0).begin(), table(0).end(), table(i).begin()))
        throw invalid("copies", "FAT file system has " + std::to_string(geometry_.tables) +
                                    " tables that differ, expected equal ones");
  }

  void read_names() {
    volume_.bits = geometry_.bits;
    const std::size_t at = sizeof(BootSector) + (geometry_.bits == 32 ? fat::kFat32Bytes : 0);
    const auto fields = load_structure<fat::VolumeFields>(bytes_.subspan(at));
    if (fields.signature != 0x29) return;
    volume_.volume_id = fields.volume_id;
    volume_.label = without_blanks(fields.label, sizeof fields.label);
  }

  /// What the table says of a cluster.
  std::uint32_t next_of(std::uint32_t cluster) const {
    const std::uint8_t* table = bytes_.data() + geometry_.table_offset;
    if (geometry_.bits == 32)
      return load<std::uint32_t>(table + std::size_t{4} * cluster, ByteOrder::Little) & 0x0fffffff;
    if (geometry_.bits == 16) return load<std::uint16_t>(table + std::size_t{2} * cluster, ByteOrder::Little);
    const auto pair = load<std::uint16_t>(table + cluster + cluster / 2, ByteOrder::Little);
    return cluster % 2 == 0 ? pair & 0xfffu : pair >> 4;
  }

  /// The content of the chain that begins at `cluster`, whole clusters. Each is used once in all.
  Bytes read_chain(const std::string& path, std::uint32_t cluster) {
    const std::uint32_t end = (geometry_.bits == 32 ? 0x0fffffff : (1u << geometry_.bits) - 1) & ~7u;
    Bytes content;
    while (cluster < end) {
      if (cluster < fat::kFirstCluster || cluster - fat::kFirstCluster >= geometry_.clusters)
        throw invalid("chain", "content of " + in_quotes(path) + " is in cluster " + std::to_string(cluster) +
                                   ", expected one from 2 to " + std::to_string(geometry_.clusters + 1));
      if (is_used_[cluster])
        throw invalid("cross-link", "content of " + in_quotes(path) + " is in cluster " +
                                        std::to_string(cluster) + ", which belongs to something already");
      is_used_[cluster] = true;
      const ByteView part =
          bytes_.subspan(static_cast<std::size_t>(geometry_.data_offset +
                                                  (cluster - fat::kFirstCluster) * geometry_.cluster_bytes),
                         static_cast<std::size_t>(geometry_.cluster_bytes));
      content.insert(content.end(), part.begin(), part.end());
      cluster = next_of(cluster);
    }
    return content;
  }

  void read_folder(const Folder& folder) {
    for (std::size_t at = 0; at + sizeof(DirectoryEntry) <= folder.content.size();
         at += sizeof(DirectoryEntry)) {
      const auto entry = load_structure<DirectoryEntry>(ByteView(folder.content).subspan(at));
      if (entry.name[0] == 0) return; // nothing behind it was ever used
      if (entry.name[0] == kErased || entry.name[0] == '.') continue;
      if ((entry.attributes & 0x3f) == fat::kLongName || (entry.attributes & fat::kVolumeLabel) != 0)
        continue;
      if (++entries_ > kMaxEntries)
        throw beyond_limit("FAT file system has more than " + std::to_string(kMaxEntries) + " entries");
      read_entry(folder, entry);
    }
  }

  void read_entry(const Folder& folder, const DirectoryEntry& entry) {
    const std::string path = folder.path + "/" + name_of(folder, entry);
    const std::uint32_t high = geometry_.bits == 32 ? std::uint32_t{entry.cluster_high} << 16 : 0;
    const std::uint32_t cluster = high | entry.cluster;
    if ((entry.attributes & fat::kFolder) != 0) {
      if (folder.depth >= kMaxDepth)
        throw beyond_limit("FAT file system has folders deeper than " + std::to_string(kMaxDepth) +
                           " levels");
      folders_.push_back({path, read_chain(path, cluster), folder.depth + 1});
      return;
    }
    Bytes content = cluster == 0 ? Bytes() : read_chain(path, cluster);
    const std::uint64_t size_bytes = entry.size_bytes;
    if (content.size() < size_bytes || content.size() - size_bytes >= geometry_.cluster_bytes)
      throw invalid("size", "file " + in_quotes(path) + " of " + std::to_string(size_bytes) +
                                " bytes has clusters of " + std::to_string(content.size()) +
                                " bytes, expected just as many as it needs");
    content.resize(static_cast<std::size_t>(size_bytes));
    volume_.files.push_back({path, std::move(content)});
  }

  static std::string name_of(const Folder& folder, const DirectoryEntry& entry) {
    std::string name = without_blanks(entry.name, 8);
    if (const std::string extension = without_blanks(entry.name + 8, 3); !extension.empty())
      name += "." + extension;
    if (!name.empty() && static_cast<std::uint8_t>(name[0]) == kErasedLetter)
      name[0] = static_cast<char>(kErased);
    const bool is_bad = name.empty() || name[0] == ' ' || name[0] == '.' ||
                        std::any_of(name.begin(), name.end(), [](char character) {
                          return static_cast<unsigned char>(character) < 0x20 || character == '/';
                        });
    if (is_bad)
      throw invalid("name", "folder " + in_quotes(folder.path + "/") +
                                " of the FAT file system has the name " + in_quotes(name) +
                                ", expected one of printable characters without '/'");
    return name;
  }

  ByteView bytes_;
  Geometry geometry_;
  std::vector<bool> is_used_; ///< by cluster
  std::vector<Folder> folders_;
  std::size_t entries_ = 0;
  FatVolume volume_;
};

} // namespace

FatVolume read_fat(ByteView bytes) {
  return FatReader(bytes).read();
}

} // namespace sigil::image
