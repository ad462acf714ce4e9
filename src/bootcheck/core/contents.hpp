/// \file
/// The contents of the store that the manifest names.
#pragma once

#include <cstddef>
#include <span>

#include "core/manifest.hpp"
#include "sigil/eris/capability_bytes.hpp"

namespace sigil::bootcheck {

struct Content {
  ManifestEntry expected;
  eris::CapabilityBytes capability; ///< the bytes of expected.capability
};

/// Contents in the order of the manifest, in memory of the caller.
class ContentTable {
 public:
  explicit ContentTable(std::span<Content> storage) : storage_(storage) {}

  /// Adds an entry for the store that ManifestReader has read. False if there is no room.
  bool add(const ManifestEntry& entry) {
    if (count_ == storage_.size()) return false;
    Content& content = storage_[count_++];
    content.expected = entry;
    return eris::read_urn(entry.capability, content.capability);
  }

  std::span<const Content> contents() const { return storage_.first(count_); }

  /// By the full name; null if there is none.
  const Content* find(std::string_view name) const {
    for (const Content& content : contents())
      if (content.expected.name == name) return &content;
    return nullptr;
  }

 private:
  std::span<Content> storage_;
  std::size_t count_ = 0;
};

} // namespace sigil::bootcheck
