#include "interpreter.hpp"

#include "binary/decode.hpp"
#include "binary/encode.hpp"
#include "syntax/parse.hpp"

namespace sigil::dhall {

Interpreter::Interpreter(Heap& heap, Fetcher& fetcher, const Options& options)
    : heap_(heap), evaluator_(heap_, options.evaluation), checker_(evaluator_),
      resolver_(heap_, *this, fetcher, options.imports) {}

Code Interpreter::parse(const SourceMap::Source& source) {
  const Parsed parsed = dhall::parse(heap_, source);
  return {parsed.expression, parsed.slots};
}

Code Interpreter::decode(const SourceMap::Source& source) {
  const Decoded decoded = dhall::decode(heap_, source);
  return {decoded.expression, decoded.slots};
}

Node* Interpreter::value_of(const Code& code) {
  return evaluator_.delay(code.expression, evaluator_.new_frame(nullptr, code.slots));
}

void Interpreter::check(ResolvedImport& import) {
  const Code code{import.expression, import.slots};
  import.type = infer(code);
  import.value = value_of(code);
}

Bytes Interpreter::encode_normal(ResolvedImport& import) {
  return encode(*quote(import.value, BinderNames::Underscore));
}

std::string Interpreter::text_of(Node* value) {
  Node* text = evaluator_.flatten_text(evaluator_.force(value));
  SIGIL_ASSERT(text->kind == Kind::Text);
  return std::string(as<TextNode>(*text).text());
}

/// The entries of a list of records of two fields, of which the first by name is the value or the key.
HttpHeaders Interpreter::headers_of(Node* list) {
  HttpHeaders headers;
  for (Node* item : evaluator_.elements(evaluator_.force(list))) {
    const auto& entry = static_cast<FieldsNode&>(*evaluator_.force(item));
    headers.emplace_back(text_of(entry.parts[0]), text_of(entry.parts[1]));
  }
  return headers;
}

namespace {

/// The parts of a record type with these two fields, in their order, if the type of a list is such.
std::span<Node* const> entry_types(Evaluator& evaluator, Node* list_type, std::string_view first,
                                   std::string_view second) {
  if (list_type->kind != Kind::Application || list_type->is(kStuck)) return {};
  Node* entry = evaluator.force(as<ApplicationNode>(*list_type).arguments[0]);
  if (entry->kind != Kind::RecordType) return {};
  const auto& fields = static_cast<FieldsNode&>(*entry);
  if (fields.shape->count != 2 || fields.shape->labels[0]->text != first ||
      fields.shape->labels[1]->text != second) {
    return {};
  }
  return fields.all();
}

bool is_text(Evaluator& evaluator, Node* type) {
  Node* value = evaluator.force(type);
  return value->kind == Kind::Builtin && as<BuiltinNode>(*value).builtin() == Builtin::Text;
}

bool are_headers(Evaluator& evaluator, Node* type) {
  auto types = entry_types(evaluator, type, "mapKey", "mapValue");
  if (types.empty()) types = entry_types(evaluator, type, "header", "value");
  return !types.empty() && is_text(evaluator, types[0]) && is_text(evaluator, types[1]);
}

} // namespace

HttpHeaders Interpreter::headers(ResolvedImport& import) {
  if (!are_headers(evaluator_, import.type)) {
    throw Error(ErrorKind::Invalid, "headers have another type than List { mapKey : Text, mapValue : Text }")
        .coded("dhall.import.headers");
  }
  return headers_of(import.value);
}

OriginHeaders Interpreter::origin_headers(ResolvedImport& import) {
  const auto types = entry_types(evaluator_, import.type, "mapKey", "mapValue");
  if (types.empty() || !is_text(evaluator_, types[0]) ||
      !are_headers(evaluator_, evaluator_.force(types[1]))) {
    throw Error(ErrorKind::Invalid,
                "the configuration of headers has another type than List { mapKey : Text, "
                "mapValue : List { mapKey : Text, mapValue : Text } }")
        .coded("dhall.import.headers");
  }
  OriginHeaders origins;
  for (Node* item : evaluator_.elements(evaluator_.force(import.value))) {
    const auto& entry = static_cast<FieldsNode&>(*evaluator_.force(item));
    origins.emplace_back(text_of(entry.parts[0]), headers_of(entry.parts[1]));
  }
  return origins;
}

} // namespace sigil::dhall
