// docs/formats/dhall-cbor.md says what the code does.
#include <filesystem>
#include <set>
#include <sstream>

#include "encoded.hpp"
#include "syntax/parse.hpp"

using namespace sigil;

namespace {

std::string text_of(const std::string& path) {
  return std::string(Blob::map(std::string(SIGIL_SOURCE_DIR) + "/" + path).text());
}

const std::string& page() {
  static const std::string text = text_of("docs/formats/dhall-cbor.md");
  return text;
}

/// The bytes of the lines with an offset, one string for each of them that begins at 0.
std::vector<std::string> examples() {
  std::vector<std::string> found;
  std::istringstream lines(page().substr(page().find("## Example")));
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("    00")) continue;
    if (line.starts_with("    0000  ")) found.emplace_back();
    CHECK(line.substr(4, 4) == "00" + to_hex(Bytes{static_cast<std::uint8_t>(found.back().size() / 2)}));
    const std::size_t end = line.find("  ", 10);
    found.back() += test::without_blanks(line.substr(10, end - std::min(end, std::size_t{10})));
  }
  return found;
}

/// What `prefix` begins between `before` and `after`.
std::set<std::string> codes_in(const std::string& text, const std::string& before, const std::string& prefix,
                               char after) {
  std::set<std::string> codes;
  for (std::size_t at = text.find(before + prefix); at != std::string::npos;
       at = text.find(before + prefix, at + 1)) {
    const std::size_t begin = at + before.size();
    codes.insert(text.substr(begin, text.find(after, begin) - begin));
  }
  return codes;
}

} // namespace

TEST_CASE("the example of the page on Dhall's CBOR is right") {
  const std::vector<std::string> encodings = examples();
  REQUIRE(encodings.size() == 2);
  dhall::Heap heap;
  const std::size_t begin = page().find("## Example\n\n`") + 13;
  const std::string source = page().substr(begin, page().find('`', begin) - begin);
  const auto& kept = heap.sources().add("example", Blob::of(source));
  CHECK(test::encoded(dhall::parse(heap, kept).expression) == encodings[0]);
  const dhall::Node& normal = test::decoded(heap, encodings[1]);
  CHECK(test::encoded(&normal) == encodings[1]);
  CHECK(page().find("sha256:" + to_hex(dhall::semantic_hash(normal))) != std::string::npos);
}

TEST_CASE("the page on Dhall's CBOR has the codes that the decoder has") {
  std::set<std::string> known;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(SIGIL_SOURCE_DIR) + "/src/dhall/binary")) {
    const std::string text(Blob::map(entry.path()).text());
    known.merge(codes_in(text, "\"", "dhall.limit.", '"'));
    for (const char* call :
         {"error(array.offset, \"", "error(head.offset, \"", "error(offset, \"", "error(at_, \"",
          "error(item_offset, \"", "error(found.offset, \"", "error(name.offset, \"",
          "error(frame.array.offset, \"", "error(mantissa_head.offset, \""}) {
      for (const std::string& code : codes_in(text, call, "", '"')) known.insert("dhall.binary." + code);
    }
  }
  std::set<std::string> told = codes_in(page(), "| `", "dhall.", '`');
  CHECK(told == known);
}
