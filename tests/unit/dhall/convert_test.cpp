// Dhall values as C++ values, and C++ values as Dhall expressions.
#include "support/catch.hpp"

#include "library.hpp"
#include "support/error_of.hpp"

using namespace sigil;
using sigil::test::error_of;
using namespace sigil::dhall;

// In a namespace of their own, like those of a program.
namespace app {

enum class Level { Low, High };
constexpr auto describe(Of<Level>) {
  return enumeration<Level>({{"Low", Level::Low}, {"High", Level::High}});
}

struct Child {
  std::string name;
  std::uint16_t caps = 0;
  friend bool operator==(const Child&, const Child&) = default;
};
constexpr auto describe(Of<Child>) {
  return record(field("name", &Child::name), field("caps", &Child::caps));
}

using Shape = std::variant<Alternative<"Circle", double>, Alternative<"Empty">, Alternative<"Of", Child>>;

struct Config {
  bool on = false;
  std::int8_t shift = 0;
  double ratio = 0;
  Bytes key;
  std::vector<Child> children;
  std::optional<std::string> note;
  std::map<std::string, std::uint64_t> ports;
  Level level = Level::Low;
  Shape shape;
  std::string keyword; ///< its name in Dhall needs backticks
  friend bool operator==(const Config&, const Config&) = default;
};
constexpr auto describe(Of<Config>) {
  return record(field("on", &Config::on), field("shift", &Config::shift), field("ratio", &Config::ratio),
                field("key", &Config::key), field("children", &Config::children),
                field("note", &Config::note), field("ports", &Config::ports), field("level", &Config::level),
                field("shape", &Config::shape), field("if", &Config::keyword));
}

Config example() {
  return {.on = true,
          .shift = -3,
          .ratio = 0.5,
          .key = {0, 255},
          .children = {{"timer", 100}, {"log\n\"", 65535}},
          .note = "é",
          .ports = {{"http", 80}, {"", ~std::uint64_t{0}}},
          .level = Level::High,
          .shape = Alternative<"Of", Child>{{"c", 1}},
          .keyword = "k"};
}

} // namespace app

namespace {

constexpr const char* kConfig = R"(
  let Child = { name : Text, caps : Natural }
  let child = \(name : Text) -> { name, caps = 100 }
  let Shape = < Circle : Double | Empty | Of : Child >
  in  { on = True
      , shift = -3
      , ratio = 0.5
      , key = 0x"00ff"
      , children = [ child "timer", child "log\n\"" // { caps = 65535 } ]
      , note = Some "é"
      , ports = toMap { http = 80, `` = 18446744073709551615 }
      , level = < Low | High >.High
      , shape = Shape.Of { name = "c", caps = 1 }
      , `if` = "k"
      })";

template <typename T>
std::string code_of(const std::string& text) {
  Library library;
  const Value value = library.value(text);
  return error_of([&] { to<T>(value); }).code();
}

} // namespace

TEST_CASE("values become C++ values of every kind") {
  Library library;
  CHECK(to<app::Config>(library.value(kConfig)) == app::example());
  CHECK(to<std::vector<bool>>(library.value("[ True, False ]")) == std::vector<bool>{true, false});
  CHECK(to<std::vector<std::string>>(library.value("[] : List Text")).empty());
  CHECK(to<std::optional<std::optional<bool>>>(library.value("Some (None Bool)")).value() == std::nullopt);
  CHECK(
      to<std::map<std::string, bool>>(library.value("[] : List { mapKey : Text, mapValue : Bool }")).empty());
  CHECK(to<std::int64_t>(library.value("-9223372036854775808")) == std::numeric_limits<std::int64_t>::min());
  CHECK(to<app::Shape>(library.value("< Circle : Double | Empty >.Empty")) ==
        app::Shape(Alternative<"Empty">{}));
}

TEST_CASE("the type of a C++ type is a Dhall type") {
  CHECK(expected_type<app::Child>() == "{ caps : Natural, name : Text }");
  CHECK(expected_type<app::Shape>() == "< Circle : Double | Empty | Of : { caps : Natural, name : Text } >");
  CHECK(expected_type<app::Level>() == "< High | Low >");
  CHECK(expected_type<std::optional<std::vector<std::int32_t>>>() == "Optional (List Integer)");
  CHECK(expected_type<std::vector<app::Level>>() == "List < High | Low >");
  CHECK(expected_type<std::map<std::string, Bytes>>() == "List { mapKey : Text, mapValue : Bytes }");
  Library library;
  for (const std::string& type : {expected_type<app::Config>(), expected_type<std::vector<Json>>(),
                                  expected_type<std::optional<Xml>>()}) {
    INFO(type);
    CHECK(library.normal(library.infer(type)) == library.normal(library.infer("(" + type + ") : Type")));
  }
}

TEST_CASE("C++ values become expressions, and come back") {
  Library library;
  const auto built = build(library.context(), app::example());
  CHECK(to<app::Config>(library.context().value(built)) == app::example());
  const auto written = library.infer("(" + std::string(kConfig) + ") : " + expected_type<app::Config>());
  CHECK(library.context().semantic_hash(built) == library.context().semantic_hash(written));
  app::Config empty;
  empty.shape = Alternative<"Empty">{};
  const auto plain = build(library.context(), empty);
  CHECK(to<app::Config>(library.context().value(plain)) == empty);
  CHECK(library.context().print(library.context().type_of(plain), {.width = 1000}) ==
        library.normal(library.infer(expected_type<app::Config>())));
  CHECK(error_of([&] { build(library.context(), std::string("\xff")); }).code() == "dhall.build.text");
  CHECK(error_of([&] { build(library.context(), static_cast<app::Level>(7)); }).code() ==
        "dhall.build.enumerator");
}

TEST_CASE("Dhall functions are called with C++ values") {
  Library library;
  const auto function = library.infer(R"(
    \(child : { name : Text, caps : Natural }) -> \(more : List Natural) ->
      { name = "<${child.name}>", caps = List/fold Natural more Natural (\(a : Natural) -> \(b : Natural) -> a + b) child.caps }
  )");
  const std::vector<std::uint32_t> more{1, 2, 3};
  CHECK(call<app::Child>(library.context(), function, app::Child{"a", 10}, more) == app::Child{"<a>", 16});
  const auto half = library.context().apply(function, build(library.context(), app::Child{"b", 1}));
  CHECK(call<app::Child>(library.context(), half, std::vector<std::uint16_t>{}).caps == 1);
  CHECK(call<std::vector<std::uint64_t>>(library.context(), library.infer("List/reverse Natural"), more) ==
        std::vector<std::uint64_t>{3, 2, 1});
  CHECK(library.context().print(half).find("log") == std::string::npos);

  const Error wrong = error_of([&] { call<bool>(library.context(), function, std::string("x")); });
  CHECK(wrong.code() == "dhall.type.application.argument");
  CHECK(wrong.message().find("expected '{ caps : Natural, name : Text }', found 'Text'") !=
        std::string::npos);
  CHECK(wrong.where().line == 2);
  CHECK(error_of([&] { call<bool>(library.context(), library.infer("1"), true); }).code() ==
        "dhall.type.application.function");
  const auto polymorphic = library.infer("\\(A : Type) -> \\(x : A) -> [ x ]");
  const auto of_text = library.context().apply(polymorphic, library.infer("Text"));
  CHECK(call<std::vector<std::string>>(library.context(), of_text, std::string("x")).front() == "x");
  CHECK(error_of([&] { call<bool>(library.context(), of_text, true); }).code() ==
        "dhall.type.application.argument");
}

TEST_CASE("an expression is checked against the C++ type before it is evaluated") {
  Library library;
  const auto read_child = [&](const std::string& text) {
    return read<app::Child>(library.context(), library.parse(text));
  };
  CHECK(read_child("let n = \"a\" in { name = n, caps = 1 + 1 }") == app::Child{"a", 2});
  const Error error = error_of([&] { read_child("{ name = \"a\", caps = 1, more = True }"); });
  CHECK(error.code() == "dhall.type.annotation");
  CHECK(error.where().file == "test.dhall");
  CHECK(error.where().line == 1);
}

TEST_CASE("a value that does not fit is refused with its place and the way to it") {
  Library library;
  const Value value = library.value(
      "{ services =\n  [ { name = \"a\", caps = 1 }\n  , { name = \"b\", caps = 65536 }\n  ] }");
  const Error error = error_of([&] { to<std::vector<app::Child>>(*value.field("services")); });
  CHECK(error.message() == "value at '[1].caps' is the Natural 65536, expected at most 65535");
  CHECK(error.code() == "dhall.convert.range");
  CHECK(error.where().file == "test.dhall");
  CHECK(error.where().line == 3);
  CHECK(error.where().column == 26);
  const Value computed = library.value("let one = 70000 in\n{ name = \"a\", caps = one + 1 }");
  CHECK(error_of([&] { to<app::Child>(computed); }).where().line != 0);

  const Error kind = error_of([&] {
    to<app::Shape>(library.value("< Of : { name : Bool, caps : Natural } >.Of { name = True, caps = 1 }"));
  });
  CHECK(kind.message() == "value at '.Of.name' is True, expected Text");
  CHECK(error_of([&] {
          to<std::map<std::string, std::optional<std::vector<bool>>>>(
              library.value("toMap { a = Some [ 1 ] }"));
        }).message() == "value at '[0].mapValue.?[0]' is the Natural 1, expected Bool");
}

TEST_CASE("each way not to fit has its name") {
  CHECK(code_of<bool>("1") == "dhall.convert.kind");
  CHECK(code_of<std::uint64_t>("+1") == "dhall.convert.kind");
  CHECK(code_of<std::uint64_t>("18446744073709551616") == "dhall.convert.range");
  CHECK(code_of<std::int64_t>("9223372036854775808") == "dhall.convert.kind");
  CHECK(code_of<std::int64_t>("+9223372036854775808") == "dhall.convert.range");
  CHECK(code_of<std::int8_t>("-129") == "dhall.convert.range");
  CHECK(code_of<std::string>("\\(x : Text) -> x") == "dhall.convert.kind");
  CHECK(code_of<std::optional<bool>>("True") == "dhall.convert.kind");
  CHECK(code_of<app::Child>("{ name = \"a\" }") == "dhall.convert.field");
  CHECK(code_of<app::Child>("{ name = \"a\", caps = 1, more = 2 }") == "dhall.convert.field");
  CHECK(code_of<app::Child>("[ 1 ]") == "dhall.convert.kind");
  CHECK(code_of<app::Level>("< Middle >.Middle") == "dhall.convert.alternative");
  CHECK(code_of<app::Level>("< Low : Bool >.Low True") == "dhall.convert.alternative");
  CHECK(code_of<app::Shape>("< Circle >.Circle") == "dhall.convert.kind");
  CHECK(code_of<app::Shape>("< Empty : Bool >.Empty True") == "dhall.convert.kind");
  CHECK(code_of<app::Shape>("< Square >.Square") == "dhall.convert.alternative");
  CHECK(code_of<std::map<std::string, bool>>(
            "[ { mapKey = \"a\", mapValue = True }, { mapKey = \"a\", mapValue = True } ]") ==
        "dhall.convert.key");
  CHECK(code_of<std::map<std::string, bool>>("[ { mapKey = \"a\", value = True } ]") ==
        "dhall.convert.field");
  CHECK(code_of<Json>("\\(A : Type) -> \\(x : A) -> x") == "dhall.convert.kind");
}

TEST_CASE("surplus fields can be ignored, missing ones cannot") {
  Library library;
  const Value value = library.value("{ name = \"a\", caps = 1, more = \\(x : Bool) -> x }");
  CHECK(to<app::Child>(value, Surplus::Ignored) == app::Child{"a", 1});
  CHECK(error_of([&] {
          to<app::Child>(library.value("{ caps = 1, more = 2 }"), Surplus::Ignored);
        }).message() == "value is a record without 'name', expected one with 'name', 'caps'");
}
