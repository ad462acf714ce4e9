/// \file
/// Reader of the manifest ROM (docs/formats/manifest.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sigil::bootcheck {

/// Where a content is: in a boot module of its own, or in the store.
enum class Placement : std::uint8_t { Module, Store };

struct ManifestEntry {
  Placement placement = Placement::Module;
  std::uint64_t size = 0;
  std::uint8_t hash[32]{};
  std::string_view capability; ///< a URN, or empty; never empty for the store
  std::string_view name;
};

/// Goes through a manifest line by line. Views into the text.
class ManifestReader {
 public:
  explicit ManifestReader(std::string_view text) : rest_(text) {}

  enum class Step { Entry, End, Fault };

  /// The next entry; modules first. That no name comes twice is for the caller to see, and that a module
  /// is there.
  Step next(ManifestEntry& into);

  /// After Entry or Fault: the line, counted from 1.
  std::size_t line() const { return line_; }
  /// After Fault.
  std::string_view fault() const { return fault_; }

 private:
  Step fail(std::string_view what) {
    fault_ = what;
    return Step::Fault;
  }
  bool take_line(std::string_view& line);
  Step read_fields(std::string_view line, ManifestEntry& into);
  /// What holds for one placement only.
  Step read_module(const ManifestEntry& entry);
  Step read_content(const ManifestEntry& entry);

  std::string_view rest_;
  std::string_view fault_;
  std::size_t line_ = 0;
  bool in_store_ = false; ///< contents of the store have begun
};

} // namespace sigil::bootcheck
