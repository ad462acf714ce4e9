/// \file
/// Which import may depend on which (standard, imports.md: "Referential sanity check", "CORS").
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "imports/location.hpp"
#include "sigil/dhall/fetcher.hpp"

namespace sigil::dhall {

/// Scheme, host and port of a URL (RFC 6454), which is what servers trust each other by.
struct Origin {
  bool is_https;
  std::string host; ///< in lower case
  std::string port; ///< never empty

  bool operator==(const Origin&) const = default;
  /// "host:port", the key of the header configuration.
  std::string host_and_port() const { return host + ":" + port; }
  /// "https://host", with the port if it is not the usual one.
  std::string text() const;
};

/// \param location  a remote one
Origin origin_of(const Location& location);

/// Of a URL or of what Access-Control-Allow-Origin says; nothing if it is neither http nor https.
std::optional<Origin> parse_origin(std::string_view url);

/// Whether a file at `parent` may import `child` at all: what comes from a server depends on no file and no
/// variable of the machine that it is used on.
bool is_referentially_sane(const Location& parent, const Location& child);

/// Whether the answer of a server at `child`, which came from `answering` in the end, may be used by
/// `parent`. That a redirection leads to another origin counts as importing from there.
bool is_cors_compliant(const Location& parent, const Origin& child, const Origin& answering,
                       const HttpHeaders& response);

} // namespace sigil::dhall
