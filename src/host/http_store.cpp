#include "sigil/host/http_store.hpp"

#include <algorithm>
#include <utility>

#include "http_client.hpp"
#include "sigil/eris/compose.hpp"

namespace sigil::host {
namespace {

using Method = HttpExchange::Method;

constexpr std::size_t kMostFetched = 64;
constexpr std::size_t kMostUploads = 32;

std::shared_ptr<HttpExchange> submit(HttpClient& client, Method method, std::string url, ByteView body = {}) {
  auto exchange = std::make_shared<HttpExchange>();
  exchange->method = method;
  exchange->url = std::move(url);
  exchange->body.assign(body.begin(), body.end());
  client.submit(exchange);
  return exchange;
}

/// Waits for the end of an exchange. Whether the block is there.
bool await(HttpClient& client, const HttpExchange& exchange) {
  client.wait(exchange);
  if (exchange.failure) throw *exchange.failure;
  return exchange.is_found;
}

} // namespace

HttpStore::HttpStore(std::string_view url, HttpOptions options)
    : url_(parse_base_url(url).text()), full_url_(url), options_(std::move(options)) {}

HttpStore::~HttpStore() = default;

HttpClient& HttpStore::client() {
  if (!client_) client_ = std::make_unique<HttpClient>(parse_base_url(full_url_), options_);
  return *client_;
}

std::string HttpStore::url_of(const eris::Reference& reference) const {
  return url_ + "/uri-res/N2R?urn:blake2b:" + eris::to_text(reference);
}

void HttpStore::put(const eris::Reference& reference, ByteView block) {
  if (!eris::is_block_length(block.size()))
    throw Error(ErrorKind::Invalid,
                "block has " + std::to_string(block.size()) + " bytes, expected 1024 or 32768")
        .coded("eris.block.size");
  std::unique_lock lock(mutex_);
  await_uploads(lock, kMostUploads - 1);
  uploads_.push_back(submit(client(), Method::Put, url_of(reference), block));
}

void HttpStore::sync() {
  std::unique_lock lock(mutex_);
  await_uploads(lock, 0);
}

/// Waits until so many uploads are under way. `lock` is of mutex_, and is given up meanwhile.
void HttpStore::await_uploads(std::unique_lock<std::mutex>& lock, std::size_t at_most) {
  settle_uploads();
  while (!upload_failure_ && uploads_.size() > at_most) {
    const Exchange oldest = uploads_.front();
    lock.unlock();
    client_->wait(*oldest);
    lock.lock();
    settle_uploads();
  }
  if (upload_failure_) throw *upload_failure_;
}

void HttpStore::settle_uploads() {
  const auto is_settled = [&](const Exchange& upload) {
    if (!client_->is_done(*upload)) return false;
    if (upload->failure && !upload_failure_) upload_failure_ = upload->failure;
    return true;
  };
  uploads_.erase(std::remove_if(uploads_.begin(), uploads_.end(), is_settled), uploads_.end());
}

ByteView HttpStore::get(const eris::Reference& reference, MutableBytes buffer) {
  const Exchange exchange = take(reference);
  if (!await(*client_, *exchange)) return {};
  try {
    eris::verify_block(reference, exchange->body);
  } catch (Error& error) {
    throw std::move(error).while_doing("while reading " + in_quotes(exchange->url));
  }
  std::copy(exchange->body.begin(), exchange->body.end(), buffer.begin());
  return buffer.first(exchange->body.size());
}

/// The request for a block: the one that expect() has made, else a new one.
HttpStore::Exchange HttpStore::take(const eris::Reference& reference) {
  const std::lock_guard lock(mutex_);
  HttpClient& client = this->client();
  Exchange exchange;
  if (const auto found = expected_.find(reference); found != expected_.end()) {
    exchange = std::move(found->second);
    expected_.erase(found);
  }
  if (exchange) {
    --fetching_;
    misses_ = 0;
  } else {
    exchange = submit(client, Method::Get, url_of(reference));
    if (fetching_ == kMostFetched && ++misses_ == kMostFetched) forget_fetched();
  }
  fetch_ahead();
  return exchange;
}

void HttpStore::expect(std::span<const eris::Reference> references) {
  const std::lock_guard lock(mutex_);
  client();
  for (const eris::Reference& reference : references)
    if (expected_.try_emplace(reference).second) to_fetch_.push_back(reference);
  fetch_ahead();
}

void HttpStore::fetch_ahead() {
  while (fetching_ < kMostFetched && !to_fetch_.empty()) {
    const eris::Reference reference = to_fetch_.front();
    to_fetch_.pop_front();
    const auto found = expected_.find(reference);
    if (found == expected_.end() || found->second) continue;
    found->second = submit(*client_, Method::Get, url_of(reference));
    ++fetching_;
  }
}

/// The caller has left the order: what it does not come back for must not keep the rest waiting.
void HttpStore::forget_fetched() {
  std::erase_if(expected_, [](const auto& entry) { return entry.second != nullptr; });
  fetching_ = 0;
  misses_ = 0;
}

bool HttpStore::has(const eris::Reference& reference) {
  return missing({&reference, 1}).empty();
}

std::vector<eris::Reference> HttpStore::missing(std::span<const eris::Reference> references) {
  HttpClient* client = nullptr;
  {
    const std::lock_guard lock(mutex_);
    client = &this->client();
  }
  std::vector<eris::Reference> absent;
  std::deque<Exchange> questions;
  std::size_t asked = 0;
  for (const eris::Reference& reference : references) {
    for (; asked < references.size() && questions.size() < kMostFetched; ++asked)
      questions.push_back(submit(*client, Method::Head, url_of(references[asked])));
    if (!await(*client, *questions.front())) absent.push_back(reference);
    questions.pop_front();
  }
  return absent;
}

void HttpStore::for_each(const Visit&) {
  throw Error(ErrorKind::Io,
              "store " + in_quotes(url_) + " cannot list its blocks: HTTP has no request for it")
      .coded("eris.http.list");
}

std::unique_ptr<eris::BlockStore> open_http_store(const eris::StoreName& name) {
  return std::make_unique<HttpStore>(name.text());
}

} // namespace sigil::host
