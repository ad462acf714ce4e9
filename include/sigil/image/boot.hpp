/// \file
/// What GRUB is told, and what it told us back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sigil/crypto/hash.hpp"

namespace sigil::image {

/// The multiboot2 files of an image and their arguments.
struct BootEntry {
  std::string title;
  /// Path in the image and arguments of what GRUB starts (bender, or the bootcheck kernel).
  std::string kernel_path;
  std::vector<std::string> kernel_arguments;
  struct Module {
    std::string path;
    std::vector<std::string> arguments; ///< the first is the module's name
  };
  std::vector<Module> modules;
  /// GRUB sets a video mode, whose frame buffer the kernel is told of (`gfxpayload=auto`).
  bool has_video_mode = false;
};

/// `/boot/grub/grub.cfg` for one entry, booted at once. \throws Error{Invalid} for an argument that
/// GRUB's parser would not pass through unchanged.
std::string write_grub_config(const BootEntry& entry);

/// Reads what write_grub_config() wrote, and the same lines in Genode's own files: the first
/// `multiboot2` and the `module2` lines after it, up to the next entry. docs/formats/iso.md.
/// \throws Error{Invalid} with the line, code "image.grub.*"; Error{Limit} over 1 MiB.
BootEntry parse_grub_config(std::string_view text);

/// The word on a command line that carries the manifest's hash: "sigil-manifest=<64 hex digits>".
std::string manifest_word(const crypto::Hash& hash);
/// The hash from the arguments of the kernel or of any module; nullopt if there is none.
/// \throws Error{Invalid} if a word has the prefix and is malformed, or if two differ.
std::optional<crypto::Hash> find_manifest_hash(const BootEntry& entry);

/// Who starts GRUB.
enum class Firmware : std::uint8_t { Bios, Uefi };

/// How GRUB's own image for a firmware is made by `grub-mkimage -p /boot/grub -O <format> -c <config>
/// <module>…`.
struct GrubImage {
  std::string_view folder; ///< GRUB's files for the platform, in its folder
  std::string_view format;
  std::string_view package; ///< of Debian, that brings the folder
  /// What is run first; constant, so that the image depends on GRUB's version alone. It opens the serial line
  /// and loads /boot/grub/grub.cfg of the medium that GRUB was loaded from, and of no other.
  std::string_view config;
  std::vector<std::string> modules; ///< those that they need aside
};
const GrubImage& grub_image(Firmware firmware);

} // namespace sigil::image
