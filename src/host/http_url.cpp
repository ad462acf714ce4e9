#include "http_url.hpp"

#include <algorithm>
#include <cctype>

#include "sigil/base/error.hpp"
#include "sigil/base/text.hpp"

namespace sigil::host {
namespace {

bool is_alphanumeric(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

/// Takes "<scheme>://" off `url`, in any case; false if it is none of ours.
bool take_scheme(std::string_view& url, bool& is_https) {
  const std::size_t end = url.find("://");
  if (end == std::string_view::npos) return false;
  const std::string scheme = lower_case(url.substr(0, end));
  is_https = scheme == "https";
  url.remove_prefix(end + 3);
  return is_https || scheme == "http";
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (; !text.empty(); text.remove_prefix(1)) {
    std::uint8_t byte = static_cast<std::uint8_t>(text.front());
    if (text.front() == '%') {
      if (text.size() < 3 || !from_hex(lower_case(text.substr(1, 2)), {&byte, 1}) || byte == 0)
        return std::nullopt;
      text.remove_prefix(2);
    }
    decoded.push_back(static_cast<char>(byte));
  }
  return decoded;
}

bool is_server(std::string_view server) {
  std::string_view host = server;
  if (const std::size_t colon = server.rfind(':'); colon != std::string_view::npos && server.back() != ']') {
    const auto port = parse_decimal(server.substr(colon + 1));
    if (!port || *port == 0 || *port > 65535) return false;
    host = server.substr(0, colon);
  }
  if (host.starts_with('['))
    return host.size() > 3 && host.ends_with(']') &&
           host.find_first_not_of("0123456789abcdef:.", 1) == host.size() - 1;
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '.' || c == '_';
  });
}

} // namespace

std::optional<HttpUrl> parse_http_url(std::string_view url) {
  const auto is_printable = [](char c) { return c > ' ' && c < 0x7f; };
  HttpUrl parts;
  if (!std::all_of(url.begin(), url.end(), is_printable) || !take_scheme(url, parts.is_https))
    return std::nullopt;
  std::string_view authority = url.substr(0, url.find_first_of("/?#"));
  parts.target = url.substr(authority.size());
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    const std::string_view login = authority.substr(0, at);
    const std::size_t colon = std::min(login.find(':'), login.size());
    const auto user = percent_decoded(login.substr(0, colon));
    const auto password = percent_decoded(colon < login.size() ? login.substr(colon + 1) : "");
    if (!user || !password) return std::nullopt;
    parts.user = *user;
    parts.password = *password;
    authority.remove_prefix(at + 1);
  }
  parts.server = lower_case(authority);
  if (!is_server(parts.server)) return std::nullopt;
  return parts;
}

HttpUrl parse_base_url(std::string_view url) {
  auto parts = parse_http_url(url);
  if (!parts || parts->target.find_first_of("?#") != std::string::npos)
    throw Error(ErrorKind::Usage, "store " + in_quotes(redacted(url)) + " is no URL of a server")
        .coded("eris.http.url")
        .hint("expected 'http://HOST:PORT/PATH' or 'https://…', without '?' and '#'; the password of "
              "'http://USER:PASSWORD@HOST' needs %2F for a slash");
  while (parts->target.ends_with('/')) parts->target.pop_back();
  return *parts;
}

std::string redacted(std::string_view url) {
  // Not the authority's end but the last '@': a password with a slash shall not be shown either.
  const std::size_t at = url.rfind('@');
  if (at == std::string_view::npos) return std::string(url);
  const std::size_t slashes = url.find("//");
  const std::size_t begin = slashes < at ? slashes + 2 : 0;
  return std::string(url.substr(0, begin)) + "***" + std::string(url.substr(at));
}

} // namespace sigil::host
