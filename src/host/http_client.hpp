/// \file
/// Requests to one server, many at a time, on a thread of their own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "curl_library.hpp"
#include "http_url.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/stream.hpp"
#include "sigil/host/http_store.hpp"

namespace sigil::host {

/// A request and what became of it. From HttpClient::submit() to the end of wait() it is the client's.
struct HttpExchange {
  enum class Method : std::uint8_t { Get, Head, Put };

  Method method = Method::Get;
  std::string url;
  Bytes body; ///< what Put sends; what came for Get
  bool is_found = false;
  std::optional<Error> failure;
  bool is_done = false; ///< guarded by the client's mutex
};

/// How long to wait before a request is tried again: as planned, or longer if the server asks for it.
/// \param wish_s  its Retry-After in seconds, 0 without one; counts to 30.
std::chrono::milliseconds pause_before_retry(std::chrono::milliseconds planned, std::int64_t wish_s);

/// All members may be called by several threads at once.
class HttpClient {
 public:
  /// \param base  whose user and password are sent, to that server only.
  /// \throws Error{Missing} "eris.http.library"
  HttpClient(HttpUrl base, const HttpOptions& options);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  /// Drops what is not done.
  ~HttpClient();

  /// Starts a request, behind those that wait already.
  void submit(std::shared_ptr<HttpExchange> exchange);
  bool is_done(const HttpExchange& exchange);
  /// Returns when the exchange is done, whether or not it failed. \throws Error{Interrupted}
  void wait(const HttpExchange& exchange);

 private:
  using Clock = std::chrono::steady_clock;
  struct Transfer;
  using TransferPtr = std::unique_ptr<Transfer>;

  void run();
  bool start_submitted();
  void start_paused();
  void start(TransferPtr transfer);
  void prepare(Transfer& transfer);
  void take_answers();
  void judge(TransferPtr transfer, CURLcode code);
  void judge_answer(TransferPtr transfer, long status);
  void redirect(TransferPtr transfer, long status);
  void retry(TransferPtr transfer, Error failure);
  void finish(TransferPtr transfer, std::optional<Error> failure = std::nullopt);
  int poll_limit_ms() const;

  const HttpUrl base_;
  const HttpOptions options_;
  const CurlLibrary curl_;
  CURLM* multi_;
  curl_slist* upload_headers_;

  // The thread's own.
  std::map<CURL*, TransferPtr> running_;
  std::multimap<Clock::time_point, TransferPtr> paused_;

  std::mutex mutex_; ///< of all below
  std::condition_variable changed_;
  std::deque<std::shared_ptr<HttpExchange>> submitted_;
  bool is_over_ = false;
  std::thread thread_;
};

} // namespace sigil::host
