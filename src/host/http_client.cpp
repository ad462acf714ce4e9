#include "http_client.hpp"

#include <algorithm>
#include <csignal>
#include <utility>

#include "sigil/base/interrupt.hpp"

namespace sigil::host {
namespace {

using Method = HttpExchange::Method;

constexpr std::size_t kMostRunning = 32;
constexpr long kMostConnections = 8;
constexpr int kMostRedirects = 5;
constexpr std::int64_t kLongestPause_s = 30;
/// How soon a waiting caller sees an interrupt.
constexpr std::chrono::milliseconds kInterruptPeriod{100};

const char* name_of(Method method) {
  switch (method) {
  case Method::Get: return "GET";
  case Method::Head: return "HEAD";
  case Method::Put: return "PUT";
  }
  return "";
}

bool may_pass(CURLcode code) {
  constexpr CURLcode kCodes[] = {CURLE_COULDNT_RESOLVE_PROXY,
                                 CURLE_COULDNT_RESOLVE_HOST,
                                 CURLE_COULDNT_CONNECT,
                                 CURLE_PARTIAL_FILE,
                                 CURLE_OPERATION_TIMEDOUT,
                                 CURLE_SSL_CONNECT_ERROR,
                                 CURLE_GOT_NOTHING,
                                 CURLE_SEND_ERROR,
                                 CURLE_RECV_ERROR,
                                 CURLE_HTTP2,
                                 CURLE_HTTP2_STREAM};
  return std::find(std::begin(kCodes), std::end(kCodes), code) != std::end(kCodes);
}

bool may_pass(long status) {
  return status == 429 || status == 500 || (status >= 502 && status <= 504);
}

bool is_redirect(Method method, long status) {
  // 303 says that a GET elsewhere tells how it went: no place for an upload.
  return status == 301 || status == 302 || status == 307 || status == 308 ||
         (status == 303 && method != Method::Put);
}

/// A thread started while this lives gets no signals: handlers run where they always did, and a connection
/// that the server closes raises no SIGPIPE.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

} // namespace

/// An exchange on its way: one request after another until one is answered for good.
struct HttpClient::Transfer {
  const CurlLibrary& curl;
  std::shared_ptr<HttpExchange> exchange;
  HttpUrl url;
  CURL* handle;
  char reason[CURL_ERROR_SIZE] = "";
  std::size_t received = 0;
  int redirects = 0;
  std::size_t retries = 0;

  Transfer(const CurlLibrary& library, std::shared_ptr<HttpExchange> what)
      : curl(library), exchange(std::move(what)), url(*parse_http_url(exchange->url)),
        handle(curl.easy_init()) {
    if (handle == nullptr) throw std::bad_alloc();
    if (exchange->method == Method::Get) exchange->body.reserve(eris::kLargestBlock);
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer() { curl.easy_cleanup(handle); }

  /// The subject of messages.
  std::string text() const {
    return "request " + std::string(name_of(exchange->method)) + " " + in_quotes(url.text());
  }
  bool is_too_long() const { return received > eris::kLargestBlock; }

  long status() const {
    long status = 0;
    curl.easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return status;
  }

  /// Takes a part of a body; one that no block has ends the transfer.
  static std::size_t write(char* bytes, std::size_t, std::size_t length, void* self) {
    Transfer& transfer = *static_cast<Transfer*>(self);
    transfer.received += length;
    if (transfer.is_too_long()) return 0;
    if (transfer.exchange->method == Method::Get)
      transfer.exchange->body.insert(transfer.exchange->body.end(), bytes, bytes + length);
    return length;
  }
};

std::chrono::milliseconds pause_before_retry(std::chrono::milliseconds planned, std::int64_t wish_s) {
  return std::max<std::chrono::milliseconds>(
      planned, std::chrono::seconds(std::clamp<std::int64_t>(wish_s, 0, kLongestPause_s)));
}

HttpClient::HttpClient(HttpUrl base, const HttpOptions& options)
    : base_(std::move(base)), options_(options),
      curl_(options.library.empty() ? SIGIL_LIBCURL_FILE : options.library,
            {"eris.http.library", "stores on servers need it"}),
      multi_(curl_.multi_init()),
      upload_headers_(curl_.slist_append(nullptr, "Content-Type: application/octet-stream")) {
  if (multi_ == nullptr || upload_headers_ == nullptr) throw std::bad_alloc();
  curl_.multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, kMostConnections);
  // Else four for each request that is running: connections would be closed when few are.
  curl_.multi_setopt(multi_, CURLMOPT_MAXCONNECTS, 2 * kMostConnections);
  const SignalsBlocked blocked;
  thread_ = std::thread([this] { run(); });
}

HttpClient::~HttpClient() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  curl_.multi_wakeup(multi_);
  thread_.join();
  for (auto& [handle, transfer] : running_) {
    // Else the end of a transfer waits for the name server.
    curl_.easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
    curl_.multi_remove_handle(multi_, handle);
  }
  running_.clear();
  paused_.clear();
  curl_.multi_cleanup(multi_);
  curl_.slist_free_all(upload_headers_);
}

void HttpClient::submit(std::shared_ptr<HttpExchange> exchange) {
  {
    const std::lock_guard lock(mutex_);
    submitted_.push_back(std::move(exchange));
  }
  curl_.multi_wakeup(multi_);
}

bool HttpClient::is_done(const HttpExchange& exchange) {
  const std::lock_guard lock(mutex_);
  return exchange.is_done;
}

void HttpClient::wait(const HttpExchange& exchange) {
  std::unique_lock lock(mutex_);
  while (!exchange.is_done) {
    throw_if_interrupted();
    changed_.wait_for(lock, kInterruptPeriod);
  }
}

void HttpClient::run() {
  for (;;) {
    int count = 0;
    curl_.multi_perform(multi_, &count);
    take_answers();
    start_paused();
    if (!start_submitted()) return;
    curl_.multi_poll(multi_, nullptr, 0, poll_limit_ms(), nullptr);
  }
}

/// False if the client is to end.
bool HttpClient::start_submitted() {
  std::unique_lock lock(mutex_);
  while (!is_over_ && !submitted_.empty() && running_.size() + paused_.size() < kMostRunning) {
    auto exchange = std::move(submitted_.front());
    submitted_.pop_front();
    lock.unlock();
    start(std::make_unique<Transfer>(curl_, std::move(exchange)));
    lock.lock();
  }
  return !is_over_;
}

void HttpClient::start_paused() {
  while (!paused_.empty() && paused_.begin()->first <= Clock::now()) {
    TransferPtr transfer = std::move(paused_.begin()->second);
    paused_.erase(paused_.begin());
    start(std::move(transfer));
  }
}

void HttpClient::start(TransferPtr transfer) {
  prepare(*transfer);
  if (curl_.multi_add_handle(multi_, transfer->handle) != CURLM_OK) throw std::bad_alloc();
  CURL* handle = transfer->handle;
  running_.emplace(handle, std::move(transfer));
}

void HttpClient::prepare(Transfer& transfer) {
  const auto set = [&](CURLoption option, auto value) { curl_.easy_setopt(transfer.handle, option, value); };
  HttpExchange& exchange = *transfer.exchange;
  transfer.received = 0;
  transfer.reason[0] = '\0';
  set(CURLOPT_URL, transfer.url.text().c_str());
  set(CURLOPT_USERAGENT, "sigil-build/" SIGIL_VERSION);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_ERRORBUFFER, transfer.reason);
  set(CURLOPT_WRITEFUNCTION, &Transfer::write);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&transfer));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
  set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.idle_timeout.count()));
  // One connection that multiplexes, if the server can, before eight. Without TLS only the first answer would
  // tell.
  set(CURLOPT_PIPEWAIT, transfer.url.is_https ? 1L : 0L);
  const bool logs_in = transfer.url.has_origin_of(base_) && !(base_.user.empty() && base_.password.empty());
  set(CURLOPT_USERNAME, logs_in ? base_.user.c_str() : nullptr);
  set(CURLOPT_PASSWORD, logs_in ? base_.password.c_str() : nullptr);
  switch (exchange.method) {
  case Method::Get: exchange.body.clear(); break;
  case Method::Head: set(CURLOPT_NOBODY, 1L); break;
  case Method::Put:
    set(CURLOPT_POSTFIELDS, reinterpret_cast<const char*>(exchange.body.data()));
    set(CURLOPT_POSTFIELDSIZE, static_cast<long>(exchange.body.size()));
    set(CURLOPT_CUSTOMREQUEST, "PUT");
    set(CURLOPT_HTTPHEADER, upload_headers_);
    break;
  }
}

void HttpClient::take_answers() {
  int more = 0;
  while (const CURLMsg* message = curl_.multi_info_read(multi_, &more)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result; // the message does not outlive the removal
    const auto found = running_.find(message->easy_handle);
    TransferPtr transfer = std::move(found->second);
    running_.erase(found);
    curl_.multi_remove_handle(multi_, transfer->handle);
    judge(std::move(transfer), code);
  }
}

void HttpClient::judge(TransferPtr transfer, CURLcode code) {
  const bool is_cut_off = code == CURLE_WRITE_ERROR && transfer->is_too_long();
  if (is_cut_off && transfer->status() == 200 && transfer->exchange->method == Method::Get) {
    Error error(ErrorKind::Limit, transfer->text() + " is answered with more than " +
                                      std::to_string(eris::kLargestBlock) + " bytes, expected a block");
    return finish(std::move(transfer), std::move(error).coded("eris.http.length"));
  }
  const long status = transfer->status();
  if (code == CURLE_OK || is_cut_off) return judge_answer(std::move(transfer), status);
  const std::string reason = *transfer->reason != '\0' ? transfer->reason : curl_.easy_strerror(code);
  Error error(ErrorKind::Io, transfer->text() + " has failed: " + reason);
  error.coded(code == CURLE_OPERATION_TIMEDOUT ? "eris.http.timeout" : "eris.http.connection");
  if (may_pass(code)) return retry(std::move(transfer), std::move(error));
  finish(std::move(transfer), std::move(error));
}

void HttpClient::judge_answer(TransferPtr transfer, long status) {
  const Method method = transfer->exchange->method;
  const bool is_upload = method == Method::Put;
  const bool is_success = status == 200 || (is_upload && (status == 201 || status == 204));
  if (is_success || (status == 404 && !is_upload)) {
    transfer->exchange->is_found = is_success;
    return finish(std::move(transfer));
  }
  if (is_redirect(method, status)) return redirect(std::move(transfer), status);
  Error error(ErrorKind::Io, transfer->text() + " is answered with " + std::to_string(status) +
                                 ", expected " + (is_upload ? "200, 201 or 204" : "200 or 404"));
  error.coded("eris.http.status");
  if (status == 401) error.hint("user and password stand in the URL: 'http://USER:PASSWORD@HOST'");
  if (status == 405 && is_upload) error.hint("this server only gives blocks");
  if (may_pass(status)) return retry(std::move(transfer), std::move(error));
  finish(std::move(transfer), std::move(error));
}

/// By hand: libcurl would know no way from http to https that does not lead back.
void HttpClient::redirect(TransferPtr transfer, long status) {
  const char* location = nullptr;
  curl_.easy_getinfo(transfer->handle, CURLINFO_REDIRECT_URL, &location);
  const std::string target = location != nullptr ? location : "";
  const auto url = parse_http_url(target);
  std::string expected;
  if (!url || !url->user.empty() || !url->password.empty())
    expected = "expected a URL of http or https without a user";
  else if (transfer->url.is_https && !url->is_https)
    expected = "expected to stay with https";
  else if (++transfer->redirects > kMostRedirects)
    expected = "expected at most " + std::to_string(kMostRedirects) + " redirections";
  if (!expected.empty()) {
    Error error(ErrorKind::Io, transfer->text() + " is redirected by " + std::to_string(status) + " to " +
                                   in_quotes(redacted(target)) + ", " + expected);
    return finish(std::move(transfer), std::move(error).coded("eris.http.redirect"));
  }
  transfer->url = *url;
  start(std::move(transfer));
}

void HttpClient::retry(TransferPtr transfer, Error failure) {
  if (transfer->retries == options_.retry_pauses.size()) {
    if (transfer->retries > 0)
      failure.while_doing("in the last of " + std::to_string(transfer->retries + 1) + " tries");
    return finish(std::move(transfer), std::move(failure));
  }
  curl_off_t wish_s = 0;
  curl_.easy_getinfo(transfer->handle, CURLINFO_RETRY_AFTER, &wish_s);
  const auto pause = pause_before_retry(options_.retry_pauses[transfer->retries++], wish_s);
  paused_.emplace(Clock::now() + pause, std::move(transfer));
}

void HttpClient::finish(TransferPtr transfer, std::optional<Error> failure) {
  {
    const std::lock_guard lock(mutex_);
    transfer->exchange->failure = std::move(failure);
    transfer->exchange->is_done = true;
  }
  changed_.notify_all();
}

int HttpClient::poll_limit_ms() const {
  constexpr std::chrono::milliseconds kLongest{1000};
  if (paused_.empty()) return static_cast<int>(kLongest.count());
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(paused_.begin()->first - Clock::now());
  return static_cast<int>(std::clamp(left, std::chrono::milliseconds{0}, kLongest).count());
}

} // namespace sigil::host
