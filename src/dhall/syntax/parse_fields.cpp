// Lists, records and unions (standard, record.md for what is sugar).
#include <algorithm>

#include "syntax/parser.hpp"

namespace sigil::dhall {

namespace {

/// Up to here sorting by insertion is the fastest.
constexpr std::size_t kFew = 24;

} // namespace

// ----- lists -----------------------------------------------------------------------------------------------

Parser::State Parser::list() {
  const std::uint32_t position = cursor_.position();
  cursor_.take(1);
  cursor_.skip();
  if (cursor_.take_if(',')) cursor_.skip();
  if (cursor_.byte() != ']') {
    push(Context::List, position, nullptr, values_.size());
    return State::Operand;
  }
  cursor_.take(1);
  cursor_.skip();
  if (!expects_expression()) {
    cursor_.fail(position, "empty list without a type", "level",
                 "write '([] : List T)', with the parentheses");
  }
  if (cursor_.byte() != ':') {
    cursor_.fail(position, "found " + cursor_.found() + " after an empty list, expected ':' and its type",
                 "unexpected", "an empty list is written '[] : List T'");
  }
  want_colon();
  push(Context::EmptyListType, position);
  return State::Operand;
}

Parser::State Parser::next_item() {
  values_.push_back(node_);
  if (cursor_.take_if(',')) {
    cursor_.skip();
    if (cursor_.byte() != ']') return State::Operand;
  }
  want(']');
  const Open open = top();
  open_.pop_back();
  made(heap_.list(std::span<Node* const>(values_).subspan(open.first), open.position));
  values_.resize(open.first);
  return State::Selectors;
}

// ----- braces ----------------------------------------------------------------------------------------------

Parser::State Parser::braces() {
  const std::uint32_t position = cursor_.position();
  cursor_.take(1);
  cursor_.skip();
  if (cursor_.take_if(',')) cursor_.skip();
  if (cursor_.byte() == '}') {
    push(Context::RecordType, position, nullptr, entries_.size());
    return close_fields(Kind::RecordType);
  }
  if (cursor_.byte() == '=') {
    push(Context::Record, position, nullptr, entries_.size());
    cursor_.take(1);
    cursor_.skip();
    if (cursor_.take_if(',')) cursor_.skip();
    if (cursor_.byte() != '}') cursor_.fail_expecting("'}' of the empty record '{=}'", "unexpected");
    return close_fields(Kind::Record);
  }
  const Label first = cursor_.take_label(Cursor::Names::FieldsAndSome, "the name of a field, '=' or '}'");
  cursor_.skip();
  const bool is_type = cursor_.byte() == ':';
  push(is_type ? Context::RecordType : Context::Record, position, nullptr, entries_.size());
  return is_type ? field_type(first) : fields(first);
}

/// Behind the name of a field of a record type.
Parser::State Parser::field_type(Label label) {
  if (cursor_.byte() != ':') {
    const bool is_value = cursor_.byte() == '=';
    cursor_.fail_expecting("':' and the type of field " + in_quotes(label.symbol->text), "unexpected",
                           is_value ? "a record type has ':' in all fields, a record has '='" : "");
  }
  entries_.push_back({label.symbol, nullptr, label.position, 0});
  want_colon();
  return State::Operand;
}

/// Behind the name of a field of a record: goes over puns up to the next value.
Parser::State Parser::fields(Label label) {
  for (;;) {
    entries_.push_back({label.symbol, nullptr, label.position, 0});
    Entry& entry = entries_.back();
    for (; cursor_.take_if('.'); ++entry.rest) {
      cursor_.skip();
      const Label next = cursor_.take_label(Cursor::Names::FieldsAndSome, "the name of a field after '.'");
      labels_.push_back({next.symbol, next.position});
      cursor_.skip();
    }
    if (cursor_.byte() == '=') return take_and_want_operand(1);
    if (entry.rest != 0 || !(cursor_.byte() == ',' || cursor_.byte() == '}')) fail_field(label);
    made(scope_.variable(label.symbol, 0, label.position));
    entry.value = node_;
    if (!next_entry(',', '}')) return close_fields(Kind::Record);
    label = cursor_.take_label(Cursor::Names::FieldsAndSome, "the name of a field or '}'");
    cursor_.skip();
  }
}

// ----- unions ----------------------------------------------------------------------------------------------

Parser::State Parser::angles() {
  push(Context::UnionType, cursor_.position(), nullptr, entries_.size());
  cursor_.take(1);
  cursor_.skip();
  if (cursor_.take_if('|')) cursor_.skip();
  if (cursor_.byte() == '>') return close_fields(Kind::UnionType);
  return alternatives();
}

/// At the name of an alternative: goes over those without a type.
Parser::State Parser::alternatives() {
  for (;;) {
    const Label label = cursor_.take_label(Cursor::Names::FieldsAndSome, "the name of an alternative or '>'");
    entries_.push_back({label.symbol, nullptr, label.position, 0});
    cursor_.skip();
    if (cursor_.byte() == ':') {
      want_colon();
      return State::Operand;
    }
    if (cursor_.byte() != '|' && cursor_.byte() != '>') {
      cursor_.fail_expecting("':', '|' or '>' after an alternative", "unexpected", hint_about_end());
    }
    if (!next_entry('|', '>')) return close_fields(Kind::UnionType);
  }
}

// ----- entries ---------------------------------------------------------------------------------------------

/// Whether a further entry begins here; takes the separator before it.
bool Parser::next_entry(char separator, char closing) {
  if (cursor_.byte() == static_cast<unsigned char>(closing)) return false;
  if (cursor_.byte() != static_cast<unsigned char>(separator)) fail_end_of_expression();
  cursor_.take(1);
  cursor_.skip();
  return cursor_.byte() != static_cast<unsigned char>(closing);
}

Parser::State Parser::end_of_entry(char separator, char closing) {
  Entry& entry = entries_.back();
  entry.value = node_;
  const Context context = top().context;
  if (!next_entry(separator, closing)) {
    return close_fields(context == Context::Record       ? Kind::Record
                        : context == Context::RecordType ? Kind::RecordType
                                                         : Kind::UnionType);
  }
  if (context == Context::UnionType) return alternatives();
  const Label label = cursor_.take_label(Cursor::Names::FieldsAndSome, "the name of a field or '}'");
  cursor_.skip();
  return context == Context::Record ? fields(label) : field_type(label);
}

/// At the closing bracket of what is open.
Parser::State Parser::close_fields(Kind kind) {
  cursor_.take(1);
  const Open open = top();
  open_.pop_back();
  const std::span<Entry> entries = std::span<Entry>(entries_).subspan(open.first);
  std::vector<Surface::Entry> written;
  if (surface_ != nullptr) written = as_written(entries);
  desugar_dots(entries);
  sort(entries);
  shape_labels_.clear();
  shape_parts_.clear();
  const Entry* last = nullptr;
  for (const Entry& entry : entries) {
    if (last != nullptr && last->label == entry.label) {
      if (kind != Kind::Record) fail_duplicate(kind, *last, entry);
      Node*& joined = shape_parts_.back();
      joined = heap_.binary(Kind::Combine, joined, entry.value, joined->position);
    } else {
      shape_labels_.push_back(entry.label);
      shape_parts_.push_back(entry.value);
    }
    last = &entry;
  }
  made(heap_.fields(kind, heap_.symbols().shape(shape_labels_), shape_parts_, open.position));
  if (surface_ != nullptr) surface_->entries[node_] = std::move(written);
  entries_.resize(open.first);
  return State::Selectors;
}

/// `a.b.c = v` is `a = { b = { c = v } }`.
void Parser::desugar_dots(std::span<Entry> entries) {
  // The last labels belong to the last entry that has any.
  for (std::size_t at = entries.size(); at-- != 0;) {
    Entry& entry = entries[at];
    for (; entry.rest != 0; --entry.rest) {
      const Symbol* label = labels_.back().label;
      entry.value = heap_.fields(Kind::Record, heap_.symbols().shape({&label, 1}), {&entry.value, 1},
                                 labels_.back().position);
      labels_.pop_back();
    }
  }
}

/// By label; what has the same label stays in the order written.
void Parser::sort(std::span<Entry> entries) {
  const auto before = [](const Entry& left, const Entry& right) {
    return comes_before(left.label, right.label);
  };
  if (entries.size() > kFew) {
    if (!std::is_sorted(entries.begin(), entries.end(), before))
      std::stable_sort(entries.begin(), entries.end(), before);
    return;
  }
  for (std::size_t next = 1; next < entries.size(); ++next) {
    const Entry entry = entries[next];
    std::size_t at = next;
    for (; at != 0 && before(entry, entries[at - 1]); --at) entries[at] = entries[at - 1];
    entries[at] = entry;
  }
}

std::vector<Surface::Entry> Parser::as_written(std::span<const Entry> entries) const {
  std::vector<Surface::Entry> written;
  std::size_t rest = labels_.size();
  for (const Entry& entry : entries) rest -= entry.rest;
  for (const Entry& entry : entries) {
    Surface::Entry& made = written.emplace_back();
    made.path.push_back({entry.label, entry.position});
    const auto from = labels_.begin() + static_cast<std::ptrdiff_t>(rest);
    made.path.insert(made.path.end(), from, from + static_cast<std::ptrdiff_t>(entry.rest));
    rest += entry.rest;
    const bool is_pun = entry.value != nullptr && entry.value->position == entry.position;
    made.value = is_pun ? nullptr : entry.value;
  }
  return written;
}

} // namespace sigil::dhall
