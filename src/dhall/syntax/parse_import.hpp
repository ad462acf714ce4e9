/// \file
/// The parts of an import that have no expressions in them (dhall.abnf, import).
#pragma once

#include <vector>

#include "syntax/cursor.hpp"
#include "syntax/import_spec.hpp"

namespace sigil::dhall {

/// Reads imports. What it gives out lives in the arena or the source.
class Imports {
 public:
  explicit Imports(Cursor& cursor) : cursor_(cursor) {}

  /// Whether a path begins here, and not a selector or an operator.
  bool at_path() const;
  /// Whether `http://`, `https://` or `env:` begins here.
  bool at_url_or_environment() const;

  /// Reads a path, URL or environment variable, without `using`, hash and mode.
  ImportSpec read();
  /// Whether a hash begins here: `sha256:` and neither whitespace nor a second colon.
  bool at_hash() const;
  void read_hash(ImportSpec& spec);
  /// `as Text`, `as Location`, `as Bytes`; the cursor is at `as`.
  void read_mode(ImportSpec& spec);

 private:
  ImportSpec read_local();
  ImportSpec read_url();
  ImportSpec read_environment();
  void read_path_component();
  const char* end_of_authority(const char* at) const;
  const char* end_of_host(const char* at) const;
  const char* end_of_domain(const char* at) const;
  const char* end_of_url_run(const char* at, std::string_view also) const;
  std::string_view unescaped_environment(const char* begin, const char* end);
  void keep_components(ImportSpec& spec);

  Cursor& cursor_;
  std::vector<std::string_view> components_;
};

/// Whether `text` is an IPv6 address (RFC 3986, IPv6address).
bool is_ipv6_address(std::string_view text);

} // namespace sigil::dhall
