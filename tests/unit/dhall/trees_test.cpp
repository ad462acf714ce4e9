// Church-encoded data: JSON and XML as the Prelude has them, by definitions of our own.
#include "support/catch.hpp"

#include "library.hpp"
#include "support/error_of.hpp"

using namespace sigil;
using namespace sigil::dhall;
using sigil::test::error_of;

namespace {

/// Constructors in the style of the Prelude.
const std::string kJsonWords = "let J = " + std::string(kJsonType) + R"(
let Make = \(T : Type) ->
      { array : List T -> T, bool : Bool -> T, double : Double -> T, integer : Integer -> T, null : T
      , object : List { mapKey : Text, mapValue : T } -> T, string : Text -> T }
let null : J = \(T : Type) -> \(make : Make T) -> make.null
let bool : Bool -> J = \(b : Bool) -> \(T : Type) -> \(make : Make T) -> make.bool b
let integer : Integer -> J = \(i : Integer) -> \(T : Type) -> \(make : Make T) -> make.integer i
let double : Double -> J = \(d : Double) -> \(T : Type) -> \(make : Make T) -> make.double d
let string : Text -> J = \(t : Text) -> \(T : Type) -> \(make : Make T) -> make.string t
let map = \(A : Type) -> \(B : Type) -> \(f : A -> B) -> \(xs : List A) ->
      List/build B (\(list : Type) -> \(cons : B -> list -> list) ->
        List/fold A xs list (\(a : A) -> cons (f a)))
let array : List J -> J = \(js : List J) -> \(T : Type) -> \(make : Make T) ->
      make.array (map J T (\(j : J) -> j T make) js)
let Entry = \(T : Type) -> { mapKey : Text, mapValue : T }
let object : List (Entry J) -> J = \(es : List (Entry J)) -> \(T : Type) -> \(make : Make T) ->
      make.object (map (Entry J) (Entry T) (\(e : Entry J) -> e // { mapValue = e.mapValue T make }) es)
in  )";

const std::string kXmlWords = "let X = " + std::string(kXmlType) + R"(
let Attribute = { mapKey : Text, mapValue : Text }
let Make = \(T : Type) ->
      { element : { attributes : List Attribute, content : List T, name : Text } -> T
      , rawText : Text -> T, text : Text -> T }
let text : Text -> X = \(t : Text) -> \(T : Type) -> \(make : Make T) -> make.text t
let raw : Text -> X = \(t : Text) -> \(T : Type) -> \(make : Make T) -> make.rawText t
let element = \(e : { attributes : List Attribute, content : List X, name : Text }) ->
      \(T : Type) -> \(make : Make T) -> make.element (e //
        { content = List/build T (\(list : Type) -> \(cons : T -> list -> list) ->
            List/fold X e.content list (\(x : X) -> cons (x T make))) })
in  )";

Json json_example() {
  return Json::Object{
      {"b", Json::Array{Json(), true, 1, -2.5, "é\""}}, {"a", Json::Object{}}, {"b", Json::Array{}}};
}

Xml element(std::string name, std::vector<Xml> content) {
  Xml made(Xml::Kind::Element, std::move(name));
  made.content = std::move(content);
  return made;
}

} // namespace

TEST_CASE("church-encoded JSON becomes a tree") {
  Library library;
  const Value value = library.value(kJsonWords + R"(
    object [ { mapKey = "b", mapValue = array [ null, bool True, integer +1, double -2.5, string "é\"" ] }
           , { mapKey = "a", mapValue = object ([] : List (Entry J)) }
           , { mapKey = "b", mapValue = array ([] : List J) } ])");
  CHECK(value.kind() == Value::Kind::Function);
  CHECK(to<Json>(value) == json_example());
  CHECK(to<std::map<std::string, Json>>(library.value(kJsonWords + "toMap { x = null, y = bool True }"))
            .at("y") == Json(true));
}

TEST_CASE("trees become church-encoded expressions, and come back") {
  Library library;
  Context& context = library.context();
  const auto json = build(context, json_example());
  CHECK(to<Json>(context.value(json)) == json_example());
  CHECK(library.normal(library.infer(std::string(kJsonType))) ==
        context.print(context.type_of(json), {.width = 1000}));
  const auto parsed = library.parse(context.print(json));
  CHECK(read<Json>(context, parsed) == json_example());

  Xml xml = element("a", {Xml(Xml::Kind::Text, "<"), element("b", {}), Xml(Xml::Kind::RawText, "<c/>")});
  xml.attributes = {{"n", "1"}, {"m", ""}};
  CHECK(to<Xml>(context.value(build(context, xml))) == xml);
  CHECK(read<Xml>(context, library.parse(context.print(build(context, xml)))) == xml);
}

TEST_CASE("church-encoded XML becomes a tree") {
  Library library;
  Xml expected = element("a", {Xml(Xml::Kind::Text, "t"), element("b", {}), Xml(Xml::Kind::RawText, "&")});
  expected.attributes = {{"k", "v"}};
  CHECK(to<Xml>(library.value(kXmlWords + R"(
    element { name = "a", attributes = toMap { k = "v" }
            , content = [ text "t"
                        , element { name = "b", attributes = [] : List Attribute, content = [] : List X }
                        , raw "&" ] })")) == expected);
}

TEST_CASE("the types of older Preludes are read too") {
  Library library;
  const Value json = library.value(R"(
    \(J : Type) -> \(json : { array : List J -> J, bool : Bool -> J, null : J, number : Double -> J
                            , object : List { mapKey : Text, mapValue : J } -> J, string : Text -> J }) ->
      json.array [ json.number 1.5, json.null ])");
  CHECK(to<Json>(json) == Json(Json::Array{1.5, {}}));
  const Value xml = library.value(R"(
    \(X : Type) -> \(xml : { text : Text -> X
                           , element : { attributes : List { mapKey : Text, mapValue : Text }
                                       , content : List X, name : Text } -> X }) -> xml.text "t")");
  CHECK(to<Xml>(xml) == Xml(Xml::Kind::Text, "t"));
}

TEST_CASE("data with constructors of any kind is a union once it is constructed") {
  Library library;
  const auto made = library
                        .value(R"(
    \(Nat : Type) -> \(make : { succ : Nat -> Nat, zero : Nat }) -> make.succ (make.succ make.zero))")
                        .constructed();
  REQUIRE(made.has_value());
  CHECK(made->alternatives() == std::vector<std::string_view>{"succ", "zero"});
  CHECK(made->alternative() == "succ");
  const auto inner = made->payload()->payload();
  REQUIRE(inner.has_value());
  CHECK(inner->kind() == Value::Kind::Union);
  CHECK(inner->alternative() == "zero");
  CHECK_FALSE(inner->payload().has_value());
}

TEST_CASE("other functions are no data") {
  Library library;
  for (const char* text :
       {"1", "\\(x : Bool) -> x", "\\(A : Type) -> \\(x : A) -> x", "List/reverse",
        "\\(A : Type) -> \\(r : {}) -> 1", "\\(A : Type) -> \\(r : { a : A, b : Bool }) -> r.a",
        "\\(A : Type) -> \\(r : { a : A }) -> 1", "\\(A : Type) -> [] : List A",
        "\\(A : Type) -> \\(r : { a : A }) -> [ r.a ]",
        "\\(A : Type -> Type) -> \\(r : { a : A Bool }) -> r.a"}) {
    INFO(text);
    CHECK_FALSE(library.value(text).constructed().has_value());
  }
}

TEST_CASE("what only has the names of JSON is refused, not believed") {
  Library library;
  const auto refused = [&](const std::string& array, const std::string& object, const std::string& body) {
    const Value value =
        library.value("\\(J : Type) -> \\(json : { array : " + array +
                      " -> J, bool : Bool -> J, double : Double -> J, integer : Integer -> J, "
                      "null : J, object : " +
                      object + " -> J, string : Text -> J }) -> " + body);
    return error_of([&] { to<Json>(value); }).code();
  };
  CHECK(refused("Natural", "Natural", "json.array 1") == "dhall.convert.kind");
  CHECK(refused("List Natural", "Natural", "json.array [ 1 ]") == "dhall.convert.kind");
  CHECK(refused("List J", "List J", "json.object [ json.null ]") == "dhall.convert.kind");
  CHECK(refused("List J", "List { mapKey : Text }", "json.object [ { mapKey = \"a\" } ]") ==
        "dhall.convert.field");
}

TEST_CASE("deep trees take no deep stack") {
  Library library;
  const Value value = library.value(kJsonWords + "Natural/fold 2000 J (\\(j : J) -> array [ j ]) null");
  Json tree = to<Json>(value);
  std::size_t depth = 0;
  for (const Json* at = &tree; std::holds_alternative<Json::Array>(at->value); ++depth)
    at = &std::get<Json::Array>(at->value).front();
  CHECK(depth == 2000);
  for (depth = 0; depth < 200'000; ++depth) {
    Json::Array outer;
    outer.push_back(std::move(tree));
    tree = std::move(outer);
  }
  CHECK(error_of([&] { build(library.context(), tree); }).code() == "dhall.limit.depth");
  Xml nested;
  for (depth = 0; depth < 200'000; ++depth) {
    Xml outer;
    outer.content.push_back(std::move(nested));
    nested = std::move(outer);
  }
}

TEST_CASE("an integer beyond 64 bits is refused with the way to it") {
  Library library;
  const Value value = library.value(kJsonWords + "array [ null, integer +9223372036854775808 ]");
  const Error error = error_of([&] { to<Json>(value); });
  CHECK(error.code() == "dhall.convert.range");
  CHECK(error.message().find("[1]") != std::string::npos);
}
