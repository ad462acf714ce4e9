// docs/formats/eris.md says what the code does.
#include <set>
#include <sstream>
#include <string>

#include "sigil/base/file.hpp"
#include "sigil/base/text.hpp"
#include "sigil/eris/codec.hpp"
#include "support/catch.hpp"

using namespace sigil;

namespace {

std::string text_of(const std::string& path) {
  return std::string(Blob::map(std::string(SIGIL_SOURCE_DIR) + "/" + path).text());
}

/// The word after `name` on an indented line of the page's example; empty if there is none.
std::string example_value(const std::string& name) {
  const std::string page = text_of("docs/formats/eris.md");
  std::istringstream example(page.substr(page.find("## Example")));
  for (std::string line; std::getline(example, line);) {
    std::istringstream words(line);
    std::string first;
    std::string second;
    words >> first >> second;
    if (line.starts_with("    ") && first == name) return second;
  }
  return {};
}

/// All codes that `text` has between quotation marks or backquotes.
std::set<std::string> codes_in(const std::string& text, const std::string& prefix, char quote) {
  std::set<std::string> codes;
  const std::string start = quote + prefix;
  for (std::size_t at = text.find(start); at != std::string::npos; at = text.find(start, at + 1)) {
    codes.insert(text.substr(at + 1, text.find(quote, at + 1) - at - 1));
  }
  return codes;
}

} // namespace

TEST_CASE("the example of the format page is right") {
  eris::MemoryStore store;
  const eris::ReadCapability capability =
      eris::encode(as_bytes("sigil\n"), eris::BlockSize::k1KiB, {}, &store);
  CHECK(example_value("key") == to_hex(capability.root.key));
  CHECK(example_value("reference") == to_hex(capability.root.reference));
  CHECK(example_value("block") == to_hex(store.get(capability.root.reference).first(32)));
  CHECK(example_value("urn") == capability.to_urn());
  CHECK(example_value("cbor") == to_hex(capability.to_cbor()));
  CHECK(example_value("qr") == capability.to_qr_text());
}

TEST_CASE("the format page has the codes of the tests, which have each of them") {
  const std::string page = text_of("docs/formats/eris.md");
  for (const auto& [prefix, test] : {std::pair{"eris.decode.", "tests/unit/eris/decoder_test.cpp"},
                                     std::pair{"eris.capability.", "tests/unit/eris/capability_test.cpp"},
                                     std::pair{"eris.cbor.", "tests/unit/eris/capability_test.cpp"}}) {
    std::set<std::string> tested = codes_in(text_of(test), prefix, '"');
    tested.merge(codes_in(text_of("tests/unit/eris/range_test.cpp"), prefix, '"'));
    CHECK_FALSE(tested.empty());
    CHECK(codes_in(page, prefix, '`') == tested);
  }
}
