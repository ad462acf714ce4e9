#include "expect_error.hpp"
#include "sigil/genode/node.hpp"

using namespace sigil;
using namespace sigil::genode;
using namespace sigil::test;

namespace {

Node leaf(const char* type, std::vector<Attribute> attributes = {}) {
  return {type, std::move(attributes), {}, {}};
}

} // namespace

TEST_CASE("HID is laid out as Genode prints it") {
  Node config = leaf("config", {{"verbose", "yes"}});
  Node& start = config.add(leaf("start", {{"name", "test log"}, {"ram", "1M"}}));
  start.add(leaf("binary", {{"name", "urn:eris:BIAD"}}));
  start.add(leaf("provides")).add(leaf("service", {{"name", "Timer"}, {"empty", ""}}));
  start.add(leaf("config")).text = {"one\t| two", "", "  <three>"};
  config.add(leaf("default", {{"caps", "100"}, {"name", "late"}}));
  REQUIRE(write(config, Syntax::Hid) == "config | verbose: yes\n"
                                        "+ start test log | ram: 1M\n"
                                        "  + binary | name: urn:eris:BIAD\n"
                                        "  + provides\n"
                                        "    + service Timer | empty:\n"
                                        "  + config\n"
                                        "    : one\t| two\n"
                                        "    :\n"
                                        "    :   <three>\n"
                                        "+ default | caps: 100 | name: late\n"
                                        "-\n");
}

TEST_CASE("HID text of the top node stands at column 0") {
  Node config = leaf("config");
  config.text = {"line"};
  REQUIRE(write(config, Syntax::Hid) == "config\n: line\n-\n");
  REQUIRE(parse(as_bytes("config\n: line\n-\n")) == config);
}

TEST_CASE("HID in the styles people write") {
  const Node node = parse(as_bytes("\n"
                                   "config | verbose: yes\n"
                                   "         arch:   x86_64\n"
                                   ".\n"
                                   ". a comment with \t and |\n"
                                   "\n"
                                   "+ start osci | ram: 8M   | . trailing comment\n"
                                   "  |\n"
                                   "  | + route\n"
                                   "  |   + service ROM | label: a b | + child rom\n"
                                   "  |   + any-service              | + parent\n"
                                   "  x disabled\n"
                                   "    + inner a: b\n"
                                   "      : quoted | text\n"
                                   "  + config caps: 3\n"
                                   "x arg -c\n"
                                   "+ env TERM | : screen | more\n"
                                   "- all that follows is no part of it \x01\n"));
  Node expected = leaf("config", {{"verbose", "yes"}, {"arch", "x86_64"}});
  Node& start = expected.add(leaf("start", {{"name", "osci"}, {"ram", "8M"}}));
  Node& route = start.add(leaf("route"));
  route.add(leaf("service", {{"name", "ROM"}, {"label", "a b"}})).add(leaf("child", {{"name", "rom"}}));
  route.add(leaf("any-service")).add(leaf("parent"));
  start.add(leaf("config", {{"caps", "3"}}));
  expected.add(leaf("env", {{"name", "TERM"}})).text = {"screen | more"};
  REQUIRE(node == expected);
}

TEST_CASE("HID line ends, empty values and a name like a URN") {
  const Node node = parse(as_bytes("config\r\n+ binary urn:eris:BI\r\n  empty:\r\n  : a\r\n-"));
  Node expected = leaf("config");
  expected.add(leaf("binary", {{"name", "urn:eris:BI"}, {"empty", ""}})).text = {"a"};
  REQUIRE(node == expected);
}

TEST_CASE("faulty HID is refused with its line") {
  struct Case {
    std::string_view document;
    std::string_view message;
  };
  const Case cases[] = {
      {"", "configuration is empty"},
      {" \n", "configuration is empty"},
      {"config\n", "no end marker"},
      {"config", "no end marker"},
      {"-\n", "line 1: node type '-'"},
      {". comment\nconfig\n-\n", "line 1: node type '.'"},
      {"Config\n-\n", "line 1: node type 'Config'"},
      {"config\n+ Start\n-\n", "line 2: node type 'Start'"},
      {"config\n+\n-\n", "line 2: node type ''"},
      {"config\n+  start\n-\n", "line 2: node type ''"},
      {"config\nsecond\n-\n", "line 2: 'second' is neither"},
      {"config\nverbose: yes\n-\n", "line 2: attribute 'verbose' belongs to no node"},
      {"config\n+ a\n b: c\n-\n", "line 3: attribute 'b' belongs to no node"},
      {"config\n+ a\n  : text\n  b: c\n-\n", "line 4: attribute 'b' belongs to no node"},
      {"config\n+ a\n: text\n-\n", "line 3: text 'text' belongs to no node"},
      {"config\n: text\n+ a\n-\n", "line 3: node 'a' stands beside text"},
      {"config | a: 1 | a: 2\n-\n", "line 1: node 'config' has attribute 'a' twice"},
      {"config x | name: y\n-\n", "line 1: node 'config' has attribute 'name' twice"},
      {"config\n  a:1\n-\n", "line 2: 'a:1' is neither"},
      {"config | a:\t1\n-\n", "line 1: control character"},
      {"config\n\t+ a\n-\n", "line 2: control character"},
      {"config\n: a | b\tc\n-\n", "line 2: control character"},
      {std::string_view("config\n: \0\n-\n", 13), "line 2: control character"},
      {"config\n: a\rb\n-\n", "line 2: control character"},
      {"config | a: \xff\n-\n", "not UTF-8"},
  };
  for (const Case& each : cases) {
    INFO(each.document);
    const Error error = parse_error(each.document);
    INFO(error.message());
    CHECK(error.kind() == ErrorKind::Invalid);
    CHECK(mentions(error, each.message));
  }
}

TEST_CASE("what HID cannot carry is refused with its node") {
  Node config = leaf("config");
  Node& start = config.add(leaf("start", {{"name", "hello"}}));
  Node& inner = start.add(leaf("config"));
  const auto message = [&] { return write_error(config, Syntax::Hid).message(); };

  SECTION("a bar") {
    inner.with("a", "x|y");
    CHECK(message() == "attribute 'a' of node \"config/start 'hello'/config\" has the value 'x|y', which "
                       "contains '|', which separates attributes in HID");
  }
  SECTION("outer blanks") {
    inner.with("a", " x").with("b", "x ");
    const Error error = write_error(config, Syntax::Hid);
    CHECK(mentions(error, "begins or ends with a blank"));
    CHECK(error.siblings().size() == 1);
  }
  SECTION("a line end") {
    inner.with("a", "x\ny");
    CHECK(message().ends_with("contains a control character"));
  }
  SECTION("an attribute twice") {
    inner.with("a", "1").with("a", "2");
    CHECK(message() == "attribute 'a' of node \"config/start 'hello'/config\" is there twice");
  }
  SECTION("names") {
    inner.with("A", "1");
    inner.type = "vFs";
    CHECK(write_error(config, Syntax::Hid).siblings().size() == 1);
    CHECK_NOTHROW(write(config, Syntax::Xml));
  }
  SECTION("text") {
    inner.text = {"a\nb", "c|\td", "\x01", "\x7f", "\xc3"};
    CHECK(write_error(config, Syntax::Hid).siblings().size() == 4);
  }
  SECTION("text beside sub nodes") {
    inner.text = {"a"};
    inner.add(leaf("b"));
    CHECK(message() == "node \"config/start 'hello'/config\" has sub nodes beside text");
  }
  CHECK(write_error(config, Syntax::Hid).kind() == ErrorKind::Invalid);
}

namespace {

/// `depth` nodes, each in the one before.
std::string nested_hid(std::size_t depth) {
  std::string text = "config\n";
  for (std::size_t i = 1; i < depth; ++i) text += std::string(2 * (i - 1), ' ') + "+ a\n";
  return text + "-\n";
}

} // namespace

TEST_CASE("HID limits") {
  const Node deepest = parse(as_bytes(nested_hid(kMaxDepth)));
  CHECK(write(deepest, Syntax::Hid) == nested_hid(kMaxDepth));
  CHECK(parse_error(nested_hid(kMaxDepth + 1)).kind() == ErrorKind::Limit);
  CHECK(parse_error(nested_hid(2000)).kind() == ErrorKind::Limit);

  Node deeper = leaf("config");
  deeper.add(deepest);
  CHECK(write_error(deeper, Syntax::Hid).kind() == ErrorKind::Limit);
  CHECK(write_error(deeper, Syntax::Xml).kind() == ErrorKind::Limit);

  std::string wide = "config";
  for (std::size_t i = 0; i < kMaxAttributes; ++i) wide += " | a" + std::to_string(i) + ": 1";
  CHECK(parse(as_bytes(wide + "\n-\n")).attributes.size() == kMaxAttributes);
  CHECK(parse_error(wide + " | b: 1\n-\n").kind() == ErrorKind::Limit);

  std::string many = "config\n";
  for (std::size_t i = 0; i < kMaxNodes; ++i) many += "+ a\n";
  CHECK(parse_error(many + "-\n").kind() == ErrorKind::Limit);
}
