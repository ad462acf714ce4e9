/// \file
/// The file of a kept result (docs/formats/dhall-result.md).
#pragma once

#include <optional>
#include <span>
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

/// Puts together an entry as it is made: two parts, each begun, written and ended, are the type and the
/// value.
class EntryWriter final : public ByteSink {
 public:
  EntryWriter(const Sha256Digest& key, std::span<const Dependency> dependencies);
  void begin_part();
  void write(ByteView bytes) override;
  void end_part();
  Bytes finish() &&;

 private:
  Bytes bytes_;
  std::size_t part_ = 0; ///< where it begins
};

Bytes write_entry(const Sha256Digest& key, const ResultEntry& entry);

/// Its parts stay where they are in `bytes`. Nothing if that is no entry of this key, whole and undamaged.
std::optional<ResultEntry> read_entry(const Sha256Digest& key, ByteView bytes);

} // namespace sigil::dhall
