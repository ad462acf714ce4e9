#include "imports/origin.hpp"

#include "imports/headers.hpp"

namespace sigil::dhall {

namespace {

Origin make_origin(bool is_https, std::string_view authority) {
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos)
    authority.remove_prefix(at + 1);
  const std::size_t colon = authority.rfind(':');
  const std::size_t bracket = authority.rfind(']');
  std::string_view port;
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || bracket < colon)) {
    port = authority.substr(colon + 1);
    authority = authority.substr(0, colon);
  }
  while (port.size() > 1 && port.front() == '0') port.remove_prefix(1);
  if (port.empty()) port = is_https ? "443" : "80";
  return {is_https, lower_case(authority), std::string(port)};
}

} // namespace

std::string Origin::text() const {
  const std::string_view usual = is_https ? "443" : "80";
  return (is_https ? "https://" : "http://") + host + (port == usual ? "" : ":" + port);
}

Origin origin_of(const Location& location) {
  return make_origin(location.scheme == ImportScheme::Https, location.authority);
}

std::optional<Origin> parse_origin(std::string_view url) {
  const std::size_t end = url.find("://");
  if (end == std::string_view::npos) return std::nullopt;
  const std::string scheme = lower_case(url.substr(0, end));
  if (scheme != "http" && scheme != "https") return std::nullopt;
  url.remove_prefix(end + 3);
  const std::string_view authority = url.substr(0, url.find_first_of("/?#"));
  if (authority.empty()) return std::nullopt;
  return make_origin(scheme == "https", authority);
}

bool is_referentially_sane(const Location& parent, const Location& child) {
  return !parent.is_remote() || child.is_remote() || child.scheme == ImportScheme::Missing;
}

bool is_cors_compliant(const Location& parent, const Origin& child, const Origin& answering,
                       const HttpHeaders& response) {
  if (!parent.is_remote()) return true;
  const Origin own = origin_of(parent);
  if (own == child && own == answering) return true;
  const std::string* allowed = nullptr;
  for (const auto& [name, value] : response) {
    if (lower_case(name) != "access-control-allow-origin") continue;
    if (allowed != nullptr) return false; // more than one
    allowed = &value;
  }
  if (allowed == nullptr) return false;
  // An origin has neither user nor path.
  if (allowed->find('@') != std::string::npos) return false;
  return *allowed == "*" || (parse_origin(*allowed) == own && allowed->find('/', 8) == std::string::npos);
}

} // namespace sigil::dhall
