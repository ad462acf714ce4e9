#include "parsed.hpp"
#include "syntax/parse_import.hpp"

using namespace sigil;
using namespace sigil::dhall;
using test::is_refused;
using test::parsed;

namespace {

const std::string kHash = "sha256:01" + std::string(60, 'A') + "fF";

} // namespace

TEST_CASE("paths of Dhall") {
  CHECK(parsed("./a/b.dhall") == "[here 'a' 'b.dhall']");
  CHECK(parsed("../a/\"b c\"/\"禺?#\"") == "[parent 'a' 'b c' '禺?#']");
  CHECK(parsed("~/a") == "[home 'a']");
  CHECK(parsed("/a/b") == "[absolute 'a' 'b']");
  CHECK(parsed("./a!$%&'*+-.:;=@^_`|~1") == "[here 'a!$%&'*+-.:;=@^_`|~1']");
  CHECK(parsed("./a//b") == "(⫽ [here 'a'] b@0)");
  CHECK(parsed("./a/\\b") == "(∧ [here 'a'] b@0)");
  CHECK(parsed("./a /b") == "([here 'a'] [absolute 'b'])");
  CHECK(parsed("f ../a ./b") == "(f@0 [parent 'a'] [here 'b'])");
  CHECK(parsed("[./a,./b, ./c]") == "(list [here 'a'] [here 'b'] [here 'c'])");
  CHECK(parsed("(./a).x") == "(. [here 'a'] x)");
  for (const char* source :
       {"./", "./a/", "//a", "..", ".a", "~a", "~", "./\"\"", "./\"a/b\"", "./\"a", "./a\"b\"", "./a .b"}) {
    INFO(source);
    CHECK(is_refused(source));
  }
}

TEST_CASE("URLs of Dhall") {
  CHECK(parsed("http://example.com") == "[http example.com '']");
  CHECK(parsed("https://example.com/") == "[https example.com '']");
  CHECK(parsed("https://example.com/a//b%2f/") == "[https example.com 'a' '' 'b%2f' '']");
  CHECK(parsed("https://e.com?") == "[https e.com '' ?]");
  CHECK(parsed("https://e.com/a?b=%20/?c ? d") == "(? [https e.com 'a' ?b=%20/?c] d@0)");
  CHECK(parsed("https://u:p%41@e-x.com.:8080/a") == "[https u:p%41@e-x.com.:8080 'a']");
  CHECK(parsed("https://1.2.3.4:/a") == "[https 1.2.3.4: 'a']");
  CHECK(parsed("https://[2001:db8::1.2.3.4]:1/a") == "[https [2001:db8::1.2.3.4]:1 'a']");
  CHECK(parsed("https://[V1f.a:b]/a") == "[https [V1f.a:b] 'a']");
  CHECK(parsed("https://e.com/a#b") == "(# [https e.com 'a'] b@0)");
  CHECK(parsed("http: T") == "(: http@0 T@0)");
  CHECK(parsed("https") == "https@0");
  for (const char* source :
       {"https://", "https:///a", "https://-a.com", "https://a_b.com", "https://a..b", "https://a-/b",
        "https://[::g]", "https://[v.a]", "https://[v1.]", "https://[::1", "https://e.com/%2",
        "https://e.com/\"a\"", "https://e.com:x", "https://a@b@c"}) {
    INFO(source);
    CHECK(is_refused(source));
  }
}

TEST_CASE("IPv6 addresses are told from what looks like them") {
  for (const char* address : {"::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8",
                              "1::3:4:5:6:7:8", "1:2:3:4:5:6:1.2.3.4", "::1.2.3.4", "1::255.255.255.255",
                              "2001:db8:85a3::8a2e:370:7334", "ABCD:ef01::0"}) {
    INFO(address);
    CHECK(is_ipv6_address(address));
  }
  for (const char* address :
       {"", ":", ":::", "1", "1:", ":1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "1::2::3",
        "12345::", "::g", "1.2.3.4", "::1.2.3", "::1.2.3.256", "::1.2.3.04", "::1.2.3.4:5",
        "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3.4.5"}) {
    INFO(address);
    CHECK_FALSE(is_ipv6_address(address));
  }
}

TEST_CASE("environment variables of Dhall") {
  CHECK(parsed("env:FOO_1") == "[env 'FOO_1']");
  CHECK(parsed("env:\"a b\\\"\\\\\\n\"") == "[env 'a b\"\\\n']");
  CHECK(parsed("env: T") == "(: env@0 T@0)");
  CHECK(parsed("env::r") == "(:: env@0 r@0)");
  for (const char* source :
       {"env:", "env:1", "env:\"\"", "env:\"a=b\"", "env:\"a", "env:\"\\q\"", "env:A-B", "env:\"é\""}) {
    INFO(source);
    CHECK(is_refused(source));
  }
}

TEST_CASE("hashes, modes and headers of Dhall's imports") {
  CHECK(parsed("missing") == "[missing]");
  CHECK(parsed("missing as Location") == "[missing as-location]");
  CHECK(parsed("./a " + kHash) == "[here 'a' sha256:1..255]");
  CHECK(parsed("./a {- -}" + kHash + "\n as Bytes") == "[here 'a' sha256:1..255 as-bytes]");
  CHECK(parsed("./a as Text b") == "([here 'a' as-text] b@0)");
  CHECK(parsed("./a asText") == "([here 'a'] asText@0)");
  CHECK(parsed("./a sha256") == "([here 'a'] sha256@0)");
  CHECK(parsed("./a sha256 : T") == "(: ([here 'a'] sha256@0) T@0)");
  CHECK(parsed("https://a using x.y") == "[https a '' using (. x@0 y)]");
  CHECK(parsed("https://a using ./b " + kHash + " as Text") ==
        "[https a '' using [here 'b' sha256:1..255 as-text]]");
  CHECK(parsed("https://a using (./b) " + kHash + " as Text") ==
        "[https a '' using [here 'b'] sha256:1..255 as-text]");
  CHECK(parsed("https://a using https://b using ./c x") ==
        "([https a '' using [https b '' using [here 'c']]] x@0)");
  const std::string refused[] = {"./a sha256:12",
                                 "./a " + kHash + "0",
                                 "./a as",
                                 "./a as Textual",
                                 "./a as(Text)",
                                 "x as Text",
                                 "https://a using(x)",
                                 "missing using x",
                                 "https://a using toMap x",
                                 "./a using x",
                                 "(https://a using ./b) " + kHash};
  for (const std::string& source : refused) {
    INFO(source);
    CHECK(is_refused(source));
  }
}
