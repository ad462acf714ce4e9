#include "imports/standard_language.hpp"

#include <array>

#include "binary/decode.hpp"
#include "binary/encode.hpp"
#include "core/expand.hpp"
#include "core/quote.hpp"
#include "limited_sink.hpp"
#include "syntax/parse.hpp"
#include "syntax/print.hpp"

namespace sigil::dhall {

StandardLanguage::StandardLanguage(Evaluator& evaluator, TypeChecker& checker)
    : heap_(evaluator.heap()), evaluator_(evaluator), checker_(checker),
      header_(heap_.symbols().intern_kept("header")), value_(heap_.symbols().intern_kept("value")) {}

Code StandardLanguage::parse(const SourceMap::Source& source) {
  const Parsed parsed = dhall::parse(heap_, source);
  return {parsed.expression, parsed.slots};
}

Code StandardLanguage::decode(const SourceMap::Source& source) {
  const Decoded decoded = dhall::decode(heap_, source);
  return {decoded.expression, decoded.slots};
}

void StandardLanguage::check(ResolvedImport& import) {
  import.type = checker_.infer_closed(import.expression, import.slots);
  import.value = value_of({import.expression, import.slots});
}

Node* StandardLanguage::value_of(const Code& code) {
  if (checker_.has_inferred(code.expression)) return checker_.value_of_inferred();
  const Expansion expanded = expand(heap_, code.expression, code.slots);
  return evaluator_.delay(expanded.expression, evaluator_.new_frame(nullptr, expanded.slots));
}

Bytes StandardLanguage::encode_normal(ResolvedImport& import) {
  const Node* normal =
      import.is_normal ? import.expression : quote(evaluator_, import.value, BinderNames::Underscore);
  BytesSink bytes;
  LimitedSink sink(bytes, evaluator_.limits());
  encode(*normal, sink);
  return std::move(bytes).bytes();
}

HttpHeaders StandardLanguage::headers(ResolvedImport& import) {
  Node* text = heap_.builtin(Builtin::Text);
  if (evaluator_.equivalent(import.type, list_of_pairs(evaluator_.map_key(), evaluator_.map_value(), text)))
    return pairs_of(import.value, evaluator_.map_key(), evaluator_.map_value());
  if (evaluator_.equivalent(import.type, list_of_pairs(header_, value_, text)))
    return pairs_of(import.value, header_, value_);
  refuse(import, "'List { mapKey : Text, mapValue : Text }'");
}

OriginHeaders StandardLanguage::origin_headers(ResolvedImport& import) {
  const Symbol* key = evaluator_.map_key();
  const Symbol* value = evaluator_.map_value();
  Node* headers = list_of_pairs(key, value, heap_.builtin(Builtin::Text));
  if (!evaluator_.equivalent(import.type, list_of_pairs(key, value, headers)))
    refuse(import, "'List { mapKey : Text, mapValue : List { mapKey : Text, mapValue : Text } }'");
  OriginHeaders result;
  for (Node* item : evaluator_.elements(evaluator_.force(import.value))) {
    const Node* record = evaluator_.force(item);
    result.emplace_back(text_of(record, key), pairs_of(Evaluator::part(record, value), key, value));
  }
  return result;
}

/// `List { name : Text, value : value_type }`; the names are in the order of labels.
Node* StandardLanguage::list_of_pairs(const Symbol* name, const Symbol* value, Node* value_type) {
  const std::array<const Symbol*, 2> labels = {name, value};
  const std::array<Node*, 2> types = {heap_.builtin(Builtin::Text), value_type};
  Node* record = heap_.fields(Kind::RecordType, heap_.symbols().shape(labels), types, 0);
  return heap_.application(heap_.builtin(Builtin::List), {&record, 1}, 0);
}

std::string StandardLanguage::text_of(const Node* record, const Symbol* label) {
  const Node* text = evaluator_.flatten_text(evaluator_.force(Evaluator::part(record, label)));
  return std::string(as<TextNode>(*text).text());
}

HttpHeaders StandardLanguage::pairs_of(Node* list, const Symbol* name, const Symbol* value) {
  HttpHeaders result;
  for (Node* item : evaluator_.elements(evaluator_.force(list))) {
    const Node* record = evaluator_.force(item);
    result.emplace_back(text_of(record, name), text_of(record, value));
  }
  return result;
}

void StandardLanguage::refuse(const ResolvedImport& import, const std::string& expected) {
  constexpr std::size_t kMostBytes = 120;
  const std::string found = summary(*quote_excerpt(evaluator_, import.type, {}), kMostBytes);
  throw Error(ErrorKind::Invalid,
              in_quotes(import.location) + " has the type '" + found + "', expected " + expected)
      .at(heap_.sources().locate(import.expression->position))
      .coded("dhall.import.headers");
}

} // namespace sigil::dhall
