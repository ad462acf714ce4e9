#include "http_url.hpp"

#include <regex>
#include <set>

#include "sigil/base/file.hpp"
#include "sigil/host/http_store.hpp"
#include "support/error_of.hpp"

using namespace sigil;
using namespace sigil::host;
using namespace sigil::test;

TEST_CASE("the URL of a server is taken apart", "[http]") {
  const struct {
    const char *text, *user, *password, *server, *target;
  } cases[] = {
      {"http://host", "", "", "host", ""},
      {"http://host/", "", "", "host", ""},
      {"http://Host:8080/Eris/", "", "", "host:8080", "/Eris"},
      {"https://a-b.example/x//", "", "", "a-b.example", "/x"},
      {"HTTPS://[::1]:80/x", "", "", "[::1]:80", "/x"},
      {"http://me@host", "me", "", "host", ""},
      {"http://me:a:b@host/x@y", "me", "a:b", "host", "/x@y"},
      {"http://m%40e:%2f%2F@host", "m@e", "//", "host", ""},
  };
  for (const auto& expected : cases) {
    CAPTURE(expected.text);
    const HttpUrl url = parse_base_url(expected.text);
    CHECK(url.user == expected.user);
    CHECK(url.password == expected.password);
    CHECK(url.server == expected.server);
    CHECK(url.target == expected.target);
    CHECK(url.is_https == (expected.text[4] == 's' || expected.text[4] == 'S'));
    const HttpUrl again = parse_base_url(url.text());
    CHECK(again.text() == url.text());
    CHECK(again.has_origin_of(url));
  }
  CHECK_FALSE(parse_base_url("http://a").has_origin_of(parse_base_url("https://a")));
  CHECK_FALSE(parse_base_url("http://a").has_origin_of(parse_base_url("http://a:81")));
}

TEST_CASE("what is no URL of a server is refused without showing a password", "[http]") {
  for (const char* text : {"",
                           "http",
                           "http:",
                           "http:/host",
                           "http://",
                           "http:///path",
                           "http://:80",
                           "ftp://host",
                           "//host",
                           "http://host:",
                           "http://host:0",
                           "http://host:65536",
                           "http://host:8o",
                           "http://ho st",
                           "http://h/\n",
                           "http://host?q",
                           "http://host/#f",
                           "http://host/a?b",
                           "http://[::1",
                           "http://[]",
                           "http://h\xc3\xb6st",
                           "http://me:%2@host",
                           "http://me:%00@host",
                           "http://me:%g0@host",
                           "http://a\\b",
                           "http://ho%73t"}) {
    CAPTURE(text);
    const Error error = error_of([&] { HttpStore store(text); });
    CHECK(error.kind() == ErrorKind::Usage);
    CHECK(error.code() == "eris.http.url");
    CHECK(error.hints().size() == 1);
  }
  for (const char* text :
       {"http://me:secret@ho st", "http://me:sec/ret@host", "me:secret@host", "http://a?me:sec@ret@b"}) {
    const Error error = error_of([&] { HttpStore store(text); });
    CAPTURE(error.message());
    CHECK(error.message().find("sec") == std::string::npos);
    CHECK(error.message().find("***@") != std::string::npos);
  }
}

TEST_CASE("a URL is shown without user and password", "[http]") {
  CHECK(redacted("http://host/x") == "http://host/x");
  CHECK(redacted("http://me:secret@host/x") == "http://***@host/x");
  CHECK(redacted("me@host") == "***@host");
  CHECK(redacted("me@host//x") == "***@host//x");
  CHECK(redacted("") == "");
  CHECK(HttpStore("http://me:secret@host/x/").url() == "http://host/x");
}

TEST_CASE("a store on a server is opened by its name, without asking it", "[http]") {
  CHECK(open_http_store(eris::parse_store_name("http://127.0.0.1:1/x")) != nullptr);
  CHECK(open_http_store(eris::parse_store_name("https://host")) != nullptr);
  CHECK(error_of([] { open_http_store({"http", "host"}); }).code() == "eris.http.url");
}

TEST_CASE("the format page has the codes of the sources", "[http]") {
  const auto codes_in = [](const std::string& file) {
    const std::string text(Blob::map(std::string(SIGIL_SOURCE_DIR) + "/" + file).text());
    const std::regex code("[\"`](eris\\.http\\.[a-z]+)[\"`]");
    std::set<std::string> codes;
    for (std::sregex_iterator at(text.begin(), text.end(), code), end; at != end; ++at)
      codes.insert((*at)[1]);
    return codes;
  };
  std::set<std::string> codes;
  for (const char* file : {"http_client.cpp", "http_store.cpp", "http_url.cpp", "curl_library.cpp"})
    codes.merge(codes_in("src/host/" + std::string(file)));
  CHECK(codes.size() == 8);
  CHECK(codes_in("docs/formats/eris-http.md") == codes);
}
