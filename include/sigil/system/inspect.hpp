/// \file
/// Reading an image back: what is in it, and whether it holds together.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sigil/base/error.hpp"
#include "sigil/base/file.hpp"
#include "sigil/crypto/hash.hpp"
#include "sigil/elf/file.hpp"
#include "sigil/eris/store_view.hpp"
#include "sigil/genode/node.hpp"
#include "sigil/image/boot.hpp"
#include "sigil/image/iso.hpp"
#include "sigil/system/firmware.hpp"

namespace sigil::system {

struct ModuleReport {
  std::string name;
  std::uint64_t size_bytes = 0;
  std::uint64_t file_offset = 0; ///< in the core image
  std::string urn;               ///< empty for a named ROM
  crypto::Hash hash{};
  std::vector<std::string> users; ///< children that reach it, by name; "init" for what init needs
};

/// A content of the store, as its list has it; name and capability only if the manifest knows them.
struct StoredReport {
  std::string name;
  std::string urn; ///< holds a key
  std::uint64_t size_bytes = 0;
  std::uint64_t block_size_bytes = 0;
  std::uint8_t level = 0;
  std::vector<std::string> users; ///< children whose configuration has the capability
};

struct StoreReport {
  std::uint64_t size_bytes = 0;
  std::uint64_t large_blocks = 0, small_blocks = 0; ///< of 32 KiB, of 1 KiB
  std::vector<StoredReport> contents;
};

struct ImageReport {
  std::string format; ///< "iso" or "core-image"
  std::uint64_t size_bytes = 0;
  std::vector<image::IsoEntry> files;     ///< of an ISO
  std::optional<FirmwareReport> firmware; ///< of an ISO
  std::optional<image::BootEntry> boot;
  std::optional<crypto::Hash> manifest_hash; ///< as GRUB's configuration has it
  std::vector<elf::Segment> segments;        ///< of the core image
  std::vector<ModuleReport> modules;
  std::optional<StoreReport> store;
  std::string config_text;
};

/// Reads an ISO or a bare core image. \throws Error{Invalid} if it is neither, or is damaged in a way
/// that leaves nothing to report.
ImageReport inspect_image(const Blob& image);

/// What verify looked at; `problems` is empty if the image is sound.
struct VerifyReport {
  std::size_t modules = 0;
  std::size_t urns_checked = 0; ///< modules whose content was encoded again and matched
  std::size_t children = 0;
  std::size_t contents = 0;       ///< of the store, decoded and as the manifest says
  std::uint64_t proven_bytes = 0; ///< what they have together
  std::vector<Error> problems;
};

/// Checks layout rules, names, the manifest and its hash, every URN, every content and block of the
/// store, and each child's routes and library closure as init, core and the dynamic linker would follow
/// them; of an ISO also what it has for firmware. Memory: O(levels) blocks beside the image.
VerifyReport verify_image(const Blob& image, std::span<const eris::ConvergenceSecret> secrets = {});

/// The store of an ISO or core image, or `file` itself if it is a store.
/// \throws Error{Missing} if there is none; what image and store readers throw.
eris::StoreView open_store(const Blob& file);

} // namespace sigil::system
