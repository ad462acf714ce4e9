// What the parser says about a source that does not follow the grammar.
#include <algorithm>

#include "syntax/parser.hpp"

namespace sigil::dhall {

void Parser::want(char byte) {
  if (!cursor_.take_if(byte)) fail_end_of_expression();
}

void Parser::want_colon() {
  cursor_.skip();
  if (cursor_.byte() != ':') cursor_.fail_expecting("':' and a type", "unexpected");
  if (cursor_.byte(1) == ':') {
    cursor_.fail_expecting("':' and whitespace", "unexpected",
                           "'T::r' completes a record with the defaults of T");
  }
  cursor_.take(1);
  cursor_.skip();
  if (!cursor_.spaced()) {
    cursor_.fail_expecting("whitespace after ':'", "spacing", "a type annotation is written 'x : T'");
  }
}

void Parser::fail_depth() const {
  throw Error(ErrorKind::Limit, "more than " + std::to_string(limits_.depth) + " constructs are nested")
      .at(heap_.sources().locate(cursor_.position()))
      .coded("dhall.limit.depth")
      .hint("brackets, 'let', 'if', functions and function types count");
}

void Parser::fail_level(std::string_view what, std::uint32_t position) const {
  std::string where = "an operand of an operator";
  if (top().context < Context::Operator) where = "an argument";
  if (top().context == Context::Completion) where = "the right side of '::'";
  if (top().context == Context::With) where = "a value of 'with'";
  cursor_.fail(position, in_quotes(what) + " begins no " + where.substr(where.find(' ') + 1), "level",
               "put it in parentheses to make it " + where);
}

void Parser::fail_duplicate(Kind kind, const Entry& first, const Entry& second) const {
  const bool is_union = kind == Kind::UnionType;
  cursor_.fail(second.position,
               (is_union ? "alternative " : "field ") + in_quotes(second.label->text) +
                   " occurs twice in a " + (is_union ? "union type" : "record type"),
               "duplicate", "the other one is at " + cursor_.place(first.position));
}

void Parser::fail_field(Label label) const {
  const bool is_type = cursor_.byte() == ':';
  cursor_.fail_expecting("'=' and the value of field " + in_quotes(label.symbol->text), "unexpected",
                         is_type ? "a record has '=' in all fields, a record type has ':'" : "");
}

// ----- where an operand should be --------------------------------------------------------------------------

std::string_view Parser::expected_operand() const {
  switch (top().context) {
  case Context::Completion: return "a record after '::'";
  case Context::Some: return "an argument of 'Some'";
  case Context::Handlers: return "two arguments of 'merge'";
  case Context::Union: return "the second argument of 'merge'";
  case Context::Map: return "an argument of 'toMap'";
  case Context::Constructor: return "an argument of 'showConstructor'";
  case Context::Headers: return "headers after 'using'";
  case Context::Operator: return "the right side of an operator";
  case Context::With: return "a value after '='";
  case Context::List: return "an item of a list or ']'";
  case Context::Record: return "the value of a field";
  case Context::RecordType: return "the type of a field";
  case Context::UnionType: return "the type of an alternative";
  case Context::Interpolation: return "an expression after '${'";
  case Context::LambdaDomain:
  case Context::PiDomain: return "the type of an argument";
  case Context::LambdaBody: return "the body of a function";
  case Context::PiBody: return "a type after '→'";
  case Context::LetBound: return "a value after '='";
  case Context::LetBody: return "the expression after 'in'";
  case Context::Condition: return "a condition after 'if'";
  case Context::Then: return "an expression after 'then'";
  case Context::Else: return "an expression after 'else'";
  case Context::LetAnnotation:
  case Context::Annotation:
  case Context::EliminatorType:
  case Context::EmptyListType: return "a type after ':'";
  case Context::Assertion: return "what is asserted after 'assert :'";
  default: return "an expression";
  }
}

void Parser::fail_operand() const {
  std::string hint;
  const unsigned char byte = cursor_.byte();
  const bool is_path = byte == '.' || byte == '~';
  if (cursor_.starts_with("\xEF\xBB\xBF")) hint = "a source has no byte order mark";
  if (is_path) hint = "a path begins with './', '../', '~/' or '/' and has no empty components";
  if (byte == '-') hint = "there is no subtraction; a negative number has no whitespace behind its sign";
  if (byte == '@') hint = "an index follows the name of a variable: 'x@1'";
  if (byte == ';') hint = "parts are separated by ','";
  if (cursor_.in(set::kLabelFirst)) hint = "a keyword is a name only in backticks";
  if (cursor_.starts_with("“") || cursor_.starts_with("”")) hint = "text is put in plain '\"'";
  if (cursor_.starts_with("\xC2\xA0"))
    hint = "this is a space that does not break; whitespace is ' ', tab and line breaks";
  if (cursor_.at_end() && top().context != Context::File) hint = hint_about_end();
  cursor_.fail_expecting(expected_operand(), "unexpected", std::move(hint));
}

// ----- where an expression should end ----------------------------------------------------------------------

std::string Parser::expected_end() const {
  switch (top().context) {
  case Context::File: return "an operator or the end of the source";
  case Context::Parentheses:
  case Context::TypeSelector: return "an operator or ')'";
  case Context::List: return "an operator, ',' or ']'";
  case Context::Record:
  case Context::RecordType: return "an operator, ',' or '}'";
  case Context::UnionType: return "an operator, '|' or '>'";
  case Context::Interpolation: return "an operator or '}'";
  case Context::LambdaDomain:
  case Context::PiDomain: return "')' after the type of the argument";
  case Context::LetBound: return "'in' or a further 'let'";
  case Context::Condition: return "'then'";
  case Context::Then: return "'else'";
  default: return "the end of the expression";
  }
}

/// Where the bracket was opened that is not closed.
std::string Parser::hint_about_end() const {
  const auto opened = [this](std::string_view what) {
    return "the '" + std::string(what) + "' at " + cursor_.place(top().position) + " is still open";
  };
  switch (top().context) {
  case Context::Parentheses:
  case Context::TypeSelector: return opened("(");
  case Context::List: return opened("[");
  case Context::Record:
  case Context::RecordType: return opened("{");
  case Context::UnionType: return opened("<");
  case Context::Interpolation: return opened("${");
  case Context::LambdaDomain: return opened("λ(");
  case Context::PiDomain: return opened("∀(");
  case Context::Condition: return opened("if");
  case Context::Then: return "every 'if' has a 'then' and an 'else'";
  case Context::LetBound:
    return opened("let") + ": its value is followed by 'in' and the expression that it is for";
  default: return {};
  }
}

bool Parser::begins_larger_expression() const {
  constexpr Keyword kKeywordsOfLarger[] = {
      Keyword::If,   Keyword::Let,   Keyword::Forall, Keyword::Merge,
      Keyword::Some, Keyword::ToMap, Keyword::Assert, Keyword::ShowConstructor};
  return cursor_.byte() == '\\' || cursor_.starts_with("λ") || cursor_.starts_with("∀") ||
         std::ranges::any_of(kKeywordsOfLarger,
                             [this](Keyword keyword) { return cursor_.at_keyword(keyword); });
}

void Parser::fail_end_of_expression() const {
  const unsigned char byte = cursor_.byte();
  std::string hint;
  if (cursor_.at_keyword(Keyword::With)) {
    hint = cursor_.spaced()
               ? "to the left of 'with' is one record; put an application or operator in parentheses"
               : "'with' has whitespace before it";
  } else if (begins_larger_expression()) {
    hint = "as an argument or operand it needs parentheses around it";
  } else if (byte == '=') {
    hint = "a name is given by 'let x = a in b', and Bool values are compared by '=='";
  } else if (byte == ';') {
    hint = "parts are separated by ','";
  } else if (byte == '.' && node_->kind == Kind::Import) {
    hint = "to take a field of an import put it in parentheses: (./package.dhall).field";
  } else if (byte == ':') {
    hint = "a second annotation, or one after 'with', needs parentheses around what it is about";
  } else if (top().context == Context::File && cursor_.in(set::kCloses)) {
    hint = byte == ',' ? "a source is one expression" : "nothing is open that it could close";
  } else {
    hint = hint_about_end();
  }
  cursor_.fail_expecting(expected_end(), cursor_.at_end() ? "unclosed" : "unexpected", std::move(hint));
}

} // namespace sigil::dhall
