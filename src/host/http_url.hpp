/// \file
/// URLs of HTTP servers, in the parts that a client has to tell apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sigil::host {

struct HttpUrl {
  bool is_https = false;
  std::string user;     ///< percent-decoded
  std::string password; ///< percent-decoded
  std::string server;   ///< "host" or "host:port", in lower case
  std::string target;   ///< path and query, as they are written

  /// Without user and password.
  std::string text() const { return (is_https ? "https://" : "http://") + server + target; }
  bool has_origin_of(const HttpUrl& other) const {
    return is_https == other.is_https && server == other.server;
  }
};

/// nullopt if `url` is not an absolute URL of http or https, or has a character that no URL has.
std::optional<HttpUrl> parse_http_url(std::string_view url);

/// A URL to append the path of a request to: no query, no fragment, no slash at the end.
/// \throws Error{Usage} "eris.http.url", which does not show a password.
HttpUrl parse_base_url(std::string_view url);

/// `url`, sound or not, with "***" for all that may be user and password: for messages.
std::string redacted(std::string_view url);

} // namespace sigil::host
