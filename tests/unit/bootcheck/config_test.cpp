#include "core/config.hpp"

#include <string>

#include "support.hpp"
#include "support/catch.hpp"

using namespace sigil::bootcheck;

namespace {

std::string read(const std::string& text) {
  const Document document(text);
  return document.ok ? flat(document.tree) : document.refusal();
}

std::string nested(std::size_t depth, const std::string& open, const std::string& close) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  for (std::size_t i = 0; i < depth; ++i) text += close;
  return text;
}

/// `depth` nodes, each in the one before.
std::string nested_hid(std::size_t depth) {
  std::string text = "a\n";
  for (std::size_t i = 1; i < depth; ++i) text += std::string(2 * (i - 1), ' ') + "+ a\n";
  return text + "-\n";
}

} // namespace

TEST_CASE("HID: nodes, names and attributes") {
  REQUIRE(read("config\n-\n") == "config");
  REQUIRE(read("config") == "2: no end marker '-'");
  REQUIRE(read("config | verbose: yes\n-") == "config(verbose=yes)");
  REQUIRE(read("config\n       verbose: yes\n       arch:    x86_64\n-\n") ==
          "config(verbose=yes)(arch=x86_64)");
  REQUIRE(read("a\n+ start my timer | ram: 1M\n-\n") == "a{start(name=my timer)(ram=1M)}");
  REQUIRE(read("a\n+ start | name: x\n-\n") == "a{start(name=x)}");
  REQUIRE(read("a\n+ start name: x\n-\n") == "a{start(name=x)}");
  REQUIRE(read("a\n+ b label: x -> y\n-\n") == "a{b(label=x -> y)}");
  REQUIRE(read("a\n+ binary urn:eris:X\n-\n") == "a{binary(name=urn:eris:X)}");
  REQUIRE(read("a | empty: | b:   two words  \n-\n") == "a(empty=)(b=two words)");
}

TEST_CASE("HID: what a node owns is decided by columns") {
  REQUIRE(read("a\n+ b\n  + c\n    + d\n  + e\n+ f\n-\n") == "a{b{c{d} e} f}");
  REQUIRE(read("a\n+ b | + c | + d\n+ e\n-\n") == "a{b{c{d}} e}");
  REQUIRE(read("a\n+ service ROM | label: x | + child y\n+ service Gui            | + child z\n-\n") ==
          "a{service(name=ROM)(label=x){child(name=y)} service(name=Gui){child(name=z)}}");
  REQUIRE(read("a\n+ b\n  |\n  |   c: d\n  | + e\n-\n") == "a{b(c=d){e}}");
  REQUIRE(read("a\n+ b\nc: d\n-\n") == "3: a second top node");
  REQUIRE(read("a\n+ b\n c: d\n-\n") == "3: an attribute stands left of its node");
  REQUIRE(read("a\n+ b\n  + c\n  d: e\n-\n") == "4: an attribute stands left of its node");
}

TEST_CASE("HID: text, comments, disabled nodes") {
  REQUIRE(read("a\n+ b\n  : text | with bar\n  :\n  : more\n-\n") == "a{b:}");
  REQUIRE(read("a\n+ b | : x\n+ c | . comment | + d\n. free\n.\n-\n") == "a{b: c}");
  REQUIRE(read("a\n+ b\n  x c | d: e\n    + f\n  + g\n-\n") == "a{b{g}}");
  // In column 0 Genode's run-time parser takes it for a second top node.
  REQUIRE(read("a\nx b\n-\n") == "2: a second top node");
  REQUIRE(read("a\n+ b\n  : text\n  c: d\n-\n") == "4: an attribute after text");
  REQUIRE(read("a\n+ b\n  : text\n  + c\n-\n") == "4: a sub node beside text");
  REQUIRE(read("a\n+ b\n  + c\n  : text\n-\n") == "4: text stands left of its node");
  REQUIRE(read("a\n+ b\n  :\ttext\n-\n") == "3: a control character");
  REQUIRE(read("a\n+ b\n  : \ttext\n-\n") == "a{b:}");
}

TEST_CASE("HID: the document ends at the first '-'") {
  REQUIRE(read("a\n-\nanything \x01 at all") == "a");
  REQUIRE(read("a\r\n+ b | c: d\r\n-\r\n") == "a{b(c=d)}");
  REQUIRE(read("\n  a\n+ b\n-\n") == "a{b}");
  REQUIRE(read(std::string("a\n\0-\n", 5)) == "2: a control character");
  REQUIRE(read("a\n+ b\n") == "3: no end marker '-'");
}

TEST_CASE("HID: violations of the syntax are faults with their line") {
  REQUIRE(read("") == "1: the document is empty");
  REQUIRE(read("\n \n") == "3: the document is empty");
  REQUIRE(read("A\n-\n") == "1: no node type");
  REQUIRE(read("-\n") == "1: no node type");
  REQUIRE(read(". comment\na\n-\n") == "1: no node type");
  REQUIRE(read("a\n+\n-\n") == "2: no node type");
  REQUIRE(read("a\n+  b\n-\n") == "2: no node type");
  REQUIRE(read("a\n+ B\n-\n") == "2: no node type");
  REQUIRE(read("a\n+ b.c\n-\n") == "2: no node type");
  REQUIRE(read("a\n+ b\n\n  word\n-\n") == "4: neither node, attribute, text nor comment");
  REQUIRE(read("a\n+ b\n  c:d\n-\n") == "3: neither node, attribute, text nor comment");
  REQUIRE(read("a\n+b\n-\n") == "2: neither node, attribute, text nor comment");
  REQUIRE(read("a | b: c| d: e\n-\n") == "1: '|' without blanks around it");
  REQUIRE(read("a | b: c |d: e\n-\n") == "1: '|' without blanks around it");
  REQUIRE(read("a | b: c\td\n-\n") == "1: a control character");
  REQUIRE(read("a | b: c | b: d\n-\n") == "1: an attribute is given twice");
  REQUIRE(read("a\n+ b x | name: y\n-\n") == "2: an attribute is given twice");
}

TEST_CASE("XML: nodes, attributes and text") {
  REQUIRE(read("<config/>") == "config");
  REQUIRE(read("<config verbose=\"yes\"\n arch = \"x\" >\n</config >\n") == "config(verbose=yes)(arch=x)");
  REQUIRE(read("<a><b><c/></b><d/></a>") == "a{b{c} d}");
  REQUIRE(read("<?xml version=\"1.0\"?>\n<!-- <x> --><a><!-- - --><b/></a><!-- -->\n") == "a{b}");
  REQUIRE(read("<a>text</a>") == "a:");
  REQUIRE(read("<a><b>&lt;</b></a>") == "a{b:}");
  REQUIRE(read("<A.b-1 c:d_=\"\"/>") == "A.b-1(c:d_=)");
}

TEST_CASE("XML: attribute values are taken as they stand") {
  REQUIRE(read("<a b=\"x -> y\"/>") == "a(b=x -> y)");
  REQUIRE(read("<a b=\"x -&gt; y\"/>") == "a(b=x -&gt; y)");
}

TEST_CASE("XML: violations of the syntax are faults with their line") {
  REQUIRE(read("<a>") == "1: a node without end");
  REQUIRE(read("<a>\n<b></a>") == "2: an end tag that ends no node");
  REQUIRE(read("</a>") == "1: an end tag that ends no node");
  REQUIRE(read("<a/></a>") == "1: an end tag that ends no node");
  REQUIRE(read("<a/>\n<b/>") == "2: a second top node");
  REQUIRE(read("<a/>\nx") == "2: text outside the top node");
  REQUIRE(read("<a b='c'/>") == "1: an attribute value without '\"'");
  REQUIRE(read("<a b/>") == "1: an attribute without '='");
  REQUIRE(read("<a b=\"c\"d=\"e\"/>") == "1: a tag without '>'");
  REQUIRE(read("<a b=\"c\" b=\"d\"/>") == "1: an attribute is given twice");
  REQUIRE(read("<a b=\"\n\"/>") == "1: '<' or a control character in an attribute value");
  REQUIRE(read("<a b=\"<\"/>") == "1: '<' or a control character in an attribute value");
  REQUIRE(read("<a b=\"") == "1: an attribute value without end");
  REQUIRE(read("<a") == "1: a tag without '>'");
  REQUIRE(read("<") == "1: no node type");
  REQUIRE(read("<!DOCTYPE a><a/>") == "1: no node type");
  REQUIRE(read("<a><![CDATA[x]]></a>") == "1: no node type");
  REQUIRE(read("<!-- x") == "1: a comment without end");
  REQUIRE(read("<?xml") == "1: '<?xml' without end");
  REQUIRE(read("<!-- x -->") == "1: no top node");
  REQUIRE(read(std::string("<a/>\0", 5)) == "1: a control character");
}

TEST_CASE("both syntaxes give the same tree") {
  REQUIRE(read("config\n+ start x | caps: 9\n  + route\n    + service ROM | label: a | + parent | label: "
               "b\n-\n") ==
          read("<config><start name=\"x\" caps=\"9\"><route><service name=\"ROM\" label=\"a\">"
               "<parent label=\"b\"/></service></route></start></config>"));
}

TEST_CASE("limits are faults, not overruns") {
  REQUIRE(read(nested(64, "<a>", "</a>")).substr(0, 4) == "a{a{");
  REQUIRE(read(nested(65, "<a>", "</a>")) == "1: more than 64 levels");
  REQUIRE(read(nested_hid(64)).substr(0, 4) == "a{a{");
  REQUIRE(read(nested_hid(65)) == "65: more than 64 levels");
  REQUIRE(Document("<a><b/><c/></a>", 3).ok);
  REQUIRE(Document("<a><b/><c/></a>", 2).refusal() == "1: too many nodes");
  REQUIRE(Document("a\n+ b\n+ c\n-\n", 2).refusal() == "3: too many nodes");
  REQUIRE(Document("a\n+ b\n+ c\n-\n", 3, 0).ok);
  REQUIRE(Document("<a b=\"c\"/>", 1, 0).refusal() == "1: too many attributes");
  REQUIRE(Document("a | b: c\n-\n", 1, 0).refusal() == "1: too many attributes");
}

TEST_CASE("a document cut anywhere is refused or a smaller one") {
  const std::string hid = "a | b: c\n+ d e | f: g\n  : h\n-\n";
  const std::string xml = "<a b=\"c\"><d name=\"e\">h</d><!-- i --></a>";
  for (std::size_t size = 0; size < hid.size() - 2; ++size) REQUIRE_FALSE(Document(hid.substr(0, size)).ok);
  for (std::size_t size = 0; size < xml.size(); ++size) REQUIRE_FALSE(Document(xml.substr(0, size)).ok);
}
