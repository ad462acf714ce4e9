#include "syntax/printer.hpp"

namespace sigil::dhall {

namespace {

constexpr Separator kColon{" : ", ": "};
constexpr Separator kEquals{" = ", "= "};
constexpr Separator kParenthesis{")", ")"};

const LetNode& let_of(const Piece& piece) {
  return as<LetNode>(*static_cast<const Node*>(piece.what));
}

const BinderNode& binder_of(const Piece& piece) {
  return as<BinderNode>(*static_cast<const Node*>(piece.what));
}

} // namespace

void Printer::enter(const Symbol* name) {
  binders_.push_back(name);
  ++binder_counts_[name];
}

void Printer::leave(const Symbol* name) {
  binders_.pop_back();
  --binder_counts_[name];
}

/// `let x = a`, and what follows it. Index: how many lets came before.
void Printer::lets(const Piece& piece) {
  const LetNode& node = let_of(piece);
  if (elision_ != nullptr && piece.index >= elision_->most_items) return layout_.write("…");
  if (has_comments()) lead(node.position);
  // With its type it goes on several lines, as `dhall format` has it.
  const bool is_long = node.annotation != nullptr && elision_ == nullptr && !layout_.is_flat_only();
  if (is_long) layout_.fail();
  Piece rest = piece;
  rest.op = BeforeIn;
  layout_.push({{.op = Binding,
                 .attempt = is_long ? Piece::Try::Nothing : Piece::Try::Flat,
                 .column = piece.column,
                 .what = &node},
                rest});
}

void Printer::binding(const Piece& piece) {
  constexpr std::uint32_t kNameIndent = 4;
  constexpr std::uint32_t kValueIndent = 6;
  const LetNode& node = let_of(piece);
  const std::uint32_t column = piece.column + kNameIndent;
  layout_.write("let ");
  write_name(node, *node.name);
  const Node& bound = follow(node.bound);
  if (node.annotation == nullptr) {
    if (has_comments()) before({.op = Before, .column = column, .index = bound.position});
    layout_.write(layout_.is_in_line_comment() ? "=" : " =");
    layout_.separate(piece.column + kValueIndent, kArgument);
    return layout_.push({part(&bound, kExpression)});
  }
  layout_.push(
      {{.op = NextLine, .column = column, .what = &kColon, .index = follow(node.annotation).position},
       part(node.annotation, kExpression),
       {.op = NextLine, .column = column, .what = &kEquals, .index = bound.position},
       part(&bound, kExpression)});
}

/// A separator that comments may precede on its line.
void Printer::next_line(const Piece& piece) {
  const auto& separator = *static_cast<const Separator*>(piece.what);
  if (!has_comments() ||
      written_->comments.before_separator(static_cast<std::uint32_t>(piece.index)) == nullptr) {
    return layout_.separate(piece.column, separator);
  }
  layout_.separate(piece.column, kArgument);
  lead(static_cast<std::uint32_t>(piece.index), true);
  layout_.write(separator.broken);
}

void Printer::before_in(const Piece& piece) {
  const LetNode& node = let_of(piece);
  const Node& body = follow(node.body);
  const bool is_chain = body.kind == Kind::Let && !is_separated(node, body);
  if (is_flat()) {
    if (has_comments()) before({.op = Before, .column = piece.column, .index = body.position});
    layout_.write(is_chain ? " " : " in ");
  } else {
    if (has_comments()) {
      write_above_in(body.position, piece.column);
    } else {
      layout_.newline(piece.column);
    }
    layout_.newline(piece.column);
    if (!is_chain) layout_.write("in  ");
  }
  enter(node.name);
  Piece rest = piece;
  rest.op = Lets;
  rest.what = &body;
  ++rest.index;
  layout_.push({is_chain ? rest : part(&body, kExpression), {.op = Leave, .what = node.name}});
}

/// Whether the second let has an `in` before it.
bool Printer::is_separated(const LetNode& node, const Node& body) const {
  if (!has_comments()) return false;
  const std::uint32_t end = end_of(follow(node.bound));
  return end != 0 && end <= body.position && written_->comments.has_word(end, body.position, "in");
}

/// `λ(x : A) →`, and what follows it. Index: how many came before in the chain.
void Printer::arrows(const Piece& piece) {
  const BinderNode& node = binder_of(piece);
  if (elision_ != nullptr && piece.index >= elision_->most_items) return layout_.write("…");
  if (has_comments()) lead(node.position);
  const Node& body = follow(node.body);
  const bool is_chain = body.kind == node.kind;
  const std::uint8_t reserve = is_unicode_ ? 2 : 3;
  const bool is_plain = node.kind == Kind::Pi && node.name->text == "_";
  const Piece domain = {.op = Domain, .attempt = Piece::Try::Flat, .reserve = reserve, .what = &node};
  Piece rest = part(&body, kExpression);
  if (is_chain) {
    rest = piece;
    rest.what = &body;
    ++rest.index;
  }
  layout_.push({Layout::text(arrow()),
                {.op = Enter, .what = node.name},
                Layout::line(piece.column + (is_chain ? 0 : 2), kArgument),
                rest,
                {.op = Leave, .what = node.name}});
  push_before(piece.column, body.position);
  layout_.push({is_plain ? part(node.domain, kOperator, reserve) : domain});
}

/// `λ(x : A)`.
void Printer::domain(const Piece& piece) {
  const BinderNode& node = binder_of(piece);
  const bool is_lambda = node.kind == Kind::Lambda;
  layout_.write(is_lambda ? (is_unicode_ ? "λ" : "\\") : (is_unicode_ ? "∀" : "forall"));
  if (!is_flat() || (!is_lambda && !is_unicode_)) layout_.write(" ");
  const std::uint32_t column = layout_.column();
  layout_.write(is_flat() ? "(" : "( ");
  write_name(node, *node.name);
  layout_.push({Layout::line(column, kParenthesis)});
  push_before(column, follow(node.body).position);
  layout_.push({{.op = NextLine, .column = column, .what = &kColon, .index = follow(node.domain).position},
                part(node.domain, kExpression)});
}

/// The name of a binder, and comments before it.
void Printer::write_name(const Node& binder, const Symbol& name) {
  if (has_comments()) {
    const auto position = written_->surface.names.find(&binder);
    if (position != written_->surface.names.end()) lead(position->second);
  }
  label(name, LabelPlace::Variable);
}

} // namespace sigil::dhall
