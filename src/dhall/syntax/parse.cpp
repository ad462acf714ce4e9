#include "syntax/parse.hpp"

#include <limits>

#include "syntax/parse_number.hpp"
#include "syntax/parser.hpp"

namespace sigil::dhall {

namespace {

/// Inner applications with more arguments are left as they are: copying them again and again for
/// `((f a) b) c …` would take quadratic time.
constexpr std::size_t kMostFlattened = 64;

} // namespace

Parsed parse(Heap& heap, const SourceMap::Source& source, const ParseLimits& limits, Surface* surface) {
  return Parser(heap, source, limits, surface).run();
}

Parsed Parser::run() {
  cursor_.skip_shebangs();
  cursor_.skip();
  push(Context::File, cursor_.position());
  for (State state = State::Operand; state != State::Done;) state = step(state);
  return {node_, scope_.file_slots()};
}

Parser::State Parser::step(State state) {
  switch (state) {
  case State::Operand: return operand();
  case State::Selectors: return selectors();
  case State::Arguments: return arguments();
  case State::Operators: return operators();
  case State::Expression: return expression();
  case State::Done: break;
  }
  return State::Done;
}

// ----- operands --------------------------------------------------------------------------------------------

Parser::State Parser::operand() {
  const std::uint32_t position = cursor_.position();
  if (cursor_.in(set::kLabelFirst)) {
    const char* end = nullptr;
    Symbol* symbol = cursor_.peek_word(end);
    return word(symbol, end);
  }
  const unsigned char byte = cursor_.byte();
  if (is_digit(byte)) {
    made(read_number(cursor_));
    return State::Selectors;
  }
  switch (byte) {
  case '"':
  case '\'': return text(texts_.open());
  case '{': return braces();
  case '[': return list();
  case '<': return angles();
  case '(': push(Context::Parentheses, position); return take_and_want_operand(1);
  case '`': return variable(cursor_.take_quoted(), position);
  default: return other_operand(byte);
  }
}

Parser::State Parser::other_operand(unsigned char byte) {
  const std::uint32_t position = cursor_.position();
  if (byte == '+' || byte == '-') {
    const bool is_infinity = byte == '-' && cursor_.byte(1) == 'I';
    if (is_infinity) {
      cursor_.take(1);
      if (!cursor_.take_keyword(Keyword::Infinity)) cursor_.fail_expecting("'Infinity' after '-'", "number");
      made(heap_.floating(-std::numeric_limits<double>::infinity(), position));
      return State::Selectors;
    }
    if (!is_digit(cursor_.byte(1))) fail_operand();
    made(read_number(cursor_));
    return State::Selectors;
  }
  if (byte == '\\' || cursor_.starts_with("λ")) {
    cursor_.take(byte == '\\' ? 1 : 2);
    return binder(Kind::Lambda, position);
  }
  if (cursor_.starts_with("∀")) {
    cursor_.take(3);
    return binder(Kind::Pi, position);
  }
  if (imports_.at_path()) return import();
  fail_operand();
}

Parser::State Parser::word(Symbol* symbol, const char* end) {
  if (end != cursor_.end() && *end == ':' && imports_.at_url_or_environment()) return import();
  const std::uint32_t position = cursor_.position();
  cursor_.take_to(end);
  if (symbol->word == Word::Name) return variable(symbol, position);
  if (symbol->word == Word::Keyword) return keyword(static_cast<Keyword>(symbol->number), position);
  made(heap_.builtin(static_cast<Builtin>(symbol->number), position));
  cursor_.skip();
  if (cursor_.byte() == '@') {
    cursor_.fail_expecting("no index after the builtin " + in_quotes(symbol->text), "name",
                           "an index tells which of several variables is meant, and a builtin is none");
  }
  return State::Selectors;
}

Parser::State Parser::variable(Symbol* symbol, std::uint32_t position) {
  cursor_.skip();
  if (cursor_.byte() != '@') {
    made(scope_.variable(symbol, 0, position));
    return State::Selectors;
  }
  cursor_.take(1);
  cursor_.skip();
  const Node* number = is_digit(cursor_.byte()) ? read_number(cursor_) : nullptr;
  if (number == nullptr || (number->kind != Kind::Natural && number->kind != Kind::BigNatural)) {
    cursor_.fail_expecting("the index of a variable, a Natural", "name");
  }
  if (number->kind == Kind::BigNatural) {
    throw Error(ErrorKind::Limit, "index of variable " + in_quotes(symbol->text) + " is above 2^64")
        .at(heap_.sources().locate(number->position))
        .coded("dhall.limit.index");
  }
  made(scope_.variable(symbol, as<NaturalNode>(*number).value, position));
  return State::Selectors;
}

Parser::State Parser::keyword(Keyword keyword, std::uint32_t position) {
  const std::string_view word = kKeywords[static_cast<std::size_t>(keyword)];
  const auto prefix = [&](Context context) {
    if (!expects_application()) fail_level(word, position);
    want_space(in_quotes(word));
    push(context, position);
    return State::Operand;
  };
  const auto number = [&](double value) {
    made(heap_.floating(value, position));
    return State::Selectors;
  };
  switch (keyword) {
  case Keyword::Merge: return prefix(Context::Handlers);
  case Keyword::Some: return prefix(Context::Some);
  case Keyword::ToMap: return prefix(Context::Map);
  case Keyword::ShowConstructor: return prefix(Context::Constructor);
  case Keyword::Infinity: return number(std::numeric_limits<double>::infinity());
  case Keyword::NaN: return number(std::numeric_limits<double>::quiet_NaN());
  case Keyword::Missing:
    return import_suffix({ImportScheme::Missing, {}, nullptr, {}, {}, false, {}, nullptr}, position);
  case Keyword::If: return condition(position);
  case Keyword::Let: return let(position);
  case Keyword::Forall: return binder(Kind::Pi, position);
  case Keyword::Assert: return assertion(position);
  default: break;
  }
  cursor_.take_to(cursor_.here() - word.size());
  fail_operand();
}

Parser::State Parser::text(Node* node) {
  if (node != nullptr) {
    made(node);
    return State::Selectors;
  }
  push(Context::Interpolation, cursor_.position() - 2);
  cursor_.skip();
  return State::Operand;
}

// ----- selectors -------------------------------------------------------------------------------------------

Parser::State Parser::selectors() {
  for (;;) {
    cursor_.skip();
    if (cursor_.in(set::kCloses) && expects_expression()) return State::Expression;
    if (cursor_.byte() != '.' || cursor_.byte(1) == '/' || cursor_.byte(1) == '.') break;
    cursor_.take(1);
    cursor_.skip();
    if (cursor_.byte() == '(') {
      push(Context::TypeSelector, cursor_.position(), node_);
      return take_and_want_operand(1);
    }
    select();
  }
  const bool is_right_side = top().context == Context::Completion;
  if (cursor_.byte() == ':' && cursor_.byte(1) == ':') {
    if (is_right_side) {
      cursor_.fail_expecting("no second '::'", "unexpected", "'(T::r)::s' needs its parentheses");
    }
    push(Context::Completion, node_->position, node_);
    return take_and_want_operand(2);
  }
  if (is_right_side) {
    made(heap_.binary(Kind::Completion, top().node, node_, top().position));
    open_.pop_back();
  }
  return State::Arguments;
}

void Parser::select() {
  const std::uint32_t position = node_->position;
  if (cursor_.byte() == '{') {
    project(cursor_.position());
    return;
  }
  const Label label = cursor_.take_label(Cursor::Names::Fields, "the name of a field, '{' or '(' after '.'");
  made(heap_.field(node_, label.symbol, position));
}

void Parser::project(std::uint32_t brace) {
  std::vector<const Symbol*>& labels = shape_labels_;
  labels.clear();
  cursor_.take(1);
  cursor_.skip();
  if (cursor_.take_if(',')) cursor_.skip();
  while (cursor_.byte() != '}') {
    if (cursor_.at_end()) {
      cursor_.fail(brace, "projection does not end: found the end of the source, expected '}'", "unclosed");
    }
    labels.push_back(cursor_.take_label(Cursor::Names::FieldsAndSome, "the name of a field or '}'").symbol);
    cursor_.skip();
    if (cursor_.byte() == '}') break;
    if (cursor_.byte() != ',') {
      cursor_.fail_expecting("',' or '}' in a projection", "unexpected",
                             cursor_.byte() == ':' ? "a projection by a type is written 'r.(T)'" : "");
    }
    cursor_.take(1);
    cursor_.skip();
  }
  cursor_.take(1);
  made(heap_.project(node_, labels, node_->position));
}

// ----- arguments -------------------------------------------------------------------------------------------

Parser::State Parser::arguments() {
  const bool is_alone = expects_application(); // and not an argument of anything
  if (!is_alone) {
    if (top().context == Context::Headers) return end_of_headers();
    if (top().context == Context::Handlers) return second_of_merge();
    end_of_argument();
  }
  cursor_.skip();
  if (cursor_.in(set::kLabelFirst)) {
    const char* end = nullptr;
    Symbol* symbol = cursor_.peek_word(end);
    const auto is = [symbol](Keyword word) { return symbol->number == static_cast<std::uint8_t>(word); };
    if (symbol->word != Word::Keyword || is(Keyword::Missing) || is(Keyword::NaN) || is(Keyword::Infinity)) {
      open_argument();
      return word(symbol, end);
    }
    if (is(Keyword::With) && is_alone && expects_expression() && cursor_.spaced()) return with_clause();
  } else if (begins_argument()) {
    open_argument();
    return State::Operand;
  }
  if (top().context != Context::Argument) return State::Operators;
  const Open open = top();
  made(heap_.application(open.node, std::span<Node* const>(values_).subspan(open.first), open.position));
  values_.resize(open.first);
  open_.pop_back();
  return State::Operators;
}

Parser::State Parser::second_of_merge() {
  cursor_.skip();
  if (!cursor_.spaced())
    cursor_.fail_expecting("whitespace and the second argument of 'merge'", "unexpected");
  top().context = Context::Union;
  top().node = node_;
  return State::Operand;
}

void Parser::end_of_argument() {
  const Open open = top();
  if (open.context == Context::Argument) {
    values_.push_back(node_);
    return;
  }
  open_.pop_back();
  switch (open.context) {
  case Context::Some: return made(heap_.some(node_, open.position));
  case Context::Constructor: return made(heap_.unary(Kind::ShowConstructor, node_, open.position));
  case Context::Map: made(heap_.ternary(Kind::ToMap, node_, nullptr, nullptr, open.position)); break;
  default: made(heap_.ternary(Kind::Merge, open.node, node_, nullptr, open.position)); break;
  }
  eliminator_ = node_;
}

bool Parser::begins_argument() const {
  const unsigned char next = cursor_.byte(1);
  switch (cursor_.byte()) {
  case '"':
  case '`':
  case '(':
  case '[':
  case '{':
  case '<': return true;
  case '\'': return next == '\'';
  case '+': return is_digit(next);
  case '-': return is_digit(next) || next == 'I';
  case '.':
  case '~':
  case '/': return imports_.at_path();
  default: return is_digit(cursor_.byte());
  }
}

void Parser::open_argument() {
  if (!cursor_.spaced()) {
    cursor_.fail_expecting("whitespace before an argument, or an operator", "spacing");
  }
  if (top().context == Context::Argument) return;
  push(Context::Argument, node_->position, node_, values_.size());
  if (node_->kind != Kind::Application || as<ApplicationNode>(*node_).count > kMostFlattened) return;
  const auto& inner = as<ApplicationNode>(*node_);
  top().node = inner.function;
  values_.insert(values_.end(), inner.arguments, inner.arguments + inner.count);
}

// ----- operators -------------------------------------------------------------------------------------------

Parser::OperatorToken Parser::operator_here() const {
  const unsigned char next = cursor_.byte(1);
  switch (cursor_.byte()) {
  case '?': return {Kind::Alternative, 2, 1, true};
  case '|': return next == '|' ? OperatorToken{Kind::Or, 3, 2, false} : OperatorToken{};
  case '+':
    return next == '+' ? OperatorToken{Kind::TextAppend, 5, 2, false} : OperatorToken{Kind::Plus, 4, 1, true};
  case '#': return {Kind::ListAppend, 6, 1, false};
  case '&': return next == '&' ? OperatorToken{Kind::And, 7, 2, false} : OperatorToken{};
  case '/':
    if (next == '\\') return {Kind::Combine, 8, 2, false};
    if (cursor_.starts_with("//\\\\")) return {Kind::CombineTypes, 10, 4, false};
    return next == '/' ? OperatorToken{Kind::Prefer, 9, 2, false} : OperatorToken{};
  case '*': return {Kind::Times, 11, 1, false};
  case '=':
    if (cursor_.starts_with("===")) return {Kind::Equivalent, 1, 3, false};
    return next == '=' ? OperatorToken{Kind::Equal, 12, 2, false} : OperatorToken{};
  case '!': return next == '=' ? OperatorToken{Kind::NotEqual, 13, 2, false} : OperatorToken{};
  case 0xE2:
    if (cursor_.starts_with("≡")) return {Kind::Equivalent, 1, 3, false};
    if (cursor_.starts_with("∧")) return {Kind::Combine, 8, 3, false};
    if (cursor_.starts_with("⫽")) return {Kind::Prefer, 9, 3, false};
    if (cursor_.starts_with("⩓")) return {Kind::CombineTypes, 10, 3, false};
    return {};
  default: return {};
  }
}

Parser::State Parser::operators() {
  const OperatorToken token = operator_here();
  // All operators bind to the left: what is open and binds as tightly is complete.
  while (top().context == Context::Operator && top().precedence >= token.precedence) {
    made(heap_.binary(top().kind, top().node, node_, top().position));
    open_.pop_back();
  }
  if (token.precedence != 0) {
    push(Context::Operator, node_->position, node_);
    top().kind = token.kind;
    top().precedence = token.precedence;
    cursor_.take(token.size_bytes);
    if (token.needs_space) {
      want_space(token.kind == Kind::Plus ? "'+'" : "'?'");
    } else {
      cursor_.skip();
    }
    return State::Operand;
  }
  if (top().context == Context::With) return end_of_with();
  if (cursor_.starts_with("->") || cursor_.starts_with("→")) return arrow();
  if (cursor_.byte() == ':') return annotation();
  return State::Expression;
}

Parser::State Parser::annotation() {
  want_colon();
  const bool is_part = node_ == eliminator_;
  push(is_part ? Context::EliminatorType : Context::Annotation, node_->position, node_);
  return State::Operand;
}

// ----- imports ---------------------------------------------------------------------------------------------

Parser::State Parser::import() {
  const std::uint32_t position = cursor_.position();
  ImportSpec spec = imports_.read();
  if (spec.scheme == ImportScheme::Http || spec.scheme == ImportScheme::Https) {
    cursor_.skip();
    if (cursor_.spaced() && cursor_.take_keyword(Keyword::Using)) {
      want_space("'using'");
      specs_.push_back(spec);
      push(Context::Headers, position);
      return State::Operand;
    }
  }
  return import_suffix(spec, position);
}

Parser::State Parser::end_of_headers() {
  ImportSpec spec = specs_.back();
  specs_.pop_back();
  spec.headers = node_;
  const std::uint32_t position = top().position;
  open_.pop_back();
  return import_suffix(spec, position);
}

Parser::State Parser::import_suffix(ImportSpec spec, std::uint32_t position) {
  if (top().context == Context::Completion) {
    cursor_.fail(position, "found an import, expected a record after '::'", "level",
                 "put the import in parentheses");
  }
  cursor_.skip();
  if (cursor_.spaced() && imports_.at_hash()) {
    imports_.read_hash(spec);
    cursor_.skip();
  }
  if (cursor_.spaced() && cursor_.at_keyword(Keyword::As)) imports_.read_mode(spec);
  made(heap_.import(spec, position));
  return State::Arguments;
}

} // namespace sigil::dhall
