/// \file
/// What Dhall imports from: files, the environment, servers, the cache (standard, imports.md); and where
/// results of programs are kept.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "sigil/dhall/fetcher.hpp"

namespace sigil::host {

struct DhallFetcherOptions {
  /// Where relative paths start; empty: the working folder.
  std::filesystem::path folder;
  std::chrono::milliseconds connect_timeout = std::chrono::seconds{10};
  /// How long a connection may be silent in the middle of a request.
  std::chrono::seconds idle_timeout{30};
  /// libcurl: a path, or a name for the dynamic linker. Empty: what the build was configured with.
  std::string library;
};

/// Files are read whole; FIFOs and devices too, to their end, and once: who asks again gets the same. libcurl
/// is loaded with the first request; connections are kept. Requests follow up to 10 redirections, never from
/// https to http; the request's headers go to its own origin only. Certificates are checked, no cookies kept.
///
/// Errors of requests: Io "dhall.http.connection", "dhall.http.timeout", "dhall.http.redirect",
/// "dhall.http.url"; Missing "dhall.http.library"; Limit "dhall.limit.import-size". None shows a password.
std::unique_ptr<dhall::Fetcher> make_dhall_fetcher(DhallFetcherOptions options = {});

/// The folder "dhall" in `$XDG_CACHE_HOME`, or in `$HOME/.cache` if the first one is not set or cannot be
/// used: one file a digest, "1220" and its hexadecimal digits. Folders are made when first needed.
std::unique_ptr<dhall::ImportCache> make_dhall_cache();

/// A folder of the user's own, made when first needed: others can neither read nor write it, and if it is not
/// so, or belongs to somebody else, it is not used. Several processes may use it at once.
/// \param most_bytes  about which the oldest results are removed
std::unique_ptr<dhall::ResultCache> make_dhall_results(std::filesystem::path folder,
                                                       std::uint64_t most_bytes = std::uint64_t{256} << 20U);

} // namespace sigil::host
