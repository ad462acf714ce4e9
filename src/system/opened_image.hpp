/// \file
/// An image file taken apart: what inspect and verify both start from.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reach.hpp"
#include "sigil/base/file.hpp"
#include "sigil/genode/node.hpp"
#include "sigil/image/boot.hpp"
#include "sigil/image/core_image.hpp"
#include "sigil/image/iso.hpp"
#include "sigil/image/manifest.hpp"

namespace sigil::system {

inline constexpr std::string_view kManifestName = "sigil-manifest";

/// Views into the Blob it was opened from.
struct OpenedImage {
  std::string format; ///< "iso" or "core-image"
  std::vector<image::IsoEntry> files;
  std::optional<image::BootEntry> boot;
  std::optional<crypto::Hash> manifest_hash;
  ByteView core_bytes;
  image::CoreImage core;

  const image::BootModule* module(std::string_view name) const;
  /// What the manifest says. \throws Error{Missing}; what image::parse_manifest() throws.
  std::vector<image::ManifestEntry> manifest() const;
  /// init's configuration. \throws Error{Missing}; what genode::parse throws.
  genode::Node config() const;
};

/// \throws Error{Invalid} if it is neither an ISO with a GRUB configuration and a core image nor a bare
/// core image.
OpenedImage open_image(const Blob& image);

/// What init and each child of the configuration reach, init first.
std::vector<Reach> walk_system(const OpenedImage& image, const genode::Node& config);

} // namespace sigil::system
