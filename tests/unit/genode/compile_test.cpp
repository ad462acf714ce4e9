#include <cstdlib>
#include <filesystem>

#include "expect_error.hpp"
#include "models.hpp"
#include "sigil/base/file.hpp"
#include "sigil/genode/init.hpp"

using namespace sigil;
using namespace sigil::genode;
using namespace sigil::test;

namespace {

struct Golden {
  const char* file;
  InitModel model;
  Syntax syntax;
};

std::vector<Golden> golden_files() {
  return {
      {"full-26.02.hid", full_model(Release::k26_02), Syntax::Hid},
      {"full-26.02.xml", full_model(Release::k26_02), Syntax::Xml},
      {"full-24.10.xml", full_model(Release::k24_10), Syntax::Xml},
      {"static-26.02.hid", static_model(Release::k26_02), Syntax::Hid},
      {"static-24.10.xml", static_model(Release::k24_10), Syntax::Xml},
  };
}

std::filesystem::path golden_folder() {
  return std::filesystem::path(SIGIL_SOURCE_DIR) / "tests" / "golden" / "genode";
}

std::string written(const Golden& golden) {
  return write(compile(golden.model), golden.syntax);
}

Error compile_error(const Child& child) {
  return error_of([&] { (void)compile({Release::k26_02, {child}}); });
}

} // namespace

TEST_CASE("compiled configurations are as kept") {
  // SIGIL_TEST_ACCEPT=1 takes the present output as right, for a look at the difference in git.
  const bool is_accepting = std::getenv("SIGIL_TEST_ACCEPT") != nullptr;
  for (const Golden& golden : golden_files()) {
    INFO(golden.file);
    const std::filesystem::path path = golden_folder() / golden.file;
    if (is_accepting)
      write_file(path, as_bytes(written(golden)));
    else
      CHECK(written(golden) == Blob::map(path).text());
  }
  if (is_accepting) SIGIL_SKIP("golden files were written, not compared");
}

TEST_CASE("compiled configurations read back") {
  for (const Golden& golden : golden_files()) {
    INFO(golden.file);
    CHECK(parse(as_bytes(written(golden))) == compile(golden.model));
  }
}

TEST_CASE("compiled XML is well-formed to xmllint") {
  if (std::system("command -v xmllint >/dev/null 2>&1") != 0) SIGIL_SKIP("xmllint is not installed");
  for (const Golden& golden : golden_files()) {
    if (golden.syntax != Syntax::Xml) continue;
    const std::string path = (golden_folder() / golden.file).native();
    INFO(path);
    CHECK(std::system(("xmllint --noout '" + path + "'").c_str()) == 0);
  }
}

TEST_CASE("no name in a configuration is longer than Genode keeps") {
  const std::string text = write(compile(full_model(Release::k26_02)), Syntax::Hid);
  const std::string full = urn('B').full();
  CHECK(text.find(full.substr(0, 63)) != std::string::npos);
  CHECK(text.find(full.substr(0, 64)) == std::string::npos);
}

TEST_CASE("priorities fit the levels") {
  for (const auto& [priority, levels] :
       {std::pair{-1, "2"}, {-2, "4"}, {-3, "4"}, {-4, "8"}, {-65535, "65536"}}) {
    Child child = plain_child("a");
    child.priority = priority;
    const Node config = compile({Release::k26_02, {child, plain_child("b")}});
    REQUIRE(config.attribute("prio_levels") != nullptr);
    CHECK(*config.attribute("prio_levels") == levels);
  }
  CHECK(compile({Release::k26_02, {plain_child("a")}}).attribute("prio_levels") == nullptr);
}

TEST_CASE("memory is written in the largest unit that divides it") {
  for (const auto& [bytes, text] :
       std::initializer_list<std::pair<std::uint64_t, std::string>>{{1, "1"},
                                                                    {1025, "1025"},
                                                                    {1024, "1K"},
                                                                    {1536 << 10, "1536K"},
                                                                    {1 << 20, "1M"},
                                                                    {3ull << 30, "3G"}}) {
    Child child = plain_child("a");
    child.ram_bytes = bytes;
    CHECK(*compile({Release::k26_02, {child}}).child("start")->attribute("ram") == text);
  }
}

TEST_CASE("the parent provides what is routed there, no more") {
  Child server = plain_child("server");
  server.provides = {"LOG"};
  Child client = plain_child("client");
  server.routes = {{"LOG", "", "server", ""}};
  client.routes = {{"LOG", "", "server", ""}, {"Timer", "", "", ""}};
  const Node config = compile({Release::k26_02, {server, client}});
  std::string services;
  for (const Node& service : config.child("parent-provides")->children)
    services += *service.attribute("name") + " ";
  CHECK(services == "CPU PD ROM Timer ");
}

TEST_CASE("session arguments at the boot init") {
  CHECK(session_args("L") == "label=\"init -> L\", ram_quota=6144, cap_quota=3, diag=0");
  CHECK(session_args(std::string(106, 'x')).size() == kMaxSessionArgs);
  CHECK(session_args(std::string(107, 'x')).size() > kMaxSessionArgs);

  Child child = plain_child("a");
  child.routes = {{"Timer", "", "", std::string(106, 'x')}};
  CHECK_NOTHROW(compile({Release::k26_02, {child}}));
  child.routes[0].target_label += 'x';
  const Error error = compile_error(child);
  CHECK(error.kind() == ErrorKind::Limit);
  CHECK(error.message() ==
        "child 'a' routes 'Timer' with session arguments of 160 characters, Genode takes at "
        "most 159");

  // Without a target label the child's name stands before what it gives.
  child.routes = {{"Timer", std::string(106 - 5, 'x'), "", ""}};
  CHECK_NOTHROW(compile({Release::k26_02, {child}}));
  child.routes[0].label += 'x';
  CHECK(compile_error(child).kind() == ErrorKind::Limit);
}

TEST_CASE("faulty models are refused") {
  Child child = plain_child("a");
  ErrorKind kind = ErrorKind::Invalid;
  std::string message;

  SECTION("sizes of zero") {
    child.caps = 0;
    child.ram_bytes = 0;
    message = "child 'a' has no capabilities, expected caps above 0";
    CHECK(compile_error(child).siblings().size() == 1);
  }
  SECTION("positive priority") {
    child.priority = 1;
    message = "child 'a' has priority 1, expected 0 (highest) down to -65535";
  }
  SECTION("priority too low") {
    child.priority = -65536;
    message = "child 'a' has priority -65536, expected 0 (highest) down to -65535";
  }
  SECTION("a name with a separator") {
    child.name = "a -> b";
    message = "child name 'a -> b' contains ' -> ', which separates the elements of a session label";
  }
  SECTION("a long name") {
    child.name = std::string(64, 'x');
    kind = ErrorKind::Limit;
    message = "child name '" + child.name + "' has more than 63 characters, where Genode cuts";
  }
  SECTION("a configuration of another type") {
    child.config->type = "conf";
    message = "child 'a' has a configuration of type 'conf', expected 'config'";
  }
  SECTION("two configurations") {
    child.roms = {{"config", urn('B')}};
    message = "child 'a' has a configuration and routes the ROM 'config', expected one";
  }
  SECTION("no configuration") {
    child.config.reset();
    message = "child 'a' has no configuration, expected one or a route of the ROM 'config'";
  }
  SECTION("a service provided twice") {
    child.provides = {"Report", "Report"};
    message = "child 'a' provides 'Report' twice";
  }
  SECTION("a faulty service name") {
    child.provides = {"Re|port"};
    message =
        "child 'a' provides a service, its name 'Re|port' contains '|', which separates attributes in HID";
  }
  SECTION("a ROM asked for twice") {
    child.roms = {{"x", urn('B')}, {"x", urn('C')}};
    message = "child 'a' asks for ROM 'x' twice";
  }
  SECTION("a ROM that is a library too") {
    child.libraries = {urn('B')};
    child.roms = {{std::string(urn('B').label()), urn('C')}};
    message = "child 'a' asks for ROM '" + child.roms[0].asked + "' twice";
  }
  SECTION("libraries that Genode cannot tell apart") {
    child.libraries = {urn('B'), rom::RomName::of_content(urn('B').full().substr(0, 114))};
    message = "child 'a' needs library '" + child.libraries[1].full() + "' twice";
  }
  SECTION("an empty ROM label") {
    child.roms = {{"", urn('B')}};
    message = "child 'a' asks for a ROM with an empty label";
  }
  SECTION("a ROM label with a quote") {
    child.roms = {{"a\"b", urn('B')}};
    message = "child 'a' asks for a ROM, its label 'a\"b' contains '\"', which ends a session argument";
  }
  SECTION("a ROM label that no session can carry") {
    child.roms = {{std::string(115, 'x'), urn('B')}};
    kind = ErrorKind::Limit;
    message = "child 'a' asks for a ROM, its label '" + child.roms[0].asked +
              "' with session arguments of 160 characters, Genode takes at most 159";
  }
  SECTION("an unknown server") {
    child.routes = {{"Report", "", "b", ""}};
    message = "child 'a' routes 'Report' to unknown child 'b'";
  }
  SECTION("a server without the service") {
    child.routes = {{"Report", "", "a", ""}};
    message = "child 'a' routes 'Report' to child 'a', which does not provide it";
  }
  SECTION("a route that never matches") {
    child.routes = {{"Timer", "", "", ""}, {"Timer", "x", "", ""}};
    message = "child 'a' routes 'Timer' label 'x' twice, the earlier route takes all sessions";
  }
  SECTION("a ROM of the parent among the routes") {
    child.routes = {{"ROM", "x", "", ""}};
    message = "child 'a' routes 'ROM' to the parent";
  }
  SECTION("a target label with a quote") {
    child.routes = {{"Timer", "", "", "\""}};
    message = "child 'a' routes 'Timer', its target label '\"' contains '\"', which ends a session argument";
  }
  const Error error = compile_error(child);
  CHECK(error.message() == message);
  CHECK(error.kind() == kind);
}

TEST_CASE("all errors of a model are reported together") {
  Child first = plain_child("a");
  first.caps = 0;
  Child second = plain_child("a");
  second.ram_bytes = 0;
  const Error error = error_of([&] { (void)compile({Release::k26_02, {first, second}}); });
  CHECK(mentions(error, "child name 'a' is used twice"));
  CHECK(error.siblings().size() == 2);
  CHECK(error_of([] { (void)compile({}); }).message() == "system has no children, expected at least one");
}
