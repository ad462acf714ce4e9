// What a type error says.
#include "sigil/base/text.hpp"

#include "core/infer.hpp"
#include "core/quote.hpp"
#include "syntax/print.hpp"

namespace sigil::dhall {

std::string TypeChecker::shown(Node* type) {
  constexpr std::size_t kMostBytes = 240;
  return summary(*quote(evaluator_, type, BinderNames::Kept, variables_), kMostBytes);
}

void TypeChecker::fail(const char* code, std::uint32_t position, std::string message, std::string hint) {
  Error error(ErrorKind::Invalid, std::move(message));
  error.at(heap_.sources().locate(position)).coded(code);
  if (!hint.empty()) error.hint(std::move(hint));
  throw error;
}

void TypeChecker::fail_mismatch(const char* code, std::uint32_t position, const std::string& what,
                                Node* expected, Node* found, std::string hint) {
  fail(code, position, what + ": expected '" + shown(expected) + "', found '" + shown(found) + "'",
       std::move(hint));
}

void TypeChecker::fail_absent(const char* code, std::uint32_t position, const std::string& what,
                              const Symbol* label, const FieldsNode& fields) {
  std::vector<std::string> known;
  for (const Symbol* name : fields.shape->all()) known.emplace_back(name->text);
  const std::string close = closest_word(label->text, known);
  fail(code, position, what + " " + in_quotes(label->text),
       close.empty() ? "" : "is " + in_quotes(close) + " meant?");
}

} // namespace sigil::dhall
