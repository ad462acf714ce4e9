/// \file
/// JSON and XML as the Prelude's types `JSON.Type` and `XML.Type` describe them. There they are functions,
/// which a reader applies to constructors of its own; here they are what these constructors make.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sigil/dhall/dhall.hpp"

namespace sigil::dhall {

/// `JSON.Type`.
struct Json {
  using Array = std::vector<Json>;
  using Object = std::vector<std::pair<std::string, Json>>; ///< in order; names may repeat

  /// std::monostate is null.
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value;

  Json() = default;
  // Not explicit: a text is a JSON text.
  Json(bool from) : value(from) {}                     // NOLINT
  Json(int from) : value(std::int64_t{from}) {}        // NOLINT
  Json(std::int64_t from) : value(from) {}             // NOLINT
  Json(double from) : value(from) {}                   // NOLINT
  Json(const char* from) : value(std::string(from)) {} // NOLINT
  Json(std::string from) : value(std::move(from)) {}   // NOLINT
  Json(Array from) : value(std::move(from)) {}         // NOLINT
  Json(Object from) : value(std::move(from)) {}        // NOLINT
  Json(const Json&) = default;
  Json(Json&&) noexcept = default;
  Json& operator=(const Json&) = default;
  Json& operator=(Json&&) noexcept = default;
  ~Json(); ///< takes no more stack for a deep one

  friend bool operator==(const Json&, const Json&) = default;
};

/// `XML.Type`: an element, or a text.
struct Xml {
  enum class Kind : std::uint8_t {
    Element,
    Text,
    RawText, ///< since version 21.1: markup that is not to be escaped
  };

  Kind kind = Kind::Element;
  std::string text; ///< the name of an element
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<Xml> content;

  Xml() = default;
  Xml(Kind of, std::string with) : kind(of), text(std::move(with)) {}
  Xml(const Xml&) = default;
  Xml(Xml&&) noexcept = default;
  Xml& operator=(const Xml&) = default;
  Xml& operator=(Xml&&) noexcept = default;
  ~Xml();

  friend bool operator==(const Xml&, const Xml&) = default;
};

/// The types in the words of the language.
inline constexpr std::string_view kJsonType =
    "∀(JSON : Type) → ∀(json : { array : List JSON → JSON, bool : Bool → JSON, double : Double → JSON, "
    "integer : Integer → JSON, null : JSON, object : List { mapKey : Text, mapValue : JSON } → JSON, "
    "string : Text → JSON }) → JSON";
inline constexpr std::string_view kXmlType =
    "∀(XML : Type) → ∀(xml : { element : { attributes : List { mapKey : Text, mapValue : Text }, "
    "content : List XML, name : Text } → XML, rawText : Text → XML, text : Text → XML }) → XML";

/// Whether a Value::constructed() is of the Prelude's type of JSON, of any version.
bool is_json(const Value& constructed);
bool is_xml(const Value& constructed);

} // namespace sigil::dhall
