// Implements standard/type-inference.md: Records and `with` expressions.
#include <algorithm>

#include "sigil/base/stack.hpp"
#include "sigil/base/text.hpp"

#include "core/advice.hpp"
#include "core/infer.hpp"

namespace sigil::dhall {

Node* TypeChecker::infer_record(const FieldsNode& node, const Context& context) {
  auto* type = heap_.make<FieldsNode>(Kind::RecordType, node.position, kWhnf | kNormal);
  type->shape = node.shape;
  type->parts = heap_.arena().take_array<Node*>(node.shape->count);
  for (std::uint32_t at = 0; at < node.shape->count; ++at) {
    Node* part = infer(node.parts[at], context);
    if (part->kind == Kind::Universe && as<UniverseNode>(*part).universe() == Universe::Sort) {
      fail("dhall.type.record.field", node.parts[at]->position,
           "the field '" + std::string(node.shape->labels[at]->text) + "' holds a kind",
           "a record holds terms, types and functions of them");
    }
    type->parts[at] = part;
    if (!part->is(kNormal)) type->flags = kWhnf;
  }
  return type;
}

/// Of a record type or union type.
Node* TypeChecker::infer_fields_type(const FieldsNode& node, const Context& context) {
  Universe most = Universe::Type;
  for (Node* part : node.all()) {
    if (part == nullptr) continue;
    const bool is_record = node.kind == Kind::RecordType;
    most = std::max(
        most, expect_type(part, context, is_record ? "dhall.type.record.type" : "dhall.type.union.type",
                          is_record ? "what follows a field's ':'" : "what follows an alternative's ':'"));
  }
  return heap_.universe(most);
}

Node* TypeChecker::infer_field(const FieldNode& node, const Context& context) {
  Node* type = infer(node.record, context);
  if (type->kind == Kind::Universe) return infer_constructor(node, context);
  if (type->kind != Kind::RecordType) {
    fail("dhall.type.field.record", node.record->position,
         "the field " + in_quotes(node.label->text) +
             " is selected from what is no record but has the type '" + shown(type) + "'",
         advice_on_no_record(type));
  }
  Node* found = Evaluator::part(type, node.label);
  if (found == nullptr)
    fail_absent("dhall.type.field.absent", node.position, "the record has no field", node.label,
                *static_cast<FieldsNode*>(type));
  return found;
}

Node* TypeChecker::infer_constructor(const FieldNode& node, const Context& context) {
  Node* type = evaluator_.evaluate(node.record, context.frame);
  if (type->kind != Kind::UnionType) {
    fail("dhall.type.field.record", node.record->position,
         "the field " + in_quotes(node.label->text) + " is selected from a type that is no union: '" +
             shown(type) + "'",
         "fields are selected from records, constructors from union types");
  }
  auto& alternatives = static_cast<FieldsNode&>(*type);
  const int index = alternatives.shape->find(node.label);
  if (index < 0)
    fail_absent("dhall.type.union.absent", node.position, "the union has no alternative", node.label,
                alternatives);
  Node* payload = alternatives.parts[index];
  if (payload == nullptr) return type;
  // ∀(x : T) → U, where x is called as the alternative is.
  auto* outside = heap_.make<VariableNode>(Kind::Variable, 0);
  outside->name = underscore_;
  outside->index = 0;
  outside->depth = 1;
  outside->slot = 0;
  auto* code = heap_.make<BinderNode>(Kind::Pi, node.position);
  code->name = node.label;
  code->domain = nullptr;
  code->body = outside;
  code->slots = 1;
  code->slot = 0;
  auto* constructor = heap_.make<PiClosureNode>(Kind::PiClosure, node.position, kWhnf);
  constructor->code = code;
  constructor->frame = evaluator_.new_frame(nullptr, 1);
  constructor->frame->slots[0] = type;
  constructor->domain = payload;
  return constructor;
}

Node* TypeChecker::infer_projection(const ProjectNode& node, const Context& context) {
  Node* type = infer(node.record, context);
  if (type->kind != Kind::RecordType) {
    fail("dhall.type.projection.record", node.record->position,
         "fields are projected from what is no record but has the type '" + shown(type) + "'",
         advice_on_no_record(type));
  }
  auto& record = static_cast<FieldsNode&>(*type);
  std::vector<const Symbol*> sorted(node.all().begin(), node.all().end());
  std::ranges::sort(sorted, comes_before);
  const auto twice = std::ranges::adjacent_find(sorted);
  if (twice != sorted.end()) {
    fail("dhall.type.projection.duplicate", node.position,
         "the field " + in_quotes((*twice)->text) + " is projected twice");
  }
  std::vector<Node*> parts;
  for (const Symbol* label : sorted) {
    Node* found = Evaluator::part(type, label);
    if (found == nullptr)
      fail_absent("dhall.type.projection.absent", node.position, "the record has no field", label, record);
    parts.push_back(found);
  }
  return value_of_fields(heap_.symbols().shape(sorted), parts);
}

Node* TypeChecker::infer_projection_by_type(const BinaryNode& node, const Context& context) {
  Node* type = infer(node.left, context);
  if (type->kind != Kind::RecordType) {
    fail("dhall.type.projection.record", node.left->position,
         "fields are projected from what is no record but has the type '" + shown(type) + "'",
         advice_on_no_record(type));
  }
  infer(node.right, context);
  Node* wanted = evaluator_.evaluate(node.right, context.frame);
  if (wanted->kind != Kind::RecordType) {
    fail("dhall.type.projection.type", node.right->position,
         "the type to project by is no record type but '" + shown(wanted) + "'");
  }
  const auto& fields = static_cast<FieldsNode&>(*wanted);
  for (std::uint32_t at = 0; at < fields.shape->count; ++at) {
    const Symbol* label = fields.shape->labels[at];
    Node* found = Evaluator::part(type, label);
    if (found == nullptr) {
      fail_absent("dhall.type.projection.absent", node.position, "the record has no field", label,
                  *static_cast<FieldsNode*>(type));
    }
    if (!evaluator_.equivalent(fields.parts[at], found)) {
      fail_mismatch("dhall.type.projection.field", field_in(node.left, label),
                    "the field " + in_quotes(label->text) + " has another type than the one to project by",
                    fields.parts[at], found);
    }
  }
  return wanted;
}

Node* TypeChecker::value_of_fields(const Shape* shape, std::span<Node* const> parts) {
  Node* type = heap_.fields(Kind::RecordType, shape, parts, 0);
  type->flags |= kWhnf;
  return type;
}

void TypeChecker::expect_record(const BinaryNode& node, Node* type, const Node* operand) {
  if (type->kind == Kind::RecordType) return;
  fail("dhall.type.merge.record", operand->position,
       "an operand of '" + std::string(operator_text(node.kind)) + "' is no record but has the type '" +
           shown(type) + "'",
       advice_on_no_record(type));
}

/// The type of `l ⫽ r` or `l ∧ r`.
Node* TypeChecker::merge_types(const BinaryNode& node, Node* left, Node* right) {
  expect_record(node, left, node.left);
  expect_record(node, right, node.right);
  if (node.kind == Kind::Combine) check_combines(node, left, right);
  return evaluator_.merge_record_types(node.kind == Kind::Prefer ? Kind::Prefer : Kind::CombineTypes, left,
                                       right);
}

/// The type of `l ⫽ r ⫽ …` or `l ∧ r ∧ …`.
/// \param chain  the outermost operator first
Node* TypeChecker::infer_merges(std::span<const BinaryNode* const> chain, Node* left,
                                const Context& context) {
  const bool combines = chain.back()->kind == Kind::Combine;
  Node* right = infer(chain.back()->right, context);
  expect_record(*chain.back(), left, chain.back()->left);
  RecordMerge merge(evaluator_, combines ? Kind::CombineTypes : Kind::Prefer,
                    static_cast<FieldsNode&>(*left));
  for (;;) {
    const BinaryNode& node = *chain.back();
    expect_record(node, right, node.right);
    const auto& fields = static_cast<FieldsNode&>(*right);
    if (combines) {
      combine(node, merge, fields);
    } else {
      merge.add(fields);
    }
    chain = chain.first(chain.size() - 1);
    if (chain.empty()) return merge.finish();
    right = infer(chain.back()->right, context);
  }
}

/// What both record types have must be record types again.
void TypeChecker::check_combines(const BinaryNode& node, Node* left, Node* right) {
  if (stack_is_low())
    throw Error(ErrorKind::Limit, "a record type nests too deeply").coded("dhall.limit.depth");
  const auto& l = static_cast<const FieldsNode&>(*left);
  const auto& r = static_cast<const FieldsNode&>(*right);
  const bool swap = l.shape->count > r.shape->count;
  const FieldsNode& fewer = swap ? r : l;
  const FieldsNode& more = swap ? l : r;
  for (std::uint32_t at = 0; at < fewer.shape->count; ++at) {
    const Symbol* label = fewer.shape->labels[at];
    const int index = more.shape->find(label);
    if (index < 0) continue;
    Node* a = fewer.parts[at];
    Node* b = more.parts[index];
    check_combines(node, label, swap ? b : a, swap ? a : b);
  }
}

/// The next operand, after all that it is merged with.
void TypeChecker::combine(const BinaryNode& node, RecordMerge& merge, const FieldsNode& fields) {
  for (std::uint32_t at = 0; at < fields.shape->count; ++at) {
    const Symbol* label = fields.shape->labels[at];
    if (Node* before = merge.find(label)) check_combines(node, label, before, fields.parts[at]);
  }
  merge.add(fields);
}

void TypeChecker::check_combines(const BinaryNode& node, const Symbol* label, Node* left, Node* right) {
  left = evaluator_.force(left);
  right = evaluator_.force(right);
  if (left->kind != Kind::RecordType || right->kind != Kind::RecordType) {
    fail("dhall.type.merge.collision", node.right->position,
         "both operands of '" + std::string(operator_text(node.kind)) + "' have the field " +
             in_quotes(label->text) + ", and not both are records there",
         "'⫽' takes the field of the right operand");
  }
  check_combines(node, left, right);
}

/// \param merged  the value of the left operand, if that is such an operator too; becomes that of the whole
Node* TypeChecker::infer_combined_types(const BinaryNode& node, const Context& context, Node* left,
                                        Node* right, std::optional<RecordMerge>& merged) {
  const auto value_of = [&](Node* operand, const Node* type) -> FieldsNode& {
    Node* value = type->kind == Kind::Universe ? evaluator_.evaluate(operand, context.frame) : nullptr;
    if (value == nullptr || value->kind != Kind::RecordType) {
      fail("dhall.type.merge.type", operand->position, "an operand of '⩓' is no record type");
    }
    return static_cast<FieldsNode&>(*value);
  };
  if (!merged) merged.emplace(evaluator_, Kind::CombineTypes, value_of(node.left, left));
  combine(node, *merged, value_of(node.right, right));
  return heap_.universe(std::max(as<UniverseNode>(*left).universe(), as<UniverseNode>(*right).universe()));
}

/// `T::r`, which is `(T.default ⫽ r) : T.Type`.
Node* TypeChecker::infer_completion(BinaryNode& node, const Context& context) {
  Node* schema = infer(node.left, context);
  const bool is_record = schema->kind == Kind::RecordType;
  Node* defaults = is_record ? Evaluator::part(schema, default_label_) : nullptr;
  if (defaults != nullptr) defaults = evaluator_.force(defaults);
  if (defaults == nullptr || defaults->kind != Kind::RecordType ||
      Evaluator::part(schema, type_label_) == nullptr) {
    fail("dhall.type.completion.schema", node.left->position,
         "what is left of '::' is no record of a 'Type' and a record 'default' but has the type '" +
             shown(schema) + "'",
         "write 'let T = { Type = { a : Natural, b : Bool }, default = { b = True } }'");
  }
  Node* given = infer(node.right, context);
  if (given->kind != Kind::RecordType) {
    fail("dhall.type.completion.record", node.right->position,
         "what is right of '::' is no record but has the type '" + shown(given) + "'");
  }
  Node* type = evaluator_.merge_record_types(Kind::Prefer, defaults, given);
  Node* annotated = evaluator_.evaluate(as<BinaryNode>(*evaluator_.completed(node)).right, context.frame);
  if (!evaluator_.equivalent(annotated, type)) {
    fail_mismatch("dhall.type.completion.type", &node,
                  "the record, completed with defaults, has not the type that the left side of '::' gives",
                  annotated, type, "a field that is in 'Type' and not in 'default' must be given");
  }
  return type;
}

namespace {

/// How many of these, from the innermost on, set a field of the record itself.
std::size_t settings(std::span<const WithNode* const> chain) {
  std::size_t count = 0;
  for (; count < chain.size(); ++count) {
    const WithNode& node = *chain[chain.size() - 1 - count];
    if (node.count != 1 || node.path[0] == nullptr) break;
  }
  return count;
}

} // namespace

/// `r with a = 1 with b = 2 …` nests as deeply as it is long.
Node* TypeChecker::infer_with(const WithNode& outermost, const Context& context) {
  std::vector<const WithNode*> chain;
  Node* code = const_cast<WithNode*>(&outermost);
  for (; code->kind == Kind::With; code = chain.back()->record) chain.push_back(&as<WithNode>(*code));
  Node* type = infer(code, context);
  while (!chain.empty()) {
    const std::size_t count = settings(chain);
    if (count < kLongChain || type->kind != Kind::RecordType) {
      type = evaluator_.force(updated_type(*chain.back(), type, 0, infer(chain.back()->value, context)));
      chain.pop_back();
      continue;
    }
    RecordMerge merge(evaluator_, Kind::Prefer, static_cast<FieldsNode&>(*type));
    for (std::size_t left = count; left != 0; --left, chain.pop_back())
      merge.add(chain.back()->path[0], infer(chain.back()->value, context), 0);
    type = merge.finish();
  }
  return type;
}

/// The type of what the path from `at` on updates, which had `type`.
Node* TypeChecker::updated_type(const WithNode& node, Node* type, std::size_t at, Node* value_type) {
  if (at == node.count) return value_type;
  if (stack_is_low())
    throw Error(ErrorKind::Limit, "a path of 'with' is too long").coded("dhall.limit.depth");
  const Symbol* label = node.path[at];
  if (label == nullptr) {
    Node* inner = argument_of(type, Builtin::Optional);
    if (inner == nullptr) {
      fail("dhall.type.with.optional", node.position,
           "'?' in a path of 'with' stands where there is no Optional but the type '" + shown(type) + "'");
    }
    Node* updated = updated_type(node, evaluator_.force(inner), at + 1, value_type);
    if (!evaluator_.equivalent(inner, updated)) {
      fail_mismatch("dhall.type.with.changed", at + 1 == node.count ? node.value : &node,
                    "'with' cannot change the type inside of an Optional", inner, updated);
    }
    return type;
  }
  if (type->kind != Kind::RecordType) {
    fail("dhall.type.with.record", node.position,
         "'with' updates the field " + in_quotes(label->text) + " of what is no record but has the type '" +
             shown(type) + "'",
         advice_on_no_record(type));
  }
  Node* inner = Evaluator::part(type, label);
  if (inner == nullptr) inner = value_of_fields(heap_.symbols().empty_shape(), {});
  Node* updated = updated_type(node, evaluator_.force(inner), at + 1, value_type);
  const Symbol* labels[] = {label};
  Node* parts[] = {updated};
  return evaluator_.merge_record_types(Kind::Prefer, type,
                                       value_of_fields(heap_.symbols().shape(labels), parts));
}

} // namespace sigil::dhall
