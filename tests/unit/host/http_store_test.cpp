#include "sigil/host/http_store.hpp"

#include <sys/wait.h>

#include "http_blocks.hpp"
#include "http_client.hpp"
#include "http_server.hpp"
#include "sigil/base/interrupt.hpp"
#include "support/error_of.hpp"

using namespace sigil;
using namespace sigil::host;
using namespace sigil::test;
using namespace std::chrono_literals;
using Then = HttpAnswer::Then;
using Clock = std::chrono::steady_clock;

namespace {

/// The error of a get() from a server that gives one answer to all requests.
Error error_with(const HttpAnswer& answer, HttpOptions options = hasty()) {
  HttpServer server([&](const HttpRequest&) { return answer; });
  HttpStore store(server.url(), std::move(options));
  return error_of([&] { get(store, make_block(1).reference); });
}

} // namespace

TEST_CASE("requests are what the format page says", "[http]") {
  const TestBlock block = make_block(1);
  HttpServer server([&](const HttpRequest& request) {
    return request.has("HEAD") ? HttpAnswer{"HTTP/1.1 200 OK\r\nContent-Length: 1024\r\n\r\n"}
                               : answer("200 OK", request.has("GET") ? block.text() : "");
  });
  HttpStore store(server.url("/eris/"));
  CHECK(get(store, block.reference) == block.bytes);
  CHECK(store.has(block.reference));
  store.put(block.reference, block.bytes);
  store.sync();
  const auto requests = server.requests();
  REQUIRE(requests.size() == 3);
  const std::string target =
      " /eris/uri-res/N2R?urn:blake2b:" + eris::to_text(block.reference) + " HTTP/1.1\r\n";
  CHECK(requests[0].head.starts_with("GET" + target));
  CHECK(requests[1].head.starts_with("HEAD" + target));
  CHECK(requests[2].head.starts_with("PUT" + target));
  CHECK(requests[2].body == block.text());
  CHECK(requests[2].has("\r\nContent-Type: application/octet-stream"));
  for (const HttpRequest& request : requests) {
    CHECK(request.has("\r\nUser-Agent: sigil-build/"));
    CHECK_FALSE(request.has("Authorization"));
  }
  CHECK(server.connection_count() == 1);
}

TEST_CASE("each answer that is an error has its code", "[http]") {
  const std::string long_body(eris::kLargestBlock + 1, 'x');
  const struct {
    HttpAnswer answer;
    ErrorKind kind;
    const char* code;
    const char* part;
  } cases[] = {
      {answer("403 Forbidden"), ErrorKind::Io, "eris.http.status", "answered with 403, expected 200 or 404"},
      {answer("410 Gone"), ErrorKind::Io, "eris.http.status", "410"},
      {answer("206 Partial Content", "x"), ErrorKind::Io, "eris.http.status", "206"},
      {answer("200 OK", "too short"), ErrorKind::Integrity, "eris.block.reference", "9 bytes"},
      {answer("200 OK", make_block(2).text()), ErrorKind::Integrity, "eris.block.reference", "another hash"},
      {answer("200 OK", long_body), ErrorKind::Limit, "eris.http.length", "more than 32768 bytes"},
      {{"HTTP/1.1 200 OK\r\nContent-Length: 1024\r\n\r\nxx", Then::Close},
       ErrorKind::Io,
       "eris.http.connection",
       "has failed"},
      {{"SSH-2.0-x\r\n", Then::Close}, ErrorKind::Io, "eris.http.connection", "has failed"},
      {{"", Then::Close}, ErrorKind::Io, "eris.http.connection", "has failed"},
  };
  for (const auto& expected : cases) {
    const Error error = error_with(expected.answer);
    CAPTURE(expected.answer.bytes.substr(0, 30), error.render("test"));
    CHECK(error.kind() == expected.kind);
    CHECK(error.code() == expected.code);
    CHECK(error.message().find(expected.part) != std::string::npos);
    CHECK(error.render("test").find("/uri-res/N2R?urn:blake2b:" + eris::to_text(make_block(1).reference)) !=
          std::string::npos);
  }
}

TEST_CASE("a body that never ends is cut off", "[http]") {
  const std::string part(65536, 'x');
  const HttpAnswer endless{"HTTP/1.1 200 OK\r\n\r\n" + part, Then::RepeatForever};
  CHECK(error_with(endless).code() == "eris.http.length");
  // Behind a status it is not looked at, and the status counts.
  const HttpAnswer lost{"HTTP/1.1 404 Not Found\r\n\r\n" + part, Then::RepeatForever};
  HttpServer server([&](const HttpRequest&) { return lost; });
  HttpStore store(server.url());
  CHECK(get(store, make_block(1).reference).empty());
}

TEST_CASE("what may pass is tried again, and nothing else", "[http]") {
  const TestBlock block = make_block(1);
  for (const char* status : {"429 Too Many Requests", "500 x", "502 x", "503 x", "504 x", ""}) {
    CAPTURE(status);
    HttpServer server([&](const HttpRequest& request) {
      if (request.number >= 2) return answer("200 OK", block.text());
      return *status == '\0' ? HttpAnswer{"", Then::Close} : answer(status);
    });
    HttpStore store(server.url(), hasty());
    CHECK(get(store, block.reference) == block.bytes);
    CHECK(server.requests().size() == 3);
  }
  for (const char* status : {"400 x", "401 x", "403 x", "501 x", "505 x"}) {
    CAPTURE(status);
    HttpServer server([&](const HttpRequest&) { return answer(status); });
    HttpStore store(server.url(), hasty());
    CHECK_THROWS_AS(get(store, block.reference), Error);
    CHECK(server.requests().size() == 1);
  }
  const Error error = error_with(answer("503 x"));
  CHECK(error.code() == "eris.http.status");
  CHECK(error.context() == std::vector<std::string>{"in the last of 3 tries"});
}

TEST_CASE("uploads are tried again with all their bytes", "[http]") {
  const TestBlock block = make_block(1, 32768);
  HttpServer server([&](const HttpRequest& request) {
    return request.number == 0 ? answer("503 x") : answer("201 Created");
  });
  HttpStore store(server.url(), hasty());
  store.put(block.reference, block.bytes);
  store.sync();
  const auto requests = server.requests();
  REQUIRE(requests.size() == 2);
  CHECK(requests[1].body == block.text());
}

TEST_CASE("pauses are those of the schedule, and longer if the server asks for it", "[http]") {
  HttpOptions options;
  options.retry_pauses = {30ms, 120ms};
  const auto pauses_with = [&](const std::string& header) {
    HttpServer server([&](const HttpRequest&) { return answer("503 x", "", header); });
    HttpStore store(server.url(), options);
    CHECK_THROWS_AS(get(store, make_block(1).reference), Error);
    const auto times = server.times();
    REQUIRE(times.size() == 3);
    return std::pair{times[1] - times[0], times[2] - times[1]};
  };
  const auto [first, second] = pauses_with("");
  CHECK(first >= 30ms);
  CHECK(first < 1s);
  CHECK(second >= 120ms);
  const auto [longer, as_long] = pauses_with("Retry-After: 1\r\n");
  CHECK(longer >= 1s);
  CHECK(as_long >= 1s);
}

TEST_CASE("a pause is a quarter, one and four seconds, and at most thirty", "[http]") {
  CHECK(HttpOptions{}.retry_pauses == std::vector<std::chrono::milliseconds>{250ms, 1s, 4s});
  CHECK(pause_before_retry(250ms, 0) == 250ms);
  CHECK(pause_before_retry(4s, 3) == 4s);
  CHECK(pause_before_retry(4s, 30) == 30s);
  CHECK(pause_before_retry(4s, 3600) == 30s);
  CHECK(pause_before_retry(4s, std::numeric_limits<std::int64_t>::max()) == 30s);
  CHECK(pause_before_retry(4s, -1) == 4s);
}

TEST_CASE("silence ends a request", "[http]") {
  HttpOptions options;
  options.retry_pauses.clear();
  options.idle_timeout = 1s;
  const auto before = Clock::now();
  const Error silent = error_with({"", Then::Hang}, options);
  CHECK(silent.code() == "eris.http.timeout");
  CHECK(silent.context().empty());
  CHECK(error_with({"HTTP/1.1 200 OK\r\nContent-Length: 1024\r\n\r\nxx", Then::Hang}, options).code() ==
        "eris.http.timeout");
  CHECK(Clock::now() - before < 20s);
}

TEST_CASE("a slow server is waited for, also by requests that wait for a connection", "[http]") {
  HttpServer server([](const HttpRequest&) {
    std::this_thread::sleep_for(300ms);
    return answer("404 Not Found");
  });
  HttpOptions options;
  options.retry_pauses.clear();
  options.connect_timeout = 250ms;
  HttpStore store(server.url(), options);
  std::vector<eris::Reference> references;
  for (std::size_t i = 0; i < 40; ++i) references.push_back(make_block(i).reference);
  CHECK(store.missing(references) == references);
  CHECK(server.requests().size() == 40);
  CHECK(server.connection_count() == 8);
  CHECK(server.most_at_once() == 8);
}

TEST_CASE("redirections are followed within their rules", "[http]") {
  const TestBlock block = make_block(1);
  HttpServer other([&](const HttpRequest&) { return answer("200 OK", block.text()); });
  const auto redirecting = [](std::string to, const char* status = "302 Found") {
    return [to, status](const HttpRequest&) { return answer(status, "", "Location: " + to + "\r\n"); };
  };
  for (const char* status : {"301 x", "302 x", "303 x", "307 x", "308 x"}) {
    CAPTURE(status);
    HttpServer server(redirecting(other.url("/x?y"), status));
    HttpStore store("http://me:secret@" + server.url().substr(7));
    CHECK(get(store, block.reference) == block.bytes);
    CHECK(server.requests()[0].has("Authorization: Basic bWU6c2VjcmV0"));
    CHECK(other.requests().back().head.starts_with("GET /x?y HTTP/1.1\r\n"));
    CHECK_FALSE(other.requests().back().has("Authorization"));
  }
  for (const std::string target :
       {"ftp://127.0.0.1/x", "file:///etc/passwd", "http://me:secret@127.0.0.1/", "http://"}) {
    CAPTURE(target);
    HttpServer server(redirecting(target));
    HttpStore store(server.url());
    const Error error = error_of([&] { get(store, block.reference); });
    CAPTURE(error.message());
    CHECK(error.code() == "eris.http.redirect");
    CHECK(error.message().find("secret") == std::string::npos);
  }
  HttpServer loop(redirecting("/again"));
  HttpStore store(loop.url());
  CHECK(error_of([&] { get(store, block.reference); }).message().find("at most 5") != std::string::npos);
  CHECK(loop.requests().size() == 6);
}

TEST_CASE("an upload is redirected as an upload", "[http]") {
  const TestBlock block = make_block(1);
  for (const char* status : {"301 x", "302 x", "303 x", "307 x", "308 x"}) {
    CAPTURE(status);
    HttpServer server([&](const HttpRequest& request) {
      return request.number > 0 ? answer("204 x") : answer(status, "", "Location: /there\r\n");
    });
    HttpStore store(server.url());
    store.put(block.reference, block.bytes);
    if (*status == '3' && status[2] == '3') {
      CHECK(error_of([&] { store.sync(); }).code() == "eris.http.status");
      continue;
    }
    store.sync();
    REQUIRE(server.requests().size() == 2);
    CHECK(server.requests()[1].head.starts_with("PUT /there "));
    CHECK(server.requests()[1].body == block.text());
  }
}

TEST_CASE("for_each() says that a server cannot list", "[http]") {
  HttpStore store("http://me:secret@127.0.0.1:1/x");
  const Error error = error_of([&] { store.for_each([](const eris::Reference&, std::size_t) {}); });
  CHECK(error.kind() == ErrorKind::Io);
  CHECK(error.code() == "eris.http.list");
  CHECK(error.message().starts_with("store 'http://127.0.0.1:1/x' cannot"));
}

TEST_CASE("a server that is not there is told without the password", "[http]") {
  std::uint16_t port = 0;
  listen_anywhere(port).reset();
  use_no_proxy();
  const std::string server = "127.0.0.1:" + std::to_string(port);
  HttpStore store("http://me:secret@" + server, hasty());
  const Error error = error_of([&] { store.has(make_block(1).reference); });
  CAPTURE(error.render("test"));
  CHECK(error.kind() == ErrorKind::Io);
  CHECK(error.code() == "eris.http.connection");
  CHECK(error.message().find(server) != std::string::npos);
  CHECK(error.render("test").find("secret") == std::string::npos);
}

TEST_CASE("without libcurl there is an error at the first request", "[http]") {
  HttpOptions options;
  options.library = "/no/libcurl.so.4";
  HttpStore store("http://127.0.0.1:1", options);
  for (int i = 0; i < 2; ++i) {
    const Error error = error_of([&] { store.has(make_block(1).reference); });
    CHECK(error.kind() == ErrorKind::Missing);
    CHECK(error.code() == "eris.http.library");
    CHECK(error.hints().size() == 1);
  }
  store.sync();
  options.library = "libc.so.6";
  CHECK(error_of([&] { HttpStore("http://h", options).has({}); }).code() == "eris.http.library");
}

TEST_CASE("the first upload that fails is told by all that follow", "[http]") {
  HttpServer server(
      [](const HttpRequest& request) { return answer(request.number == 0 ? "507 x" : "200 OK"); });
  HttpStore store(server.url());
  const TestBlock block = make_block(1);
  store.put(block.reference, block.bytes);
  CHECK(error_of([&] { store.sync(); }).message().find("answered with 507") != std::string::npos);
  CHECK(error_of([&] { store.put(block.reference, block.bytes); }).code() == "eris.http.status");
  CHECK(error_of([&] { store.sync(); }).code() == "eris.http.status");
  CHECK(server.requests().size() == 1);
  CHECK(error_of([&] { store.put(block.reference, ByteView(block.bytes).first(1000)); }).code() ==
        "eris.block.size");
}

TEST_CASE("blocks that are expected are asked for before they are wanted", "[http]") {
  std::map<std::string, TestBlock> blocks;
  std::vector<eris::Reference> references;
  for (std::size_t i = 0; i < 200; ++i) {
    TestBlock block = make_block(i);
    references.push_back(block.reference);
    blocks.emplace(eris::to_text(block.reference), block);
  }
  HttpServer server([&](const HttpRequest& request) {
    return answer("200 OK", blocks.at(request.head.substr(request.head.find("blake2b:") + 8, 52)).text());
  });
  HttpStore store(server.url());
  const auto request_count = [&] { return server.requests().size(); };
  const auto settles_at = [&](std::size_t count) {
    for (int i = 0; i < 500 && request_count() < count; ++i) std::this_thread::sleep_for(10ms);
    std::this_thread::sleep_for(50ms);
    return request_count() == count;
  };
  store.expect(references);
  CHECK(settles_at(64));
  store.expect(references); // once is enough
  CHECK(settles_at(64));
  CHECK(get(store, references[0]) == blocks.at(eris::to_text(references[0])).bytes);
  CHECK(settles_at(65));

  SECTION("all in order: one request a block") {
    for (std::size_t i = 1; i < references.size(); ++i)
      CHECK(get(store, references[i]) == blocks.at(eris::to_text(references[i])).bytes);
    CHECK(request_count() == 200);
  }
  SECTION("a caller that comes back for none of them gets others fetched") {
    for (std::size_t i = 0; i < 64; ++i) CHECK_FALSE(get(store, references[100 + i]).empty());
    CHECK(settles_at(65 + 64 + 64)); // 65 to 99, and 29 from 164 on
  }
  SECTION("from several threads") {
    std::vector<std::thread> threads;
    std::atomic<std::size_t> next = 1, wrong = 0;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] {
        for (std::size_t at = 0; (at = next++) < references.size();)
          if (get(store, references[at]) != blocks.at(eris::to_text(references[at])).bytes) ++wrong;
      });
    for (std::thread& thread : threads) thread.join();
    CHECK(wrong == 0);
    CHECK(request_count() <= 203);
  }
}

TEST_CASE("nothing waits for requests that nobody wants any more", "[http]") {
  HttpServer server([](const HttpRequest&) { return HttpAnswer{"", Then::Hang}; });
  const auto before = Clock::now();
  {
    HttpStore store(server.url());
    const TestBlock block = make_block(1);
    for (int i = 0; i < 20; ++i) store.put(block.reference, block.bytes);
    const std::vector<eris::Reference> references{make_block(2).reference, make_block(3).reference};
    store.expect(references);
    while (server.requests().size() < 8) std::this_thread::sleep_for(1ms);
  }
  CHECK(Clock::now() - before < 1s);
}

TEST_CASE("an interrupt ends waiting, also for a server that says nothing", "[http]") {
  std::uint16_t port = 0;
  const Descriptor silent = listen_anywhere(port);
  use_no_proxy();
  // A process of its own: an interrupt is for good.
  const pid_t process = ::fork();
  REQUIRE(process >= 0);
  if (process == 0) {
    Clock::time_point requested;
    std::thread user([&] {
      std::this_thread::sleep_for(200ms);
      requested = Clock::now();
      request_interrupt();
    });
    int status = 1;
    try {
      HttpStore store("http://127.0.0.1:" + std::to_string(port));
      store.put(make_block(2).reference, make_block(2).bytes);
      get(store, make_block(1).reference);
    } catch (const Error& error) {
      status = error.kind() == ErrorKind::Interrupted ? 0 : 2;
    }
    const auto ended = Clock::now();
    user.join();
    if (status == 0 && ended - requested > 200ms) status = 3;
    ::_exit(status);
  }
  int status = 0;
  REQUIRE(::waitpid(process, &status, 0) == process);
  CHECK(status == 0);
}
