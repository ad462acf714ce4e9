// What an expression does when it is complete: it closes a bracket, or becomes a part of what is around it.
#include "syntax/parser.hpp"

namespace sigil::dhall {

Parser::State Parser::expression() {
  cursor_.skip();
  switch (top().context) {
  case Context::Parentheses:
    want(')');
    open_.pop_back();
    eliminator_ = nullptr;
    return State::Selectors;
  case Context::TypeSelector: {
    want(')');
    Node* record = top().node;
    open_.pop_back();
    made(heap_.binary(Kind::ProjectByType, record, node_, record->position));
    return State::Selectors;
  }
  case Context::Interpolation:
    want('}');
    open_.pop_back();
    return text(texts_.go_on(node_));
  case Context::List: return next_item();
  case Context::Record:
  case Context::RecordType: return end_of_entry(',', '}');
  case Context::UnionType: return end_of_entry('|', '>');
  case Context::File:
    if (!cursor_.at_end()) fail_end_of_expression();
    return State::Done;
  default: return end_of_part();
  }
}

Parser::State Parser::end_of_part() {
  Node* whole = top().node;
  switch (top().context) {
  case Context::LambdaDomain: return end_of_domain(Context::LambdaBody);
  case Context::PiDomain: return end_of_domain(Context::PiBody);
  case Context::LambdaBody:
  case Context::PiBody:
    as<BinderNode>(*whole).body = node_;
    scope_.leave_function(as<BinderNode>(*whole));
    break;
  case Context::LetAnnotation: return end_of_let_annotation();
  case Context::LetBound: return end_of_bound();
  case Context::LetBody:
    as<LetNode>(*whole).body = node_;
    scope_.leave_let();
    break;
  case Context::Condition:
    as<TernaryNode>(*whole).a = node_;
    return next_branch(Keyword::Then, Context::Then);
  case Context::Then: as<TernaryNode>(*whole).b = node_; return next_branch(Keyword::Else, Context::Else);
  case Context::Else:
  case Context::EliminatorType: as<TernaryNode>(*whole).c = node_; break;
  case Context::Annotation: whole = heap_.binary(Kind::Annotation, whole, node_, whole->position); break;
  case Context::EmptyListType: whole = heap_.empty_list(node_, top().position); break;
  default: whole = heap_.unary(Kind::Assert, node_, top().position); break;
  }
  open_.pop_back();
  made(whole);
  return State::Expression;
}

// ----- functions -------------------------------------------------------------------------------------------

/// Behind `λ` or `∀`.
Parser::State Parser::binder(Kind kind, std::uint32_t position) {
  const bool is_lambda = kind == Kind::Lambda;
  if (!expects_expression()) fail_level(is_lambda ? "λ" : "∀", position);
  cursor_.skip();
  if (cursor_.byte() != '(') {
    cursor_.fail_expecting(is_lambda ? "'(' after 'λ'" : "'(' after '∀'", "unexpected",
                           "the type of an argument is always written: λ(x : T) → …, ∀(x : T) → …");
  }
  cursor_.take(1);
  cursor_.skip();
  const Label label = cursor_.take_label(Cursor::Names::Binders, "the name of an argument");
  const bool is_body = begins_body_of(is_lambda ? Context::LambdaBody : Context::PiBody);
  auto* node = heap_.make<BinderNode>(kind, position, 0, is_body ? BinderNode::kSharesFrame : 0);
  node->name = label.symbol;
  if (surface_ != nullptr) surface_->names[node] = label.position;
  want_colon();
  push(is_lambda ? Context::LambdaDomain : Context::PiDomain, position, node);
  top().name = label.symbol;
  return State::Operand;
}

Parser::State Parser::end_of_domain(Context body) {
  want(')');
  cursor_.skip();
  const std::size_t size = arrow_size();
  if (size == 0) {
    cursor_.fail_expecting(body == Context::LambdaBody ? "'→' and the body of the function"
                                                       : "'→' and the type of the result",
                           "unexpected", "'->' is the same as '→'");
  }
  as<BinderNode>(*top().node).domain = node_;
  top().context = body;
  scope_.enter_function(top().name, as<BinderNode>(*top().node).shares_frame());
  return take_and_want_operand(size);
}

std::size_t Parser::arrow_size() const {
  return cursor_.starts_with("->") ? 2 : cursor_.starts_with("→") ? 3 : 0;
}

/// `A → B` is `∀(_ : A) → B`.
Parser::State Parser::arrow() {
  Symbol* name = heap_.symbols().intern_kept("_");
  auto* node = heap_.make<BinderNode>(Kind::Pi, node_->position);
  node->name = name;
  node->domain = node_;
  const bool is_body = begins_body_of(Context::PiBody);
  push(Context::PiBody, node_->position, node);
  scope_.enter_function(name, is_body);
  return take_and_want_operand(arrow_size());
}

// ----- let -------------------------------------------------------------------------------------------------

Parser::State Parser::let(std::uint32_t position) {
  if (!expects_expression()) fail_level("let", position);
  want_space("'let'");
  const Label label = cursor_.take_label(Cursor::Names::Binders, "a name after 'let'");
  auto* node = heap_.make<LetNode>(Kind::Let, position);
  node->name = label.symbol;
  node->annotation = nullptr;
  if (surface_ != nullptr) surface_->names[node] = label.position;
  push(Context::LetBound, position, node);
  top().name = label.symbol;
  cursor_.skip();
  if (cursor_.byte() == ':') {
    want_colon();
    top().context = Context::LetAnnotation;
    return State::Operand;
  }
  return bound();
}

Parser::State Parser::end_of_let_annotation() {
  as<LetNode>(*top().node).annotation = node_;
  top().context = Context::LetBound;
  return bound();
}

Parser::State Parser::bound() {
  if (cursor_.byte() != '=') {
    cursor_.fail_expecting("'=' and what " + in_quotes(top().name->text) + " is", "unexpected",
                           "a binding is written 'let x = a in b' or 'let x : T = a in b'");
  }
  return take_and_want_operand(1);
}

Parser::State Parser::end_of_bound() {
  const bool goes_on = cursor_.at_keyword(Keyword::Let);
  if (!goes_on && !cursor_.at_keyword(Keyword::In)) fail_end_of_expression();
  if (!cursor_.spaced()) cursor_.fail_expecting("whitespace before it", "spacing");
  auto& node = as<LetNode>(*top().node);
  node.bound = node_;
  node.slot = scope_.enter_let(top().name);
  top().context = Context::LetBody;
  if (!goes_on) {
    cursor_.take_keyword(Keyword::In);
    want_space("'in'");
  }
  return State::Operand;
}

// ----- if, with, assert ------------------------------------------------------------------------------------

Parser::State Parser::condition(std::uint32_t position) {
  if (!expects_expression()) fail_level("if", position);
  want_space("'if'");
  push(Context::Condition, position, heap_.make<TernaryNode>(Kind::If, position));
  return State::Operand;
}

Parser::State Parser::next_branch(Keyword keyword, Context context) {
  if (!cursor_.take_keyword(keyword)) fail_end_of_expression();
  want_space(keyword == Keyword::Then ? "'then'" : "'else'");
  top().context = context;
  return State::Operand;
}

/// At `with`, behind a record that is node_.
Parser::State Parser::with_clause() {
  push(Context::With, node_->position, node_, labels_.size());
  cursor_.take_keyword(Keyword::With);
  want_space("'with'");
  for (;;) {
    if (cursor_.byte() == '?') {
      labels_.push_back({nullptr, cursor_.position()});
      cursor_.take(1);
    } else {
      const Label label =
          cursor_.take_label(Cursor::Names::FieldsAndSome, "the name of a field or '?' after 'with'");
      labels_.push_back({label.symbol, label.position});
    }
    cursor_.skip();
    if (!cursor_.take_if('.')) break;
    cursor_.skip();
  }
  if (cursor_.byte() != '=') {
    cursor_.fail_expecting("'.' or '=' after the path of 'with'", "unexpected",
                           "an update is written 'record with a.b = value'");
  }
  return take_and_want_operand(1);
}

Parser::State Parser::end_of_with() {
  const Open open = top();
  open_.pop_back();
  shape_labels_.clear();
  for (std::size_t at = open.first; at < labels_.size(); ++at) shape_labels_.push_back(labels_[at].label);
  labels_.resize(open.first);
  made(heap_.with(open.node, shape_labels_, node_, open.position));
  if (cursor_.spaced() && cursor_.at_keyword(Keyword::With)) return with_clause();
  return State::Expression;
}

Parser::State Parser::assertion(std::uint32_t position) {
  if (!expects_expression()) fail_level("assert", position);
  cursor_.skip();
  if (cursor_.byte() != ':') {
    cursor_.fail_expecting("':' and what is asserted", "unexpected",
                           "an assertion is written 'assert : a ≡ b'");
  }
  want_colon();
  push(Context::Assertion, position);
  return State::Operand;
}

} // namespace sigil::dhall
