#include "expect_error.hpp"
#include "sigil/genode/node.hpp"

using namespace sigil;
using namespace sigil::genode;
using namespace sigil::test;

namespace {

Node leaf(const char* type, std::vector<Attribute> attributes = {}) {
  return {type, std::move(attributes), {}, {}};
}

std::string nested_xml(std::size_t depth) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += "<a>";
  for (std::size_t i = 0; i < depth; ++i) text += "</a>";
  return text;
}

} // namespace

TEST_CASE("XML has raw attribute values and escaped text") {
  Node config = leaf("config", {{"label", "init -> 'it'"}, {"empty", ""}});
  config.add(leaf("Parent-1.x:y"));
  config.add(leaf("text")).text = {"a < b && c > \"d\"", "", "\te"};
  REQUIRE(write(config, Syntax::Xml) == "<config label=\"init -> 'it'\" empty=\"\">\n"
                                        "  <Parent-1.x:y />\n"
                                        "  <text>a &lt; b &amp;&amp; c &gt; \"d\"\n\n\te</text>\n"
                                        "</config>\n");
}

TEST_CASE("XML is read as Genode reads it") {
  const Node node = parse(as_bytes("\n<?xml version=\"1.0\"?>\n<!-- <a> -->\n"
                                   "<config label=\"a -&gt; b & <c>\" q = \"'\">\n"
                                   "  <!-- comment --> <b/>\n"
                                   "  <c>&lt;&gt;&amp;&quot;&apos;&nbsp;&#65;&amp;lt;\n x \n</c>\n"
                                   "  <d> \n </d><e></e>\n"
                                   "</config>\n<!-- end -->\n"));
  Node expected = leaf("config", {{"label", "a -&gt; b & <c>"}, {"q", "'"}});
  expected.add(leaf("b"));
  expected.add(leaf("c")).text = {"<>&\"'&nbsp;&#65;&lt;", " x "};
  expected.add(leaf("d"));
  expected.add(leaf("e"));
  REQUIRE(node == expected);
}

TEST_CASE("faulty XML is refused with its line") {
  struct Case {
    std::string_view document;
    std::string_view message;
  };
  const Case cases[] = {
      {"<", "malformed XML"},
      {"<a>\n", "malformed XML"},
      {"<a>\n</b>", "line 2: malformed XML"},
      {"<a b=1/>", "malformed XML"},
      {"<!-- only -->", "no top node"},
      {"<a/>\n<b/>", "line 2: expected one top node"},
      {"<a/>\ntext", "expected one top node"},
      {"<!DOCTYPE a>\n<a/>", "line 1: expected one top node"},
      {"<a/>\n<?xml version=\"1.0\"?>", "line 2: expected one top node"},
      {"<a>\n\n<b c='d'/></a>", "line 3: attribute 'c' has its value in single quotes"},
      {"<a\n b=''/>", "line 2: attribute 'b' has its value in single quotes"},
      {"<a b=\"1\"\n b=\"2\"/>", "line 2: node 'a' has attribute 'b' twice"},
      {"<a>x<b/></a>", "'a' has sub nodes or a comment beside text"},
      {"<a><b/>x</a>", "'a' has sub nodes or a comment beside text"},
      {"<a>x<!-- y -->z</a>", "'a' has sub nodes or a comment beside text"},
      {"<a>x<!-- y --></a>", "'a' has a comment beside its text"},
      {"<a><![CDATA[x]]></a>", "'a' contains CDATA"},
      {"<a><![CDATA[]]></a>", "'a' contains CDATA"},
      {"<a><?pi x?></a>", "'a' contains CDATA or a processing instruction"},
      {"<\xc3\xbc/>", "node type 'ü'"},
      {"<a \xc3\xbc=\"1\"/>", "attribute 'ü'"},
      {"<a b=\"\x01\"/>", "control character"},
      {std::string_view("<a/>\n\0", 6), "line 2: control character"},
      {"<a b=\"\xff\"/>", "not UTF-8"},
  };
  for (const Case& each : cases) {
    INFO(each.document);
    const Error error = parse_error(each.document);
    INFO(error.message());
    CHECK(error.kind() == ErrorKind::Invalid);
    CHECK(mentions(error, each.message));
  }
}

TEST_CASE("what XML cannot carry is refused with its node") {
  Node config = leaf("config");
  Node& start = config.add(leaf("start", {{"name", "hello"}}));
  SECTION("values") {
    for (const char* value : {"\"", "<", "&gt;", "\n", "\x7f", "\xff"}) {
      INFO(value);
      start.attributes = {{"name", "hello"}, {"a", value}};
      const Error error = write_error(config, Syntax::Xml);
      CHECK(error.kind() == ErrorKind::Invalid);
      CHECK(mentions(error, "attribute 'a' of node \"config/start 'hello'\" has the value"));
    }
  }
  SECTION("names") {
    start.type = "9";
    start.with("", "1");
    const Error error = write_error(config, Syntax::Xml);
    CHECK(mentions(error, "has type '9', expected [A-Za-z_:]"));
    CHECK(mentions(error, "attribute '' of node \"config/'9' 'hello'\" has a faulty name"));
  }
  SECTION("text") {
    start.text = {"", " \t"};
    CHECK(mentions(write_error(config, Syntax::Xml), "blank text, which XML drops"));
    start.text = {"a", ""};
    CHECK(mentions(write_error(config, Syntax::Xml), "ends in an empty line"));
    CHECK_NOTHROW(write(config, Syntax::Hid));
  }
}

TEST_CASE("XML limits") {
  CHECK(parse(as_bytes(nested_xml(kMaxDepth))).type == "a");
  CHECK(parse_error(nested_xml(kMaxDepth + 1)).kind() == ErrorKind::Limit);
  CHECK(parse_error(nested_xml(500'000)).kind() == ErrorKind::Limit);

  std::string wide = "<a";
  for (std::size_t i = 0; i < kMaxAttributes; ++i) wide += " a" + std::to_string(i) + "=\"1\"";
  CHECK(parse(as_bytes(wide + "/>")).attributes.size() == kMaxAttributes);
  CHECK(parse_error(wide + " b=\"1\"/>").kind() == ErrorKind::Limit);

  std::string many = "<a>";
  for (std::size_t i = 0; i < kMaxNodes; ++i) many += "<a/>";
  CHECK(parse_error(many + "</a>").kind() == ErrorKind::Limit);
  CHECK(parse_error(std::string(2 * kMaxNodes + 1, '<')).kind() == ErrorKind::Limit);
}

TEST_CASE("the first character decides the syntax") {
  CHECK(detect_syntax(as_bytes(" \t\r\n<a/>")) == Syntax::Xml);
  CHECK(detect_syntax(as_bytes("config\n-\n")) == Syntax::Hid);
  CHECK(detect_syntax({}) == Syntax::Hid);
}
