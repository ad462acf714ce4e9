#include "imports/origin.hpp"

#include "imports/headers.hpp"
#include "sigil/base/error.hpp"
#include "support/catch.hpp"
#include "support/error_of.hpp"

using namespace sigil;
using namespace sigil::dhall;
using test::error_of;

namespace {

constexpr std::string_view kFile[] = {"a", "b"};

Location remote(ImportScheme scheme, std::string_view authority) {
  return {scheme, authority, kFile, false, {}};
}
Location https(std::string_view authority) {
  return remote(ImportScheme::Https, authority);
}
Location local(ImportScheme scheme) {
  return {scheme, {}, kFile, false, {}};
}

bool complies(const Location& parent, const Location& child, const HttpHeaders& answer) {
  return is_cors_compliant(parent, origin_of(child), origin_of(child), answer);
}

} // namespace

TEST_CASE("an origin is scheme, host and port") {
  CHECK(origin_of(https("Example.COM")).text() == "https://example.com");
  CHECK(origin_of(https("Example.COM")).host_and_port() == "example.com:443");
  CHECK(origin_of(https("u:p@h:0443")) == origin_of(https("h")));
  CHECK(origin_of(remote(ImportScheme::Http, "h")).host_and_port() == "h:80");
  CHECK(origin_of(remote(ImportScheme::Http, "h")) != origin_of(https("h:80")));
  CHECK(origin_of(https("h:8443")).text() == "https://h:8443");
  CHECK(origin_of(https("h:")) == origin_of(https("h")));
  CHECK(origin_of(https("[::1]")).host_and_port() == "[::1]:443");
  CHECK(origin_of(https("[::1]:8")).host_and_port() == "[::1]:8");
  CHECK(parse_origin("HTTPS://h/x") == origin_of(https("h")));
  CHECK_FALSE(parse_origin("ftp://h"));
  CHECK_FALSE(parse_origin("null"));
  CHECK_FALSE(parse_origin("https://"));
}

TEST_CASE("what is remote imports nothing local, what is local imports anything") {
  const ImportScheme locals[] = {ImportScheme::Absolute, ImportScheme::Here, ImportScheme::Parent,
                                 ImportScheme::Home, ImportScheme::Environment};
  for (const ImportScheme scheme : locals) {
    CAPTURE(static_cast<int>(scheme));
    CHECK_FALSE(is_referentially_sane(https("h"), local(scheme)));
    CHECK_FALSE(is_referentially_sane(remote(ImportScheme::Http, "h"), local(scheme)));
    CHECK(is_referentially_sane(local(scheme), https("h")));
    CHECK(is_referentially_sane(local(scheme), {}));
    for (const ImportScheme other : locals) CHECK(is_referentially_sane(local(scheme), local(other)));
  }
  CHECK(is_referentially_sane(https("h"), https("other")));
  CHECK(is_referentially_sane(https("h"), remote(ImportScheme::Http, "h")));
  CHECK(is_referentially_sane(https("h"), {})); // missing
}

TEST_CASE("a server of another origin must allow the importer") {
  const Location parent = https("h");
  const auto allows = [&](const char* value) {
    return complies(parent, https("other"), {{"Content-Type", "x"}, {"access-control-ALLOW-origin", value}});
  };
  CHECK(allows("*"));
  CHECK(allows("https://h"));
  CHECK(allows("https://H:443"));
  for (const char* value : {"", "http://h", "https://h:8443", "https://h.evil", "https://x@h", "https://h/",
                            "https://h/x", "h", "https://h, https://x", "*, *", "null", "https://other"}) {
    CAPTURE(value);
    CHECK_FALSE(allows(value));
  }
  const HttpHeaders twice = {{"Access-Control-Allow-Origin", "*"}, {"Access-Control-Allow-Origin", "*"}};
  CHECK_FALSE(complies(parent, https("other"), twice));
  CHECK_FALSE(complies(parent, https("other"), {}));
  CHECK_FALSE(complies(parent, https("h:8443"), {}));
  CHECK_FALSE(complies(parent, remote(ImportScheme::Http, "h"), {}));
}

TEST_CASE("no permission is needed by local importers and by those of the same origin") {
  CHECK(complies(https("h"), https("H:443"), {}));
  CHECK(complies(https("u@h"), https("h"), {}));
  for (const ImportScheme scheme : {ImportScheme::Absolute, ImportScheme::Here, ImportScheme::Parent,
                                    ImportScheme::Home, ImportScheme::Environment})
    CHECK(complies(local(scheme), https("other"), {}));
}

TEST_CASE("a redirection to another origin needs permission as an import from there does") {
  const Location parent = https("h");
  const Origin own = origin_of(parent);
  const Origin other = origin_of(https("internal"));
  CHECK_FALSE(is_cors_compliant(parent, own, other, {}));
  CHECK_FALSE(is_cors_compliant(parent, other, own, {}));
  CHECK(is_cors_compliant(parent, own, other, {{"Access-Control-Allow-Origin", "https://h"}}));
}

TEST_CASE("configured headers of an origin come before those of 'using'") {
  const OriginHeaders configuration = {{"h:443", {{"authorization", "mine"}, {"X", "1"}}},
                                       {"h:443", {{"X", "never"}}},
                                       {"Other:80", {{"Y", "2"}}}};
  const HttpHeaders own = {{"Authorization", "theirs"}, {"Accept", "*"}};
  const HttpHeaders expected = {{"Accept", "*"}, {"authorization", "mine"}, {"X", "1"}};
  CHECK(merge_headers(own, configuration, "h:443") == expected);
  CHECK(merge_headers(own, configuration, "h:80") == own);
  CHECK(merge_headers({}, configuration, "other:80") == HttpHeaders{{"Y", "2"}});
}

TEST_CASE("headers that make another request are refused") {
  const HttpHeaders wrong[] = {{{"A", "b\r\nHost: evil"}},
                               {{"A\r\nB", "c"}},
                               {{"", "x"}},
                               {{"A:", "x"}},
                               {{"A B", "x"}},
                               {{"A", "x\ny"}},
                               {{"Host", "evil"}},
                               {{"X", "ok"}, {"Content-LENGTH", "5"}},
                               {{"Transfer-Encoding", "chunked"}}};
  for (const HttpHeaders& headers : wrong) {
    CAPTURE(headers.back().first, headers.back().second);
    const Error error = error_of([&] { check_headers(headers); });
    CHECK(error.kind() == ErrorKind::Invalid);
    CHECK(error.code() == "dhall.import.header");
  }
  CHECK_NOTHROW(check_headers({{"X-Token", "a b\t\u00e9"}, {"Empty", ""}, {"User-Agent", "x"}}));
}
