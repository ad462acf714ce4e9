/// \file
/// ERIS blocks on a server, over HTTP (docs/formats/eris-http.md).
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sigil/base/error.hpp"
#include "sigil/eris/store.hpp"
#include "sigil/eris/store_name.hpp"

namespace sigil::host {

class HttpClient;
struct HttpExchange;

/// How patient a store is. Nobody but tests needs other values.
struct HttpOptions {
  /// Pauses before the second, third, … try of a request.
  std::vector<std::chrono::milliseconds> retry_pauses{std::chrono::milliseconds{250}, std::chrono::seconds{1},
                                                      std::chrono::seconds{4}};
  std::chrono::milliseconds connect_timeout = std::chrono::seconds{10};
  /// How long a connection may be silent in the middle of a request.
  std::chrono::seconds idle_timeout{30};
  /// libcurl: a path, or a name for the dynamic linker. Empty: what the build was configured with.
  std::string library;
};

/// Blocks below a URL. libcurl is loaded, and a thread for all transfers started, with the first request:
/// a store that is only made costs nothing.
///
/// Many requests are under way at a time, on at most 8 connections to a server. A request that fails for a
/// reason that may pass (no connection, silence, 429, 500, 502, 503, 504) is tried again, three times.
/// All members that ask the server throw
///  * Error{Io} "eris.http.connection", "eris.http.timeout", "eris.http.status", "eris.http.redirect";
///  * Error{Missing} "eris.http.library" if libcurl cannot be loaded;
///  * Error{Interrupted} soon after an interrupt was requested, without waiting for the server.
/// No error shows a password.
class HttpStore final : public eris::BlockStore {
 public:
  /// Asks the server nothing.
  /// \param url  "http://host/path" or https, may hold "user:password@" before the host.
  /// \throws Error{Usage} "eris.http.url"
  explicit HttpStore(std::string_view url, HttpOptions options = {});
  HttpStore(const HttpStore&) = delete;
  HttpStore& operator=(const HttpStore&) = delete;
  /// Does not wait: what was put since the last sync() may be lost.
  ~HttpStore() override;

  /// The URL without user and password.
  const std::string& url() const noexcept { return url_; }

  /// Starts an upload and waits only if 32 are under way. has() and get() may see the block once sync() has
  /// returned. \throws Error{Invalid} "eris.block.size"; the error of the first upload that failed, from
  /// then on always.
  void put(const eris::Reference& reference, ByteView block) override;
  /// A block into `buffer`, verified. \throws Error{Integrity} "eris.block.reference" if the server has
  /// another one; Error{Limit} "eris.http.length" if it sends more than a block.
  ByteView get(const eris::Reference& reference, MutableBytes buffer) override;
  bool has(const eris::Reference& reference) override;
  std::vector<eris::Reference> missing(std::span<const eris::Reference> references) override;
  /// Starts to fetch: at most 64 blocks are held that get() has not taken, further ones wait for it. Once
  /// get() has asked for 64 others instead, they are dropped.
  void expect(std::span<const eris::Reference> references) override;
  /// \throws Error{Io} "eris.http.list" always: the protocol has no request for it.
  void for_each(const Visit& visit) override;
  /// Waits for all uploads. What a server that has answered does with a block is its own affair.
  /// \throws as put().
  void sync() override;

 private:
  using Exchange = std::shared_ptr<HttpExchange>;

  HttpClient& client();
  std::string url_of(const eris::Reference& reference) const;
  Exchange take(const eris::Reference& reference);
  void fetch_ahead();
  void forget_fetched();
  void settle_uploads();
  void await_uploads(std::unique_lock<std::mutex>& lock, std::size_t at_most);

  std::string url_;
  std::string full_url_; ///< with user and password
  HttpOptions options_;

  std::mutex mutex_; ///< of all below
  std::unique_ptr<HttpClient> client_;
  std::map<eris::Reference, Exchange> expected_; ///< null: not asked for yet
  std::deque<eris::Reference> to_fetch_;         ///< what to ask for, if still expected
  std::size_t fetching_ = 0;                     ///< how many of expected_ are not null
  std::size_t misses_ = 0; ///< how many blocks in a row get() wanted that were not asked for
  std::deque<Exchange> uploads_;
  std::optional<Error> upload_failure_;
};

/// Opens a store by its name, of scheme "http" or "https". \throws as HttpStore::HttpStore().
std::unique_ptr<eris::BlockStore> open_http_store(const eris::StoreName& name);

} // namespace sigil::host
