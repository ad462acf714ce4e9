/// \file
/// Where an import is, as seen from its importer (standard, imports.md: "Canonicalization of imports",
/// "Chaining imports").
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "syntax/arena.hpp"
#include "syntax/import_spec.hpp"

namespace sigil::dhall {

/// An import without its mode, hash and headers. All text lives in an arena or a kept source.
struct Location {
  ImportScheme scheme = ImportScheme::Missing;
  std::string_view authority{};
  std::span<const std::string_view> path{}; ///< as in ImportSpec: the last component is the file
  bool has_query = false;
  std::string_view query{};

  bool is_remote() const { return scheme == ImportScheme::Http || scheme == ImportScheme::Https; }
  /// `./x` or `../x`: means something only beside its importer.
  bool is_relative() const { return scheme == ImportScheme::Here || scheme == ImportScheme::Parent; }
  bool is_file() const {
    return is_relative() || scheme == ImportScheme::Absolute || scheme == ImportScheme::Home;
  }
};

Location location_of(const ImportSpec& spec);

/// The location of a file: "/a/b", "./a/b", "../a/b", "~/a/b", and "a/b", which is "./a/b". Canonical.
/// \param path  need not outlive the call
Location file_location(Arena& arena, std::string_view path);

/// Without `.` and, as far as possible, `..` in its folder. The file is left alone, whatever its name.
Location canonical(Arena& arena, const Location& location);

/// What `child` means in a file at `parent`; canonical. A child below a URL gets the characters that no URL
/// has percent-encoded, and the percent sign too: in the name of a file it is nothing special.
/// \throws Error{Limit} "dhall.limit.location" if it becomes longer than any server or file system takes.
Location chain(Arena& arena, const Location& parent, const Location& child);

/// As `as Location` has it (but for the scheme "env:", which is not part of that), and different for
/// different locations: "./a/b", "~/a", "https://host/a?q", "env:X", "missing".
std::string to_text(const Location& location);

/// Likewise, without user and password of a URL: for people.
std::string to_shown_text(const Location& location);

/// Refuses what only a decoded expression can hold and no file or variable is named: NUL, an empty component,
/// a slash in a component.
/// \throws Error{Invalid} "dhall.import.path"
void check_names(const Location& location);

} // namespace sigil::dhall
