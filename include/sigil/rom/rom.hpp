/// \file
/// A ROM module: its two names and its content.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sigil/base/error.hpp"
#include "sigil/base/file.hpp"
#include "sigil/rom/name.hpp"

namespace sigil::rom {

/// The name of a ROM module, in both of its forms. Value type, ordered by full name.
class RomName {
 public:
  /// A name that a description gives: at most 63 characters, none of the reserved ones.
  /// \throws Error{Invalid}, or Error{Limit} if it is too long.
  static RomName named(std::string_view name);
  /// One of the reserved names, which only sigil-build gives to what it makes itself.
  static RomName reserved(std::string_view name);
  /// A content's URN, of any length up to the dynamic linker's 127 characters.
  /// \throws Error{Invalid}; Error{Limit}.
  static RomName of_content(std::string_view urn);

  /// What stands in the boot module table and in DT_NEEDED.
  const std::string& full() const noexcept { return full_; }
  /// What stands in a configuration: the first 63 characters.
  std::string_view label() const noexcept { return label_of(full_); }
  /// Whether the name is a URN, so that the content can be checked against it.
  bool is_urn() const noexcept { return full_.starts_with("urn:"); }

  auto operator<=>(const RomName&) const = default;

 private:
  explicit RomName(std::string_view full) : full_(full) {}
  std::string full_;
};

/// A ROM module of an image.
struct Rom {
  RomName name;
  Blob content;
  std::uint64_t size_bytes() const noexcept { return content.size(); }
};

/// The error for a child or ROM name with `fault`; `what` is its subject, e.g. "ROM name".
Error name_error(std::string_view what, std::string_view name, NameFault fault);

/// Names that Genode cannot tell apart, since their first 63 characters are equal.
/// \throws Error{Invalid} naming both.
void check_distinct(const std::vector<RomName>& names);

} // namespace sigil::rom
