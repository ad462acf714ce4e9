#include "import_world.hpp"

using namespace sigil;
using namespace sigil::dhall;
using namespace sigil::test;

namespace {

std::string number_file(int number) {
  return "./f" + std::to_string(number);
}

} // namespace

TEST_CASE("an import is what is there, relative to its importer") {
  ImportTest test;
  test.world.files = {
      {"./lib/a", "./b + ../c"}, {"./lib/b", "1"}, {"./c", "2"}, {"/abs", "3"}, {"/u/x", "4"}};
  test.world.variables = {{"HOME", "/u"}, {"VAR", "./c"}};
  CHECK(test.resolve("./lib/a + /abs + ~/x + env:VAR") == "1 + 2 + 3 + 4 + 2");
  CHECK(test.world.log == std::vector<std::string>{"./lib/a", "./lib/b", "./c", "/abs", "/u/x"});
}

TEST_CASE("imports are resolved wherever they stand") {
  ImportTest test;
  test.world.files = {{"./a", "1"}};
  CHECK(test.resolve("\\(x : ./a) -> [./a, 2 + ./a]") == "(\\(_ : 0) -> [1, 2 + 1])");
}

TEST_CASE("what is imported twice is read, parsed and checked once") {
  ImportTest test;
  test.world.files = {{"./a", "./c"}, {"./d/b", "../c + ../d/../c"}, {"./c", "1"}};
  CHECK(test.resolve("./a + ./d/b + ./c + ./a") == "1 + 1 + 1 + 1 + 1");
  CHECK(test.world.log == std::vector<std::string>{"./a", "./c", "./d/b"});
  CHECK(test.language.parsed == 4);
  CHECK(test.language.checked.size() == 4);
  CHECK(test.resolve("./c") == "1"); // the same run goes on
  CHECK(test.world.log.size() == 3);
}

TEST_CASE("modes of one file are told apart") {
  ImportTest test;
  test.world.files = {{"./a", "1"}};
  test.world.variables = {{"V", "2"}};
  CHECK(test.resolve("[./a, ./a as Text, ./a as Bytes, ./a as Location, env:V as Text, env:V as Location]") ==
        "[1, \"1\", 0x\"31\", <>.Local \"./a\", \"2\", <>.Environment \"V\"]");
}

TEST_CASE("text must be UTF-8, bytes may be anything") {
  ImportTest test;
  test.world.files = {{"./a", "\xff\x01"}, {"./e", ""}};
  CHECK(test.resolve("[./a as Bytes, ./e as Bytes, ./e as Text]") == "[0x\"ff01\", 0x\"\", \"\"]");
  const Error error = test.error("[1, ./a as Text]");
  CHECK(error.code() == "dhall.import.text");
  CHECK(error.where().column == 5);
  CHECK(test.error("./a as Text ? 1").code() == "dhall.import.text");
}

TEST_CASE("a location is a value that nothing is read for") {
  ImportTest test;
  test.root_path = "./p/main.dhall";
  const std::pair<const char*, const char*> cases[] = {
      {"./a/./b", "<>.Local \"./p/a/b\""},
      {"../a", "<>.Local \"./a\""},
      {"/a/../b", "<>.Local \"/b\""},
      {"~/a", "<>.Local \"~/a\""},
      {"https://u:p@h/a", "<>.Remote \"https://u:p@h/a\""},
      {"https://h/a using [{ mapKey = \"A\", mapValue = \"b\" }]", "<>.Remote \"https://h/a\""},
      {"env:X", "<>.Environment \"X\""},
      {"missing", "<>.Missing"},
  };
  for (const auto& [text, expected] : cases)
    CHECK(test.resolve(std::string(text) + " as Location") == expected);
  const std::string hash = " sha256:" + std::string(64, 'a');
  CHECK(test.resolve("./a" + hash + " as Location") == "<>.Local \"./p/a\"");
  CHECK(test.world.log.empty());
  // Neither sanity nor CORS forbids it.
  test.world.pages = {{"https://h/x", {"[./a as Location, ~/b as Location, env:C as Location]"}}};
  CHECK(test.resolve("https://h/x") == "[<>.Remote \"https://h/a\", <>.Local \"~/b\", <>.Environment \"C\"]");
}

TEST_CASE("an imported expression has no variables of its importer") {
  ImportTest test;
  test.world.files = {{"./a", "x"}};
  const Error error = test.error("\\(x : 0) -> ./a");
  CHECK(error.code() == "dhall.type");
  CHECK(error.where().file == "./a");
  CHECK(error.context() == std::vector<std::string>{"↳ ./a"});
}

TEST_CASE("an error tells its place and the imports on the way there") {
  ImportTest test;
  test.world.files = {{"./a", "1 + ./d/b"}, {"./d/b", "[2,\n ./nothing]"}, {"./d/nothin", ""}};
  const Error error = test.error("./a");
  CHECK(error.kind() == ErrorKind::Missing);
  CHECK(error.code() == "dhall.import.missing");
  CHECK(error.message() == "file './d/nothing' does not exist");
  CHECK(error.where().file == "./d/b");
  CHECK(error.where().line == 2);
  CHECK(error.where().column == 2);
  CHECK(error.context() == std::vector<std::string>{"↳ ./a", "↳ ./d/b", "↳ ./d/nothing"});
  CHECK(error.hints() == std::vector<std::string>{"did you mean 'nothin', which is in the same folder?"});
  test.world.files["./d/nothing"] = "1 $";
  ImportTest other;
  other.world.files = test.world.files;
  const Error syntax = other.error("./a");
  CHECK(syntax.code() == "dhall.syntax.unexpected");
  CHECK(syntax.context() == error.context());
}

TEST_CASE("absent imports say where they were looked for") {
  ImportTest test;
  CHECK(test.error("env:X").message() == "environment variable 'X' is not set");
  CHECK(test.error("missing").message() == "import 'missing' is never there");
  CHECK(test.error("~/x").message().find("'HOME' is not set") != std::string::npos);
  CHECK(test.error("./no/x").hints().at(0).find("folder") != std::string::npos);
  test.world.pages = {{"https://h/gone", {"", {}, 410}}};
  CHECK(test.error("https://h/gone").message() ==
        "URL 'https://h/gone' is answered with status 410, expected 200");
  CHECK(test.error("https://h/none").message() == "URL 'https://h/none' cannot be retrieved");
  ImportTest home;
  home.world.variables = {{"HOME", "/u"}};
  CHECK(home.error("~/x").message() == "file '~/x' does not exist, looked for at '/u/x'");
}

TEST_CASE("'?' takes its right side only for what is absent") {
  ImportTest test;
  test.world.files = {{"./a", "1"}, {"./x", "missing"}, {"./y", "[2, ./x]"}};
  CHECK(test.resolve("./a ? 2") == "1");
  CHECK(test.resolve("./none ? 2") == "2");
  CHECK(test.resolve("env:NONE ? missing ? https://h/none ? ~/n ? 3") == "3");
  CHECK(test.resolve("(./a + ./none) ? 4") == "4");
  CHECK(test.resolve("./y ? 5") == "5"); // however far below
  CHECK(test.resolve("./y ? ./none ? (./x ? 6)") == "6");
  CHECK(test.resolve("(./x ? ./a) ? 7") == "1");
  CHECK(test.resolve("[./x ? 1, ./x ? 2, ./a ? 3]") == "[1, 2, 1]");
  CHECK(test.resolve("42 ? ./none") == "42"); // never looked at
  CHECK(test.resolve("\\(z : 0) -> z ? y") == "(\\(_ : 0) -> _)");
  CHECK(test.resolve("\\(z : 0) -> ((y + missing) ? z)") == "(\\(_ : 0) -> _)");
}

TEST_CASE("'?' recovers inside of what is imported, and from it") {
  ImportTest test;
  test.world.files = {{"./a", "./none ? ./b"}, {"./b", "1"}, {"./c", "(./none ? missing) + 1"}};
  CHECK(test.resolve("./a ? 2") == "1");
  CHECK(test.resolve("./c ? ./a") == "1");
  CHECK(std::count(test.world.log.begin(), test.world.log.end(), "./none") == 1);
}

TEST_CASE("'?' recovers from nothing else") {
  ImportTest test;
  test.world.files = {{"./syntax", "$"},   {"./type", "0 0"},        {"./cycle", "./cycle"},
                      {"./hash", "1"},     {"./no", "(unreadable)"}, {"./large", std::string(200, '1')},
                      {"./deep", "./type"}};
  test.world.pages = {{"https://h/local", {"./x ? ~/x"}},
                      {"https://h/cors", {"https://other/x"}},
                      {"https://other/x", {"1"}}};
  test.options.limits.import_bytes = 100;
  const std::string hash = " sha256:" + std::string(64, 'a');
  const std::pair<std::string, std::string> cases[] = {
      {"./syntax", "dhall.syntax.unexpected"},
      {"./type", "dhall.type"},
      {"./deep", "dhall.type"},
      {"./cycle", "dhall.import.cycle"},
      {"./hash" + hash, "dhall.import.hash"},
      {"./no", ""},
      {"./large", "dhall.limit.import-size"},
      {"https://h/local", "dhall.import.sanity"},
      {"https://h/cors", "dhall.import.cors"},
  };
  for (const auto& [import, code] : cases) {
    CAPTURE(import);
    const Error error = test.error(import + " ? 0");
    CHECK(error.code() == code);
    CHECK(test.error("[missing ? " + import + " ? 0]").code() == code);
  }
}

TEST_CASE("if all alternatives fail, all of them are told") {
  ImportTest test;
  test.world.files = {{"./a", "env:X ? ./b"}};
  const Error error = test.error("./a ? missing");
  CHECK(error.kind() == ErrorKind::Missing);
  CHECK(error.message() == "none of 3 alternatives can be imported");
  REQUIRE(error.siblings().size() == 3);
  CHECK(error.siblings()[0].message() == "environment variable 'X' is not set");
  CHECK(error.siblings()[0].where().file == "./a");
  CHECK(error.siblings()[1].message() == "file './b' does not exist");
  CHECK(error.siblings()[1].context() == std::vector<std::string>{"↳ ./a", "↳ ./b"});
  CHECK(error.siblings()[2].where().file == "./main.dhall");
  std::string many = "missing";
  for (int i = 0; i < 20'000; ++i) many += " ? missing";
  const Error long_error = test.error(many);
  CHECK(long_error.message() == "none of 20001 alternatives can be imported");
  CHECK(long_error.siblings().size() == 8);
}

TEST_CASE("after an error the resolver goes on") {
  ImportTest test;
  test.world.files = {{"./a", "./b"}, {"./c", "./d"}, {"./d", "./c"}};
  CHECK(test.error("./a").code() == "dhall.import.missing");
  CHECK(test.error("./c").code() == "dhall.import.cycle");
  CHECK(test.error("./d").code() == "dhall.import.cycle");
  test.world.files["./b"] = "1";
  CHECK(test.error("./a").code() == "dhall.import.missing"); // in one run an import is always the same
  test.world.files["./e"] = "2";
  CHECK(test.resolve("./e") == "2");
}

TEST_CASE("cycles are refused with the way around") {
  ImportTest test;
  test.world.files = {{"./x/a", "../y/b"}, {"./y/b", "[1, ../c]"}, {"./c", "./x/../x/a"}};
  const Error error = test.error("./x/a");
  CHECK(error.kind() == ErrorKind::Invalid);
  CHECK(error.code() == "dhall.import.cycle");
  CHECK(error.message() == "import './x/a' depends on itself");
  CHECK(error.context() == std::vector<std::string>{"↳ ./x/a", "↳ ./y/b", "↳ ./c", "↳ ./x/a"});
  CHECK(error.where().file == "./c");
}

TEST_CASE("an expression in a file cannot import itself but as text") {
  ImportTest test;
  test.world.files = {{"./main.dhall", "./b"}, {"./b", "./main.dhall"}, {"./c", "./c as Text"}};
  const Error error = test.error("./b");
  CHECK(error.code() == "dhall.import.cycle");
  CHECK(error.context() == std::vector<std::string>{"↳ ./b", "↳ ./main.dhall"});
  CHECK(test.resolve("./c") == "\"./c as Text\"");
  ImportTest direct;
  CHECK(direct.error("./main.dhall").code() == "dhall.import.cycle");
}

TEST_CASE("long chains of imports are resolved, longer ones refused") {
  ImportTest test;
  constexpr int kLength = 10'000;
  for (int i = 0; i < kLength; ++i)
    test.world.files[number_file(i)] = i + 1 < kLength ? number_file(i + 1) : "1";
  CHECK(test.resolve(number_file(0)) == "1");
  ImportTest longer;
  longer.world.files = test.world.files;
  longer.world.files["./first"] = number_file(0);
  const Error error = longer.error("./first");
  CHECK(error.kind() == ErrorKind::Limit);
  CHECK(error.code() == "dhall.limit.import-depth");
  CHECK(error.context().size() == 17);
  CHECK(error.context().front() == "↳ ./first");
  CHECK(error.context()[8] == "↳ … 9985 more …");
}

TEST_CASE("graphs cost what their edges do, not their paths") {
  ImportTest test;
  constexpr int kLevels = 200;
  test.world.files[number_file(kLevels)] = "1";
  for (int i = 0; i < kLevels; ++i) {
    const std::string next = number_file(i + 1);
    test.world.files[number_file(i)] = "let a = " + next + " in let b = " + next + " in " + next;
  }
  test.run("./f0");
  CHECK(test.world.log.size() == kLevels + 1);
  CHECK(test.resolver->graph().edges.size() == kLevels + 1);
}

TEST_CASE("wide expressions and deep alternatives need no stack") {
  ImportTest test;
  test.world.files["./a"] = "1";
  std::string list = "[./a";
  for (int i = 0; i < 200'000; ++i) list += ", ./a";
  CHECK_NOTHROW(test.resolve(list + "]"));
  CHECK(test.world.log.size() == 1);
  std::string sum = "1";
  for (int i = 0; i < 200'000; ++i) sum += " ? ./none";
  CHECK(test.resolve(sum) == "1");
}

TEST_CASE("the number and size of imports are limited") {
  ImportTest test;
  test.options.limits.imports = 10;
  test.options.limits.import_bytes = 1000;
  test.options.limits.total_bytes = 1500;
  std::string list = "[missing ? 1";
  for (int i = 0; i < 11; ++i) {
    test.world.files[number_file(i)] = "1";
    list += ", " + number_file(i % 10);
  }
  CHECK_NOTHROW(test.resolve(list + "]"));
  const Error error = test.error(number_file(10));
  CHECK(error.kind() == ErrorKind::Limit);
  CHECK(error.code() == "dhall.limit.imports");

  ImportTest sizes;
  sizes.options = test.options;
  sizes.world.files = {
      {"./1000", std::string(1000, '7')}, {"./1001", std::string(1001, '7')}, {"./500", "1"}};
  sizes.world.files["./500"] += std::string(499, ' ');
  sizes.world.files["./1"] = "1";
  CHECK(sizes.error("./1001 as Text").code() == "dhall.limit.import-size");
  CHECK_NOTHROW(sizes.resolve("[./1000 as Text, ./500]"));
  CHECK(sizes.error("./1").code() == "dhall.limit.import-size");
}

TEST_CASE("the graph of imports tells who imports whom, from where and how much") {
  ImportTest test;
  std::vector<std::string> events;
  test.options.observer = [&](ImportEvent event, const std::string& location) {
    constexpr const char* kNames[] = {"begun ", "read ", "resolved "};
    events.push_back(kNames[static_cast<int>(event)] + location);
  };
  test.world.files = {{"./a", "./b + ./b"}, {"./b", "12"}};
  test.world.pages = {{"https://me:secret@h/x", {"123"}}};
  test.resolve("[./a, ./b as Text, https://me:secret@h/x, ./l as Location, ./a]");
  const ImportGraph& graph = test.resolver->graph();
  std::vector<std::string> imports;
  for (const ImportRecord& import : graph.imports)
    imports.push_back(import.location + " " + std::to_string(static_cast<int>(import.mode)) + " " +
                      std::to_string(static_cast<int>(import.from)) + " " +
                      std::to_string(import.size_bytes));
  CHECK(imports == std::vector<std::string>{"./main.dhall 0 0 0", "./a 0 1 9", "./b 0 1 2", "./b 1 1 2",
                                            "https://***@h/x 0 3 3", "./l 2 5 0"});
  using Edge = std::pair<std::uint32_t, std::uint32_t>;
  CHECK(graph.edges == std::vector<Edge>{{1, 2}, {0, 1}, {0, 3}, {0, 4}, {0, 5}});
  CHECK(std::vector(events.begin(), events.begin() + 6) ==
        std::vector<std::string>{"begun ./a", "read ./a", "begun ./b", "read ./b", "resolved ./b",
                                 "resolved ./a"});
}
