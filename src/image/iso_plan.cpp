#include <algorithm>
#include <initializer_list>

#include "sigil/base/error.hpp"
#include "sigil/image/gpt.hpp"
#include "sigil/image/iso.hpp"

namespace sigil::image {
namespace {

constexpr std::size_t kMaxVolumeIdLength = 32;
constexpr std::size_t kDateDigits = 16;
constexpr std::string_view kBootCatalog = "/boot/grub/boot.cat";
constexpr std::string_view kDigits = "0123456789";

Error unfit(const std::string& message) {
  return Error(ErrorKind::Invalid, message).coded("image.iso.plan");
}

bool consists_of(std::string_view text, std::string_view characters) {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

bool is_image_path(std::string_view path) {
  const bool control = std::any_of(path.begin(), path.end(), [](char character) {
    return static_cast<unsigned char>(character) < 0x20 || character == 0x7f;
  });
  return path.size() > 1 && path.front() == '/' && path.back() != '/' && !control &&
         path.find("//") == std::string_view::npos &&
         (std::string(path) + "/").find("/../") == std::string::npos &&
         (std::string(path) + "/").find("/./") == std::string::npos;
}

void check(const IsoPlan& plan) {
  ErrorList errors;
  if (plan.volume_id.empty() || plan.volume_id.size() > kMaxVolumeIdLength ||
      !consists_of(plan.volume_id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"))
    errors.add(
        unfit("volume id " + in_quotes(plan.volume_id) + " must be 1 to 32 characters of A-Z, 0-9, _"));
  if (plan.uuid.size() != kDateDigits || !consists_of(plan.uuid, kDigits))
    errors.add(unfit("image date " + in_quotes(plan.uuid) + " must be 16 digits, YYYYMMDDhhmmsscc"));
  std::vector<std::string_view> paths{kBootCatalog};
  for (const IsoFile& file : plan.files) {
    if (!is_image_path(file.image_path))
      errors.add(unfit("path " + in_quotes(file.image_path) + " must be absolute and normal"));
    paths.push_back(file.image_path);
  }
  std::sort(paths.begin(), paths.end());
  if (const auto twice = std::adjacent_find(paths.begin(), paths.end()); twice != paths.end())
    errors.add(unfit("path " + in_quotes(*twice) + " stands twice in the image"));
  if (!std::binary_search(paths.begin(), paths.end(), plan.eltorito_path))
    errors.add(unfit("boot image " + in_quotes(plan.eltorito_path) + " is none of the image's files"));
  errors.throw_if_any();
}

/// One side of xorriso's 'path in image=path on disk'.
std::string escaped(std::string_view path) {
  std::string text;
  for (const char character : path) {
    if (character == '=' || character == '\\') text += '\\';
    text += character;
  }
  return text;
}

void append(std::vector<std::string>& arguments, std::initializer_list<std::string> more) {
  arguments.insert(arguments.end(), more);
}

} // namespace

std::vector<std::string> xorriso_arguments(const IsoPlan& plan) {
  check(plan);
  std::vector<IsoFile> files = plan.files;
  std::sort(files.begin(), files.end(),
            [](const IsoFile& a, const IsoFile& b) { return a.image_path < b.image_path; });

  // -no_rc: no start-up file of the machine or the user has a say.
  std::vector<std::string> arguments{"-no_rc", "-as", "mkisofs", "-quiet"};
  append(arguments, {"-iso-level", "3", "-r", "-file-mode", "0444", "-dir-mode", "0555"});
  append(arguments, {"-V", plan.volume_id, "-volset", "", "-sysid", "", "-publisher", ""});
  append(arguments, {"-A", "SIGIL-BUILD", "-preparer", "SIGIL-BUILD"});
  append(arguments, {"--modification-date=" + plan.uuid, "--set_all_file_dates", plan.uuid});
  append(arguments,
         {"-c", std::string(kBootCatalog), "-b", plan.eltorito_path, "-no-emul-boot", "-boot-load-size", "4",
          "-boot-info-table", "--grub2-boot-info", "--grub2-mbr", plan.hybrid_mbr.native()});
  if (!plan.efi_partition.empty()) {
    // An active partition besides the protective one is what some BIOSes want of a stick.
    arguments.push_back("--mbr-force-bootable");
    append(arguments, {"--gpt_disk_guid", "modification-date"}); // else a random one
    append(arguments, {"-append_partition", "2", std::string(kEfiSystemPartition),
                       plan.efi_partition.native(), "-appended_part_as_gpt"});
    append(arguments, {"-eltorito-alt-boot", "-e", "--interval:appended_partition_2:all::", "-no-emul-boot"});
  }
  // Without a weight of its own for each file, contents are laid out in the order of their inodes.
  std::size_t weight = files.size();
  for (const IsoFile& file : files)
    append(arguments, {"--sort-weight", std::to_string(weight--), file.image_path});
  append(arguments, {"-o", plan.output.native(), "-graft-points"});
  for (const IsoFile& file : files)
    arguments.push_back(escaped(file.image_path) + "=" + escaped(file.source.native()));
  return arguments;
}

} // namespace sigil::image
