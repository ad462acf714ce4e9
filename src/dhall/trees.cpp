// Church-encoded data: applied to constructors that the machine knows, unions made ad hoc, it evaluates to
// what it describes, level by level, and its λ-terms are never written out.
#include "sigil/dhall/trees.hpp"

#include <algorithm>
#include <iterator>

#include "context_impl.hpp"
#include "sigil/base/stack.hpp"
#include "sigil/dhall/convert.hpp"

namespace sigil::dhall {

// ----- church encodings ------------------------------------------------------------------------------------

namespace {

/// A record of constructors for a parameter of the record type `parameter`, which depends on the type
/// `result`; nullptr if it is no such type.
FieldsNode* constructors_of(Evaluator& evaluator, Node* parameter, const Node* result) {
  if (parameter->kind != Kind::RecordType) return nullptr;
  Heap& heap = evaluator.heap();
  const auto& type = static_cast<const FieldsNode&>(*parameter);
  auto* made = heap.make<FieldsNode>(Kind::UnionType, 0, kWhnf);
  made->shape = type.shape;
  made->parts = heap.arena().take_array<Node*>(type.shape->count);
  std::vector<Node*> constructors;
  for (std::uint32_t at = 0; at < type.shape->count; ++at) {
    Node* part = evaluator.force(type.parts[at]);
    const bool has_payload = part->kind == Kind::PiClosure;
    if (has_payload) {
      auto& function = as<PiClosureNode>(*part);
      part = evaluator.instantiate(function, evaluator.fresh(function.code->name, nullptr));
    }
    if (part != result) return nullptr;
    // Nobody looks at the type of a payload, but that there is one tells a constructor from a value.
    made->parts[at] = has_payload ? heap.builtin(Builtin::Text) : nullptr;
    auto* constructor = heap.make<VariantNode>(Kind::Variant, 0, kWhnf);
    constructor->type = made;
    constructor->index = at;
    constructor->payload = nullptr;
    constructors.push_back(constructor);
  }
  auto* record = heap.make<FieldsNode>(Kind::Record, 0, kWhnf);
  record->shape = type.shape;
  record->parts = heap.keep(std::span<Node* const>(constructors)).data();
  return record;
}

} // namespace

std::optional<Value> Value::constructed() const {
  Evaluator& evaluator = context_->impl_->interpreter.evaluator();
  Node* function = forced();
  if (function->kind != dhall::Kind::Closure) return std::nullopt;
  const Node* domain = evaluator.force(evaluator.domain_of(as<ClosureNode>(*function)));
  if (domain->kind != dhall::Kind::Universe || as<UniverseNode>(*domain).universe() != Universe::Type)
    return std::nullopt;
  Node* result = evaluator.fresh(as<ClosureNode>(*function).code->name, nullptr);
  Node* inner = evaluator.instantiate(as<ClosureNode>(*function), result);
  if (inner->kind != dhall::Kind::Closure) return std::nullopt;
  Node* parameter = evaluator.force(evaluator.domain_of(as<ClosureNode>(*inner)));
  FieldsNode* constructors = constructors_of(evaluator, parameter, result);
  if (constructors == nullptr || constructors->shape->count == 0) return std::nullopt;
  Node* made = evaluator.instantiate(as<ClosureNode>(*inner), constructors);
  const FieldsNode* type = as<VariantNode>(*constructors->parts[0]).type;
  if (made->kind != dhall::Kind::Variant || as<VariantNode>(*made).type != type) return std::nullopt;
  return Value(*context_, made);
}

std::vector<std::string_view> Value::alternatives() const {
  SIGIL_ASSERT(kind() == Kind::Union);
  std::vector<std::string_view> names;
  for (const Symbol* label : as<VariantNode>(*forced()).type->shape->all()) names.push_back(label->text);
  return names;
}

bool is_json(const Value& constructed) {
  using Names = std::vector<std::string_view>;
  const Names names = constructed.alternatives();
  // Before version 13 of the standard the Prelude had Doubles only.
  return names == Names{"array", "bool", "double", "integer", "null", "object", "string"} ||
         names == Names{"array", "bool", "null", "number", "object", "string"};
}

bool is_xml(const Value& constructed) {
  using Names = std::vector<std::string_view>;
  const Names names = constructed.alternatives();
  return names == Names{"element", "rawText", "text"} || names == Names{"element", "text"};
}

// ----- from values -----------------------------------------------------------------------------------------

namespace {

/// \param from  of a union of JSON's constructors
Json json_of(const Reading& from) {
  from.expect(Value::Kind::Union, "a JSON value");
  const std::string_view name = from.value().alternative();
  const auto payload = from.value().payload();
  if (name == "null") return {};
  if (!payload) from.refuse("dhall.convert.kind", "an alternative without a payload", "a JSON value");
  const Reading inner(from, *payload, name);
  if (name == "bool") return Conversion<bool>::read(inner);
  if (name == "string") return Conversion<std::string>::read(inner);
  if (name == "integer") return Conversion<std::int64_t>::read(inner);
  if (name == "double" || name == "number") return Conversion<double>::read(inner);
  inner.expect(Value::Kind::List, "a List");
  const std::size_t size = payload->size();
  if (name == "array") {
    Json::Array items;
    items.reserve(size);
    for (std::size_t at = 0; at < size; ++at) items.push_back(json_of(inner.item(at)));
    return items;
  }
  Json::Object fields;
  fields.reserve(size);
  for (std::size_t at = 0; at < size; ++at) {
    const Reading entry = inner.item(at);
    convert_detail::expect_map_entry(entry);
    fields.emplace_back(Conversion<std::string>::read(entry.field("mapKey")),
                        json_of(entry.field("mapValue")));
  }
  return fields;
}

Xml xml_of(const Reading& from) {
  from.expect(Value::Kind::Union, "XML");
  const std::string_view name = from.value().alternative();
  const auto payload = from.value().payload();
  if (!payload) from.refuse("dhall.convert.kind", "an alternative without a payload", "XML");
  const Reading inner(from, *payload, name);
  if (name != "element")
    return {name == "text" ? Xml::Kind::Text : Xml::Kind::RawText, Conversion<std::string>::read(inner)};
  const std::string_view names[] = {"attributes", "content", "name"};
  inner.expect_fields(names);
  Xml element(Xml::Kind::Element, Conversion<std::string>::read(inner.field("name")));
  const Reading attributes = inner.field("attributes");
  attributes.expect(Value::Kind::List, "a List");
  for (std::size_t at = 0; at < attributes.value().size(); ++at) {
    const Reading entry = attributes.item(at);
    convert_detail::expect_map_entry(entry);
    element.attributes.emplace_back(Conversion<std::string>::read(entry.field("mapKey")),
                                    Conversion<std::string>::read(entry.field("mapValue")));
  }
  const Reading content = inner.field("content");
  content.expect(Value::Kind::List, "a List");
  const std::size_t size = content.value().size();
  element.content.reserve(size);
  for (std::size_t at = 0; at < size; ++at) element.content.push_back(xml_of(content.item(at)));
  return element;
}

} // namespace

Json Conversion<Json>::read(const Reading& from) {
  const auto made = from.value().constructed();
  if (!made || !is_json(*made))
    from.refuse("dhall.convert.kind", "something else", "the Prelude's JSON.Type");
  return json_of({from, *made, "JSON"});
}

Xml Conversion<Xml>::read(const Reading& from) {
  const auto made = from.value().constructed();
  if (!made || !is_xml(*made)) from.refuse("dhall.convert.kind", "something else", "the Prelude's XML.Type");
  return xml_of({from, *made, "XML"});
}

// ----- to expressions --------------------------------------------------------------------------------------

namespace {

/// The first and the second argument of a church-encoded value, seen from its body.
Node* argument(Heap& heap, const Symbol* name, std::uint32_t slot) {
  auto* node = heap.make<VariableNode>(Kind::Variable, 0);
  node->name = name;
  node->index = 0;
  node->depth = 0;
  node->slot = slot;
  return node;
}

void check_stack() {
  if (stack_is_low())
    throw Error(ErrorKind::Limit, "value nests too deeply to be made an expression")
        .coded("dhall.limit.depth");
}

} // namespace

/// The call of a constructor, `json.string "…"`; without a payload `json.null`.
Builder::Part Builder::construct(std::string_view constructors, std::string_view name, const Part* payload) {
  Heap& heap = context_.impl_->heap;
  return alternative(part(argument(heap, symbol(constructors), 1)), name, payload);
}

/// `λ(JSON : Type) → λ(json : …) → body`, of the type.
Builder::Part Builder::church(std::string_view type, const Part& body) {
  Heap& heap = context_.impl_->heap;
  // The type has the domains: those of the functions are in the same frame.
  const auto& outer = static_cast<const BinderNode&>(*expression(std::string(type)).node_);
  const auto& inner = static_cast<const BinderNode&>(*outer.body);
  const auto lambda = [&](std::string_view name, Node* domain, Node* of, std::uint16_t slot) {
    auto* made = heap.make<BinderNode>(Kind::Lambda, 0, 0, slot == 0 ? 0 : BinderNode::kSharesFrame);
    made->name = symbol(name);
    made->domain = domain;
    made->body = of;
    made->slots = 2;
    made->slot = slot;
    return made;
  };
  return part(
      lambda(outer.name->text, outer.domain, lambda(inner.name->text, inner.domain, body.node_, 1), 0));
}

Builder::Part Builder::list_of(std::span<const Part> items, const Part& type) {
  return items.empty() ? empty_list(type) : list(items);
}

Builder::Part Builder::map_entry(std::string_view key, const Part& value) {
  const Field fields[] = {{"mapKey", text(key)}, {"mapValue", value}};
  return record(fields);
}

Builder::Part Builder::json_part(const Json& value) {
  check_stack();
  Heap& heap = context_.impl_->heap;
  Node* json = argument(heap, symbol("JSON"), 0);
  std::vector<Part> parts;
  if (const auto* items = std::get_if<Json::Array>(&value.value)) {
    for (const Json& item : *items) parts.push_back(json_part(item));
    const Part list = list_of(parts, part(json));
    return construct("json", "array", &list);
  }
  if (const auto* fields = std::get_if<Json::Object>(&value.value)) {
    for (const auto& [key, mapped] : *fields) parts.push_back(map_entry(key, json_part(mapped)));
    Node* types[] = {heap.builtin(Builtin::Text), json};
    const Shape* shape = context_.impl_->interpreter.evaluator().entry_shape();
    const Part list = list_of(parts, part(heap.fields(Kind::RecordType, shape, types, 0)));
    return construct("json", "object", &list);
  }
  const auto literal = [&](std::string_view name, const Part& payload) {
    return construct("json", name, &payload);
  };
  if (const auto* truth = std::get_if<bool>(&value.value)) return literal("bool", boolean(*truth));
  if (const auto* number = std::get_if<std::int64_t>(&value.value))
    return literal("integer", integer(*number));
  if (const auto* number = std::get_if<double>(&value.value)) return literal("double", floating(*number));
  if (const auto* words = std::get_if<std::string>(&value.value)) return literal("string", text(*words));
  return construct("json", "null", nullptr);
}

Builder::Part Builder::xml_part(const Xml& value) {
  check_stack();
  if (value.kind != Xml::Kind::Element) {
    const Part words = text(value.text);
    return construct("xml", value.kind == Xml::Kind::Text ? "text" : "rawText", &words);
  }
  std::vector<Part> attributes;
  for (const auto& [name, is] : value.attributes) attributes.push_back(map_entry(name, text(is)));
  std::vector<Part> content;
  for (const Xml& inner : value.content) content.push_back(xml_part(inner));
  const Part attribute = expression("{ mapKey : Text, mapValue : Text }");
  const Part xml = part(argument(context_.impl_->heap, symbol("XML"), 0));
  const Field fields[] = {{"attributes", list_of(attributes, attribute)},
                          {"content", list_of(content, xml)},
                          {"name", text(value.text)}};
  const Part element = record(fields);
  return construct("xml", "element", &element);
}

Builder::Part Builder::json(const Json& value) {
  return church(kJsonType, json_part(value));
}

Builder::Part Builder::xml(const Xml& value) {
  return church(kXmlType, xml_part(value));
}

// ----- trees -----------------------------------------------------------------------------------------------

// What a tree holds is moved out and destroyed one by one: else a deep one would take a deep stack.

Json::~Json() {
  std::vector<Json> rest;
  const auto take = [&rest](Json& from) {
    if (auto* items = std::get_if<Array>(&from.value))
      rest.insert(rest.end(), std::move_iterator(items->begin()), std::move_iterator(items->end()));
    if (auto* fields = std::get_if<Object>(&from.value))
      for (auto& [key, mapped] : *fields) rest.push_back(std::move(mapped));
    from.value = std::monostate();
  };
  take(*this);
  while (!rest.empty()) {
    Json last = std::move(rest.back());
    rest.pop_back();
    take(last);
  }
}

Xml::~Xml() {
  std::vector<Xml> rest = std::move(content);
  while (!rest.empty()) {
    Xml last = std::move(rest.back());
    rest.pop_back();
    rest.insert(rest.end(), std::move_iterator(last.content.begin()), std::move_iterator(last.content.end()));
    last.content.clear();
  }
}

} // namespace sigil::dhall
