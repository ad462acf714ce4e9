// Imports of Dhall from real servers and files, with the whole language.
#include <cstdlib>
#include <fstream>
#include <map>

#include "http_server.hpp"
#include "imports/resolver.hpp"
#include "imports/standard_language.hpp"
#include "sigil/host/dhall_fetcher.hpp"
#include "support/error_of.hpp"
#include "support/temp_folder.hpp"

using namespace sigil;
using namespace sigil::dhall;
using namespace sigil::test;
using namespace std::chrono_literals;

namespace {

/// Answers by path, 404 for all others.
std::function<HttpAnswer(const test::HttpRequest&)> pages(std::map<std::string, HttpAnswer> answers) {
  return [answers = std::move(answers)](const test::HttpRequest& request) {
    const std::size_t begin = request.head.find(' ') + 1;
    const auto found = answers.find(request.head.substr(begin, request.head.find(' ', begin) - begin));
    return found != answers.end() ? found->second : answer("404 Not Found", "1");
  };
}

/// A run with the real fetcher.
struct Run {
  explicit Run(Policy policy = {}) {
    for (const char* name : {"DHALL_HEADERS", "XDG_CONFIG_HOME"}) ::unsetenv(name);
    ::setenv("HOME", folder.path().c_str(), 1);
    options.policy = std::move(policy);
    options.limits.http_time = 1s;
    fetcher_options.folder = folder.path();
  }

  std::uint64_t natural(const std::string& text) {
    if (!fetcher) fetcher = host::make_dhall_fetcher(fetcher_options);
    if (!resolver) resolver = std::make_unique<Resolver>(heap, language, *fetcher, options);
    const auto& source = heap.sources().add("(input)", Blob::of(std::string_view(text)));
    const Code code = language.parse(source);
    resolver->resolve(code.expression, file_location(heap.arena(), "(input)"));
    ResolvedImport root{"(input)", code.expression, code.slots};
    language.check(root);
    return as<NaturalNode>(*evaluator.force(root.value)).value;
  }
  std::string code_of(const std::string& text) {
    return error_of([&] { natural(text); }).code();
  }
  void write(const std::string& name, const std::string& text) { std::ofstream(folder / name) << text; }

  TempFolder folder;
  Heap heap;
  Evaluator evaluator{heap};
  TypeChecker checker{evaluator};
  StandardLanguage language{evaluator, checker};
  host::DhallFetcherOptions fetcher_options;
  Resolver::Options options;
  std::unique_ptr<Fetcher> fetcher;
  std::unique_ptr<Resolver> resolver;
};

} // namespace

TEST_CASE("expressions are imported from a server, and what they import from it", "[http]") {
  HttpServer server(pages({{"/a/x", answer("200 OK", "./y + ../b/z")},
                           {"/a/y", answer("302 Found", "", "Location: /c\r\n")},
                           {"/b/z", answer("200 OK", "missing ? 2")},
                           {"/c", answer("200 OK", "40")}}));
  Run run;
  CHECK(run.natural(server.url("/a/x")) == 42);
  CHECK(run.natural(server.url("/a/x") + " + " + server.url("/c")) == 82);
  CHECK(server.requests().size() == 5);
}

TEST_CASE("a server that is gone, silent or has nothing is recovered from", "[http]") {
  HttpServer server(pages({{"/silent", {"", HttpAnswer::Then::Hang}},
                           {"/error", answer("500 x", "1")},
                           {"/below", answer("200 OK", "./none")},
                           {"/wrong", answer("200 OK", "1 1")}}));
  std::uint16_t port = 0;
  listen_anywhere(port).reset();
  Run run;
  for (const std::string& url : {server.url("/none"), server.url("/silent"), server.url("/error"),
                                 server.url("/below"), "http://127.0.0.1:" + std::to_string(port)}) {
    CAPTURE(url);
    CHECK(run.natural(url + " ? 7") == 7);
    CHECK(run.code_of(url) == "dhall.import.missing");
  }
  CHECK(run.code_of(server.url("/wrong") + " ? 7").starts_with("dhall.type."));
}

TEST_CASE("what is too large is no reason for an alternative", "[http]") {
  HttpServer server(pages({{"/x", answer("200 OK", std::string(2000, '1'))}}));
  Run run;
  run.options.limits.import_bytes = 1999;
  CHECK(run.code_of(server.url("/x") + " ? 7") == "dhall.limit.import-size");
}

TEST_CASE("a server of another origin is asked for permission", "[http]") {
  HttpServer other(pages({{"/open", answer("200 OK", "1", "Access-Control-Allow-Origin: *\r\n")},
                          {"/closed", answer("200 OK", "1")}}));
  HttpServer server(pages({{"/a", answer("200 OK", other.url("/open"))},
                           {"/b", answer("200 OK", other.url("/closed") + " ? 7")},
                           {"/c", answer("200 OK", "./jump ? 7")},
                           {"/jump", answer("302 x", "", "Location: " + other.url("/closed") + "\r\n")}}));
  Run run;
  CHECK(run.natural(server.url("/a")) == 1);
  CHECK(other.requests().at(0).has("\r\nOrigin: " + server.url()));
  CHECK(run.code_of(server.url("/b")) == "dhall.import.cors");
  CHECK(run.code_of(server.url("/c")) == "dhall.import.cors");
  CHECK(run.natural(other.url("/closed")) == 1);
}

TEST_CASE("headers of both types and of the configuration are sent", "[http]") {
  HttpServer server(pages({{"/a", answer("200 OK", "./b")}, {"/b", answer("200 OK", "1")}}));
  Run run;
  const std::string origin = server.url().substr(7);
  std::filesystem::create_directories(run.folder / ".config/dhall");
  run.write(".config/dhall/headers.dhall",
            "toMap { `" + origin + "` = toMap { Token = ./token.txt as Text, Both = \"mine\" } }");
  run.write(".config/dhall/token.txt", "secret");
  run.write("more.dhall",
            "[{ header = \"Both\", value = \"theirs\" }] # [{ header = \"X\" ++ \"-A\", value = "
            "\"${Natural/show (1 + 1)}\" }]");
  CHECK(run.natural(server.url("/a") + " using ./more.dhall") == 1);
  CHECK(run.natural(server.url("/b") + " using (toMap { X-B = \"3\" })") == 1);
  const auto requests = server.requests();
  REQUIRE(requests.size() == 3);
  for (const test::HttpRequest& request : requests) {
    CHECK(request.has("\r\nToken: secret"));
    CHECK(request.has("\r\nBoth: mine"));
    CHECK_FALSE(request.has("theirs"));
  }
  CHECK(requests[1].has("\r\nX-A: 2"));
  CHECK(requests[2].has("\r\nX-B: 3"));
  CHECK(run.code_of(server.url("/b") + " using [1]") == "dhall.import.headers");
  CHECK(run.code_of(server.url("/b") + " using ([] : List { mapKey : Text })") == "dhall.import.headers");
  CHECK(run.code_of("let h = [] : List { mapKey : Text, mapValue : Text } in " + server.url("/b") +
                    " using h") == "dhall.import.headers");
}

TEST_CASE("a folder that files are confined to has no way out") {
  TempFolder outside;
  std::ofstream(outside / "x") << "1";
  Run run;
  std::filesystem::create_directories(run.folder / "in/deep");
  run.write("out", "1");
  run.write("in/a", "./deep/../b");
  run.write("in/b", "1");
  std::filesystem::create_symlink("../out", run.folder / "in/up");
  std::filesystem::create_symlink(outside.path(), run.folder / "in/away");
  std::filesystem::create_symlink("b", run.folder / "in/same");
  std::filesystem::create_symlink("/none", run.folder / "in/dangling");
  run.options.policy = Policy::folder("./in");
  CHECK(run.natural("./in/a + ~/in/same + " + (run.folder / "in/b").native()) == 3);
  for (const std::string path :
       {"./out", "./in/up", "./in/away/x", "./in/away/none", "./in/../out", "/none"}) {
    CAPTURE(path);
    CHECK(run.code_of(path + " ? 7") == "dhall.import.forbidden");
  }
  CHECK(run.natural("./in/none ? 7") == 7);
  CHECK(run.natural("./in/deep ? 7") == 7); // a folder
}
