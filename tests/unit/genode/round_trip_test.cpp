// What write() accepts, parse() gives back.
#include <random>

#include "expect_error.hpp"
#include "sigil/genode/node.hpp"

using namespace sigil;
using namespace sigil::genode;

namespace {

/// Trees from names and pieces of text that mean something to one syntax or the other.
class TreeGenerator {
 public:
  explicit TreeGenerator(std::uint32_t seed) : random_(seed) {}

  Node tree(std::size_t depth) {
    Node node{pick(kTypes), {}, {}, {}};
    for (std::size_t i = below(4); i > 0; --i)
      node.with(below(3) == 0 ? "name" : std::to_string(i).insert(0, 1, 'a'), text());
    if (depth > 0 && below(3) != 0)
      for (std::size_t i = below(4); i > 0; --i) node.add(tree(depth - 1));
    else if (below(2) == 0)
      for (std::size_t i = below(4); i > 0; --i) node.text.push_back(text());
    return node;
  }

 private:
  static constexpr const char* kTypes[] = {"config", "x", "start", "any-service", "a_1", "Upper", "x:y"};
  static constexpr const char* kPieces[] = {"a",  "b",   "x", "+",  "-",  ".",     ":",    " ",
                                            "ü",  "'",   "#", "/>", "->", "tag: ", "urn:", "]]>",
                                            "\t", "-->", "=", "&",  "<",  "\"",    "|",    "x "};

  std::size_t below(std::size_t end) { return random_() % end; }
  template <std::size_t count>
  const char* pick(const char* const (&from)[count]) {
    return from[below(count)];
  }

  std::string text() {
    std::string result;
    for (std::size_t i = below(5); i > 0; --i)
      // Mostly the pieces that both syntaxes carry.
      result += kPieces[below(below(8) == 0 ? std::size(kPieces) : 16)];
    return result;
  }

  std::mt19937 random_;
};

} // namespace

TEST_CASE("each tree that can be written reads back the same") {
  for (const Syntax syntax : {Syntax::Hid, Syntax::Xml}) {
    TreeGenerator generator(1);
    std::size_t written = 0;
    std::size_t refused = 0;
    for (int i = 0; i < 4000; ++i) {
      const Node node = generator.tree(3);
      std::string document;
      try {
        document = write(node, syntax);
      } catch (const Error& error) {
        REQUIRE(error.kind() == ErrorKind::Invalid);
        ++refused;
        continue;
      }
      INFO(document);
      REQUIRE(parse(as_bytes(document)) == node);
      REQUIRE(detect_syntax(as_bytes(document)) == syntax);
      ++written;
    }
    CHECK(written > 500);
    CHECK(refused > 500);
  }
}

TEST_CASE("a document cut short is refused, not half read") {
  TreeGenerator generator(2);
  for (const Syntax syntax : {Syntax::Hid, Syntax::Xml}) {
    for (int found = 0; found < 20;) {
      std::string document;
      try {
        document = write(generator.tree(2), syntax);
      } catch (const Error&) {
        continue;
      }
      ++found;
      // The last character is a line end, which both syntaxes can do without.
      for (std::size_t size = 0; size + 1 < document.size(); ++size) {
        INFO(document.substr(0, size));
        REQUIRE_THROWS_AS(parse(as_bytes(std::string_view(document).substr(0, size))), Error);
      }
    }
  }
}
