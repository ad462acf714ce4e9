#include <tuple>
#include <utility>

#include "syntax/printer.hpp"

namespace sigil::dhall {

namespace {

struct OperatorStyle {
  std::string_view indent; ///< before the first operand of several lines
  Separator separator;
};

struct Operator {
  OperatorStyle unicode;
  OperatorStyle ascii;
};

constexpr std::string_view kNarrow = "  ";
constexpr std::string_view kWide = "    ";

constexpr Operator same(std::string_view indent, Separator separator) {
  return {{indent, separator}, {indent, separator}};
}

/// By operator number.
constexpr Operator kOperators[] = {
    same(kWide, {" || ", "||  "}),
    same(kWide, {" && ", "&&  "}),
    same(kWide, {" == ", "==  "}),
    same(kWide, {" != ", "!=  "}),
    same(kNarrow, {" + ", "+ "}),
    same(kNarrow, {" * ", "* "}),
    same(kWide, {" ++ ", "++  "}),
    same(kNarrow, {" # ", "# "}),
    {{kNarrow, {" ∧ ", "∧ "}}, {kWide, {" /\\ ", "/\\  "}}},
    {{kNarrow, {" ⫽ ", "⫽ "}}, {kWide, {" // ", "//  "}}},
    {{kNarrow, {" ⩓ ", "⩓ "}}, {kWide, {" //\\\\ ", "//\\\\  "}}},
    same(kNarrow, {" ? ", "? "}),
    {{kNarrow, {" ≡ ", "≡ "}}, {kWide, {" === ", "===  "}}},
};

constexpr Separator kColon{" : ", ": "};
constexpr Separator kWith{" with ", "with "};

/// `Some a`, `merge a b` and the like: a word and its arguments, which further arguments may follow.
std::string_view word_of(const Node& node) {
  switch (node.kind) {
  case Kind::Some: return "Some";
  case Kind::ShowConstructor: return "showConstructor";
  case Kind::Merge: return as<TernaryNode>(node).c == nullptr ? "merge" : "";
  case Kind::ToMap: return as<TernaryNode>(node).c == nullptr ? "toMap" : "";
  default: return "";
  }
}

/// The last one first.
void add_own_arguments(const Node& node, std::vector<const Node*>& arguments) {
  switch (node.kind) {
  case Kind::Some: return arguments.push_back(as<SomeNode>(node).value);
  case Kind::ShowConstructor: return arguments.push_back(as<UnaryNode>(node).a);
  default: break;
  }
  if (node.kind == Kind::Merge) arguments.push_back(as<TernaryNode>(node).b);
  arguments.push_back(as<TernaryNode>(node).a);
}

std::size_t selector_width(const Node& node) {
  constexpr std::size_t kBrackets = 3;
  if (node.kind == Kind::Field) return as<FieldNode>(node).label->text.size() + 1;
  std::size_t width = kBrackets;
  if (node.kind == Kind::Project) {
    for (const Symbol* label : as<ProjectNode>(node).all()) width += label->text.size() + 2;
  }
  return width;
}

const Node* selected_from(const Node& node) {
  if (node.kind == Kind::Field) return as<FieldNode>(node).record;
  if (node.kind == Kind::Project) return as<ProjectNode>(node).record;
  return as<BinaryNode>(node).left;
}

/// What a node begins with, and the level of that place; nullptr: a token.
std::pair<const Node*, std::uint8_t> first_part(const Node& node) {
  switch (node.kind) {
  case Kind::Application: return {as<ApplicationNode>(node).function, kApplication};
  case Kind::Completion: return {as<BinaryNode>(node).left, kSelector};
  case Kind::Field:
  case Kind::Project:
  case Kind::ProjectByType: return {selected_from(node), kSelector};
  case Kind::With: return {as<WithNode>(node).record, kExpression};
  case Kind::Annotation: return {as<BinaryNode>(node).left, kAnnotated};
  case Kind::Pi:
    if (as<BinderNode>(node).name->text != "_") return {nullptr, kExpression};
    return {as<BinderNode>(node).domain, kOperator};
  default: break;
  }
  if (operator_number(node.kind) < 0) return {nullptr, kExpression};
  return {as<BinaryNode>(node).left, level_of(node)};
}

} // namespace

/// Where the first token is that is printed of a node. That need not be where it was written to begin, which
/// may be a parenthesis. Of `{}` the last one: it is printed as one.
std::uint32_t Printer::first_position(const Node& node) const {
  const Comment* comment = written_->comments.next();
  if (comment == nullptr || comment->next_token >= end_of(node)) return node.position;
  const Node* first = &node;
  for (auto [part, level] = first_part(node); part != nullptr && level_of(follow(part)) >= level;) {
    first = &follow(part);
    std::tie(part, level) = first_part(*first);
  }
  const bool has_fields =
      first->kind == Kind::Record || first->kind == Kind::RecordType || first->kind == Kind::UnionType;
  const bool is_empty = has_fields && entry_count(as<FieldsNode>(*first)) == 0;
  return is_empty ? end_of(*first) - 1 : first->position;
}

void Printer::operation(const BinaryNode& node, std::uint32_t column) {
  const std::size_t begin = operands_.size();
  // Chains lean to the left: the last operand comes first.
  const Node* at = &node;
  for (; at->kind == node.kind; at = &follow(as<BinaryNode>(*at).left)) {
    operands_.push_back(as<BinaryNode>(*at).right);
    if (is_too_many(operands_.size() - begin)) return;
    if (elides_rest(begin)) break;
  }
  if (elides_rest(begin)) at = nullptr;
  operands_.push_back(at);
  const Operator& sign = kOperators[operator_number(node.kind)];
  if (!is_flat()) layout_.write((is_unicode_ ? sign.unicode : sign.ascii).indent);
  layout_.push({{.op = Operands,
                 .level = static_cast<std::uint8_t>(node.kind),
                 .column = column,
                 .index = operands_.size() - begin}});
}

/// In a summary: that those from `begin` on are enough; what they begin with is `…`.
bool Printer::elides_rest(std::size_t begin) const {
  return elision_ != nullptr && operands_.size() - begin > elision_->most_items;
}

const Node* Printer::take_operand() {
  const Node* operand = operands_.back();
  operands_.pop_back();
  return operand;
}

/// `index`: how many are left.
void Printer::operands(const Piece& piece) {
  const Node* operand = take_operand();
  const auto kind = static_cast<Kind>(piece.level);
  const Operator& sign = kOperators[operator_number(kind)];
  Piece rest = piece;
  if (--rest.index != 0) {
    layout_.push({Layout::line(piece.column, (is_unicode_ ? sign.unicode : sign.ascii).separator), rest});
    if (has_comments()) push_before(piece.column, follow(operands_.back()).position);
  }
  const Node example{.kind = kind, .flags = 0, .small = 0, .position = 0};
  finish_with(part(operand, static_cast<std::uint8_t>(level_of(example) + 1)));
}

void Printer::annotation(const BinaryNode& node, std::uint32_t column) {
  if (!is_flat()) layout_.write("  ");
  layout_.push({Layout::line(column, kColon), part(node.right, kExpression)});
  push_before(column, follow(node.right).position);
  layout_.push({part(node.left, kAnnotated)});
}

/// `merge a b : T` or `toMap a : T`.
void Printer::annotated_call(const TernaryNode& node, std::uint32_t column) {
  if (!is_flat()) layout_.write("  ");
  const std::uint32_t inner = layout_.column() + 2;
  const bool is_merge = node.kind == Kind::Merge;
  layout_.write(is_merge ? "merge" : "toMap");
  layout_.push({Layout::line(column, kColon), part(node.c, kExpression)});
  push_before(column, follow(node.c).position);
  if (is_merge) layout_.push({Layout::line(inner, kArgument), part(node.b, kImport)});
  layout_.push({Layout::line(inner, kArgument), part(node.a, kImport)});
}

void Printer::call(const Node& node, std::uint32_t column) {
  const std::size_t begin = operands_.size();
  const Node* head = &node;
  for (; head->kind == Kind::Application; head = &follow(as<ApplicationNode>(*head).function)) {
    auto arguments = as<ApplicationNode>(*head).all();
    if (elision_ != nullptr && arguments.size() > elision_->most_items) {
      arguments = arguments.first(elision_->most_items);
      operands_.push_back(nullptr);
    }
    if (is_too_many(operands_.size() - begin + arguments.size())) return;
    operands_.insert(operands_.end(), std::make_reverse_iterator(arguments.end()),
                     std::make_reverse_iterator(arguments.begin()));
  }
  const std::string_view word = word_of(*head);
  if (!word.empty()) add_own_arguments(*head, operands_);
  layout_.push({{.op = Arguments, .column = column + 2, .index = operands_.size() - begin}});
  if (word.empty()) {
    layout_.push({part(head, kApplication)});
  } else {
    layout_.write(word);
  }
}

/// `index`: how many are left.
void Printer::arguments(const Piece& piece) {
  layout_.separate(piece.column, kArgument);
  Piece rest = piece;
  if (--rest.index != 0) layout_.push({rest});
  finish_with(part(take_operand(), kImport));
}

void Printer::selection(const Node& node, std::uint32_t column) {
  const std::size_t begin = operands_.size();
  std::size_t width = 0;
  const Node* at = &node;
  for (; level_of(*at) == kSelector; at = &follow(selected_from(*at))) {
    operands_.push_back(at);
    width += selector_width(*at);
    if (is_too_many(operands_.size() - begin)) return;
    if (elides_rest(begin)) break;
  }
  if (elides_rest(begin)) at = nullptr;
  layout_.push(
      {part(at, kPrimitive, width), {.op = Selectors, .column = column, .index = operands_.size() - begin}});
}

/// `index`: how many are left.
void Printer::selectors(const Piece& piece) {
  static constexpr Separator kComma{", ", ", "};
  static constexpr Separator kEnd{" }", "}"};
  const Node& node = *take_operand();
  Piece rest = piece;
  if (--rest.index != 0) layout_.push({rest});
  // Comments between the words of a selector all come here.
  const bool is_by_type = node.kind == Kind::ProjectByType;
  const std::uint32_t end = is_by_type ? follow(as<BinaryNode>(node).right).position : end_of(node);
  if (has_comments()) before({.op = Before, .column = piece.column, .index = end});
  layout_.write(".");
  if (node.kind == Kind::Field) return label(*as<FieldNode>(node).label, LabelPlace::Selector);
  if (is_by_type) {
    layout_.write("(");
    layout_.push({Layout::text(")")});
    push_before(layout_.column(), end_of(node));
    layout_.push({part(as<BinaryNode>(node).right, kExpression, 1)});
    return;
  }
  const auto labels = as<ProjectNode>(node).all();
  if (labels.empty()) return layout_.write("{}");
  const std::uint32_t column = layout_.column();
  layout_.write("{ ");
  for (std::size_t index = 0; index < labels.size() && !layout_.has_failed(); ++index) {
    if (index != 0) layout_.separate(column, kComma);
    label(*labels[index], LabelPlace::Field);
  }
  layout_.separate(column, kEnd);
}

/// \param column  where lines of the record begin
void Printer::completion(const BinaryNode& node, std::uint32_t column) {
  const Node& right = follow(node.right);
  const bool is_record = right.kind == Kind::Record && as<FieldsNode>(right).shape->count != 0;
  const bool has_comment = has_comments() && written_->comments.up_to(right.position) != nullptr;
  const bool is_hanging = is_record && !has_comment && !is_flat();
  if (is_hanging) {
    layout_.push({{.op = Entries, .level = 1, .column = column, .what = &right}});
  } else {
    layout_.push({part(&right, kSelector)});
  }
  layout_.push({Layout::text("::")});
  push_before(column, right.position);
  layout_.push({part(node.left, kSelector, is_hanging ? 3 : 2)});
}

void Printer::with(const WithNode& node, std::uint32_t column) {
  const std::size_t begin = operands_.size();
  const Node* at = &node;
  for (; at->kind == Kind::With; at = &follow(as<WithNode>(*at).record)) {
    operands_.push_back(at);
    if (is_too_many(operands_.size() - begin)) return;
    if (elides_rest(begin)) break;
  }
  if (elides_rest(begin)) at = nullptr;
  layout_.push({part(at, kImport), {.op = Withs, .column = column + 2, .index = operands_.size() - begin}});
}

/// `index`: how many are left.
void Printer::withs(const Piece& piece) {
  const Node* node = take_operand();
  Piece rest = piece;
  if (--rest.index != 0) layout_.push({rest});
  layout_.push({Layout::line(piece.column, kWith),
                {.op = WithValue, .attempt = Piece::Try::Flat, .column = piece.column + 2, .what = node}});
  push_before(piece.column, follow(as<WithNode>(*node).value).position);
}

/// `a.b = v`.
void Printer::with_value(const Piece& piece) {
  const auto& node = as<WithNode>(*static_cast<const Node*>(piece.what));
  const char* before = "";
  for (const Symbol* step : node.all()) {
    layout_.write(before);
    before = ".";
    if (step == nullptr) {
      layout_.write("?");
    } else {
      label(*step, LabelPlace::Field);
    }
  }
  layout_.write(" =");
  hanging_value(follow(node.value), kOperator, piece.column);
}

} // namespace sigil::dhall
