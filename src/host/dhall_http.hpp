/// \file
/// Requests for imports, one after the other.
#pragma once

#include <memory>

#include "curl_library.hpp"
#include "http_url.hpp"
#include "sigil/dhall/fetcher.hpp"
#include "sigil/host/dhall_fetcher.hpp"

namespace sigil::host {

/// Not thread-safe.
class DhallHttp {
 public:
  /// \throws Error{Missing} "dhall.http.library"
  explicit DhallHttp(const DhallFetcherOptions& options);
  DhallHttp(const DhallHttp&) = delete;
  DhallHttp& operator=(const DhallHttp&) = delete;
  ~DhallHttp();

  /// As Fetcher::get().
  dhall::HttpResponse get(const dhall::HttpRequest& request);

 private:
  struct Transfer;
  void perform(Transfer& transfer, const dhall::HttpRequest& request, bool is_own_origin);

  const DhallFetcherOptions options_;
  const CurlLibrary curl_;
  CURL* handle_; ///< one for all requests: it keeps the connections
};

} // namespace sigil::host
