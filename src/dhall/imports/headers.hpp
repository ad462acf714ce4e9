/// \file
/// Headers of requests: of `using`, and of the user's configuration.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sigil/dhall/fetcher.hpp"

namespace sigil::dhall {

/// The header configuration: "host:port" and the headers for it.
using OriginHeaders = std::vector<std::pair<std::string, HttpHeaders>>;

/// ASCII only.
std::string lower_case(std::string_view text);

/// The headers of a request to `host_and_port`: those of `using` and of the first entry of the configuration
/// that is for it. A header that both have is taken from the configuration.
HttpHeaders merge_headers(const HttpHeaders& inline_headers, const OriginHeaders& configuration,
                          std::string_view host_and_port);

/// Refuses what would make another request of it: line breaks, names that are no token (RFC 9110), and
/// headers that frame or route a message.
/// \throws Error{Invalid} "dhall.import.header"
void check_headers(const HttpHeaders& headers);

} // namespace sigil::dhall
