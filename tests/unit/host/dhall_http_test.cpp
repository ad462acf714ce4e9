// Requests of Dhall imports, against servers that do as a test says.
#include <sys/wait.h>

#include "http_server.hpp"
#include "process.hpp"
#include "sigil/base/interrupt.hpp"
#include "sigil/host/dhall_fetcher.hpp"
#include "support/error_of.hpp"
#include "support/temp_folder.hpp"

using namespace sigil;
using namespace sigil::host;
using namespace sigil::test;
using namespace std::chrono_literals;
using Then = HttpAnswer::Then;

namespace {

dhall::HttpRequest request_for(std::string url) {
  return {std::move(url), {}, {}, 1000, 10s};
}

dhall::HttpResponse get(const dhall::HttpRequest& request, DhallFetcherOptions options = {}) {
  return make_dhall_fetcher(std::move(options))->get(request);
}

Error error_with(const HttpAnswer& answer) {
  HttpServer server([&](const HttpRequest&) { return answer; });
  return error_of([&] { get(request_for(server.url("/x"))); });
}

HttpAnswer redirect_to(const std::string& url, const std::string& status = "302 Found") {
  return answer(status, "not this", "Location: " + url + "\r\n");
}

} // namespace

TEST_CASE("a request has the headers it is told, and its answer all that came", "[http]") {
  HttpServer server([](const HttpRequest&) {
    return answer("200 OK", "1 + 1", "Access-Control-Allow-Origin:  *  \r\nX-A: 1\r\nX-A: 2\r\n");
  });
  dhall::HttpRequest request = request_for(server.url("/a/b%20c?d=e"));
  request.headers = {{"X-Token", "secret"}, {"Empty", ""}};
  request.origin = "https://importer";
  const auto response = get(request);
  CHECK(response.status == 200);
  CHECK(response.body.text() == "1 + 1");
  CHECK(response.final_url == server.url("/a/b%20c?d=e"));
  const auto has = [&](const std::string& name, const std::string& value) {
    return std::count(response.headers.begin(), response.headers.end(), std::pair(name, value)) == 1;
  };
  CHECK(has("Access-Control-Allow-Origin", "*"));
  CHECK(has("X-A", "1"));
  CHECK(has("X-A", "2"));
  const auto requests = server.requests();
  REQUIRE(requests.size() == 1);
  CHECK(requests[0].head.starts_with("GET /a/b%20c?d=e HTTP/1.1\r\n"));
  CHECK(requests[0].has("\r\nX-Token: secret"));
  CHECK(requests[0].has("\r\nEmpty:"));
  CHECK(requests[0].has("\r\nOrigin: https://importer"));
  CHECK(requests[0].has("\r\nUser-Agent: sigil-build/"));
  CHECK_FALSE(requests[0].has("Cookie"));
}

TEST_CASE("connections are kept, cookies are not", "[http]") {
  HttpServer server([](const HttpRequest&) { return answer("200 OK", "1", "Set-Cookie: a=b\r\n"); });
  const auto fetcher = make_dhall_fetcher();
  for (int i = 0; i < 3; ++i) fetcher->get(request_for(server.url("/" + std::to_string(i))));
  CHECK(server.connection_count() == 1);
  for (const HttpRequest& request : server.requests()) CHECK_FALSE(request.has("Cookie"));
}

TEST_CASE("every status is an answer, whatever its body", "[http]") {
  const std::string part(65536, 'x');
  const HttpAnswer answers[] = {answer("404 Not Found", "gone"),
                                answer("503 x"),
                                answer("204 x"),
                                {"HTTP/1.1 404 x\r\n\r\n" + part, Then::RepeatForever}};
  const int statuses[] = {404, 503, 204, 404};
  for (std::size_t at = 0; at < std::size(answers); ++at) {
    HttpServer server([&](const HttpRequest&) { return answers[at]; });
    CHECK(get(request_for(server.url())).status == statuses[at]);
    CHECK(server.requests().size() == 1);
  }
}

TEST_CASE("a body above the limit is cut off", "[http]") {
  const HttpAnswer answers[] = {answer("200 OK", std::string(1001, 'x')),
                                {"HTTP/1.1 200 OK\r\n\r\n" + std::string(65536, 'x'), Then::RepeatForever}};
  for (const HttpAnswer& each : answers) {
    const Error error = error_with(each);
    CHECK(error.kind() == ErrorKind::Limit);
    CHECK(error.code() == "dhall.limit.import-size");
  }
  HttpServer server([](const HttpRequest&) { return answer("200 OK", std::string(1000, 'x')); });
  CHECK(get(request_for(server.url())).body.size() == 1000);
}

TEST_CASE("headers without end are cut off", "[http]") {
  const std::string lines(65536, 'x');
  const Error error = error_with({"HTTP/1.1 200 OK\r\nX: " + lines + "\r\n", Then::RepeatForever});
  CHECK(error.kind() == ErrorKind::Io);
}

TEST_CASE("redirections are followed with the headers of the request", "[http]") {
  for (const char* status : {"301 x", "302 x", "303 x", "307 x", "308 x"}) {
    CAPTURE(status);
    HttpServer server([&](const HttpRequest& request) {
      if (request.has("GET /a ")) return redirect_to("/b/../c?d", status);
      return answer("200 OK", "there", "X: y\r\n");
    });
    dhall::HttpRequest request = request_for(server.url("/a"));
    request.headers = {{"X-Token", "secret"}};
    const auto response = get(request);
    CHECK(response.body.text() == "there");
    CHECK(response.final_url == server.url("/c?d"));
    CHECK(std::count(response.headers.begin(), response.headers.end(),
                     std::pair<std::string, std::string>("Location", "/b/../c?d")) == 0);
    REQUIRE(server.requests().size() == 2);
    CHECK(server.requests()[1].has("\r\nX-Token: secret"));
  }
}

TEST_CASE("headers and passwords never reach another origin, not even on the way back", "[http]") {
  HttpServer* own = nullptr;
  HttpServer other([&](const HttpRequest&) { return redirect_to(own->url("/back")); });
  HttpServer server([&](const HttpRequest& request) {
    return request.has("GET /a ") ? redirect_to(other.url("/x")) : answer("200 OK", "back");
  });
  own = &server;
  dhall::HttpRequest request = request_for("http://me:secret@" + server.url("/a").substr(7));
  request.headers = {{"X-Token", "secret"}, {"Authorization", "Bearer secret"}};
  CHECK(get(request).body.text() == "back");
  REQUIRE(other.requests().size() == 1);
  CHECK_FALSE(other.requests()[0].has("secret"));
  CHECK_FALSE(other.requests()[0].has("Authorization"));
  REQUIRE(server.requests().size() == 2);
  CHECK(server.requests()[0].has("X-Token: secret"));
  CHECK_FALSE(server.requests()[1].has("Authorization"));
  CHECK_FALSE(server.requests()[1].has("X-Token"));
}

TEST_CASE("user and password of a URL are sent and never shown", "[http]") {
  HttpServer server([](const HttpRequest&) { return answer("200 OK", "1"); });
  const auto response = get(request_for("http://me:secret@" + server.url("/a").substr(7)));
  CHECK(server.requests().at(0).has("Authorization: Basic bWU6c2VjcmV0"));
  CHECK(response.final_url == server.url("/a"));
  std::uint16_t port = 0;
  listen_anywhere(port).reset();
  const Error error =
      error_of([&] { get(request_for("http://me:secret@127.0.0.1:" + std::to_string(port) + "/a")); });
  CHECK(error.kind() == ErrorKind::Io);
  CHECK(error.code() == "dhall.http.connection");
  CHECK(error.render("test").find("secret") == std::string::npos);
}

TEST_CASE("redirections that lead nowhere good are refused", "[http]") {
  for (const char* target :
       {"ftp://127.0.0.1/x", "file:///etc/passwd", "http://u:p@127.0.0.1/", "gopher://x"}) {
    CAPTURE(target);
    const Error error = error_with(redirect_to(target));
    CHECK(error.kind() == ErrorKind::Io);
    CHECK(error.code() == "dhall.http.redirect");
    CHECK(error.render("test").find("u:p") == std::string::npos);
  }
  std::size_t hops = 10;
  HttpServer server([&](const HttpRequest& request) {
    return request.number < hops ? redirect_to("/" + std::to_string(request.number))
                                 : answer("200 OK", "end");
  });
  CHECK(get(request_for(server.url("/a"))).body.text() == "end");
  hops = 100;
  CHECK(error_of([&] { get(request_for(server.url("/a"))); }).code() == "dhall.http.redirect");
  CHECK(server.requests().size() <= 11 + 11);
}

TEST_CASE("a server that is silent or slow is given up", "[http]") {
  HttpServer server([](const HttpRequest&) { return HttpAnswer{"", Then::Hang}; });
  dhall::HttpRequest request = request_for(server.url());
  request.most = 300ms;
  const auto before = std::chrono::steady_clock::now();
  const Error error = error_of([&] { get(request); });
  CHECK(error.kind() == ErrorKind::Io);
  CHECK(error.code() == "dhall.http.timeout");
  DhallFetcherOptions options;
  options.idle_timeout = 1s;
  CHECK(error_of([&] { get(request_for(server.url()), options); }).code() == "dhall.http.timeout");
  CHECK(std::chrono::steady_clock::now() - before < 5s);
}

TEST_CASE("the time of a request counts its redirections", "[http]") {
  HttpServer server([](const HttpRequest&) {
    std::this_thread::sleep_for(150ms);
    return redirect_to("/x");
  });
  dhall::HttpRequest request = request_for(server.url());
  request.most = 400ms;
  CHECK(error_of([&] { get(request); }).code() == "dhall.http.timeout");
}

TEST_CASE("a broken answer is told", "[http]") {
  const HttpAnswer broken[] = {{"", Then::Close},
                               {"SSH-2.0-x\r\n", Then::Close},
                               {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nxx", Then::Close}};
  for (const HttpAnswer& each : broken) {
    const Error error = error_with(each);
    CHECK(error.kind() == ErrorKind::Io);
    CHECK(error.code() == "dhall.http.connection");
  }
  CHECK(error_of([] { get(request_for("http://[v1.x]/")); }).code() == "dhall.http.url");
  CHECK(error_of([] { get(request_for("file:///etc/passwd")); }).code() == "dhall.http.url");
  DhallFetcherOptions options;
  options.library = "/no/libcurl.so.4";
  const Error error = error_of([&] { get(request_for("http://127.0.0.1:1"), options); });
  CHECK(error.kind() == ErrorKind::Missing);
  CHECK(error.code() == "dhall.http.library");
}

TEST_CASE("an interrupt ends a request to a server that says nothing", "[http]") {
  std::uint16_t port = 0;
  const Descriptor silent = listen_anywhere(port);
  use_no_proxy();
  const pid_t process = ::fork(); // an interrupt is for good
  REQUIRE(process >= 0);
  if (process == 0) {
    std::thread user([] {
      std::this_thread::sleep_for(200ms);
      request_interrupt();
    });
    int status = 1;
    try {
      get(request_for("http://127.0.0.1:" + std::to_string(port)));
    } catch (const Error& error) {
      status = error.kind() == ErrorKind::Interrupted ? 0 : 2;
    }
    user.join();
    ::_exit(status);
  }
  int status = 0;
  REQUIRE(::waitpid(process, &status, 0) == process);
  CHECK(status == 0);
}
