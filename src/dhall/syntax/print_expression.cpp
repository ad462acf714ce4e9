#include <charconv>

#include "syntax/printer.hpp"
#include "syntax/show.hpp"

namespace sigil::dhall {

namespace {

constexpr Separator kListComma{", ", ", "};
constexpr Separator kListEnd{" ]", "]"};
constexpr Separator kClose{")", ")"};
constexpr Separator kThen{" then ", "then  "};
constexpr Separator kElse{" else ", "else  "};
constexpr Separator kElseIf{" else ", "else  if "};

constexpr std::size_t kNumberBytes = 24;

bool is_call_without_annotation(const Node& node) {
  return (node.kind == Kind::Merge || node.kind == Kind::ToMap) && as<TernaryNode>(node).c == nullptr;
}

} // namespace

bool is_token(const Node& node) {
  switch (node.kind) {
  case Kind::Universe:
  case Kind::Builtin:
  case Kind::Bool:
  case Kind::Natural:
  case Kind::Integer:
  case Kind::Double:
  case Kind::Date:
  case Kind::Time:
  case Kind::TimeZone:
  case Kind::Variable:
  case Kind::Free: return true;
  default: return false;
  }
}

std::uint8_t level_of(const Node& node) {
  switch (node.kind) {
  case Kind::Lambda:
  case Kind::Pi:
  case Kind::Let:
  case Kind::If:
  case Kind::With:
  case Kind::Assert:
  case Kind::EmptyList:
  case Kind::Annotation: return kExpression;
  case Kind::Merge:
  case Kind::ToMap: return as<TernaryNode>(node).c == nullptr ? kApplication : kExpression;
  case Kind::Equivalent: return kEquivalent;
  case Kind::Alternative: return kAlternative;
  case Kind::Or: return kOr;
  case Kind::Plus: return kPlus;
  case Kind::TextAppend: return kTextAppend;
  case Kind::ListAppend: return kListAppend;
  case Kind::And: return kAnd;
  case Kind::Combine: return kCombine;
  case Kind::Prefer: return kPrefer;
  case Kind::CombineTypes: return kCombineTypes;
  case Kind::Times: return kTimes;
  case Kind::Equal: return kEqual;
  case Kind::NotEqual: return kNotEqual;
  case Kind::Application:
  case Kind::Some:
  case Kind::ShowConstructor: return kApplication;
  case Kind::Import:
  case Kind::Completion: return kImport;
  case Kind::Field:
  case Kind::Project:
  case Kind::ProjectByType: return kSelector;
  default: return kPrimitive;
  }
}

void Printer::expression(const Piece& piece) {
  if (piece.what == nullptr) return layout_.write("…");
  const Node& node = follow(static_cast<const Node*>(piece.what));
  if (has_comments() && lead(first_position(node))) {
    Piece rest = piece;
    rest.attempt = Piece::Try::Flat;
    layout_.push({rest});
    return;
  }
  if (elision_ != nullptr && elides(node)) return;
  const bool is_enclosed =
      level_of(node) < piece.level || (piece.level == kAnnotated && is_call_without_annotation(node));
  push_behind(node, is_enclosed);
  if (is_enclosed) return parentheses(node);
  this->node(node, layout_.column());
}

bool Printer::elides(const Node& node) {
  const bool is_value = node.kind > Kind::Import;
  const bool is_composite = !is_token(node) && node.kind != Kind::Text;
  if (is_value || (is_composite && depth_ > elision_->most_depth)) {
    layout_.write("…");
    return true;
  }
  if (is_composite) {
    ++depth_;
    layout_.push({{.op = Shallower}});
  }
  return false;
}

void Printer::parentheses(const Node& node) {
  const std::uint32_t column = layout_.column();
  layout_.write(is_flat() ? "(" : "( ");
  layout_.push({Layout::line(column, kClose)});
  const std::uint32_t end = end_of(node);
  if (end != 0) layout_.push({{.op = BeforeClosing, .column = column + 2, .index = end}});
  layout_.push({part(&node, kExpression)});
}

void Printer::node(const Node& node, std::uint32_t column) {
  const Node* operand = nullptr;
  switch (node.kind) {
  case Kind::List: return list(as<ListNode>(node), column);
  case Kind::Record:
  case Kind::RecordType:
  case Kind::UnionType: return fields(as<FieldsNode>(node), column);
  case Kind::Text: return text(as<TextNode>(node), column);
  case Kind::Interpolation: return interpolation(as<InterpolationNode>(node), column);
  case Kind::Lambda:
  case Kind::Pi: layout_.push({{.op = Arrows, .column = column, .what = &node}}); return;
  case Kind::Let: layout_.push({{.op = Lets, .column = column, .what = &node}}); return;
  case Kind::If:
    layout_.write(is_flat() ? "if " : "if    ");
    layout_.push({{.op = Branches, .column = column, .what = &node}});
    return;
  case Kind::Application:
  case Kind::Some:
  case Kind::ShowConstructor: return call(node, column);
  case Kind::Merge:
  case Kind::ToMap:
    if (as<TernaryNode>(node).c == nullptr) return call(node, column);
    return annotated_call(as<TernaryNode>(node), column);
  case Kind::Completion: return completion(as<BinaryNode>(node), column);
  case Kind::Field:
  case Kind::Project:
  case Kind::ProjectByType: return selection(node, column);
  case Kind::With: return with(as<WithNode>(node), column);
  case Kind::Annotation: return annotation(as<BinaryNode>(node), column);
  case Kind::Assert:
    layout_.write(is_flat() ? "assert" : "  assert");
    operand = as<UnaryNode>(node).a;
    break;
  case Kind::EmptyList:
    layout_.write("[] : ");
    layout_.push({part(as<EmptyListNode>(node).type, kExpression)});
    return;
  case Kind::Import: return import(as<ImportNode>(node), column);
  default:
    if (operator_number(node.kind) >= 0) return operation(as<BinaryNode>(node), column);
    return literal(node);
  }
  static constexpr Separator kColon{" : ", ": "};
  layout_.push({Layout::line(column, kColon), part(operand, kExpression)});
}

bool Printer::written_literal(const Node& node) {
  if (!has_comments()) return false;
  const auto spelled = written_->surface.spelled.find(&node);
  if (spelled != written_->surface.spelled.end()) {
    layout_.write(written_->comments.text(spelled->second.begin, spelled->second.end));
    return true;
  }
  // Digits that a Double cannot hold are still there.
  const std::uint32_t end = node.kind == Kind::Double ? end_of(node) : 0;
  if (end != 0) layout_.write(written_->comments.text(node.position, end));
  return end != 0;
}

void Printer::literal(const Node& node) {
  if (written_literal(node)) return;
  char number[kNumberBytes];
  const auto write_integer = [this, &number](auto value) {
    const auto end = std::to_chars(number, number + kNumberBytes, value);
    layout_.write({number, static_cast<std::size_t>(end.ptr - number)});
  };
  switch (node.kind) {
  case Kind::Universe:
    return layout_.write(name_of(static_cast<Builtin>(static_cast<int>(Builtin::Type) + node.small)));
  case Kind::Builtin: return layout_.write(name_of(as<BuiltinNode>(node).builtin()));
  case Kind::Bool: return layout_.write(as<BoolNode>(node).value() ? "True" : "False");
  case Kind::Natural: return write_integer(as<NaturalNode>(node).value);
  case Kind::Integer:
    if (as<IntegerNode>(node).value >= 0) layout_.write("+");
    return write_integer(as<IntegerNode>(node).value);
  case Kind::BigNatural:
  case Kind::BigInteger:
    if (is_too_many(least_digits(as<BigNode>(node)))) return;
    return layout_.write(big_text(as<BigNode>(node)));
  case Kind::Double: return layout_.write(show_double(as<DoubleNode>(node).value));
  case Kind::Bytes:
    if (is_too_many(as<BytesNode>(node).size_bytes)) return;
    return layout_.write(bytes_text(as<BytesNode>(node)));
  case Kind::Date: return layout_.write(show_date(as<DateNode>(node)));
  case Kind::Time:
    if (is_too_many(as<TimeNode>(node).digit_count)) return;
    return layout_.write(show_time(as<TimeNode>(node)));
  case Kind::TimeZone: return layout_.write(show_time_zone(as<TimeZoneNode>(node)));
  case Kind::Variable: return variable(as<VariableNode>(node).name, as<VariableNode>(node).index);
  case Kind::Free: {
    const auto& free = as<FreeNode>(node);
    const auto inside = binder_counts_.find(free.name);
    return variable(free.name, free.index + (inside == binder_counts_.end() ? 0 : inside->second));
  }
  default: assertion_failed("a node that is printed is an expression", __FILE__, __LINE__);
  }
}

void Printer::variable(const Symbol* name, std::uint64_t index) {
  label(*name, LabelPlace::Variable);
  if (index != 0) layout_.write("@" + std::to_string(index));
}

void Printer::import(const ImportNode& node, std::uint32_t column) {
  const ImportSpec& spec = *node.spec;
  layout_.write(location_text(spec));
  const Piece rest = {.op = Hash, .column = column + 2, .what = &node};
  if (spec.headers == nullptr) return layout_.push({rest});
  layout_.write(" using ");
  // The hash of what is imported would be taken for the one of the headers.
  const bool is_import = follow(spec.headers).kind == Kind::Import;
  layout_.push({part(spec.headers, is_import ? kPrimitive : kImport), rest});
}

void Printer::hash(const Piece& piece) {
  const auto& node = as<ImportNode>(*static_cast<const Node*>(piece.what));
  const ImportSpec& spec = *node.spec;
  // Comments between its words all come here.
  if (has_comments()) before({.op = Before, .column = piece.column, .index = end_of(node)});
  if (spec.hash != nullptr) {
    layout_.separate(piece.column, kArgument);
    layout_.write(hash_text(*spec.hash));
  }
  layout_.write(mode_text(spec.mode));
}

void Printer::list(const ListNode& node, std::uint32_t column) {
  if (elision_ == nullptr && is_too_many(node.count)) return;
  layout_.write("[ ");
  layout_.push({{.op = Items, .column = column, .what = &node}});
}

void Printer::items(const Piece& piece) {
  const auto& node = as<ListNode>(*static_cast<const Node*>(piece.what));
  if (elision_ != nullptr && piece.index >= elision_->most_items) {
    layout_.write("… ]");
    return;
  }
  const Node* item = node.items[piece.index];
  Piece rest = piece;
  if (++rest.index < node.count) {
    layout_.push({Layout::line(piece.column, kListComma), rest});
    push_before(piece.column + 2, follow(node.items[rest.index]).position);
  } else {
    layout_.push({Layout::line(piece.column, kListEnd)});
    push_before(piece.column + 2, end_of(node));
  }
  finish_with(part(item, kExpression));
}

/// Level 0: behind `if `, the condition and `then`. Level 1: `else`.
void Printer::branches(const Piece& piece) {
  const auto& node = as<TernaryNode>(*static_cast<const Node*>(piece.what));
  const Node& other = follow(node.c);
  if (piece.level == 0) {
    Piece rest = piece;
    rest.level = 1;
    layout_.push({rest});
    push_before(piece.column, other.position);
    layout_.push({Layout::line(piece.column, kThen), part(node.b, kExpression)});
    push_before(piece.column, follow(node.b).position);
    return finish_with(part(node.a, kExpression));
  }
  const bool is_chain = other.kind == Kind::If && !is_flat() &&
                        (!has_comments() || written_->comments.up_to(other.position) == nullptr);
  layout_.separate(piece.column, is_chain ? kElseIf : kElse);
  if (is_chain) {
    layout_.push({{.op = Branches, .column = piece.column, .what = &other}});
  } else {
    layout_.push({part(&other, kExpression)});
  }
}

} // namespace sigil::dhall
