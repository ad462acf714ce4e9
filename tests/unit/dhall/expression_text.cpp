#include "expression_text.hpp"

#include "syntax/import_spec.hpp"

namespace sigil::test {

using namespace dhall;

namespace {

template <typename Parts>
std::string all_of(std::string_view head, const Parts& parts) {
  std::string text = "(" + std::string(head);
  for (const Node* part : parts) text += " " + text_of(part);
  return text + ")";
}

std::string of_fields(const FieldsNode& node) {
  const bool is_record = node.kind == Kind::Record;
  std::string text = node.kind == Kind::UnionType ? "<" : "{";
  for (std::uint32_t at = 0; at < node.shape->count; ++at) {
    text += (at == 0 ? "" : ", ") + std::string(node.shape->labels[at]->text);
    if (node.parts[at] != nullptr) text += (is_record ? "=" : ":") + text_of(node.parts[at]);
  }
  if (is_record && node.shape->count == 0) text += "=";
  return text + (node.kind == Kind::UnionType ? ">" : "}");
}

std::string of_big(const BigNode& node) {
  std::string text = node.kind == Kind::BigNatural ? "big" : node.size < 0 ? "-big" : "+big";
  const auto count = static_cast<std::uint64_t>(node.size < 0 ? -node.size : node.size);
  for (std::uint64_t at = count; at-- != 0;) text += ":" + std::to_string(node.limbs[at]);
  return text;
}

std::string labels_of(std::span<const Symbol* const> labels) {
  std::string text;
  for (const Symbol* label : labels) text += " " + std::string(label == nullptr ? "?" : label->text);
  return text;
}

std::string of_import(const ImportSpec& spec) {
  constexpr const char* kSchemes[] = {"http",   "https", "absolute", "here",
                                      "parent", "home",  "env",      "missing"};
  constexpr const char* kModes[] = {"", " as-text", " as-location", " as-bytes"};
  std::string text = std::string("[") + kSchemes[static_cast<int>(spec.scheme)];
  if (!spec.authority.empty()) text += " " + std::string(spec.authority);
  for (const std::string_view part : spec.path) text += " '" + std::string(part) + "'";
  if (spec.has_query) text += " ?" + std::string(spec.query);
  if (spec.headers != nullptr) text += " using " + text_of(spec.headers);
  if (spec.hash != nullptr)
    text += " sha256:" + std::to_string(spec.hash->front()) + ".." + std::to_string(spec.hash->back());
  return text + kModes[static_cast<int>(spec.mode)] + "]";
}

std::string of_time(const Node* node) {
  if (node->kind == Kind::Date) {
    const auto& date = as<DateNode>(*node);
    return "(date " + std::to_string(date.year) + " " + std::to_string(date.month) + " " +
           std::to_string(date.day) + ")";
  }
  if (node->kind == Kind::Time) {
    const auto& time = as<TimeNode>(*node);
    return "(time " + std::to_string(time.hour) + " " + std::to_string(time.minute) + " " +
           std::to_string(time.second) + " ." + std::string(time.fraction()) + ")";
  }
  const auto& zone = as<TimeZoneNode>(*node);
  return std::string("(zone ") + (zone.negative ? "-" : "+") + " " + std::to_string(zone.minutes) + ")";
}

std::string of_literal(const Node* node) {
  switch (node->kind) {
  case Kind::Universe: return std::string(kBuiltins[static_cast<std::size_t>(Builtin::Type) + node->small]);
  case Kind::Builtin: return std::string(name_of(as<BuiltinNode>(*node).builtin()));
  case Kind::Bool: return as<BoolNode>(*node).value() ? "True" : "False";
  case Kind::Natural: return std::to_string(as<NaturalNode>(*node).value);
  case Kind::Integer:
    return (as<IntegerNode>(*node).value < 0 ? "" : "+") + std::to_string(as<IntegerNode>(*node).value);
  case Kind::Double: {
    char text[40];
    std::snprintf(text, sizeof text, "%.17gd", as<DoubleNode>(*node).value);
    return text;
  }
  case Kind::Text: return "'" + std::string(as<TextNode>(*node).text()) + "'";
  case Kind::Bytes: {
    std::string text = "0x";
    for (std::uint64_t at = 0; at < as<BytesNode>(*node).size_bytes; ++at) {
      text += "," + std::to_string(as<BytesNode>(*node).data[at]);
    }
    return text;
  }
  case Kind::BigNatural:
  case Kind::BigInteger: return of_big(static_cast<const BigNode&>(*node));
  default: return of_time(node);
  }
}

std::string of_binder(std::string_view head, const BinderNode& node) {
  return "(" + std::string(head) + " " + std::string(node.name->text) + "/" + std::to_string(node.slots) +
         " " + text_of(node.domain) + " " + text_of(node.body) + ")";
}

std::string of_variable(const Node* node) {
  if (node->kind == Kind::Free) {
    return std::string(as<FreeNode>(*node).name->text) + "@" + std::to_string(as<FreeNode>(*node).index);
  }
  const auto& variable = as<VariableNode>(*node);
  return std::string(variable.name->text) + "@" + std::to_string(variable.index) + ":" +
         std::to_string(variable.depth) + "." + std::to_string(variable.slot);
}

std::string of_ternary(std::string_view head, const Node* node) {
  const auto& three = static_cast<const TernaryNode&>(*node);
  std::string text = "(" + std::string(head);
  for (const Node* part : {three.a, three.b, three.c}) text += part == nullptr ? "" : " " + text_of(part);
  return text + ")";
}

std::string of_eliminator(const Node* node) {
  switch (node->kind) {
  case Kind::If: return of_ternary("if", node);
  case Kind::Merge: return of_ternary("merge", node);
  case Kind::ToMap: return of_ternary("toMap", node);
  case Kind::ShowConstructor:
    return "(showConstructor " + text_of(static_cast<const UnaryNode*>(node)->a) + ")";
  case Kind::Assert: return "(assert " + text_of(static_cast<const UnaryNode*>(node)->a) + ")";
  case Kind::Field:
    return "(. " + text_of(as<FieldNode>(*node).record) + " " +
           std::string(as<FieldNode>(*node).label->text) + ")";
  case Kind::Project:
    return "(.{} " + text_of(as<ProjectNode>(*node).record) + labels_of(as<ProjectNode>(*node).all()) + ")";
  case Kind::With: {
    const auto& with = as<WithNode>(*node);
    return "(with " + text_of(with.record) + labels_of(with.all()) + " = " + text_of(with.value) + ")";
  }
  case Kind::Interpolation: return all_of("text", as<InterpolationNode>(*node).all());
  case Kind::Import: return of_import(*as<ImportNode>(*node).spec);
  default: return of_literal(node);
  }
}

} // namespace

std::string text_of(const Node* node) {
  const auto binary = [node](std::string_view head) {
    const auto& two = static_cast<const BinaryNode&>(*node);
    return "(" + std::string(head) + " " + text_of(two.left) + " " + text_of(two.right) + ")";
  };
  if (operator_number(node->kind) >= 0) return binary(operator_text(node->kind));
  switch (node->kind) {
  case Kind::List: return all_of("list", as<ListNode>(*node).all());
  case Kind::EmptyList: return "(empty " + text_of(as<EmptyListNode>(*node).type) + ")";
  case Kind::Some: return "(Some " + text_of(as<SomeNode>(*node).value) + ")";
  case Kind::Record:
  case Kind::RecordType:
  case Kind::UnionType: return of_fields(static_cast<const FieldsNode&>(*node));
  case Kind::Variable:
  case Kind::Free: return of_variable(node);
  case Kind::Lambda: return of_binder("λ", static_cast<const BinderNode&>(*node));
  case Kind::Pi: return of_binder("∀", static_cast<const BinderNode&>(*node));
  case Kind::Let: {
    const auto& let = as<LetNode>(*node);
    return "(let " + std::string(let.name->text) + "/" + std::to_string(let.slot) +
           (let.annotation == nullptr ? "" : " : " + text_of(let.annotation)) + " " + text_of(let.bound) +
           " " + text_of(let.body) + ")";
  }
  case Kind::Application: {
    std::string text = "(" + text_of(as<ApplicationNode>(*node).function);
    for (const Node* argument : as<ApplicationNode>(*node).all()) text += " " + text_of(argument);
    return text + ")";
  }
  case Kind::Annotation: return binary(":");
  case Kind::ProjectByType: return binary(".()");
  default: return of_eliminator(node);
  }
}

} // namespace sigil::test
