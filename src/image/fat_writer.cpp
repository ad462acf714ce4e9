// FAT12 and FAT16: Microsoft, "FAT: General Overview of On-Disk Format", 1.03.
#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "fat_layout.hpp"
#include "sigil/base/error.hpp"
#include "sigil/image/fat.hpp"

namespace sigil::image {
namespace {

using fat::DirectoryEntry;

constexpr std::uint32_t kSectorBytes = 512;
/// Clusters have the size of a CD's sectors, or more where the file system would else have too many.
constexpr std::uint32_t kFewestClusterSectors = 4;
constexpr std::uint32_t kMostClusterSectors = 64;
constexpr std::uint32_t kReservedSectors = 1;
constexpr std::uint32_t kTables = 2;
constexpr std::uint32_t kRootEntries = 512; // what FAT16 must have to be read by everybody
constexpr std::uint32_t kRootSectors = kRootEntries * sizeof(DirectoryEntry) / kSectorBytes;
/// A geometry like that of xorriso's partition table. The file system has whole tracks.
constexpr std::uint32_t kTrackSectors = 32;
constexpr std::uint32_t kHeads = 64;
/// Drivers that count a little differently must not take one kind for the other, the specification says.
constexpr std::uint32_t kMargin = 16;
constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 30;
constexpr std::size_t kMaxDepth = 16;
constexpr std::uint16_t kDate = (2000 - 1980) << 9 | 1 << 5 | 1;
constexpr std::uint8_t kFixedDisk = 0xf8;
constexpr std::string_view kCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

Error unfit(const std::string& message) {
  return Error(ErrorKind::Invalid, message).coded("image.fat.plan");
}

Error beyond_limit(const std::string& message) {
  return Error(ErrorKind::Limit, message).coded("image.fat.limit");
}

bool is_part(std::string_view text, std::size_t shortest, std::size_t longest) {
  return text.size() >= shortest && text.size() <= longest &&
         text.find_first_not_of(kCharacters) == std::string_view::npos;
}

bool is_short_name(std::string_view name) {
  const std::size_t stop = name.find('.');
  if (stop == std::string_view::npos) return is_part(name, 1, 8);
  return is_part(name.substr(0, stop), 1, 8) && is_part(name.substr(stop + 1), 1, 3);
}

/// "BOOTX64.EFI" as its entry has it: "BOOTX64 EFI".
std::string padded_name(std::string_view name) {
  const std::size_t stop = std::min(name.find('.'), name.size());
  std::string text(name.substr(0, stop));
  text.resize(8, ' ');
  if (stop < name.size()) text += name.substr(stop + 1);
  text.resize(11, ' ');
  return text;
}

/// A folder or file of the tree, by its path; the root's is empty.
struct Node {
  bool is_folder = true;
  ByteView content;               ///< of a file
  std::vector<std::string> names; ///< in a folder, sorted
  std::uint32_t cluster = 0;      ///< the first; 0 without any
  std::uint32_t clusters = 0;
};

using Tree = std::map<std::string, Node>;

std::string name_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

std::string folder_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

void check_path(const std::string& path, ErrorList& errors) {
  bool is_good = path.starts_with('/');
  std::size_t depth = 0;
  for (std::size_t begin = 1; is_good && begin <= path.size(); ++depth) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    is_good = is_short_name(std::string_view(path).substr(begin, end - begin));
    begin = end + 1;
  }
  if (!is_good)
    errors.add(unfit("path " + in_quotes(path) +
                     " must be absolute, of names of up to 8 and 3 characters of A-Z, 0-9, '_', '-'"));
  else if (depth > kMaxDepth)
    errors.add(unfit("path " + in_quotes(path) + " has " + std::to_string(depth) +
                     " names, expected at most " + std::to_string(kMaxDepth)));
}

Tree tree_of(const FatPlan& plan) {
  ErrorList errors;
  if (!is_part(plan.label, 1, 11))
    errors.add(unfit("label " + in_quotes(plan.label) +
                     " of the FAT file system must be 1 to 11 characters of A-Z, 0-9, '_', '-'"));
  for (const FatFile& file : plan.files) check_path(file.path, errors);
  errors.throw_if_any();
  Tree tree{{"", {}}};
  for (const FatFile& file : plan.files) {
    const auto [node, fresh] = tree.emplace(file.path, Node{false, file.content, {}, 0, 0});
    if (!fresh) errors.add(unfit("path " + in_quotes(file.path) + " stands twice in the FAT file system"));
  }
  for (const FatFile& file : plan.files)
    for (std::string folder = folder_of(file.path); !folder.empty(); folder = folder_of(folder))
      if (!tree[folder].is_folder)
        errors.add(unfit("path " + in_quotes(folder) + " is both a file and a folder"));
  errors.throw_if_any();
  for (const auto& [path, node] : tree)
    if (!path.empty()) tree[folder_of(path)].names.push_back(name_of(path));
  if (tree[""].names.size() >= kRootEntries)
    throw beyond_limit("root folder of the FAT file system has " + std::to_string(tree[""].names.size()) +
                       " entries, expected less than " + std::to_string(kRootEntries));
  return tree;
}

struct Geometry {
  unsigned bits = 12;
  std::uint32_t cluster_sectors = kFewestClusterSectors;
  std::uint32_t clusters = 0;
  std::uint32_t table_sectors = 0;
  std::uint32_t sectors = 0;

  std::uint32_t first_data_sector() const {
    return kReservedSectors + kTables * table_sectors + kRootSectors;
  }
};

std::uint32_t table_sectors(unsigned bits, std::uint32_t clusters) {
  const std::uint32_t bytes = ((clusters + fat::kFirstCluster) * bits + 7) / 8;
  return (bytes + kSectorBytes - 1) / kSectorBytes;
}

/// Gives every folder and file its clusters, in the order of their paths, folders first.
std::uint64_t assign_clusters(Tree& tree, std::uint64_t cluster_bytes) {
  std::uint64_t next = fat::kFirstCluster;
  for (const bool folders : {true, false}) {
    for (auto& [path, node] : tree) {
      if (node.is_folder != folders || path.empty()) continue;
      const std::uint64_t bytes =
          folders ? (node.names.size() + 2) * sizeof(DirectoryEntry) : node.content.size();
      node.clusters = static_cast<std::uint32_t>((bytes + cluster_bytes - 1) / cluster_bytes);
      node.cluster = node.clusters == 0 ? 0 : static_cast<std::uint32_t>(next);
      next += node.clusters;
    }
  }
  return next - fat::kFirstCluster;
}

Geometry lay_out(Tree& tree) {
  std::uint64_t size_bytes = 0;
  for (const auto& [path, node] : tree) {
    size_bytes += node.content.size();
    if (node.content.size() > kMaxBytes || size_bytes > kMaxBytes)
      throw beyond_limit("files of the FAT file system have more than 1 GiB together");
  }
  Geometry geometry;
  std::uint64_t needed = assign_clusters(tree, geometry.cluster_sectors * kSectorBytes);
  while (needed > fat::kFirstFat32Count - 2 * kMargin && geometry.cluster_sectors < kMostClusterSectors) {
    geometry.cluster_sectors *= 2;
    needed = assign_clusters(tree, geometry.cluster_sectors * kSectorBytes);
  }
  if (needed > fat::kFirstFat32Count - 2 * kMargin)
    throw beyond_limit("files of the FAT file system need " + std::to_string(needed) +
                       " clusters, more than FAT16 has");
  geometry.clusters = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(needed));
  if (geometry.clusters > fat::kFirstFat16Count - 2 * kMargin) {
    geometry.bits = 16;
    geometry.clusters = std::max(geometry.clusters, fat::kFirstFat16Count + kMargin);
  }
  // The tables grow with the clusters, and the clusters with what whole tracks leave: at most a few rounds.
  for (std::uint32_t clusters = 0; clusters != geometry.clusters;) {
    clusters = geometry.clusters;
    geometry.table_sectors = table_sectors(geometry.bits, clusters);
    const std::uint32_t least = geometry.first_data_sector() + clusters * geometry.cluster_sectors;
    geometry.sectors = static_cast<std::uint32_t>(align_up(least, kTrackSectors));
    geometry.clusters = (geometry.sectors - geometry.first_data_sector()) / geometry.cluster_sectors;
  }
  return geometry;
}

class FatWriter {
 public:
  FatWriter(const FatPlan& plan, const Tree& tree, const Geometry& geometry)
      : plan_(plan), tree_(tree), geometry_(geometry), bytes_(geometry.sectors * kSectorBytes, 0) {}

  Bytes write() {
    put_boot_sector();
    set_entry(0, 0xffffff00 | kFixedDisk);
    set_entry(1, kEnd);
    for (const auto& [path, node] : tree_) {
      for (std::uint32_t i = 0; i < node.clusters; ++i)
        set_entry(node.cluster + i, i + 1 == node.clusters ? kEnd : node.cluster + i + 1);
      if (node.is_folder)
        put_folder(path, node);
      else if (!node.content.empty())
        std::copy(node.content.begin(), node.content.end(), bytes_.begin() + offset_of(node.cluster));
    }
    const auto table = bytes_.begin() + kReservedSectors * kSectorBytes;
    const auto table_bytes = static_cast<std::ptrdiff_t>(geometry_.table_sectors * kSectorBytes);
    std::copy_n(table, table_bytes, table + table_bytes);
    return std::move(bytes_);
  }

 private:
  static constexpr std::uint32_t kEnd = 0xffffffff; ///< end of a chain, all bits of it

  template <typename Structure>
  void put(std::size_t at, const Structure& structure) {
    std::copy_n(reinterpret_cast<const std::uint8_t*>(&structure), sizeof structure, bytes_.data() + at);
  }

  std::ptrdiff_t offset_of(std::uint32_t cluster) const {
    return static_cast<std::ptrdiff_t>(
        (geometry_.first_data_sector() + (cluster - fat::kFirstCluster) * geometry_.cluster_sectors) *
        kSectorBytes);
  }

  void put_boot_sector() {
    const bool is_small = geometry_.sectors <= 0xffff;
    put(0, fat::BootSector{.jump = {0xeb, 0x3c, 0x90},
                           .system = {'S', 'I', 'G', 'I', 'L', ' ', ' ', ' '},
                           .sector_bytes = kSectorBytes,
                           .cluster_sectors = static_cast<std::uint8_t>(geometry_.cluster_sectors),
                           .reserved_sectors = kReservedSectors,
                           .table_count = kTables,
                           .root_entries = kRootEntries,
                           .sectors = static_cast<std::uint16_t>(is_small ? geometry_.sectors : 0),
                           .media = kFixedDisk,
                           .table_sectors = static_cast<std::uint16_t>(geometry_.table_sectors),
                           .track_sectors = kTrackSectors,
                           .heads = kHeads,
                           .hidden_sectors = 0u,
                           .large_sectors = is_small ? 0 : geometry_.sectors});
    fat::VolumeFields fields{.drive = 0x80,
                             .reserved = 0,
                             .signature = 0x29,
                             .volume_id = plan_.volume_id,
                             .label = {},
                             .type = {}};
    std::string label = plan_.label;
    label.resize(sizeof fields.label, ' ');
    std::copy(label.begin(), label.end(), fields.label);
    const std::string_view type = geometry_.bits == 12 ? "FAT12   " : "FAT16   ";
    std::copy(type.begin(), type.end(), fields.type);
    put(sizeof(fat::BootSector), fields);
    // A BIOS that starts this sector is told to try the next device (interrupt 0x18), or stops.
    put(62, std::array<std::uint8_t, 4>{0xcd, 0x18, 0xeb, 0xfe});
    put(fat::kSignatureOffset, std::array<std::uint8_t, 2>{0x55, 0xaa});
  }

  /// An entry of the first table: 16 bits, or 12 in one and a half bytes.
  void set_entry(std::uint32_t cluster, std::uint32_t value) {
    std::uint8_t* table = bytes_.data() + kReservedSectors * kSectorBytes;
    if (geometry_.bits == 16)
      return store(table + 2 * cluster, static_cast<std::uint16_t>(value), ByteOrder::Little);
    std::uint8_t* pair = table + cluster + cluster / 2;
    const auto old = load<std::uint16_t>(pair, ByteOrder::Little);
    const std::uint32_t both =
        cluster % 2 == 0 ? (old & 0xf000u) | (value & 0xfffu) : (old & 0xfu) | (value & 0xfffu) << 4;
    store(pair, static_cast<std::uint16_t>(both), ByteOrder::Little);
  }

  static DirectoryEntry entry(std::string_view padded, std::uint8_t attributes, std::uint32_t cluster,
                              std::size_t size_bytes) {
    DirectoryEntry entry{};
    std::copy(padded.begin(), padded.end(), entry.name);
    entry.attributes = attributes;
    for (u16le* date : {&entry.created_date, &entry.accessed_date, &entry.written_date}) *date = kDate;
    entry.cluster = static_cast<std::uint16_t>(cluster);
    entry.size_bytes = static_cast<std::uint32_t>(size_bytes);
    return entry;
  }

  void put_folder(const std::string& path, const Node& folder) {
    std::size_t at = path.empty() ? (kReservedSectors + kTables * geometry_.table_sectors) * kSectorBytes
                                  : static_cast<std::size_t>(offset_of(folder.cluster));
    const auto append = [&](const DirectoryEntry& entry) {
      put(at, entry);
      at += sizeof entry;
    };
    if (path.empty()) {
      std::string label = plan_.label;
      label.resize(11, ' ');
      append(entry(label, fat::kVolumeLabel, 0, 0));
    } else {
      append(entry(".          ", fat::kFolder, folder.cluster, 0));
      append(entry("..         ", fat::kFolder, tree_.at(folder_of(path)).cluster, 0)); // the root's is 0
    }
    for (const std::string& name : folder.names) {
      const Node& node = tree_.at(path + "/" + name);
      append(entry(padded_name(name), node.is_folder ? fat::kFolder : fat::kArchive, node.cluster,
                   node.content.size()));
    }
  }

  const FatPlan& plan_;
  const Tree& tree_;
  const Geometry geometry_;
  Bytes bytes_;
};

} // namespace

Bytes write_fat(const FatPlan& plan) {
  Tree tree = tree_of(plan);
  const Geometry geometry = lay_out(tree);
  return FatWriter(plan, tree, geometry).write();
}

} // namespace sigil::image
