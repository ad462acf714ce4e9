// Results of programs from one context to the next: what is given is what would have been found anew, and
// what may have become something else is not given.
#include <fstream>
#include <map>

#include "import_world.hpp"
#include "results/results.hpp"
#include "sigil/dhall/dhall.hpp"
#include "support/shared_folder.hpp"

using namespace sigil;
using namespace sigil::dhall;
using namespace sigil::test;

namespace {

class FakeResults final : public ResultCache {
 public:
  std::map<Key, std::string> entries;

  std::optional<Blob> get(const Key& key) override {
    const auto found = entries.find(key);
    if (found == entries.end()) return std::nullopt;
    return Blob::of(std::string_view(found->second));
  }
  void put(const Key& key, ByteView entry) noexcept override { entries[key] = std::string(as_text(entry)); }
};

constexpr std::uint64_t kPlenty = std::uint64_t{1} << 20U;

struct Programs {
  FakeWorld world{};
  FakeCache cache{};
  FakeResults results{};
  Context::Options options{};
  std::string here = "./main.dhall";

  Context::Options with_results() {
    Context::Options made = options;
    made.cache = &cache;
    made.results = &results;
    return made;
  }

  static std::string shown(Context& context, const TypedExpression& typed) {
    return context.print(context.normalize(typed), {.width = 1000}) + " : " +
           context.print(context.type_of(typed), {.width = 1000}) + " " + context.semantic_hash(typed);
  }

  /// As if nothing had been kept.
  std::string anew(const std::string& text) {
    Context::Options made = options;
    made.cache = &cache;
    Context context(world, made);
    return shown(context, context.infer(context.resolve(context.parse(here, Blob::of(text)), here)));
  }

  /// What was kept, or nothing.
  std::optional<std::string> recalled(const std::string& text) {
    Context context(world, with_results());
    const auto typed = context.recall(Blob::of(text), here, Part::TypeAndValue);
    if (!typed) return std::nullopt;
    return shown(context, *typed);
  }

  void keep(const std::string& text, Part part = Part::TypeAndValue, std::uint64_t limit_bytes = kPlenty) {
    Context context(world, with_results());
    const TypedExpression typed = context.infer(context.resolve(context.parse(here, Blob::of(text)), here));
    context.remember(Blob::of(text), here, typed, part, limit_bytes);
  }

  /// Keeps it, and finds that what is recalled is what it would be anew.
  void keep_and_recall(const std::string& text) {
    keep(text);
    REQUIRE(recalled(text) == anew(text));
  }
};

std::string hash_of_one() {
  return hash_text(crypto::sha256(as_bytes("\x82\x0f\x01")));
}

} // namespace

TEST_CASE("what was kept is what would be found anew", "[results]") {
  Programs programs;
  for (const char* text : {"1 + 1",
                           "Natural",
                           "Type",
                           "Kind",
                           "\\(x : Natural) -> \\(x : Natural) -> x + x@1 + 0",
                           "{ b = \"a${\"b\"}\", a = Some (None Natural), c = [] : List { x : Text } }",
                           "\\(f : forall(a : Type) -> a -> a) -> f Natural 1",
                           "< A | B : Natural >.B",
                           "< A | B : Natural >.A",
                           "assert : 1 + 1 === 2",
                           "\\(x : Bool) -> if x then \"a${Natural/show 3}\" else \"${\"c\"}\"",
                           "-0.0",
                           "[ NaN, 1e300, Infinity ]",
                           "00:00:05.30",
                           "-00:00",
                           "0x\"00ff\"",
                           "123456789012345678901234567890",
                           "\\(r : { a : Natural, b : Text }) -> r.{ b, a } // { c = r.a }",
                           "\\(t : Text) -> \"${t}\" ++ \"x${t}y\"",
                           "toMap { a = 1, b = 2 }",
                           "\\(a : Type) -> \\(l : List a) -> List/length a l",
                           "./x as Location",
                           "env:X as Location ? missing"}) {
    INFO(text);
    programs.keep_and_recall(text);
  }
}

TEST_CASE("what is kept costs no more to read than it may", "[results]") {
  Programs programs;
  const std::string text = '"' + std::string(120'000, 'x') + '"';
  programs.keep(text, Part::TypeAndValue, 19'000);
  CHECK_FALSE(programs.recalled(text));
  programs.keep(text, Part::TypeAndValue, 21'000);
  CHECK(programs.recalled(text));
  std::string numbers = "[ 1000";
  for (int at = 0; at < 20'000; ++at) numbers += ", 1000";
  numbers += " ]";
  programs.keep(numbers, Part::TypeAndValue, 50'000);
  CHECK_FALSE(programs.recalled(numbers));
  programs.keep(numbers, Part::TypeAndValue, 101'000);
  CHECK(programs.recalled(numbers));

  const std::string other = '"' + std::string(120'000, 'y') + '"';
  programs.options.limits.output_bytes = 100'000; // what is kept is an output too
  programs.keep(other, Part::TypeAndValue, 21'000);
  programs.options.limits.output_bytes = Limits().output_bytes;
  CHECK_FALSE(programs.recalled(other));
}

TEST_CASE("what was kept is asked for nothing but what it depends on", "[results]") {
  Programs programs;
  programs.world.files = {{"./a.dhall", "./sub/b.dhall + env:N"},
                          {"./sub/b.dhall", "missing ? ../c.dhall ? 3"}};
  programs.world.variables["N"] = "4";
  programs.keep("./a.dhall + 1");
  programs.world.log.clear();
  const auto found = programs.recalled("./a.dhall + 1");
  REQUIRE(found);
  CHECK(found->starts_with("8 : Natural "));
  CHECK(programs.world.log == std::vector<std::string>{"./a.dhall", "./sub/b.dhall", "./c.dhall"});
}

TEST_CASE("whatever a program depends on makes it another one", "[results]") {
  const std::string text = "./a.dhall + 1";
  Programs programs;
  auto& files = programs.world.files;
  files = {{"./a.dhall", "./sub/b.dhall + env:N"}, {"./sub/b.dhall", "../c.dhall ? 3"}};
  programs.world.variables["N"] = "4";
  programs.keep_and_recall(text);
  CHECK_FALSE(programs.recalled(text + " "));
  SECTION("an import") {
    files["./a.dhall"] = "./sub/b.dhall + env:N ";
  }
  SECTION("an import of an import") {
    files["./sub/b.dhall"] = "../c.dhall ? 4";
  }
  SECTION("an import that is gone") {
    files.erase("./a.dhall");
  }
  SECTION("an import whose alternative was used") {
    files["./c.dhall"] = "5";
  }
  SECTION("a variable") {
    programs.world.variables["N"] = "5";
  }
  SECTION("a variable that is gone") {
    programs.world.variables.erase("N");
  }
  SECTION("the place") {
    programs.here = "./sub/main.dhall";
  }
  SECTION("an import that cannot be read") {
    files["./a.dhall"] = "(unreadable)";
  }
  SECTION("a limit") {
    programs.options.limits.steps = 1000;
  }
  SECTION("another limit") {
    programs.options.limits.imports.import_bytes = 100;
  }
  SECTION("no imports") {
    programs.options.policy.imports = false;
  }
  SECTION("no variables") {
    programs.options.policy.environment = false;
  }
  SECTION("a folder to stay in") {
    programs.options.policy.only_under = "./sub";
  }
  CHECK_FALSE(programs.recalled(text));
}

TEST_CASE("a file in the home folder depends on where that is", "[results]") {
  Programs programs;
  programs.world.files = {{"/own/d", "1"}, {"/other/d", "2"}, {"/same/d", "1"}};
  programs.world.variables["HOME"] = "/own";
  programs.keep_and_recall("~/d");
  programs.world.variables["HOME"] = "/other";
  CHECK_FALSE(programs.recalled("~/d"));
  programs.world.variables.erase("HOME");
  CHECK_FALSE(programs.recalled("~/d"));
  programs.world.variables["HOME"] = "/same";
  CHECK(programs.recalled("~/d"));
}

TEST_CASE("what a server says is asked for each time", "[results]") {
  Programs programs;
  programs.world.pages["https://a/x"] = {"1"};
  for (const std::string text : {"https://a/x", "https://b/absent ? 1"}) {
    programs.keep(text);
    CHECK(programs.results.entries.empty());
  }
}

TEST_CASE("an import with a hash is kept once the standard's cache has it", "[results]") {
  Programs programs;
  programs.world.pages["https://a/x"] = {"\\(x : Natural) -> x"};
  Context context(programs.world);
  const std::string right = context.semantic_hash(
      context.infer(context.resolve(context.parse("x", Blob::of("\\(x : Natural) -> x")))));
  const std::string text = "https://a/x " + right;
  programs.keep(text);
  CHECK(programs.results.entries.empty());
  programs.keep_and_recall(text);
  programs.world.pages.clear();
  CHECK(programs.recalled(text));
  SECTION("gone") {
    programs.cache.entries.clear();
  }
  SECTION("damaged") {
    programs.cache.entries.begin()->second += "x";
  }
  CHECK_FALSE(programs.recalled(text));
  // An alternative that was used because neither cache nor server had the import may be used no more.
  programs.results.entries.clear();
  programs.keep("missing " + hash_of_one() + " ? 1");
  CHECK(programs.results.entries.empty());
}

TEST_CASE("a run with a warning is not kept", "[results]") {
  Programs programs;
  const std::string text = "missing " + hash_of_one() + " ? 1";
  programs.cache.entries[crypto::sha256(as_bytes("\x82\x0f\x01"))] = "damaged";
  programs.keep(text);
  CHECK(programs.results.entries.empty());
}

TEST_CASE("a type can be kept without the value", "[results]") {
  Programs programs;
  programs.keep("1 + 1", Part::Type);
  CHECK_FALSE(programs.recalled("1 + 1"));
  Context context(programs.world, programs.with_results());
  const auto typed = context.recall(Blob::of("1 + 1"), programs.here, Part::Type);
  REQUIRE(typed);
  CHECK(context.print(context.type_of(*typed)) == "Natural");
  programs.keep("1 + 1");
  CHECK(programs.recalled("1 + 1"));
  CHECK(context.recall(Blob::of("1 + 1"), programs.here, Part::Type));
}

TEST_CASE("what is too large is not kept, however much larger it is", "[results]") {
  Programs programs;
  programs.keep("[ 1, 2, 3 ]", Part::TypeAndValue, 4);
  CHECK(programs.results.entries.empty());
  std::string doubled = "let a0 = { x = 1 }";
  for (int at = 0; at < 60; ++at)
    doubled += " let a" + std::to_string(at + 1) + " = { l = a" + std::to_string(at) + ", r = a" +
               std::to_string(at) + " }";
  programs.keep(doubled + " in a60");
  CHECK(programs.results.entries.empty());
}

TEST_CASE("what is recalled has no positions", "[results]") {
  Programs programs;
  programs.keep("{ a = [ 1 ] }");
  Context context(programs.world, programs.with_results());
  const auto typed = context.recall(Blob::of("{ a = [ 1 ] }"), programs.here, Part::TypeAndValue);
  REQUIRE(typed);
  const Value value = context.value(*typed);
  CHECK(value.position().line == 0);
  CHECK(value.position().file.empty());
  CHECK(value.field("a")->item(0).position().line == 0);
}

TEST_CASE("no entry is believed to have another type than it has", "[results]") {
  Programs programs;
  programs.keep("1");
  const ResultCache::Key key = programs.results.entries.begin()->first;
  const auto recalled_with = [&](const std::string& type, const std::string& value) {
    programs.results.put(key, write_entry(key, {{}, as_bytes(type), as_bytes(value)}));
    return programs.recalled("1").has_value();
  };
  const std::string natural = "\x67Natural";
  CHECK(recalled_with(natural, std::string("\x82\x0f\x01")));
  CHECK_FALSE(recalled_with("\x64"
                            "Bool",
                            std::string("\x82\x0f\x01")));
  CHECK_FALSE(recalled_with(natural, "\xf5"));                                   // True
  CHECK_FALSE(recalled_with(natural, std::string("\x83\0\xf5\xf5", 4)));         // True True
  CHECK_FALSE(recalled_with(natural, std::string("\x84\x18\x18\xf6\0\x07", 6))); // missing
  CHECK_FALSE(recalled_with(natural, std::string("\x84\x03\x0b\x82\x0f\x01\x82\x0f\x01")));
  CHECK_FALSE(recalled_with(std::string("\0", 1), std::string("\x82\x0f\x01")));
  CHECK_FALSE(recalled_with(natural, "\x82"));
}

TEST_CASE("the policy is asked for each dependency", "[results]") {
  FakeWorld world;
  world.files["./sub/a"] = world.files["/cwd/sub/a"] = "1";
  world.files["./b"] = "1";
  world.variables["X"] = "1";
  Arena arena(kPlenty);
  const Sha256Digest one = crypto::sha256(as_bytes("1"));
  const auto holds = [&](Policy policy, const char* location) {
    Gate gate(world, std::move(policy), {});
    return still_holds(std::vector<Dependency>{{location, one}}, arena, gate, nullptr);
  };
  CHECK(holds({}, "./sub/a"));
  CHECK(holds({}, "env:X"));
  CHECK(holds(Policy::folder("./sub"), "./sub/a"));
  CHECK_FALSE(holds(Policy::folder("./sub"), "./b"));
  CHECK_FALSE(holds(Policy::folder("./sub"), "env:X"));
  CHECK_FALSE(holds(Policy::nothing(), "./sub/a"));
  CHECK_FALSE(holds({}, "./sub/../b"));
  CHECK_FALSE(holds({}, ""));
}

TEST_CASE("programs of the conformance suite are recalled as they are found", "[results]") {
  const auto folder = shared_folder("conformance/dhall/dhall-lang/tests");
  if (!folder) SIGIL_SKIP("needs the conformance suite, in the folder that SIGIL_SHARED names");
  std::size_t count = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(*folder)) {
    if (!file.path().native().ends_with(".dhall")) continue;
    std::ifstream stream(file.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    Programs programs;
    std::string expected;
    try {
      expected = programs.anew(text);
    } catch (const Error&) {
      continue;
    }
    INFO(file.path().native());
    programs.keep(text);
    if (programs.results.entries.empty()) continue; // of a server, or with a hash
    ++count;
    CHECK(programs.recalled(text) == expected);
  }
  CHECK(count > 300);
}
