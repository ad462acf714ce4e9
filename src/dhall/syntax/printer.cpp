#include "syntax/printer.hpp"

namespace sigil::dhall {

Printer::Printer(const Settings& settings)
    : written_(settings.written), elision_(settings.elision),
      is_unicode_(settings.characters == CharacterSet::Unicode), most_bytes_(settings.most_bytes),
      layout_(*this, settings.width, settings.unit, settings.sink) {}

bool Printer::run(const Node& root) {
  layout_.push({part(&root, kExpression)});
  for (Piece piece{.op = Piece::kEnd}; layout_.next(piece);) {
    if (elision_ != nullptr && !is_flat()) return false;
    unfold(piece);
    if (layout_.output().size() > most_bytes_)
      layout_.finish(); // one line alone is too much: the sink throws
  }
  return true;
}

void Printer::unfold(const Piece& piece) {
  const auto* name = static_cast<const Symbol*>(piece.what);
  switch (static_cast<Op>(piece.op)) {
  case Expression: return expression(piece);
  case Items: return items(piece);
  case Entries: return entries(piece);
  case EntryOf: return entry_of(piece);
  case Operands: return operands(piece);
  case Arguments: return arguments(piece);
  case Selectors: return selectors(piece);
  case Withs: return withs(piece);
  case WithValue: return with_value(piece);
  case Lets: return lets(piece);
  case Binding: return binding(piece);
  case NextLine: return next_line(piece);
  case BeforeIn: return before_in(piece);
  case Arrows: return arrows(piece);
  case Domain: return domain(piece);
  case Branches: return branches(piece);
  case Chunks: return chunks(piece);
  case Hash: return hash(piece);
  case Enter: return enter(name);
  case Leave: return leave(name);
  case Shallower: --depth_; return;
  case Behind: return behind(piece);
  case BeforeClosing: return before_closing(piece);
  case Before: return before(piece);
  }
}

void Printer::remember() {
  mark_ = {operands_.size(), binders_.size(), ends_.size(), has_comments() ? written_->comments.mark() : 0,
           depth_};
}

void Printer::restore() {
  operands_.resize(mark_.operands);
  while (binders_.size() > mark_.binders) leave(binders_.back());
  ends_.resize(mark_.ends);
  if (has_comments()) written_->comments.back_to(mark_.comments);
  depth_ = mark_.depth;
}

void Printer::label(const Symbol& label, LabelPlace place) {
  const bool is_quoted = needs_backticks(label, place);
  if (is_quoted) layout_.write("`");
  layout_.write(label.text);
  if (is_quoted) layout_.write("`");
}

/// The last thing that a step does: prints `part`, without the way over the stack if it has one form only.
void Printer::finish_with(const Piece& part) {
  const auto* node = static_cast<const Node*>(part.what);
  const bool is_simple = node != nullptr && !has_comments() && is_token(*node);
  if (is_flat() || is_simple) {
    expression(part);
  } else {
    layout_.push({part});
  }
}

bool Printer::is_too_many(std::uint64_t count) {
  if (!is_flat() || count <= layout_.room()) return false;
  layout_.fail();
  return true;
}

std::string print(const Node& node, const PrintOptions& options) {
  Printer printer({.characters = options.characters, .width = options.width});
  printer.run(node);
  return std::move(printer.layout().output());
}

void print(const Node& node, ByteSink& sink, const PrintOptions& options, std::uint64_t most_bytes) {
  Printer printer(
      {.characters = options.characters, .width = options.width, .sink = &sink, .most_bytes = most_bytes});
  printer.run(node);
  printer.layout().finish();
}

std::string summary(const Node& node, std::size_t most_bytes) {
  constexpr std::uint32_t kAny = std::numeric_limits<std::uint32_t>::max();
  // Ever less, until it fits.
  constexpr Elision kElisions[] = {{kAny, kAny, kAny}, {7, 9, 64}, {5, 6, 40}, {4, 4, 30},
                                   {3, 3, 24},         {2, 3, 16}, {1, 2, 12}, {0, 1, 8}};
  const auto width = static_cast<std::uint32_t>(std::min<std::size_t>(most_bytes, kAny - 1));
  for (const Elision& elision : kElisions) {
    Printer printer({.width = width, .unit = Layout::Unit::Bytes, .elision = &elision});
    if (printer.run(node)) return std::move(printer.layout().output());
  }
  return most_bytes < std::string_view("…").size() ? "" : "…";
}

} // namespace sigil::dhall
