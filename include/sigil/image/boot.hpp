/// \file
/// What GRUB is told, and what it told us back.
#pragma once

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

/// The configuration that is embedded in GRUB's own image; constant, so that the image depends on
/// GRUB's version alone. It opens the serial line and loads `$prefix/grub.cfg`. With `-p /boot/grub` GRUB
/// has prefix and root on the device that the firmware booted, CD or disk.
std::string_view embedded_grub_config();
/// The modules GRUB's BIOS image holds (`grub-mkimage -O i386-pc-eltorito`), those they need aside.
const std::vector<std::string>& grub_bios_modules();

} // namespace sigil::image
