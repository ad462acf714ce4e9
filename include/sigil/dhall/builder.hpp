/// \file
/// Dhall expressions made by a program. convert.hpp makes them of C++ values, with these steps.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "sigil/dhall/dhall.hpp"

namespace sigil::dhall {

struct Json;
struct Symbol;
struct Xml;

/// Makes expressions of one context, without variables and imports. They are not checked: Context::infer does
/// that. Not thread-safe.
class Builder {
 public:
  using Part = ResolvedExpression;
  using Field = std::pair<std::string_view, Part>;

  /// \param context  must outlive it
  explicit Builder(Context& context) : context_(context) {}

  Part boolean(bool value);
  Part natural(std::uint64_t value);
  Part integer(std::int64_t value);
  Part floating(double value);
  /// \throws Error{Invalid} "dhall.build.text" if it is not UTF-8
  Part text(std::string_view value);
  Part bytes(ByteView value);
  /// Not empty.
  Part list(std::span<const Part> items);
  Part empty_list(const Part& element_type);
  Part some(const Part& value);
  Part none(const Part& type);
  /// \throws Error{Invalid} "dhall.build.field" if two fields have the same name
  Part record(std::span<const Field> fields);
  /// \param payload  or nullptr
  Part alternative(const Part& union_type, std::string_view label, const Part* payload);
  /// As the Prelude's types.
  Part json(const Json& value);
  Part xml(const Xml& value);

  /// A type, or any expression without imports, in the words of the language. Each text is parsed once.
  Part expression(const std::string& text);

 private:
  Part list_of(std::span<const Part> items, const Part& type);
  Part map_entry(std::string_view key, const Part& value);
  Part json_part(const Json& value);
  Part xml_part(const Xml& value);
  Part construct(std::string_view constructors, std::string_view name, const Part* payload);
  Part church(std::string_view type, const Part& body);
  const Symbol* symbol(std::string_view name);
  static Part part(Node* node);

  Context& context_;
  std::unordered_map<std::string, Part> expressions_;
};

} // namespace sigil::dhall
