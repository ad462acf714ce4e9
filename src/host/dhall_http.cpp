#include "dhall_http.hpp"

#include <csignal>
#include <string>

#include "sigil/base/error.hpp"
#include "sigil/base/interrupt.hpp"
#include "sigil/base/text.hpp"

namespace sigil::host {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kMostRedirects = 10;
constexpr std::size_t kMostHeader_bytes = std::size_t{256} << 10U;

bool is_redirect(long status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// A connection that the server closes must not end the process: TLS libraries write without asking for
/// that.
class PipeSignalBlocked {
 public:
  PipeSignalBlocked() {
    ::sigemptyset(&pipe_);
    ::sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  PipeSignalBlocked(const PipeSignalBlocked&) = delete;
  PipeSignalBlocked& operator=(const PipeSignalBlocked&) = delete;
  ~PipeSignalBlocked() {
    const timespec at_once{};
    if (::sigismember(&before_, SIGPIPE) == 0) ::sigtimedwait(&pipe_, nullptr, &at_once);
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_{};
  sigset_t before_{};
};

/// Lines for libcurl, freed at the end.
class HeaderLines {
 public:
  explicit HeaderLines(const CurlLibrary& curl) : curl_(curl) {}
  HeaderLines(const HeaderLines&) = delete;
  HeaderLines& operator=(const HeaderLines&) = delete;
  ~HeaderLines() { curl_.slist_free_all(list_); }

  void add(const std::string& name, const std::string& value) {
    // A colon without value would remove a header of libcurl's own.
    const std::string line = value.empty() ? name + ";" : name + ": " + value;
    curl_slist* longer = curl_.slist_append(list_, line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    list_ = longer;
  }
  curl_slist* list() { return list_; }

 private:
  const CurlLibrary& curl_;
  curl_slist* list_ = nullptr;
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

Error failure(ErrorKind kind, const HttpUrl& url, const std::string& what, const char* code) {
  return Error(kind, "URL " + in_quotes(url.text()) + " " + what).coded(code);
}

} // namespace

/// One request on its way through redirections.
struct DhallHttp::Transfer {
  HttpUrl url;
  std::uint64_t limit_bytes;
  Clock::time_point deadline;
  Bytes body{};
  dhall::HttpHeaders headers{};
  std::size_t header_bytes = 0;
  bool is_too_large = false;
  long status = 0;
  std::string location{};

  static std::size_t write(char* bytes, std::size_t, std::size_t length, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    transfer.is_too_large = length > transfer.limit_bytes - transfer.body.size();
    if (transfer.is_too_large) return 0;
    transfer.body.insert(transfer.body.end(), bytes, bytes + length);
    return length;
  }

  static std::size_t take_header(char* bytes, std::size_t, std::size_t length, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    transfer.header_bytes += length;
    if (transfer.header_bytes > kMostHeader_bytes) return 0;
    const std::string_view line(bytes, length);
    if (line.starts_with("HTTP/")) transfer.headers.clear(); // the last of several, after 100 and the like
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos)
      transfer.headers.emplace_back(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
    return length;
  }

  /// Called several times a second, also while nothing comes.
  static int go_on(void*, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return interrupt_requested() ? 1 : 0;
  }
};

DhallHttp::DhallHttp(const DhallFetcherOptions& options)
    : options_(options), curl_(options.library.empty() ? SIGIL_LIBCURL_FILE : options.library,
                               {"dhall.http.library", "imports from servers need it"}),
      handle_(curl_.easy_init()) {
  if (handle_ == nullptr) throw std::bad_alloc();
}

DhallHttp::~DhallHttp() {
  curl_.easy_cleanup(handle_);
}

dhall::HttpResponse DhallHttp::get(const dhall::HttpRequest& request) {
  auto url = parse_http_url(request.url);
  if (!url) {
    throw Error(ErrorKind::Io,
                "URL " + in_quotes(redacted(request.url)) + " is not one that can be asked for")
        .coded("dhall.http.url");
  }
  const HttpUrl first = *url;
  Transfer transfer{*url, request.limit_bytes, Clock::now() + request.most};
  // Once elsewhere, a request is not the one any more that headers and password are for.
  bool is_own_origin = true;
  for (int redirects = 0;; ++redirects) {
    perform(transfer, request, is_own_origin);
    if (!is_redirect(transfer.status) || transfer.location.empty()) break;
    url = parse_http_url(transfer.location);
    std::string expected;
    if (!url || !url->user.empty() || !url->password.empty()) {
      expected = "expected a URL of http or https without a user";
    } else if (transfer.url.is_https && !url->is_https) {
      expected = "expected to stay with https";
    } else if (redirects == kMostRedirects) {
      expected = "expected at most " + std::to_string(kMostRedirects) + " redirections";
    }
    if (!expected.empty()) {
      throw failure(ErrorKind::Io, transfer.url,
                    "is redirected to " + in_quotes(redacted(transfer.location)) + ", " + expected,
                    "dhall.http.redirect");
    }
    is_own_origin = is_own_origin && url->has_origin_of(first);
    const auto [user, password] = std::pair(first.user, first.password);
    transfer.url = *url;
    if (is_own_origin) {
      transfer.url.user = user;
      transfer.url.password = password;
    }
  }
  return {static_cast<int>(transfer.status), Blob::of(std::move(transfer.body)), std::move(transfer.headers),
          transfer.url.text()};
}

void DhallHttp::perform(Transfer& transfer, const dhall::HttpRequest& request, bool is_own_origin) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(transfer.deadline - Clock::now());
  if (left.count() <= 0)
    throw failure(ErrorKind::Io, transfer.url, "takes too long to answer", "dhall.http.timeout");
  transfer.body.clear();
  transfer.headers.clear();
  transfer.header_bytes = 0;
  HeaderLines lines(curl_);
  if (is_own_origin) {
    for (const auto& [name, value] : request.headers) lines.add(name, value);
  }
  if (!request.origin.empty()) lines.add("Origin", request.origin);
  char reason[CURL_ERROR_SIZE] = "";
  curl_.easy_reset(handle_); // not the connections
  const auto set = [&](CURLoption option, auto value) { curl_.easy_setopt(handle_, option, value); };
  set(CURLOPT_URL, transfer.url.text().c_str());
  set(CURLOPT_USERAGENT, "sigil-build/" SIGIL_VERSION);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_ERRORBUFFER, reason);
  set(CURLOPT_HTTPHEADER, lines.list());
  set(CURLOPT_WRITEFUNCTION, &Transfer::write);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&transfer));
  set(CURLOPT_HEADERFUNCTION, &Transfer::take_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(&transfer));
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &Transfer::go_on);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
  set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.idle_timeout.count()));
  if (!transfer.url.user.empty() || !transfer.url.password.empty()) {
    set(CURLOPT_USERNAME, transfer.url.user.c_str());
    set(CURLOPT_PASSWORD, transfer.url.password.c_str());
  }
  CURLcode code = CURLE_OK;
  {
    const PipeSignalBlocked blocked;
    code = curl_.easy_perform(handle_);
  }
  throw_if_interrupted();
  curl_.easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &transfer.status);
  const char* location = nullptr;
  curl_.easy_getinfo(handle_, CURLINFO_REDIRECT_URL, &location);
  transfer.location = location != nullptr ? location : "";
  if (code == CURLE_OK) return;
  if (transfer.is_too_large && transfer.status == 200) {
    throw failure(ErrorKind::Limit, transfer.url,
                  "is answered with more than " + human_size(transfer.limit_bytes), "dhall.limit.import-size")
        .hint("the limits on the size of one import and of all can be raised");
  }
  if (transfer.is_too_large) return; // of an answer that counts by its status alone
  const char* error_code = code == CURLE_OPERATION_TIMEDOUT ? "dhall.http.timeout" : "dhall.http.connection";
  const std::string why = *reason != '\0' ? reason : curl_.easy_strerror(code);
  throw failure(ErrorKind::Io, transfer.url, "cannot be retrieved: " + why, error_code);
}

} // namespace sigil::host
