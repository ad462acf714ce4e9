/// \file
/// Dhall values as C++ values and back.
///
///     bool                      Bool            std::vector<T>            List T
///     std::uint8_t … uint64_t   Natural         std::optional<T>          Optional T
///     std::int8_t … int64_t     Integer         std::map<std::string, T>  List { mapKey : Text, mapValue : T
///     } double                    Double          std::variant of Alternative<"A", T>, Alternative<"B">
///     std::string               Text                                      < A : T | B >
///     Bytes                     Bytes           Json, Xml                 the Prelude's JSON.Type, XML.Type
///
/// A struct is a record, and an enumeration a union without payloads, once a function beside it says so:
///
///     struct Child { std::string name; std::uint64_t caps; };
///     constexpr auto describe(sigil::dhall::Of<Child>) {
///       return sigil::dhall::record(sigil::dhall::field("name", &Child::name),
///                                   sigil::dhall::field("caps", &Child::caps));
///     }
///
/// docs/how-to/embed-dhall.md shows all of it in use.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "sigil/dhall/builder.hpp"
#include "sigil/dhall/dhall.hpp"
#include "sigil/dhall/trees.hpp"

namespace sigil::dhall {

// ----- descriptions ----------------------------------------------------------------------------------------

/// Stands for a type where a function is chosen by it.
template <typename T>
struct Of {};

template <typename Record, typename T>
struct Field {
  std::string_view name;
  T Record::*member;
};

template <typename Record, typename T>
constexpr Field<Record, T> field(std::string_view name, T Record::*member) {
  return {name, member};
}

template <typename... Fields>
struct Record {
  std::tuple<Fields...> fields;
  static constexpr std::size_t kSize = sizeof...(Fields);
};

/// What `describe` gives of a struct: its fields, in any order.
template <typename... Fields>
constexpr Record<Fields...> record(Fields... fields) {
  return {{fields...}};
}

template <typename Enum, std::size_t Count>
struct Enumeration {
  std::array<std::pair<std::string_view, Enum>, Count> alternatives;
};

/// What `describe` gives of an enumeration.
template <typename Enum, std::size_t Count>
constexpr Enumeration<Enum, Count>
enumeration(const std::pair<std::string_view, Enum> (&alternatives)[Count]) {
  Enumeration<Enum, Count> made;
  std::copy_n(alternatives, Count, made.alternatives.begin());
  return made;
}

/// A name as an argument of a template.
template <std::size_t Size>
struct Name {
  char text[Size];
  consteval Name(const char (&from)[Size]) { std::copy_n(from, Size, text); } // NOLINT: written as a literal
  constexpr std::string_view view() const { return {text, Size - 1}; }
};

/// One alternative of a union, a std::variant of such.
template <Name name, typename T = void>
struct Alternative {
  T value;
  friend bool operator==(const Alternative&, const Alternative&) = default;
};
template <Name name>
struct Alternative<name, void> {
  friend bool operator==(const Alternative&, const Alternative&) = default;
};

// ----- conversions -----------------------------------------------------------------------------------------

enum class Surplus : std::uint8_t { Refused, Ignored };

/// A value that is being converted, and the way to it from the whole.
class Reading {
 public:
  Reading(const Value& value, Surplus surplus) : value_(value), surplus_(surplus) {}
  Reading(const Reading& outer, const Value& value, std::string_view label, std::size_t index = 0);

  const Value& value() const { return value_; }
  Reading field(std::string_view label) const;
  Reading item(std::size_t index) const { return {*this, value_.item(index), {}, index}; }
  /// \throws Error{Invalid} "dhall.convert.kind"
  void expect(Value::Kind kind, std::string_view type) const;
  /// That it is a record of these fields. \throws Error{Invalid} "dhall.convert.kind", "dhall.convert.field"
  void expect_fields(std::span<const std::string_view> names) const;
  /// \throws Error{Invalid} with `code`, the place of the value, and the path to it
  [[noreturn]] void refuse(const char* code, const std::string& found, const std::string& expected) const;
  /// `.services[3].name`; empty: the whole.
  std::string path() const;

 private:
  Value value_;
  Surplus surplus_;
  const Reading* outer_ = nullptr;
  std::string_view label_; ///< no data: `index_` counts
  std::size_t index_ = 0;
};

/// How values of a C++ type are read and made: three functions, `type`, `read` and `build`. A program may
/// specialize it for a type of its own that is neither a struct nor an enumeration with a description.
template <typename T>
struct Conversion;

/// The Dhall type of a C++ type: `{ caps : Natural, name : Text }`.
template <typename T>
std::string expected_type() {
  return Conversion<T>::type();
}

/// \throws Error{Invalid} "dhall.convert.…" if the value is no T, with its position and path; Error{Limit}
template <typename T>
T to(const Value& value, Surplus surplus = Surplus::Refused) {
  return Conversion<T>::read(Reading(value, surplus));
}

/// Annotates an expression with the type of T, so that Dhall says what is wrong, and evaluates it.
/// \param here  the file that imports are relative to
template <typename T>
T read(Context& context, const ParsedExpression& expression, std::string_view here = {}) {
  const ParsedExpression annotated = context.annotate(expression, expected_type<T>());
  return to<T>(context.value(context.infer(context.resolve(annotated, here))));
}

/// The expression of a C++ value, to print, to encode, or to apply a function to.
template <typename T>
TypedExpression build(Context& context, const T& value) {
  Builder builder(context);
  return context.infer(Conversion<T>::build(builder, value));
}

/// The result of a Dhall function of these arguments.
/// \throws Error{Invalid} "dhall.type.application.…" if it takes other ones, "dhall.convert.…"
template <typename Result, typename... Arguments>
Result call(Context& context, TypedExpression function, const Arguments&... arguments) {
  ((function = context.apply(function, build(context, arguments))), ...);
  return to<Result>(context.value(function));
}

// ----- implementation --------------------------------------------------------------------------------------

namespace convert_detail {

/// A label as a type or record has it.
std::string label_text(std::string_view label);
/// As an argument of `List` or `Optional`.
std::string argument_text(const std::string& type);
/// `{ a : A, b : B }` or `< A : T | B >`, sorted; an alternative without a payload has no type.
std::string fields_text(char open, char separator, char close,
                        std::vector<std::pair<std::string_view, std::string>> fields);
[[noreturn]] void refuse_alternative(const Reading& reading, std::span<const std::string_view> expected);
std::uint64_t read_natural(const Reading& reading, std::uint64_t most);
std::int64_t read_integer(const Reading& reading, std::int64_t least, std::int64_t most);
void expect_map_entry(const Reading& entry);
[[noreturn]] void refuse_repeated_key(const Reading& entry, const std::string& key);

template <typename T>
concept Character = std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char8_t> ||
    std::same_as<T, char16_t> || std::same_as<T, char32_t>;
template <typename T>
concept Natural = std::unsigned_integral<T> && !std::same_as<T, bool> && !Character<T>;
template <typename T>
concept Integer = std::signed_integral<T> && !Character<T>;

template <typename T>
concept Described = requires {
  describe(Of<T>{});
};
template <typename T>
concept DescribedRecord = Described<T> && std::is_class_v<T>;
template <typename T>
concept DescribedEnumeration = Described<T> && std::is_enum_v<T>;

} // namespace convert_detail

template <>
struct Conversion<bool> {
  static std::string type() { return "Bool"; }
  static bool read(const Reading& from) {
    from.expect(Value::Kind::Bool, "Bool");
    return from.value().as_bool();
  }
  static Builder::Part build(Builder& builder, bool value) { return builder.boolean(value); }
};

template <convert_detail::Natural T>
struct Conversion<T> {
  static std::string type() { return "Natural"; }
  static T read(const Reading& from) {
    return static_cast<T>(convert_detail::read_natural(from, std::numeric_limits<T>::max()));
  }
  static Builder::Part build(Builder& builder, T value) { return builder.natural(value); }
};

template <convert_detail::Integer T>
struct Conversion<T> {
  static std::string type() { return "Integer"; }
  static T read(const Reading& from) {
    using Range = std::numeric_limits<T>;
    return static_cast<T>(convert_detail::read_integer(from, Range::min(), Range::max()));
  }
  static Builder::Part build(Builder& builder, T value) { return builder.integer(value); }
};

template <>
struct Conversion<double> {
  static std::string type() { return "Double"; }
  static double read(const Reading& from) {
    from.expect(Value::Kind::Double, "Double");
    return from.value().as_double();
  }
  static Builder::Part build(Builder& builder, double value) { return builder.floating(value); }
};

template <>
struct Conversion<std::string> {
  static std::string type() { return "Text"; }
  static std::string read(const Reading& from) {
    from.expect(Value::Kind::Text, "Text");
    return std::string(from.value().as_text());
  }
  static Builder::Part build(Builder& builder, const std::string& value) { return builder.text(value); }
};

template <>
struct Conversion<Bytes> {
  static std::string type() { return "Bytes"; }
  static Bytes read(const Reading& from) {
    from.expect(Value::Kind::Bytes, "Bytes");
    const ByteView bytes = from.value().as_bytes();
    return {bytes.begin(), bytes.end()};
  }
  static Builder::Part build(Builder& builder, const Bytes& value) { return builder.bytes(value); }
};

template <>
struct Conversion<Json> {
  static std::string type() { return std::string(kJsonType); }
  static Json read(const Reading& from);
  static Builder::Part build(Builder& builder, const Json& value) { return builder.json(value); }
};

template <>
struct Conversion<Xml> {
  static std::string type() { return std::string(kXmlType); }
  static Xml read(const Reading& from);
  static Builder::Part build(Builder& builder, const Xml& value) { return builder.xml(value); }
};

template <typename T>
struct Conversion<std::optional<T>> {
  static std::string type() { return "Optional " + convert_detail::argument_text(expected_type<T>()); }
  static std::optional<T> read(const Reading& from) {
    if (from.value().kind() == Value::Kind::None) return std::nullopt;
    from.expect(Value::Kind::Some, type());
    return Conversion<T>::read({from, from.value().item(0), "?"});
  }
  static Builder::Part build(Builder& builder, const std::optional<T>& value) {
    if (!value) return builder.none(builder.expression(expected_type<T>()));
    return builder.some(Conversion<T>::build(builder, *value));
  }
};

template <typename T>
struct Conversion<std::vector<T>> {
  static std::string type() { return "List " + convert_detail::argument_text(expected_type<T>()); }
  static std::vector<T> read(const Reading& from) {
    from.expect(Value::Kind::List, type());
    std::vector<T> items;
    const std::size_t size = from.value().size();
    items.reserve(size);
    for (std::size_t at = 0; at < size; ++at) items.push_back(Conversion<T>::read(from.item(at)));
    return items;
  }
  static Builder::Part build(Builder& builder, const std::vector<T>& value) {
    if (value.empty()) return builder.empty_list(builder.expression(expected_type<T>()));
    std::vector<Builder::Part> items;
    items.reserve(value.size());
    for (const T& item : value) items.push_back(Conversion<T>::build(builder, item));
    return builder.list(items);
  }
};

template <typename T>
struct Conversion<std::map<std::string, T>> {
  static std::string entry_type() {
    return convert_detail::fields_text('{', ',', '}', {{"mapKey", "Text"}, {"mapValue", expected_type<T>()}});
  }
  static std::string type() { return "List " + entry_type(); }
  static std::map<std::string, T> read(const Reading& from) {
    from.expect(Value::Kind::List, type());
    std::map<std::string, T> entries;
    const std::size_t size = from.value().size();
    for (std::size_t at = 0; at < size; ++at) {
      const Reading entry = from.item(at);
      convert_detail::expect_map_entry(entry);
      std::string key = Conversion<std::string>::read(entry.field("mapKey"));
      if (entries.contains(key)) convert_detail::refuse_repeated_key(entry, key);
      T value = Conversion<T>::read(entry.field("mapValue"));
      entries.emplace(std::move(key), std::move(value));
    }
    return entries;
  }
  static Builder::Part build(Builder& builder, const std::map<std::string, T>& value) {
    if (value.empty()) return builder.empty_list(builder.expression(entry_type()));
    std::vector<Builder::Part> entries;
    entries.reserve(value.size());
    for (const auto& [key, mapped] : value) {
      const Builder::Field fields[] = {{"mapKey", builder.text(key)},
                                       {"mapValue", Conversion<T>::build(builder, mapped)}};
      entries.push_back(builder.record(fields));
    }
    return builder.list(entries);
  }
};

/// What a std::variant of Alternatives asks of each of them.
template <typename T>
struct AlternativeOf;

template <Name name, typename T>
struct AlternativeOf<Alternative<name, T>> {
  static constexpr std::string_view kName = name.view();
  static std::string type() {
    if constexpr (std::is_void_v<T>)
      return {};
    else
      return expected_type<T>();
  }
  static Alternative<name, T> read(const Reading& from) {
    const auto payload = from.value().payload();
    if (payload.has_value() == std::is_void_v<T>)
      from.refuse("dhall.convert.kind",
                  std::string(payload ? "an alternative with" : "an alternative without") + " a payload",
                  std::is_void_v<T> ? "none" : type());
    if constexpr (std::is_void_v<T>)
      return {};
    else
      return {Conversion<T>::read({from, *payload, kName})};
  }
  static Builder::Part build(Builder& builder, const Builder::Part& type, const Alternative<name, T>& value) {
    if constexpr (std::is_void_v<T>) {
      return builder.alternative(type, kName, nullptr);
    } else {
      const Builder::Part payload = Conversion<T>::build(builder, value.value);
      return builder.alternative(type, kName, &payload);
    }
  }
};

template <typename... Alternatives>
struct Conversion<std::variant<Alternatives...>> {
  using Variant = std::variant<Alternatives...>;
  static std::string type() {
    return convert_detail::fields_text(
        '<', '|', '>', {{AlternativeOf<Alternatives>::kName, AlternativeOf<Alternatives>::type()}...});
  }
  static Variant read(const Reading& from) {
    from.expect(Value::Kind::Union, type());
    const std::string_view found = from.value().alternative();
    std::optional<Variant> result;
    ((!result && found == AlternativeOf<Alternatives>::kName
          ? void(result.emplace(AlternativeOf<Alternatives>::read(from)))
          : void()),
     ...);
    if (!result) {
      const std::string_view names[] = {AlternativeOf<Alternatives>::kName...};
      convert_detail::refuse_alternative(from, names);
    }
    return std::move(*result);
  }
  static Builder::Part build(Builder& builder, const Variant& value) {
    const Builder::Part of = builder.expression(type());
    return std::visit(
        [&]<typename A>(const A& alternative) { return AlternativeOf<A>::build(builder, of, alternative); },
        value);
  }
};

template <convert_detail::DescribedEnumeration T>
struct Conversion<T> {
  static std::string type() {
    std::vector<std::pair<std::string_view, std::string>> alternatives;
    for (const auto& [name, value] : describe(Of<T>{}).alternatives) alternatives.emplace_back(name, "");
    return convert_detail::fields_text('<', '|', '>', std::move(alternatives));
  }
  static T read(const Reading& from) {
    from.expect(Value::Kind::Union, type());
    std::vector<std::string_view> names;
    for (const auto& [name, value] : describe(Of<T>{}).alternatives) {
      if (name == from.value().alternative() && !from.value().payload()) return value;
      names.push_back(name);
    }
    convert_detail::refuse_alternative(from, names);
  }
  static Builder::Part build(Builder& builder, T wanted) {
    for (const auto& [name, value] : describe(Of<T>{}).alternatives)
      if (value == wanted) return builder.alternative(builder.expression(type()), name, nullptr);
    throw Error(ErrorKind::Invalid, "enumerator " + std::to_string(static_cast<std::int64_t>(wanted)) +
                                        " has no name, expected one of " + type())
        .coded("dhall.build.enumerator");
  }
};

template <convert_detail::DescribedRecord T>
struct Conversion<T> {
  static std::string type() {
    return std::apply(
        [](const auto&... fields) {
          return convert_detail::fields_text('{', ',', '}', {{fields.name, type_of(fields)}...});
        },
        describe(Of<T>{}).fields);
  }
  static T read(const Reading& from) {
    T made{};
    std::apply(
        [&](const auto&... fields) {
          const std::array<std::string_view, sizeof...(fields)> names = {fields.name...};
          from.expect_fields(names);
          (read_field(from, fields, made), ...);
        },
        describe(Of<T>{}).fields);
    return made;
  }
  static Builder::Part build(Builder& builder, const T& value) {
    return std::apply(
        [&](const auto&... fields) {
          const std::array<Builder::Field, sizeof...(fields)> parts = {
              Builder::Field{fields.name, build_field(builder, fields, value)}...};
          return builder.record(parts);
        },
        describe(Of<T>{}).fields);
  }

 private:
  template <typename M>
  static std::string type_of(const Field<T, M>&) {
    return expected_type<M>();
  }
  template <typename M>
  static void read_field(const Reading& from, const Field<T, M>& field, T& made) {
    made.*field.member = Conversion<M>::read(from.field(field.name));
  }
  template <typename M>
  static Builder::Part build_field(Builder& builder, const Field<T, M>& field, const T& value) {
    return Conversion<M>::build(builder, value.*field.member);
  }
};

} // namespace sigil::dhall
