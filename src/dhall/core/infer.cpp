// Implements standard/type-inference.md: variables, functions, let, annotations, assertions, if, Text.
#include "core/infer.hpp"

#include <utility>

#include "sigil/base/stack.hpp"

#include "core/expand.hpp"
#include "core/quote.hpp"
#include "imports/resolved.hpp"

namespace sigil::dhall {

TypeChecker::TypeChecker(Evaluator& evaluator) : evaluator_(evaluator), heap_(evaluator.heap()) {
  Symbols& symbols = heap_.symbols();
  underscore_ = symbols.intern("_");
  default_label_ = symbols.intern("default");
  type_label_ = symbols.intern("Type");
  some_label_ = symbols.intern("Some");
  none_label_ = symbols.intern("None");
}

Node* TypeChecker::infer_closed(Node* expression, std::uint32_t slots) {
  // An import may be checked while another expression is: its variables are none of its concern.
  struct Outer {
    TypeChecker& checker;
    std::vector<const LevelNode*> variables{};
    std::vector<const Symbol*> scope{};
    std::unordered_map<const Node*, Node*> parts{};
    explicit Outer(TypeChecker& of) : checker(of) { swap(); }
    ~Outer() { swap(); }
    void swap() {
      variables.swap(checker.variables_);
      scope.swap(checker.scope_);
      parts.swap(checker.parts_);
    }
  } outer(*this);
  Expansion expansion = expand(heap_, expression, slots);
  slots = expansion.slots;
  parts_ = std::move(expansion.parts);
  expanded_ = {expression, expansion.expression, slots};
  const Context context{evaluator_.new_frame(nullptr, slots), heap_.arena().take_array<Node*>(slots),
                        nullptr};
  return infer(expression, context);
}

Node* TypeChecker::expanded_part(const Node& whole, Node* part) const {
  const auto found = parts_.find(&whole);
  return found == parts_.end() ? part : found->second;
}

/// The value of the type.
Node* TypeChecker::infer(Node* code, const Context& context) {
  if (stack_is_low()) {
    throw Error(ErrorKind::Limit, "the expression nests too deeply to be checked")
        .at(heap_.sources().locate(code->position))
        .coded("dhall.limit.depth");
  }
  return evaluator_.force(infer_new(code, context));
}

Node* TypeChecker::infer_new(Node* code, const Context& context) {
  switch (code->kind) {
  case Kind::Universe: {
    const Universe universe = as<UniverseNode>(*code).universe();
    if (universe == Universe::Sort) fail("dhall.type.sort", code->position, "'Sort' has no type");
    return heap_.universe(universe == Universe::Type ? Universe::Kind : Universe::Sort);
  }
  case Kind::Builtin: return type_of_builtin(as<BuiltinNode>(*code).builtin());
  case Kind::Bool: return heap_.builtin(Builtin::Bool);
  case Kind::Natural:
  case Kind::BigNatural: return heap_.builtin(Builtin::Natural);
  case Kind::Integer:
  case Kind::BigInteger: return heap_.builtin(Builtin::Integer);
  case Kind::Double: return heap_.builtin(Builtin::Double);
  case Kind::Text: return heap_.builtin(Builtin::Text);
  case Kind::Bytes: return heap_.builtin(Builtin::Bytes);
  case Kind::Date: return heap_.builtin(Builtin::Date);
  case Kind::Time: return heap_.builtin(Builtin::Time);
  case Kind::TimeZone: return heap_.builtin(Builtin::TimeZone);
  case Kind::List: return infer_list(as<ListNode>(*code), context);
  case Kind::EmptyList: return infer_empty_list(as<EmptyListNode>(*code), context);
  case Kind::Some: return infer_some(as<SomeNode>(*code), context);
  case Kind::Record: return infer_record(static_cast<FieldsNode&>(*code), context);
  case Kind::RecordType:
  case Kind::UnionType: return infer_fields_type(static_cast<FieldsNode&>(*code), context);
  case Kind::Variable: return infer_variable(as<VariableNode>(*code), context);
  case Kind::Level: return as<LevelNode>(*code).type; // of a type that is stuck (universes.cpp)
  case Kind::Free: fail_unbound(as<FreeNode>(*code));
  case Kind::Lambda: return infer_lambda(static_cast<BinderNode&>(*code), context);
  case Kind::Pi: return infer_pi(static_cast<BinderNode&>(*code), context);
  case Kind::Let: return infer_lets(code, context);
  case Kind::Application: return infer_application(as<ApplicationNode>(*code), context);
  case Kind::If: return infer_if(static_cast<TernaryNode&>(*code), context);
  case Kind::Merge: return infer_merge(static_cast<TernaryNode&>(*code), context);
  case Kind::ToMap: return infer_to_map(static_cast<TernaryNode&>(*code), context);
  case Kind::ShowConstructor: return infer_show_constructor(static_cast<UnaryNode&>(*code), context);
  case Kind::Field: return infer_field(as<FieldNode>(*code), context);
  case Kind::Project: return infer_projection(as<ProjectNode>(*code), context);
  case Kind::ProjectByType: return infer_projection_by_type(as<BinaryNode>(*code), context);
  case Kind::With: return infer_with(as<WithNode>(*code), context);
  case Kind::Interpolation: return infer_interpolation(as<InterpolationNode>(*code), context);
  case Kind::Annotation: return infer_annotation(as<BinaryNode>(*code), context);
  case Kind::Assert: return infer_assert(code, context);
  case Kind::Completion: return infer_completion(as<BinaryNode>(*code), context);
  case Kind::Alternative: return infer(as<BinaryNode>(*code).chosen, context);
  case Kind::Import: return as<ImportNode>(*code).resolved->type;
  default: return infer_operators(code, context);
  }
}

Node* TypeChecker::infer_variable(const VariableNode& node, const Context& context) {
  const Context* found = &context;
  for (std::uint32_t depth = node.depth; depth != 0; --depth) found = found->parent;
  return found->types[node.slot];
}

TypeChecker::Context TypeChecker::enter(const Context& context, const BinderNode& node, Node* domain) {
  auto* variable = static_cast<LevelNode*>(evaluator_.fresh(node.name, domain));
  Context inner = context;
  if (!node.shares_frame()) {
    inner = {evaluator_.new_frame(context.frame, node.slots), heap_.arena().take_array<Node*>(node.slots),
             &context};
  }
  inner.frame->slots[node.slot] = variable;
  inner.types[node.slot] = domain;
  variables_.push_back(variable);
  scope_.push_back(node.name);
  return inner;
}

Node* TypeChecker::infer_lambda(BinderNode& node, const Context& context) {
  expect_type(node.domain, context, "dhall.type.lambda.domain", "the type of a function's argument");
  Node* domain = evaluator_.evaluate(node.domain, context.frame);
  Node* body_type = infer(node.body, enter(context, node, domain));
  if (body_type->kind == Kind::Universe && as<UniverseNode>(*body_type).universe() == Universe::Sort) {
    fail("dhall.type.lambda.result", node.body->position, "a function cannot give a kind");
  }
  // Most types of functions are only compared, or applied once all around them is known: quoting the result
  // of each would cost a chain of functions its square.
  auto* code = heap_.make<BinderNode>(Kind::Pi, node.position, 0, BinderNode::kOpen);
  code->name = node.name;
  code->domain = const_cast<LevelNode*>(variables_.back());
  code->body = body_type;
  code->slots = 1;
  code->slot = 0;
  variables_.pop_back();
  scope_.pop_back();
  auto* type = heap_.make<PiClosureNode>(Kind::PiClosure, node.position, kWhnf);
  type->code = code;
  type->frame = nullptr; // outer variables stand for themselves in it
  type->domain = domain;
  return type;
}

Node* TypeChecker::infer_pi(const BinderNode& node, const Context& context) {
  const Universe input =
      expect_type(node.domain, context, "dhall.type.pi.domain", "the input of a function type");
  Node* domain = evaluator_.evaluate(node.domain, context.frame);
  const Universe output = expect_type(node.body, enter(context, node, domain), "dhall.type.pi.codomain",
                                      "the output of a function type");
  variables_.pop_back();
  scope_.pop_back();
  return heap_.universe(output == Universe::Type ? Universe::Type : std::max(input, output));
}

/// A chain of lets is as long as a file.
Node* TypeChecker::infer_lets(Node* code, const Context& context) {
  const std::size_t outer = scope_.size();
  while (code->kind == Kind::Let) {
    const auto& node = as<LetNode>(*code);
    Node* type = infer(node.bound, context);
    if (node.annotation != nullptr) {
      infer(node.annotation, context);
      Node* annotated = evaluator_.evaluate(node.annotation, context.frame);
      if (!evaluator_.equivalent(annotated, type)) {
        fail_mismatch("dhall.type.let.annotation", node.bound,
                      "'" + std::string(node.name->text) +
                          "' does not have the type that it is annotated with",
                      annotated, type);
      }
    }
    context.types[node.slot] = type;
    context.frame->slots[node.slot] = evaluator_.delay(expanded_part(node, node.bound), context.frame);
    scope_.push_back(node.name);
    code = node.body;
  }
  Node* type = infer(code, context);
  scope_.resize(outer);
  return type;
}

PiClosureNode& TypeChecker::expect_function(Node* type, std::uint32_t position, std::uint64_t given) {
  if (type->kind == Kind::PiClosure) return as<PiClosureNode>(*type);
  fail("dhall.type.application.function", position,
       given == 0 ? "what is applied to an argument is no function but has the type '" + shown(type) + "'"
                  : "a function is applied to more arguments than it takes: after " + std::to_string(given) +
                        " the result has the type '" + shown(type) + "'",
       "a missing operator or comma makes an application of two expressions");
}

void TypeChecker::expect_argument(const PiClosureNode& function, Node* type, const Node* where) {
  if (evaluator_.equivalent(function.domain, type)) return;
  fail_mismatch("dhall.type.application.argument", where,
                "the argument has another type than the function takes", function.domain, type);
}

Node* TypeChecker::infer_application(const ApplicationNode& node, const Context& context) {
  Node* type = infer(node.function, context);
  for (std::uint64_t at = 0; at < node.count; ++at) {
    Node* argument = node.arguments[at];
    auto& function = expect_function(type, at == 0 ? node.function->position : node.position, at);
    expect_argument(function, infer(argument, context), argument);
    Node* body = function.code->body;
    type = body->is(kNormal) ? body
                             : evaluator_.instantiate(function, evaluator_.delay(argument, context.frame));
  }
  return type;
}

Node* TypeChecker::infer_annotation(const BinaryNode& node, const Context& context) {
  Node* type = infer(node.left, context);
  const bool is_sort =
      node.right->kind == Kind::Universe && as<UniverseNode>(*node.right).universe() == Universe::Sort;
  if (!is_sort) infer(node.right, context);
  Node* annotated = evaluator_.evaluate(node.right, context.frame);
  if (!evaluator_.equivalent(annotated, type)) {
    fail_mismatch("dhall.type.annotation", node.left,
                  "the expression does not have the type that it is annotated with", annotated, type);
  }
  return type;
}

Node* TypeChecker::infer_assert(Node* code, const Context& context) {
  Node* annotation = static_cast<UnaryNode&>(*code).a;
  infer(annotation, context);
  Node* claim = evaluator_.evaluate(expanded_part(*code, annotation), context.frame);
  if (claim->kind != Kind::Equivalent) {
    fail("dhall.type.assert.claim", annotation->position, "what is asserted is no equivalence",
         "write 'assert : left ≡ right'");
  }
  const auto& sides = as<BinaryNode>(*claim);
  if (!evaluator_.equivalent(sides.left, sides.right))
    fail_assertion(code->position, sides.left, sides.right);
  return claim;
}

Node* TypeChecker::infer_if(const TernaryNode& node, const Context& context) {
  Node* condition = infer(node.a, context);
  if (condition->kind != Kind::Builtin || as<BuiltinNode>(*condition).builtin() != Builtin::Bool) {
    fail_mismatch("dhall.type.if.condition", node.a, "the condition of 'if' is no Bool",
                  heap_.builtin(Builtin::Bool), condition);
  }
  Node* yes = infer(node.b, context);
  Node* no = infer(node.c, context);
  universe_of(yes, node.b->position);
  universe_of(no, node.c->position);
  if (!evaluator_.equivalent(yes, no)) {
    fail_mismatch("dhall.type.if.branches", node.c, "the branches of 'if' have different types", yes, no);
  }
  return yes;
}

Node* TypeChecker::infer_interpolation(const InterpolationNode& node, const Context& context) {
  Node* text = heap_.builtin(Builtin::Text);
  for (Node* piece : node.all()) {
    if (piece->kind == Kind::Text) continue;
    Node* type = infer(piece, context);
    if (!evaluator_.equivalent(text, type)) {
      fail_mismatch("dhall.type.interpolation", piece, "what is interpolated into a text is no Text", text,
                    type);
    }
  }
  return text;
}

} // namespace sigil::dhall
