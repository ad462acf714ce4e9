#include "syntax/printer.hpp"

namespace sigil::dhall {

namespace {

constexpr Separator kComma{", ", ", "};
constexpr Separator kBar{" | ", "| "};
constexpr Separator kBrace{" }", "}"};
constexpr Separator kAngle{" >", ">"};

bool is_filled_record(const Node& node) {
  return node.kind == Kind::Record && as<FieldsNode>(node).shape->count != 0;
}

/// What may hang: `[ … ]` and `{ … }`.
bool is_bracket(const Node& node) {
  return node.kind == Kind::List || is_filled_record(node);
}

} // namespace

std::uint64_t Printer::entry_count(const FieldsNode& node) const {
  if (has_comments()) {
    const auto written = written_->surface.entries.find(&node);
    if (written != written_->surface.entries.end()) return written->second.size();
  }
  return node.shape->count;
}

Printer::Entry Printer::entry(const FieldsNode& node, std::uint64_t index) const {
  if (has_comments()) {
    const auto written = written_->surface.entries.find(&node);
    if (written != written_->surface.entries.end()) {
      const Surface::Entry& entry = written->second[index];
      const Surface::Label& first = entry.path.front();
      return {entry.path, first.label, entry.value, first.position};
    }
  }
  return {{}, node.shape->labels[index], node.parts[index], 0};
}

void Printer::fields(const FieldsNode& node, std::uint32_t column) {
  if (written_literal(node)) return; // a date-time
  const std::uint64_t count = entry_count(node);
  if (count == 0) {
    const bool is_literal = node.kind == Kind::Record;
    return layout_.write(is_literal ? "{=}" : node.kind == Kind::RecordType ? "{}" : "<>");
  }
  if (elision_ == nullptr && is_too_many(count)) return;
  layout_.push({{.op = Entries, .column = column, .what = &node}});
}

/// Level 1: the record of a completion in several lines, with a comma before its first field.
void Printer::entries(const Piece& piece) {
  const auto& node = as<FieldsNode>(*static_cast<const Node*>(piece.what));
  const bool is_union = node.kind == Kind::UnionType;
  if (piece.index == 0) {
    layout_.write(is_union ? "< " : piece.level == 0 ? "{ " : "{");
    if (piece.level != 0) layout_.separate(piece.column, kComma);
  }
  if (elision_ != nullptr && piece.index >= elision_->most_items) {
    layout_.write(is_union ? "… >" : "… }");
    return;
  }
  const Entry entry = this->entry(node, piece.index);
  if (has_comments()) lead(entry.position);
  Piece rest = piece;
  if (++rest.index < entry_count(node)) {
    layout_.push({Layout::line(piece.column, is_union ? kBar : kComma), rest});
    push_before(piece.column + 2, this->entry(node, rest.index).position);
  } else {
    layout_.push({Layout::line(piece.column, is_union ? kAngle : kBrace)});
    push_before(piece.column + 2, end_of(node));
  }
  const Piece whole = {.op = EntryOf,
                       .attempt = Piece::Try::Flat,
                       .column = piece.column + 2,
                       .what = &node,
                       .index = piece.index};
  if (is_flat()) return entry_of(whole);
  layout_.push({whole});
}

namespace {

/// The only field of a record, or nullptr.
const Node* only_part(const Node& node) {
  return node.kind == Kind::Record && as<FieldsNode>(node).shape->count == 1 ? as<FieldsNode>(node).parts[0]
                                                                             : nullptr;
}

/// `{ x }` says `{ x = x }`.
bool is_pun(const Symbol& label, const Node& value) {
  return value.kind == Kind::Variable && as<VariableNode>(value).name == &label &&
         as<VariableNode>(value).index == 0;
}

} // namespace

/// `a.b = v`, `a : T` or `a`. Source keeps how it is written; what is computed is printed as short as it can.
void Printer::entry_of(const Piece& piece) {
  const auto& node = as<FieldsNode>(*static_cast<const Node*>(piece.what));
  const Entry entry = this->entry(node, piece.index);
  const std::uint32_t column = piece.column;
  label(*entry.label, LabelPlace::Field);
  for (std::size_t at = 1; at < entry.path.size(); ++at) {
    layout_.write(".");
    label(*entry.path[at].label, LabelPlace::Field);
  }
  if (entry.value == nullptr) {
    if (has_comments())
      write_behind(written_->comments.end_of_label(entry.position, *entry.label), 0, column);
    return;
  }
  const bool is_literal = node.kind == Kind::Record;
  const Node* inner = &follow(entry.value);
  if (is_literal && !has_comments() && elision_ == nullptr) {
    if (is_pun(*entry.label, *inner)) return;
    while (const Node* only = only_part(*inner)) {
      layout_.write(".");
      label(*as<FieldsNode>(*inner).shape->labels[0], LabelPlace::Field);
      inner = &follow(only);
    }
  }
  const Node& value = *inner;
  const std::string_view sign = is_literal ? " =" : " :";
  if (has_comments() && written_->comments.before_separator(value.position) != nullptr) {
    before({.op = Before, .column = column, .index = value.position});
    layout_.separate(column, kArgument);
    layout_.write(sign.substr(1));
    layout_.write(" ");
    layout_.push({part(&value, kExpression)});
    return;
  }
  layout_.write(sign);
  if (is_literal) return hanging_value(value, kExpression, column);
  layout_.separate(column + 2, kArgument);
  finish_with(part(&value, kExpression));
}

/// What comes behind `=` in a record or with, where brackets may open on the line of the name.
void Printer::hanging_value(const Node& value, std::uint8_t level, std::uint32_t column) {
  const bool has_comment = has_comments() && written_->comments.up_to(value.position) != nullptr;
  const Node* inner = &value;
  std::string_view word;
  if (value.kind == Kind::Some) {
    inner = &follow(as<SomeNode>(value).value);
    word = " Some";
  } else if (value.kind == Kind::ToMap && as<TernaryNode>(value).c == nullptr) {
    inner = &follow(as<TernaryNode>(value).a);
    word = " toMap";
  }
  const bool has_inner_comment = has_comments() && written_->comments.up_to(inner->position) != nullptr;
  if (is_flat() || has_comment || has_inner_comment || level_of(value) < level) {
    layout_.separate(column + (!has_comment && is_bracket(value) ? 0 : 2), kArgument);
    return finish_with(part(&value, level));
  }
  layout_.write(word);
  const bool is_completion =
      inner->kind == Kind::Completion && is_filled_record(follow(as<BinaryNode>(*inner).right));
  if (is_completion) {
    layout_.write(" ");
    push_behind(value);
    return completion(as<BinaryNode>(*inner), column);
  }
  push_behind(value);
  layout_.push({Layout::line(column + (is_bracket(*inner) ? 0 : 2), kArgument),
                part(inner, word.empty() ? level : static_cast<std::uint8_t>(kImport))});
}

} // namespace sigil::dhall
