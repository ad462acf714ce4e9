#include "object_reader.hpp"

#include <algorithm>

#include "sigil/base/text.hpp"

namespace sigil::system {
namespace {

/// For messages.
std::string describe(TreeValue::Kind kind, Origin origin) {
  const bool is_dhall = origin == Origin::Dhall;
  switch (kind) {
  case TreeValue::Kind::Null: return is_dhall ? "None" : "null";
  case TreeValue::Kind::Boolean: return is_dhall ? "a Bool" : "a boolean";
  case TreeValue::Kind::Integer: return "an integer";
  case TreeValue::Kind::Number: return "a number that is no 64-bit integer";
  case TreeValue::Kind::Text: return "text";
  case TreeValue::Kind::Array: return is_dhall ? "a list" : "an array";
  case TreeValue::Kind::Object: return is_dhall ? "a record" : "an object";
  }
  return "a value";
}

/// A JSON pointer as Nix writes attribute paths, `children.0.config.attributes."a b"`, and Dhall fields, with
/// another quote.
std::string dotted_path(std::string_view pointer, char quote) {
  std::string path;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    std::string name;
    for (std::size_t i = 0; i < end; ++i) {
      if (pointer[i] == '~' && i + 1 < end)
        name += pointer[++i] == '1' ? '/' : '~';
      else
        name += pointer[i];
    }
    const bool is_plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
             c == '-' || c == '\'';
    });
    path += (path.empty() ? "" : ".") + (is_plain ? name : quote + name + quote);
    pointer.remove_prefix(end);
  }
  return path;
}

} // namespace

std::string pointer_to(std::string_view parent, std::string_view key) {
  std::string text(parent);
  text += '/';
  for (const char character : key) {
    if (character == '~')
      text += "~0";
    else if (character == '/')
      text += "~1";
    else
      text += character;
  }
  return text;
}

SourcePosition ReadContext::position(const TreePlace& place, std::string pointer) const {
  if (origin == Origin::Attributes)
    return {{}, 0, 0, pointer.empty() ? "" : "attribute " + dotted_path(pointer, '"')};
  if (origin == Origin::Dhall && !pointer.empty()) pointer = "field " + dotted_path(pointer, '`');
  return {place.file != nullptr ? *place.file : file, place.line, place.column, std::move(pointer)};
}

void ReadContext::add(ErrorKind kind, std::string message, const TreePlace& place, std::string pointer,
                      std::string hint) {
  Error error(kind, std::move(message));
  error.at(position(place, std::move(pointer)));
  if (!hint.empty()) error.hint(std::move(hint));
  errors.add(std::move(error));
}

bool expect_kind(ReadContext& context, const Located& located, TreeValue::Kind kind) {
  if (located.value->kind == kind) return true;
  context.add(ErrorKind::Invalid,
              "found " + describe(located.value->kind, context.origin) + ", expected " +
                  describe(kind, context.origin),
              located.value->place, located.pointer);
  return false;
}

ObjectReader::ObjectReader(ReadContext& context, const Located& object, std::string what)
    : context_(context), place_(object.value->place), pointer_(object.pointer), what_(std::move(what)) {
  if (expect_kind(context, object, TreeValue::Kind::Object)) object_ = object.value;
}

std::optional<Located> ObjectReader::find(std::string_view key) {
  known_.emplace(key);
  if (object_ == nullptr) return std::nullopt;
  for (const TreeMember& member : object_->members)
    if (member.key == key) return Located{&member.value, pointer_to(pointer_, key)};
  return std::nullopt;
}

std::optional<Located> ObjectReader::require(std::string_view key) {
  std::optional<Located> found = find(key);
  if (!found && object_ != nullptr)
    context_.add(ErrorKind::Invalid, what_ + " has no key " + in_quotes(key), place_, pointer_);
  return found;
}

std::optional<std::string> ObjectReader::text(std::string_view key) {
  const std::optional<Located> found = find(key);
  if (!found || !expect_kind(context_, *found, TreeValue::Kind::Text)) return std::nullopt;
  return found->value->text;
}

std::optional<std::string> ObjectReader::required_text(std::string_view key) {
  const std::optional<Located> found = require(key);
  if (!found || !expect_kind(context_, *found, TreeValue::Kind::Text)) return std::nullopt;
  return found->value->text;
}

std::vector<Located> ObjectReader::array(std::string_view key) {
  const std::optional<Located> found = find(key);
  if (!found || !expect_kind(context_, *found, TreeValue::Kind::Array)) return {};
  std::vector<Located> items;
  for (const TreeValue& item : found->value->items)
    items.push_back({&item, pointer_to(found->pointer, std::to_string(items.size()))});
  return items;
}

std::vector<std::pair<const TreeMember*, std::string>> ObjectReader::members(std::string_view key) {
  const std::optional<Located> found = find(key);
  if (!found || !expect_kind(context_, *found, TreeValue::Kind::Object)) return {};
  std::vector<std::pair<const TreeMember*, std::string>> members;
  for (const TreeMember& member : found->value->members)
    members.emplace_back(&member, pointer_to(found->pointer, member.key));
  return members;
}

std::vector<std::string> ObjectReader::texts(std::string_view key) {
  std::vector<std::string> texts;
  for (const Located& item : array(key)) {
    if (!expect_kind(context_, item, TreeValue::Kind::Text)) continue;
    const std::string& text = item.value->text;
    if (text.empty())
      context_.add(ErrorKind::Invalid, "text is empty", item.value->place, item.pointer);
    else if (std::find(texts.begin(), texts.end(), text) != texts.end())
      context_.add(ErrorKind::Invalid, in_quotes(text) + " is given twice", item.value->place, item.pointer);
    else
      texts.push_back(text);
  }
  return texts;
}

void ObjectReader::finish() {
  if (object_ == nullptr) return;
  for (const TreeMember& member : object_->members) {
    if (known_.find(member.key) != known_.end()) continue;
    const std::string close = closest_word(member.key, {known_.begin(), known_.end()});
    context_.add(ErrorKind::Invalid, what_ + " has an unknown key " + in_quotes(member.key), member.place,
                 pointer_to(pointer_, member.key),
                 close.empty() ? "" : "did you mean " + in_quotes(close) + "?");
  }
}

} // namespace sigil::system
