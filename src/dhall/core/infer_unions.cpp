// Implements standard/type-inference.md: merge, showConstructor and toMap.
#include "sigil/base/text.hpp"

#include "core/advice.hpp"
#include "core/infer.hpp"

namespace sigil::dhall {

namespace {

// Of a function that is written out, else the function itself.
const Node* domain_of(const Node* function) {
  return function->kind == Kind::Lambda ? static_cast<const BinderNode*>(function)->domain : function;
}
const Node* body_of(const Node* function) {
  return function->kind == Kind::Lambda ? static_cast<const BinderNode*>(function)->body : function;
}

} // namespace

Node* TypeChecker::infer_merge(const TernaryNode& node, const Context& context) {
  Node* handlers_type = infer(node.a, context);
  if (handlers_type->kind != Kind::RecordType) {
    fail("dhall.type.merge.handlers", node.a->position,
         "the handlers of 'merge' are no record but have the type '" + shown(handlers_type) + "'");
  }
  auto& handlers = static_cast<FieldsNode&>(*handlers_type);
  FieldsNode& alternatives = alternatives_of(infer(node.b, context), node.b->position, "merge");
  for (const Symbol* label : handlers.shape->all()) {
    if (alternatives.shape->find(label) < 0) {
      fail_absent("dhall.type.merge.unused", node.a->position,
                  "a handler of 'merge' has no alternative: the union has no", label, alternatives);
    }
  }
  Node* result = nullptr;
  if (node.c != nullptr) {
    expect_type(node.c, context, "dhall.type.no-type", "the annotation of 'merge'");
    result = evaluator_.evaluate(node.c, context.frame);
  }
  for (std::uint32_t at = 0; at < alternatives.shape->count; ++at) {
    const Symbol* label = alternatives.shape->labels[at];
    Node* handler = Evaluator::part(&handlers, label);
    if (handler == nullptr) {
      fail_absent("dhall.type.merge.missing", node.a->position,
                  "an alternative has no handler: the record has no field", label, handlers);
    }
    Node* payload = alternatives.parts[at];
    Node* type = handler_result(node, label, evaluator_.force(handler), payload);
    if (result == nullptr) {
      result = type;
    } else if (!evaluator_.equivalent(result, type)) {
      const Node* written = field_in(node.a, label);
      fail_mismatch("dhall.type.merge.result", payload == nullptr ? written : body_of(written),
                    "the handler of " + in_quotes(label->text) + " gives another type than " +
                        (node.c != nullptr ? "the annotation says" : "the others"),
                    result, type);
    }
  }
  if (result == nullptr) {
    fail("dhall.type.merge.empty", node.position, "'merge' of an empty union says nothing about its type",
         "add an annotation: 'merge {=} x : T'");
  }
  expect_term_type(result, node.position, "dhall.type.merge.kind", "the result of 'merge'");
  return result;
}

/// The alternatives of a union, or of an Optional as if it were one.
FieldsNode& TypeChecker::alternatives_of(Node* type, std::uint32_t position, const char* who) {
  if (type->kind == Kind::UnionType) return static_cast<FieldsNode&>(*type);
  Node* payload = argument_of(type, Builtin::Optional);
  if (payload == nullptr) {
    fail("dhall.type.merge.union", position,
         "the argument of '" + std::string(who) + "' is no union and no Optional but has the type '" +
             shown(type) + "'");
  }
  const Symbol* labels[] = {none_label_, some_label_};
  Node* parts[] = {nullptr, payload};
  return static_cast<FieldsNode&>(*heap_.fields(Kind::UnionType, heap_.symbols().shape(labels), parts, 0));
}

/// What a handler of this type gives for an alternative with this payload type, or without.
Node* TypeChecker::handler_result(const TernaryNode& node, const Symbol* label, Node* handler,
                                  Node* payload) {
  if (payload == nullptr) return handler;
  if (handler->kind != Kind::PiClosure) {
    fail("dhall.type.merge.handler", field_in(node.a, label)->position,
         "the handler of " + in_quotes(label->text) + " is no function but has the type '" + shown(handler) +
             "'",
         "the alternative holds a value, which its handler takes");
  }
  auto& function = as<PiClosureNode>(*handler);
  if (!evaluator_.equivalent(function.domain, payload)) {
    fail_mismatch("dhall.type.merge.argument", domain_of(field_in(node.a, label)),
                  "the handler of " + in_quotes(label->text) +
                      " takes another type than the alternative holds",
                  payload, function.domain);
  }
  // The result may not depend on the argument: it is then the same for any two of them.
  Node* result = evaluator_.instantiate(function, evaluator_.fresh(label, payload));
  if (!evaluator_.equivalent(result, evaluator_.instantiate(function, evaluator_.fresh(label, payload)))) {
    fail("dhall.type.merge.dependent", field_in(node.a, label)->position,
         "the type that the handler of " + in_quotes(label->text) + " gives depends on its argument");
  }
  return result;
}

Node* TypeChecker::infer_show_constructor(const UnaryNode& node, const Context& context) {
  alternatives_of(infer(node.a, context), node.a->position, "showConstructor");
  return heap_.builtin(Builtin::Text);
}

Node* TypeChecker::infer_to_map(const TernaryNode& node, const Context& context) {
  Node* record = infer(node.a, context);
  if (record->kind != Kind::RecordType) {
    fail("dhall.type.to-map.record", node.a->position,
         "the argument of 'toMap' is no record but has the type '" + shown(record) + "'",
         advice_on_no_record(record));
  }
  const auto& fields = static_cast<FieldsNode&>(*record);
  Node* annotated = nullptr;
  if (node.c != nullptr) {
    infer(node.c, context);
    annotated = evaluator_.evaluate(node.c, context.frame);
  }
  Node* value = nullptr;
  if (fields.shape->count == 0) {
    Node* entry = annotated == nullptr ? nullptr : argument_of(annotated, Builtin::List);
    if (entry != nullptr) entry = evaluator_.force(entry);
    if (entry == nullptr || entry->kind != Kind::RecordType ||
        static_cast<FieldsNode*>(entry)->shape != evaluator_.entry_shape()) {
      fail("dhall.type.to-map.empty", node.position, "'toMap' of an empty record needs the type of the map",
           "write 'toMap {=} : List { mapKey : Text, mapValue : T }'");
    }
    value = evaluator_.force(static_cast<FieldsNode*>(entry)->parts[1]);
  } else {
    value = evaluator_.force(fields.parts[0]);
  }
  for (std::uint32_t at = 1; at < fields.shape->count; ++at) {
    if (evaluator_.equivalent(value, fields.parts[at])) continue;
    fail_mismatch("dhall.type.to-map.fields", field_in(node.a, fields.shape->labels[at]),
                  "'toMap' needs fields of one type, but the field " +
                      in_quotes(fields.shape->labels[at]->text) + " has another than the first",
                  value, fields.parts[at]);
  }
  expect_term_type(value, node.a->position, "dhall.type.to-map.kind", "a field of what 'toMap' takes");
  Node* parts[] = {heap_.builtin(Builtin::Text), value};
  Node* type = list_of(value_of_fields(evaluator_.entry_shape(), parts));
  if (annotated != nullptr && !evaluator_.equivalent(annotated, type)) {
    fail_mismatch("dhall.type.to-map.annotation", &node,
                  "'toMap' does not give the type that it is annotated with", annotated, type);
  }
  return type;
}

} // namespace sigil::dhall
