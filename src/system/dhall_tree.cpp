#include "dhall_tree.hpp"

#include <algorithm>
#include <limits>

#include "sigil/dhall/dhall.hpp"

namespace sigil::system {
namespace {

using dhall::Value;
using Kind = TreeValue::Kind;

constexpr std::string_view kMapKey = "mapKey";
constexpr std::string_view kMapValue = "mapValue";
constexpr std::string_view kBegin = "Begin"; // alternatives of a part, as dhall/Part.dhall has them
constexpr std::string_view kText = "Text";
constexpr std::string_view kEnd = "End";

/// The text of a key; nothing if it is none.
std::optional<std::string_view> key_text(const Value& key) {
  if (key.kind() == Value::Kind::Text) return key.as_text();
  if (key.kind() == Value::Kind::Union && !key.payload()) return key.alternative();
  return std::nullopt;
}

bool is_entry(const Value& value) {
  if (value.kind() != Value::Kind::Record || value.size() != 2 || !value.field(kMapValue)) return false;
  const std::optional<Value> key = value.field(kMapKey);
  return key && key_text(*key);
}

class DhallReader {
 public:
  explicit DhallReader(ReadContext& context) : context_(context) {}

  TreeValue read(const Value& value, const TreePlace& outer, const std::string& pointer) {
    descend(outer, pointer);
    TreeValue made = read_kind(value, outer, pointer);
    --depth_;
    return made;
  }

 private:
  struct Parts {
    const Value& list;
    std::size_t next = 0;
  };

  TreeValue read_kind(const Value& value, const TreePlace& outer, const std::string& pointer) {
    switch (value.kind()) {
    case Value::Kind::Bool: {
      TreeValue made = scalar(Kind::Boolean, value, outer);
      made.boolean = value.as_bool();
      return made;
    }
    case Value::Kind::Natural: return natural(value, outer);
    case Value::Kind::Integer: {
      const std::optional<std::int64_t> number = value.as_integer();
      TreeValue made = scalar(number ? Kind::Integer : Kind::Number, value, outer);
      made.integer = number.value_or(0);
      return made;
    }
    case Value::Kind::Double: return scalar(Kind::Number, value, outer);
    case Value::Kind::Text: return text(value.as_text(), scalar(Kind::Text, value, outer), pointer);
    case Value::Kind::None: return scalar(Kind::Null, value, outer);
    case Value::Kind::Some: return read(value.item(0), outer, pointer);
    case Value::Kind::List: return list(value, outer, pointer);
    case Value::Kind::Record: return record(value, outer, pointer);
    case Value::Kind::Union: return alternative(value, outer, pointer);
    case Value::Kind::Bytes: refuse("bytes", value, outer, pointer);
    case Value::Kind::Date:
    case Value::Kind::Time:
    case Value::Kind::TimeZone: refuse("a date or time", value, outer, pointer);
    case Value::Kind::Type: refuse("a type", value, outer, pointer);
    case Value::Kind::Function: refuse("a function", value, outer, pointer);
    case Value::Kind::Other: break;
    }
    refuse("no data", value, outer, pointer);
  }

  [[noreturn]] void refuse(const char* what, const Value& value, const TreePlace& outer,
                           const std::string& pointer) {
    Error error(ErrorKind::Invalid, std::string("found ") + what +
                                        ", expected text, a number, a list, a record or an alternative");
    if (value.kind() == Value::Kind::Function) error.hint("does it lack an argument?");
    throw error.at(context_.position(place_of_use(value, outer), pointer));
  }

  TreeValue natural(const Value& value, const TreePlace& outer) {
    constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    const std::optional<std::uint64_t> number = value.as_natural();
    const bool fits = number && *number <= kLargest;
    TreeValue made = scalar(fits ? Kind::Integer : Kind::Number, value, outer);
    if (fits) made.integer = static_cast<std::int64_t>(*number);
    return made;
  }

  TreeValue text(std::string_view text, TreeValue made, const std::string& pointer) {
    count(text.size(), made.place, pointer);
    made.text = text;
    return made;
  }

  TreeValue alternative(const Value& value, const TreePlace& outer, const std::string& pointer) {
    if (const auto payload = value.payload()) return read(*payload, place_of_use(value, outer), pointer);
    TreeValue made;
    made.kind = Kind::Text;
    made.place = place_of_use(value, outer);
    return text(value.alternative(), std::move(made), pointer);
  }

  TreeValue list(const Value& list, const TreePlace& outer, const std::string& pointer) {
    const std::size_t size = list.size();
    if (size == 0 ? list.is_empty_map(kMapKey, kMapValue) : is_map(list)) return map(list, outer, pointer);
    if (size != 0 && is_part(list.item(0), kBegin)) return tree(list, outer, pointer);
    TreeValue made;
    made.kind = Kind::Array;
    made.place = place_of_use(list, outer);
    count(size, made.place, pointer);
    for (std::size_t at = 0; at < size; ++at)
      made.items.push_back(read(list.item(at), made.place, pointer_to(pointer, std::to_string(at))));
    return made;
  }

  static bool is_map(const Value& list) {
    for (std::size_t at = 0; at < list.size(); ++at)
      if (!is_entry(list.item(at))) return false;
    return true;
  }

  TreeValue map(const Value& list, const TreePlace& outer, const std::string& pointer) {
    TreeValue made;
    made.kind = Kind::Object;
    made.place = place_of_use(list, outer);
    count(list.size(), made.place, pointer);
    std::set<std::string_view> keys;
    for (std::size_t at = 0; at < list.size(); ++at) {
      const Value entry = list.item(at);
      const Value key = *entry.field(kMapKey), value = *entry.field(kMapValue);
      const std::string_view label = *key_text(key);
      const std::string below = pointer_to(pointer, label);
      const TreePlace use = place_of_use(value, place_of_use(entry, made.place));
      // Keys of 'toMap' are labels, which have no place.
      const TreePlace place = known(key.origin()).value_or(use);
      if (!keys.insert(label).second)
        throw Error(ErrorKind::Invalid, "key " + in_quotes(label) + " is given twice in one map")
            .at(context_.position(place, below))
            .coded("description.duplicate-key");
      if (value.kind() == Value::Kind::None) continue;
      count(label.size(), place, below);
      made.members.push_back({std::string(label), place, read(value, use, below)});
    }
    return made;
  }

  TreeValue record(const Value& record, const TreePlace& outer, const std::string& pointer) {
    TreeValue made;
    made.kind = Kind::Object;
    made.place = place_of_use(record, outer);
    count(record.size(), made.place, pointer);
    for (std::size_t at = 0; at < record.size(); ++at) {
      const Value value = record.field(at);
      if (value.kind() == Value::Kind::None) continue;
      const std::string_view label = record.label(at);
      const std::string below = pointer_to(pointer, label);
      count(label.size(), made.place, below);
      made.members.push_back(
          {std::string(label), place_of_use(value, made.place), read(value, made.place, below)});
    }
    place_by_content(made, record.origin());
    return made;
  }

  // ----- configuration nodes -------------------------------------------------------------------------------

  static bool is_part(const Value& value, std::string_view name) {
    return value.kind() == Value::Kind::Union && value.alternative() == name;
  }

  TreeValue tree(const Value& list, const TreePlace& outer, const std::string& pointer) {
    Parts parts{list};
    count(list.size(), outer, pointer);
    TreeValue made = node(parts, place_of_use(list, outer), pointer);
    if (parts.next != list.size()) refuse_part(list.item(parts.next), made.place, pointer);
    return made;
  }

  /// From its Begin to its End.
  TreeValue node(Parts& parts, const TreePlace& outer, const std::string& pointer) {
    const Value begin = parts.list.item(parts.next++);
    const std::optional<Value> head = begin.payload();
    if (!head || head->kind() != Value::Kind::Record) refuse_part(begin, outer, pointer);
    TreeValue made = read(*head, place_of_use(begin, outer), pointer);
    for (const TreeMember& member : made.members)
      if (member.key == "type") made.place = member.value.place;
    TreeMember children{"children", made.place, {}};
    children.value.kind = Kind::Array;
    children.value.place = made.place;
    for (;;) {
      if (parts.next == parts.list.size())
        throw Error(ErrorKind::Invalid, "node has no end").at(context_.position(made.place, pointer));
      const Value part = parts.list.item(parts.next);
      if (is_part(part, kBegin)) {
        const std::string below =
            pointer_to(pointer_to(pointer, "children"), std::to_string(children.value.items.size()));
        descend(made.place, below);
        children.value.items.push_back(node(parts, made.place, below));
        --depth_;
        continue;
      }
      ++parts.next;
      if (is_part(part, kEnd)) break;
      const std::optional<Value> content = is_part(part, kText) ? part.payload() : std::nullopt;
      const bool is_first = made.members.empty() || made.members.back().key != "text";
      if (!content || !is_first) refuse_part(part, made.place, pointer);
      made.members.push_back({"text", made.place, read(*content, made.place, pointer_to(pointer, "text"))});
    }
    if (!children.value.items.empty()) made.members.push_back(std::move(children));
    return made;
  }

  [[noreturn]] void refuse_part(const Value& part, const TreePlace& outer, const std::string& pointer) {
    throw Error(ErrorKind::Invalid,
                "parts of a configuration are in no order, expected Begin, Text or nodes, End")
        .at(context_.position(place_of_use(part, outer), pointer))
        .hint("the package's 'node' makes them");
  }

  // ----- places --------------------------------------------------------------------------------------------

  std::optional<TreePlace> known(const SourcePosition& where) {
    if (where.line == 0) return std::nullopt;
    if (where.file == context_.file) return TreePlace{where.line, where.column, nullptr};
    return TreePlace{where.line, where.column, &*context_.other_files.insert(where.file).first};
  }

  /// A literal is where it was written.
  TreeValue scalar(Kind kind, const Value& value, const TreePlace& outer) {
    TreeValue made;
    made.kind = kind;
    made.place = known(value.origin()).value_or(outer);
    return made;
  }

  /// Of what may come from a function of another file: as deep as possible in the description's own file.
  TreePlace place_of_use(const Value& value, const TreePlace& outer) {
    for (const SourcePosition& where : {value.origin(), value.position()})
      if (where.file == context_.file && where.line != 0) return *known(where);
    return outer;
  }

  /// A record from another file that also has a content from there was written there; else it is what a
  /// function made of what it was given.
  void place_by_content(TreeValue& record, const SourcePosition& origin) {
    const std::optional<TreePlace> there = known(origin);
    if (!there || there->file == nullptr) return;
    const auto is_there = [&](const TreeMember& member) { return member.value.place.file == there->file; };
    if (std::any_of(record.members.begin(), record.members.end(), is_there)) record.place = *there;
  }

  void descend(const TreePlace& place, const std::string& pointer) {
    if (++depth_ <= kMaxTreeDepth) return;
    throw Error(ErrorKind::Limit,
                "description is nested more than " + std::to_string(kMaxTreeDepth) + " levels deep")
        .at(context_.position(place, pointer));
  }

  /// As many bytes as JSON would need at least.
  void count(std::size_t bytes, const TreePlace& place, const std::string& pointer) {
    bytes_ += bytes;
    if (bytes_ <= kMaxTreeBytes) return;
    throw Error(ErrorKind::Limit,
                "description has more than " + std::to_string(kMaxTreeBytes) + " bytes of values and texts")
        .at(context_.position(place, pointer));
  }

  ReadContext& context_;
  std::size_t depth_ = 0;
  std::size_t bytes_ = 0;
};

} // namespace

TreeValue read_dhall(const Value& value, ReadContext& context) {
  return DhallReader(context).read(value, {1, 1, nullptr}, "");
}

} // namespace sigil::system
