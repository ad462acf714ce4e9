// Descriptions in Dhall as the reader sees them; tests/integration/dhall_description_test.py has the
// messages.
#include "sigil/dhall/dhall.hpp"
#include "sigil/system/description.hpp"
#include "support/catch.hpp"

using namespace sigil;

namespace {

/// Has the one file "lib.dhall".
class OneFile final : public dhall::Fetcher {
 public:
  explicit OneFile(std::string content) : content_(std::move(content)) {}

  std::optional<Blob> read_file(const std::string& path, std::uint64_t) override {
    if (path != "./lib.dhall") return std::nullopt;
    return Blob::of(content_);
  }
  std::string real_path(const std::string& path) override { return path; }
  std::vector<std::string> names_beside(const std::string&) override { return {}; }
  std::optional<std::string> environment(const std::string&) override { return std::nullopt; }
  dhall::HttpResponse get(const dhall::HttpRequest& request) override {
    throw Error(ErrorKind::Missing, "no server for " + request.url);
  }

 private:
  std::string content_;
};

system::DescriptionReading read(const std::string& text, const std::string& lib = "0") {
  OneFile files(lib);
  dhall::Context context(files);
  const auto typed =
      context.infer(context.resolve(context.parse("system.dhall", Blob::of(text)), "system.dhall"));
  return system::read_description(context.value(typed), "system.dhall");
}

/// A description with further fields of the only child.
std::string with(const std::string& fields) {
  return R"({ name = "t", genode = < `24.10` | `26.02` >.`26.02`
, roms = toMap { init.file = "init", `ld.lib.so` = { file = "/abs/ld" } }
, children = [ { name = "a", binary.rom = "init", caps = 1, ram = "1M" } // { )" +
         fields + " } ] }";
}

Error error_of(const std::string& text, const std::string& lib = "0") {
  try {
    auto reading = read(text, lib);
    reading.errors.throw_if_any();
  } catch (const Error& error) {
    return error;
  }
  FAIL("no error for " << text);
  throw Error(ErrorKind::Internal, "unreachable");
}

std::string place_of(const std::string& text, const std::string& lib = "0") {
  const SourcePosition where = error_of(text, lib).where();
  return where.file + ':' + std::to_string(where.line) + ':' + std::to_string(where.column) + ' ' +
         where.pointer;
}

const std::string kPart = "< Begin : { type : Text, attributes : List { mapKey : Text, mapValue : Text } } | "
                          "Text : Text | End >";

/// A configuration of parts; `P`, `begin "type"` and `end` are there.
std::string config(const std::string& parts) {
  return with("config = let P = " + kPart +
              " let end = P.End let begin = \\(type : Text) -> P.Begin { type, "
              "attributes = toMap { a = type } } in " +
              parts);
}

} // namespace

TEST_CASE("a description in Dhall is read") {
  const auto reading =
      read(with("priority = -2, provides = [] : List Text, roms = [] : List { mapKey : Text, mapValue : "
                "Text }, config = None Text"));
  CHECK(reading.errors.empty());
  const auto& result = reading.description;
  CHECK(result.file == "system.dhall");
  CHECK(result.release == genode::Release::k26_02);
  REQUIRE(result.roms.size() == 2);
  CHECK(*result.roms[1].file == "/abs/ld");
  CHECK(result.roms[0].where.line == 2);
  REQUIRE(result.children.size() == 1);
  CHECK(result.children[0].priority == -2);
  CHECK(result.children[0].config->type == "config");
}

TEST_CASE("a list of parts is a configuration node") {
  const auto reading = read(config(
      "[ begin \"config\", begin \"x\", begin \"deep\", P.Text \"t\", end, end, begin \"y\", end, end ]"));
  CHECK(reading.errors.empty());
  const genode::Node& node = *reading.description.children.at(0).config;
  CHECK(node.attributes == std::vector<genode::Attribute>{{"a", "config"}});
  REQUIRE(node.children.size() == 2);
  CHECK(node.children[0].type == "x");
  REQUIRE(node.children[0].children.size() == 1);
  CHECK(node.children[0].children[0].text == std::vector<std::string>{"t"});
  CHECK(node.children[1].type == "y");
  CHECK(node.children[1].children.empty());
}

TEST_CASE("parts in no order are refused") {
  for (const char* parts : {"[ begin \"config\" ]", "[ begin \"config\", end, end ]",
                            "[ begin \"config\", end, begin \"x\", end ]",
                            "[ begin \"config\", P.Text \"a\", P.Text \"b\", end ]"}) {
    const Error error = error_of(config(parts));
    INFO(error.render("test"));
    CHECK(error.kind() == ErrorKind::Invalid);
    CHECK(error.where().line == 3);
    CHECK(error.where().pointer == "field children.0.config");
  }
}

TEST_CASE("places are those of what was written") {
  CHECK(place_of("let ram = 1 in " + with("ram = ram")) == "system.dhall:1:11 field children.0.ram");
  CHECK(place_of(with("ram = ./lib.dhall"), "\n  1") == "./lib.dhall:2:3 field children.0.ram");
  // A function of another file: where it was called.
  CHECK(place_of(with("binary = ./lib.dhall \"none\""), "\\(rom : Text) -> { rom }") ==
        "system.dhall:3:88 field children.0.binary");
  // A record of another file, with something of its own: there.
  CHECK(place_of(with("binary = ./lib.dhall"), "\n{ rom = \"none\" }") ==
        "./lib.dhall:2:1 field children.0.binary");
  CHECK(place_of(with("x = 1")).find("field children.0.x") != std::string::npos);
}

TEST_CASE("a key of a map is given once") {
  const Error error = error_of(
      with("roms = [ { mapKey = \"a\", mapValue = \"init\" }, { mapKey = \"a\", mapValue = \"b\" } ]"));
  CHECK(error.message() == "key 'a' is given twice in one map");
  CHECK(error.code() == "description.duplicate-key");
}

TEST_CASE("what is no data is refused") {
  CHECK(error_of(with("caps = \\(x : Natural) -> x")).message().find("found a function") == 0);
  CHECK(error_of("{ name = Natural }").message().find("found a type") == 0);
  CHECK(error_of(with("caps = assert : 1 === 1")).message().find("found no data") == 0);
  CHECK(error_of(with("caps = 2026-11-28")).message().find("found a date or time") == 0);
  CHECK(error_of(with("caps = 18446744073709551616")).message() ==
        "found a number that is no 64-bit integer, expected an integer");
}

TEST_CASE("descriptions in Dhall have limits") {
  std::string nested = "1";
  for (int i = 0; i < 70; ++i) nested = "{ x = " + nested + " }";
  CHECK(error_of(with("config = " + nested)).kind() == ErrorKind::Limit);
  CHECK(
      error_of(with("provides = Natural/fold 25 (List Text) (\\(l : List Text) -> l # l) [ \"\" ]")).kind() ==
      ErrorKind::Limit);
  CHECK(error_of(with("name = Natural/fold 25 Text (\\(t : Text) -> t ++ t) \"a\"")).kind() ==
        ErrorKind::Limit);
}
