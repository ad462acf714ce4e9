#include "dhall_json.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include "sigil/base/stack.hpp"
#include "sigil/base/text.hpp"
#include "sigil/dhall/trees.hpp"

namespace sigil::cli {
namespace {

using dhall::Value;

/// 1.0 as 1, 1e22 in digits, what is small with an exponent.
std::string number_text(double number) {
  char buffer[40];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, std::fabs(number), std::chars_format::scientific).ptr;
  const std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
  const std::size_t mark = text.find('e');
  std::string digits(1, text.front());
  if (mark > 2) digits += text.substr(2, mark - 2);
  std::string_view exponent_text = text.substr(mark + 1);
  if (exponent_text.front() == '+') exponent_text.remove_prefix(1);
  int exponent = 0;
  std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
  const std::string sign = std::signbit(number) ? "-" : "";
  const int size = static_cast<int>(digits.size());
  if (exponent + 1 >= size) // an integer
    return sign + digits + std::string(static_cast<std::size_t>(exponent + 1 - size), '0');
  constexpr int kMostFixed = 7;
  if (exponent >= 0 && exponent < kMostFixed) {
    const auto point = static_cast<std::size_t>(exponent + 1);
    return sign + digits.substr(0, point) + '.' + digits.substr(point);
  }
  if (exponent == -1) return sign + "0." + digits;
  return sign + digits.substr(0, 1) + '.' + (size > 1 ? digits.substr(1) : "0") + 'e' +
         std::to_string(exponent);
}

/// The key of an entry of a map, if it is one.
std::optional<std::string_view> key_of(const Value& entry, const std::string& key, const std::string& value) {
  if (entry.kind() != Value::Kind::Record || entry.size() != 2 || !entry.field(value)) return std::nullopt;
  const auto found = entry.field(key);
  if (!found) return std::nullopt;
  if (found->kind() == Value::Kind::Text) return found->as_text();
  if (found->kind() == Value::Kind::Union && !found->payload()) return found->alternative();
  return std::nullopt;
}

class Writer {
 public:
  Writer(const dhall::Context& context, const JsonOptions& options) : context_(context), options_(options) {}

  /// \returns whether it is null
  bool write(const Value& value);
  std::string result() && { return std::move(text_); }

 private:
  struct Place { ///< one step of the path to the value
    std::string_view label;
    std::size_t index;
  };
  using Fields = std::map<std::string_view, Value>;

  bool write_union(const Value& value);
  bool write_function(const Value& value);
  bool write_double(const Value& value);
  bool write_list(const Value& list);
  bool write_record(const Value& record);
  bool write_map(const Fields& fields, const std::string_view* tag, std::string_view tag_text);
  bool write_tagged(const Value& record, bool& is_tagged);
  static std::optional<Fields> map_of(const Value& list, const std::string& key, const std::string& value);
  void write_text(std::string_view text);
  void write_null() { text_ += "null"; }
  /// A field or element; takes it back if it shall be omitted.
  void begin_item(bool is_first);
  bool write_field(std::string_view label, const Value& value, bool is_first);
  bool close(char open, char closing, std::size_t begin, bool is_empty);
  void break_line();
  [[noreturn]] void refuse(const Value& value, const char* what, const char* code) const;
  std::string path() const;

  const dhall::Context& context_;
  const JsonOptions& options_;
  bool is_church_ = false; ///< in a value of JSON.Type: each union is one of its constructors
  std::string text_;
  std::vector<Place> places_;
};

void Writer::break_line() {
  if (options_.pretty) text_.append("\n").append(2 * places_.size(), ' ');
}

void Writer::begin_item(bool is_first) {
  if (!is_first) text_ += ',';
  break_line();
}

void Writer::write_text(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  text_ += '"';
  for (const char character : text) {
    const auto code = static_cast<unsigned char>(character);
    switch (character) {
    case '"': text_ += "\\\""; break;
    case '\\': text_ += "\\\\"; break;
    case '\n': text_ += "\\n"; break;
    case '\r': text_ += "\\r"; break;
    case '\t': text_ += "\\t"; break;
    default:
      if (code < 0x20)
        (text_.append("\\u00") += kDigits[code >> 4U]) += kDigits[code & 15U];
      else
        text_ += character;
    }
  }
  text_ += '"';
}

std::string Writer::path() const {
  std::string text;
  for (const Place& place : places_) {
    if (place.label.data() == nullptr)
      text += '[' + std::to_string(place.index) + ']';
    else
      text.append(text.empty() ? "" : ".").append(place.label);
  }
  return text;
}

void Writer::refuse(const Value& value, const char* what, const char* code) const {
  const std::string where = path();
  throw Error(ErrorKind::Invalid, (where.empty() ? "value" : "value at " + in_quotes(where)) + " is " + what +
                                      ", expected what JSON can express")
      .at(value.position())
      .coded(code)
      .hint("JSON has booleans, numbers, texts, lists and records");
}

bool Writer::write(const Value& value) {
  if (stack_is_low())
    throw Error(ErrorKind::Limit, "value nests too deeply to be written as JSON").coded("dhall.limit.depth");
  context_.check_output(text_.size());
  using Kind = Value::Kind;
  switch (value.kind()) {
  case Kind::Bool: text_ += value.as_bool() ? "true" : "false"; return false;
  case Kind::Natural: text_ += value.literal(); return false;
  case Kind::Integer: {
    const std::string literal = value.literal();
    text_.append(literal, literal.front() == '+' ? 1 : 0);
    return false;
  }
  case Kind::Double: return write_double(value);
  case Kind::Text: write_text(value.as_text()); return false;
  case Kind::Bytes: write_text(to_hex(value.as_bytes())); return false;
  case Kind::Date:
  case Kind::Time:
  case Kind::TimeZone: write_text(value.literal()); return false;
  case Kind::List: return write_list(value);
  case Kind::None: write_null(); return true;
  case Kind::Some: return write(value.item(0));
  case Kind::Record: return write_record(value);
  case Kind::Union: return write_union(value);
  case Kind::Type: refuse(value, "a type", "dhall.json.type");
  case Kind::Function: return write_function(value);
  case Kind::Other: break;
  }
  refuse(value, "not data", "dhall.json.value");
}

bool Writer::write_union(const Value& value) {
  const auto payload = value.payload();
  if (!is_church_) {
    if (payload) return write(*payload);
    write_text(value.alternative());
    return false;
  }
  if (!payload) {
    write_null();
    return true;
  }
  if (value.alternative() != "object") return write(*payload);
  if (payload->kind() == Value::Kind::List)
    if (const auto fields = map_of(*payload, "mapKey", "mapValue")) return write_map(*fields, nullptr, {});
  refuse(value, "no list of keys and values", "dhall.json.value");
}

/// The only functions that are data: those of JSON.Type.
bool Writer::write_function(const Value& value) {
  const auto json = is_church_ ? std::nullopt : value.constructed();
  if (!json || !dhall::is_json(*json)) refuse(value, "a function", "dhall.json.function");
  is_church_ = true;
  const bool is_null = write(*json);
  is_church_ = false;
  return is_null;
}

bool Writer::write_double(const Value& value) {
  const double number = value.as_double();
  if (std::isfinite(number)) {
    text_ += number_text(number);
    return false;
  }
  if (!options_.approximate) refuse(value, "no finite number", "dhall.json.double");
  if (std::isnan(number)) {
    write_null();
    return true;
  }
  text_ += number_text(std::copysign(std::numeric_limits<double>::max(), number));
  return false;
}

std::optional<Writer::Fields> Writer::map_of(const Value& list, const std::string& key,
                                             const std::string& value) {
  Fields fields;
  if (list.size() == 0) {
    if (!list.is_empty_map(key, value)) return std::nullopt;
    return fields;
  }
  for (std::size_t index = 0; index < list.size(); ++index) {
    const Value entry = list.item(index);
    const auto name = key_of(entry, key, value);
    if (!name) return std::nullopt;
    fields.insert_or_assign(*name, *entry.field(value));
  }
  return fields;
}

/// Ends a list or record, which becomes null if that is wanted of one without contents.
bool Writer::close(char open, char closing, std::size_t begin, bool is_empty) {
  if (is_empty && options_.omit == JsonOptions::Omit::Empty) {
    text_.resize(begin);
    write_null();
    return true;
  }
  if (is_empty) {
    text_.resize(begin);
    text_ += open;
  } else {
    break_line();
  }
  text_ += closing;
  return false;
}

bool Writer::write_list(const Value& list) {
  if (options_.maps)
    if (const auto fields = map_of(list, options_.key, options_.value))
      return write_map(*fields, nullptr, {});
  const std::size_t begin = text_.size();
  text_ += '[';
  const std::size_t size = list.size();
  for (std::size_t index = 0; index < size; ++index) {
    places_.push_back({{}, index});
    begin_item(index == 0);
    write(list.item(index));
    places_.pop_back();
  }
  return close('[', ']', begin, size == 0);
}

/// \returns whether it is there
bool Writer::write_field(std::string_view label, const Value& value, bool is_first) {
  const std::size_t begin = text_.size();
  places_.push_back({label.data() == nullptr ? "" : label, 0});
  begin_item(is_first);
  write_text(label);
  text_ += options_.pretty ? ": " : ":";
  const bool is_null = write(value);
  places_.pop_back();
  if (!is_null || options_.omit == JsonOptions::Omit::Nothing) return true;
  text_.resize(begin);
  return false;
}

bool Writer::write_record(const Value& record) {
  bool is_tagged = false;
  const bool is_null = write_tagged(record, is_tagged);
  if (is_tagged) return is_null;
  const std::size_t begin = text_.size();
  text_ += '{';
  bool is_empty = true;
  const std::size_t size = record.size();
  for (std::size_t index = 0; index < size; ++index)
    if (write_field(record.label(index), record.field(index), is_empty)) is_empty = false;
  return close('{', '}', begin, is_empty);
}

/// \param tag  the label of one more field, or nullptr. \param tag_text  its value
bool Writer::write_map(const Fields& fields, const std::string_view* tag, std::string_view tag_text) {
  const std::size_t begin = text_.size();
  text_ += '{';
  bool is_empty = true;
  bool has_tag = tag == nullptr;
  const auto write_tag = [&] {
    places_.push_back({*tag, 0});
    begin_item(is_empty);
    write_text(*tag);
    text_ += options_.pretty ? ": " : ":";
    write_text(tag_text);
    places_.pop_back();
    has_tag = true;
    is_empty = false;
  };
  for (const auto& [label, value] : fields) {
    if (!has_tag && *tag <= label) {
      write_tag();
      if (*tag == label) continue;
    }
    if (write_field(label, value, is_empty)) is_empty = false;
  }
  if (!has_tag) write_tag();
  return close('{', '}', begin, is_empty);
}

/// A union that is to keep the name of its alternative:
/// `{ field : Text, nesting : < Inline | Nested : Text >, contents : < … > }`.
bool Writer::write_tagged(const Value& record, bool& is_tagged) {
  if (record.size() != 3) return false;
  const auto contents = record.field("contents"), tag = record.field("field"),
             nesting = record.field("nesting");
  if (!contents || !tag || !nesting || contents->kind() != Value::Kind::Union ||
      tag->kind() != Value::Kind::Text || nesting->kind() != Value::Kind::Union) {
    return false;
  }
  const auto payload = contents->payload();
  const auto name = nesting->payload();
  Fields fields;
  if (nesting->alternative() == "Nested" && name && name->kind() == Value::Kind::Text) {
    if (payload) fields.emplace(name->as_text(), *payload);
  } else if (nesting->alternative() == "Inline" && !name &&
             (!payload || payload->kind() == Value::Kind::Record)) {
    for (std::size_t index = 0; payload && index < payload->size(); ++index)
      fields.emplace(payload->label(index), payload->field(index));
  } else {
    return false;
  }
  is_tagged = true;
  const std::string_view label = tag->as_text();
  return write_map(fields, &label, contents->alternative());
}

} // namespace

std::string to_json(const dhall::Context& context, const dhall::Value& value, const JsonOptions& options) {
  Writer writer(context, options);
  writer.write(value);
  return std::move(writer).result();
}

} // namespace sigil::cli
