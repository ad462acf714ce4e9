/// \file
/// The file of a kept result (docs/formats/dhall-result.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sigil/base/stream.hpp"
#include "syntax/import_spec.hpp"

namespace sigil::dhall {

/// What was asked of the world outside, and what it answered.
struct Dependency {
  std::string location;                ///< to_text() of a file or variable, or hash_text() of a cached import
  std::optional<Sha256Digest> content; ///< nothing: it was absent
};

struct ResultEntry {
  std::vector<Dependency> dependencies; ///< in the order they were asked for
  ByteView type;                        ///< encoded
  ByteView value;                       ///< encoded; empty: it was not needed
};

Bytes write_entry(const Sha256Digest& key, const ResultEntry& entry);

/// Its parts stay where they are in `bytes`. Nothing if that is no entry of this key, whole and undamaged.
std::optional<ResultEntry> read_entry(const Sha256Digest& key, ByteView bytes);

} // namespace sigil::dhall
