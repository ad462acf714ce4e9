#include "sigil/system/firmware.hpp"

#include <algorithm>
#include <optional>

#include "sigil/image/efi_program.hpp"
#include "sigil/image/fat.hpp"

namespace sigil::system {
namespace {

/// What `read` returns, or nothing if the image is damaged there.
template <typename Value, typename Read>
Value or_nothing(Read read) {
  try {
    return read();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Interrupted || error.kind() == ErrorKind::Internal) throw;
    return {};
  }
}

Error problem(const std::string& message) {
  return Error(ErrorKind::Invalid, message).coded("system.firmware");
}

/// The content of the first EFI system partition.
std::optional<ByteView> efi_partition(ByteView iso, const std::vector<image::GptPartition>& partitions) {
  for (const image::GptPartition& partition : partitions) {
    const std::uint64_t blocks = iso.size() / image::kBlockBytes;
    if (partition.type_guid != image::kEfiSystemPartition || partition.first_block > partition.last_block ||
        partition.last_block >= blocks)
      continue;
    const std::uint64_t count = partition.last_block - partition.first_block + 1;
    return iso.subspan(static_cast<std::size_t>(partition.first_block * image::kBlockBytes),
                       static_cast<std::size_t>(count * image::kBlockBytes));
  }
  return std::nullopt;
}

/// What a UEFI reads from a CD: the entry's extent, or everything behind its begin.
ByteView efi_content(ByteView iso, const image::ElToritoEntry& entry) {
  const ByteView rest = iso.subspan(static_cast<std::size_t>(entry.offset));
  return entry.size_bytes <= image::kBlockBytes ? rest
                                                : rest.first(static_cast<std::size_t>(entry.size_bytes));
}

std::vector<EfiFile> efi_files(ByteView volume) {
  std::vector<EfiFile> files;
  for (const image::FatEntry& file : image::read_fat(volume).files)
    files.push_back({file.path, file.content.size()});
  return files;
}

bool has_default_program(const std::vector<EfiFile>& files) {
  return std::any_of(files.begin(), files.end(),
                     [](const EfiFile& file) { return file.path == image::kEfiDefaultProgram; });
}

/// Whether the first block has code for a BIOS and its signature.
bool has_boot_code(ByteView iso) {
  constexpr std::size_t kCodeBytes = 440;
  if (iso.size() < image::kBlockBytes || iso[510] != 0x55 || iso[511] != 0xaa) return false;
  const ByteView code = iso.first(kCodeBytes);
  return std::any_of(code.begin(), code.end(), [](std::uint8_t byte) { return byte != 0; });
}

void check_volume(ByteView volume) {
  const std::vector<image::FatEntry> files = image::read_fat(volume).files;
  const auto program = std::find_if(files.begin(), files.end(), [](const image::FatEntry& file) {
    return file.path == image::kEfiDefaultProgram;
  });
  if (program == files.end())
    throw problem("EFI file system has no file " + in_quotes(image::kEfiDefaultProgram) +
                  ", which is what a UEFI starts");
  image::check_efi_program(program->content);
}

class FirmwareChecker {
 public:
  FirmwareChecker(ByteView iso, const std::vector<image::IsoEntry>& files, ErrorList& problems)
      : iso_(iso), files_(files), problems_(problems) {}

  void run() {
    if (image::has_gpt(iso_)) {
      problems_.collect([this] { image::check_gpt(iso_); });
      volume_ = efi_partition(
          iso_, or_nothing<std::vector<image::GptPartition>>([this] { return image::read_gpt(iso_); }));
    }
    if (volume_) check("while reading the EFI system partition", *volume_);
    problems_.collect([this] { check_catalog(); });
  }

 private:
  void check(const char* where, ByteView volume) {
    problems_.collect([&] {
      try {
        check_volume(volume);
      } catch (Error& error) {
        error.while_doing(where);
        throw;
      }
    });
  }

  void check_catalog() {
    const std::vector<image::ElToritoEntry> entries = image::read_el_torito(iso_);
    if (entries.empty()) throw problem("ISO has no El Torito boot record, so that it boots from no CD");
    bool has_uefi = false;
    for (const image::ElToritoEntry& entry : entries) {
      if (!entry.is_bootable) continue;
      const bool is_uefi = entry.platform == image::kPlatformUefi;
      has_uefi = has_uefi || is_uefi;
      if (is_partition(entry)) {
        if (is_uefi) continue;
      } else if (is_file(entry)) {
        if (is_uefi) check("while reading what the boot catalog has for UEFI", efi_content(iso_, entry));
        continue;
      }
      problems_.add(problem("boot catalog's entry for " + std::string(is_uefi ? "UEFI" : "BIOS") +
                            " leads to byte " + std::to_string(entry.offset) + ", expected the begin of " +
                            (is_uefi ? "the EFI system partition or a file" : "a file")));
    }
    if (volume_ && !has_uefi)
      problems_.add(problem("boot catalog has no entry for UEFI, but the image an EFI system partition"));
  }

  bool is_file(const image::ElToritoEntry& entry) const {
    return std::any_of(files_.begin(), files_.end(),
                       [&](const image::IsoEntry& file) { return file.offset == entry.offset; });
  }

  bool is_partition(const image::ElToritoEntry& entry) const {
    return volume_ && volume_->data() == iso_.data() + entry.offset;
  }

  ByteView iso_;
  const std::vector<image::IsoEntry>& files_;
  ErrorList& problems_;
  std::optional<ByteView> volume_; ///< the EFI system partition
};

} // namespace

FirmwareReport inspect_firmware(ByteView iso) {
  FirmwareReport report;
  report.el_torito =
      or_nothing<std::vector<image::ElToritoEntry>>([&] { return image::read_el_torito(iso); });
  report.mbr = image::read_mbr(iso);
  report.gpt = or_nothing<std::vector<image::GptPartition>>([&] { return image::read_gpt(iso); });
  const auto entry_for = [&](std::uint8_t platform) {
    return std::find_if(report.el_torito.begin(), report.el_torito.end(),
                        [&](const auto& entry) { return entry.is_bootable && entry.platform == platform; });
  };
  const auto files_of = [](ByteView volume) {
    return or_nothing<std::vector<EfiFile>>([&] { return efi_files(volume); });
  };
  const auto uefi = entry_for(image::kPlatformUefi);
  const std::vector<EfiFile> cd_files =
      uefi == report.el_torito.end() ? std::vector<EfiFile>() : files_of(efi_content(iso, *uefi));
  const std::optional<ByteView> partition = efi_partition(iso, report.gpt);
  report.efi_files = partition ? files_of(*partition) : cd_files;
  if (entry_for(image::kPlatformBios) != report.el_torito.end()) report.boots.emplace_back("bios-cd");
  if (has_boot_code(iso)) report.boots.emplace_back("bios-disk");
  if (has_default_program(cd_files)) report.boots.emplace_back("uefi-cd");
  if (partition && has_default_program(report.efi_files)) report.boots.emplace_back("uefi-disk");
  return report;
}

void check_firmware(ByteView iso, const std::vector<image::IsoEntry>& files, ErrorList& problems) {
  FirmwareChecker(iso, files, problems).run();
}

} // namespace sigil::system
