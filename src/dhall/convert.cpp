#include "sigil/dhall/convert.hpp"

#include "sigil/base/stack.hpp"
#include "sigil/base/text.hpp"
#include "syntax/builtin.hpp"
#include "syntax/character.hpp"

namespace sigil::dhall {

namespace {

/// For messages: 'a', 'b' and so on.
std::string listed(std::span<const std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) text.append(text.empty() ? "" : ", ").append(in_quotes(name));
  return text;
}

std::string description(const Value& value) {
  using Kind = Value::Kind;
  switch (value.kind()) {
  case Kind::Bool: return value.as_bool() ? "True" : "False";
  case Kind::Natural: return "the Natural " + value.literal();
  case Kind::Integer: return "the Integer " + value.literal();
  case Kind::Double: return "the Double " + value.literal();
  case Kind::Text: return "a Text";
  case Kind::Bytes: return "Bytes";
  case Kind::Date: return "a Date";
  case Kind::Time: return "a Time";
  case Kind::TimeZone: return "a TimeZone";
  case Kind::List: return "a List";
  case Kind::None:
  case Kind::Some: return "an Optional";
  case Kind::Record: return "a record";
  case Kind::Union: return "the alternative " + in_quotes(value.alternative()) + " of a union";
  case Kind::Type: return "a type";
  case Kind::Function: return "a function";
  case Kind::Other: break;
  }
  return "not data";
}

} // namespace

Reading::Reading(const Reading& outer, const Value& value, std::string_view label, std::size_t index)
    : value_(value), surplus_(outer.surplus_), outer_(&outer), label_(label), index_(index) {
  if (stack_is_low())
    throw Error(ErrorKind::Limit, "value nests too deeply to be converted").coded("dhall.limit.depth");
}

Reading Reading::field(std::string_view label) const {
  const auto found = value_.field(label);
  SIGIL_ASSERT(found.has_value());
  return {*this, *found, label};
}

void Reading::expect(Value::Kind kind, std::string_view type) const {
  if (value_.kind() != kind) refuse("dhall.convert.kind", description(value_), std::string(type));
}

void Reading::expect_fields(std::span<const std::string_view> names) const {
  if (value_.kind() != Value::Kind::Record)
    refuse("dhall.convert.kind", description(value_), "a record with " + listed(names));
  for (const std::string_view name : names)
    if (!value_.field(name))
      refuse("dhall.convert.field", "a record without " + in_quotes(name), "one with " + listed(names));
  const std::size_t size = value_.size();
  if (surplus_ == Surplus::Ignored || size == names.size()) return;
  for (std::size_t at = 0; at < size; ++at)
    if (std::ranges::find(names, value_.label(at)) == names.end())
      refuse("dhall.convert.field", "a record with a field " + in_quotes(value_.label(at)),
             "no others than " + listed(names));
}

void Reading::refuse(const char* code, const std::string& found, const std::string& expected) const {
  const std::string where = path();
  // What was computed has no position, but what it is part of may have one.
  const Reading* at = this;
  SourcePosition position = value_.position();
  while (position.line == 0 && at->outer_ != nullptr) {
    at = at->outer_;
    position = at->value_.position();
  }
  throw Error(ErrorKind::Invalid, (where.empty() ? "value" : "value at " + in_quotes(where)) + " is " +
                                      found + ", expected " + expected)
      .at(std::move(position))
      .coded(code);
}

std::string Reading::path() const {
  std::vector<const Reading*> steps;
  for (const Reading* at = this; at->outer_ != nullptr; at = at->outer_) steps.push_back(at);
  std::string text;
  while (!steps.empty()) {
    const Reading& step = *steps.back();
    steps.pop_back();
    if (step.label_.data() == nullptr)
      text += '[' + std::to_string(step.index_) + ']';
    else
      text += '.' + (step.label_ == "?" ? "?" : convert_detail::label_text(step.label_));
  }
  return text;
}

namespace convert_detail {

std::string label_text(std::string_view label) {
  const auto is_in = [](char byte, std::uint16_t set) {
    return (sets_of(static_cast<unsigned char>(byte)) & set) != 0;
  };
  const bool is_simple =
      !label.empty() && is_in(label.front(), set::kLabelFirst) &&
      std::ranges::all_of(label, [&](char byte) { return is_in(byte, set::kLabelNext); }) &&
      std::ranges::find(kKeywords, label) == std::end(kKeywords);
  return is_simple ? std::string(label) : '`' + std::string(label) + '`';
}

std::string argument_text(const std::string& type) {
  const bool is_one_token = type.find(' ') == std::string::npos;
  return is_one_token || type.front() == '{' || type.front() == '<' ? type : '(' + type + ')';
}

std::string fields_text(char open, char separator, char close,
                        std::vector<std::pair<std::string_view, std::string>> fields) {
  if (fields.empty()) return {open, close};
  std::ranges::sort(fields, {}, [](const auto& field) { return field.first; });
  std::string text(1, open);
  for (std::size_t at = 0; at < fields.size(); ++at) {
    if (at != 0) text.append(separator == ',' ? "" : " ") += separator;
    text.append(" ") += label_text(fields[at].first);
    if (!fields[at].second.empty()) text += " : " + fields[at].second;
  }
  return text.append(" ") += close;
}

void refuse_alternative(const Reading& reading, std::span<const std::string_view> expected) {
  reading.refuse("dhall.convert.alternative", description(reading.value()), "one of " + listed(expected));
}

std::uint64_t read_natural(const Reading& reading, std::uint64_t most) {
  reading.expect(Value::Kind::Natural, "Natural");
  const auto value = reading.value().as_natural();
  if (!value || *value > most)
    reading.refuse("dhall.convert.range", description(reading.value()), "at most " + std::to_string(most));
  return *value;
}

std::int64_t read_integer(const Reading& reading, std::int64_t least, std::int64_t most) {
  reading.expect(Value::Kind::Integer, "Integer");
  const auto value = reading.value().as_integer();
  if (!value || *value < least || *value > most)
    reading.refuse("dhall.convert.range", description(reading.value()),
                   "one from " + std::to_string(least) + " to " + std::to_string(most));
  return *value;
}

void expect_map_entry(const Reading& entry) {
  const std::string_view names[] = {"mapKey", "mapValue"};
  entry.expect_fields(names);
}

void refuse_repeated_key(const Reading& entry, const std::string& key) {
  entry.refuse("dhall.convert.key", "a further entry with the key " + in_quotes(key), "each key once");
}

} // namespace convert_detail

} // namespace sigil::dhall
