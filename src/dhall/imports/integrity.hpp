/// \file
/// Imports with a hash, and the cache of their normal forms.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "imports/language.hpp"
#include "imports/resolved.hpp"
#include "sigil/dhall/fetcher.hpp"

namespace sigil::dhall {

class Integrity {
 public:
  /// \param cache  or nullptr
  Integrity(Language& language, ImportCache* cache) : language_(language), cache_(cache) {}

  /// What the cache has, if it has what the digest says. Else a warning and nothing.
  std::optional<Blob> cached(const Sha256Digest& digest);

  /// Compares a checked import with its hash, and caches it. That the cache cannot be written is a warning.
  /// \throws Error{Integrity} "dhall.import.hash"
  void verify(const Sha256Digest& expected, ResolvedImport& import);
  /// Likewise without a hash to compare it with. \returns the one that it has
  Sha256Digest store(ResolvedImport& import);

  /// Once each.
  void warn(std::string message);
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  void put(const Sha256Digest& digest, const Bytes& encoded);

  Language& language_;
  ImportCache* cache_;
  std::vector<std::string> warnings_;
};

} // namespace sigil::dhall
