/// \file
/// The manifest ROM: what every other module of an image must be, and what the store holds. Format:
/// docs/formats/manifest.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/crypto/hash.hpp"
#include "sigil/rom/rom.hpp"

namespace sigil::image {

/// Where a content is: a boot module of its own, or encrypted blocks in the store.
enum class Placement : std::uint8_t { Module, Store };

struct ManifestEntry {
  Placement placement = Placement::Module;
  std::string name; ///< full name
  std::uint64_t size_bytes = 0;
  crypto::Hash hash{};
  std::string capability; ///< URN, or empty; a content of the store has one
  bool operator==(const ManifestEntry&) const = default;
};

/// Text, one line an entry, in the order given: modules first, then contents of the store.
/// \throws Error as parse_manifest() for what it would refuse.
std::string write_manifest(const std::vector<ManifestEntry>& entries);

/// Strict reverse: takes only what write_manifest() gives.
/// \throws Error{Invalid} with the line, code "image.manifest.line"; Error{Limit} over 65,536 entries.
std::vector<ManifestEntry> parse_manifest(std::string_view text);

} // namespace sigil::image
