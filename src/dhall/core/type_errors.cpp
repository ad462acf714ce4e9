// What a type error says.
#include <algorithm>

#include "sigil/base/text.hpp"

#include "core/advice.hpp"
#include "core/infer.hpp"
#include "core/quote.hpp"
#include "syntax/print.hpp"

namespace sigil::dhall {

namespace {

constexpr std::size_t kMostInMessage_bytes = 80;
constexpr std::size_t kMostAdvice = 3;
/// Names that are compared with a wrong one.
constexpr std::size_t kMostNames = 10'000;
constexpr std::uint32_t kMostListed = 8;

/// What is written in an expression for a field of its value, or nullptr.
const Node* field_for(const Node* code, const Symbol* label) {
  for (;; code = as<BinaryNode>(*code).left) {
    const bool is_completion = code->kind == Kind::Completion;
    const bool is_update = code->kind == Kind::Prefer || is_completion;
    const Node* record = is_update ? as<BinaryNode>(*code).right : code;
    if (record->kind == Kind::Record) {
      const auto& fields = static_cast<const FieldsNode&>(*record);
      if (const int index = fields.shape->find(label); index >= 0) return fields.parts[index];
    }
    if (!is_update || is_completion) return nullptr;
  }
}

/// What is written in an expression for one step into its type, or nullptr.
const Node* part_for(const Node* code, const Difference::Place& step) {
  using Step = Difference::Step;
  while (code->kind == Kind::Annotation || code->kind == Kind::Let)
    code = code->kind == Kind::Let ? as<LetNode>(*code).body : as<BinaryNode>(*code).left;
  switch (step.step) {
  case Step::Field: return field_for(code, step.label);
  case Step::Element: return code->kind == Kind::List ? as<ListNode>(*code).items[0] : nullptr;
  case Step::Optional: return code->kind == Kind::Some ? as<SomeNode>(*code).value : nullptr;
  case Step::Input:
    return code->kind == Kind::Lambda ? static_cast<const BinderNode*>(code)->domain : nullptr;
  case Step::Output: return code->kind == Kind::Lambda ? static_cast<const BinderNode*>(code)->body : nullptr;
  default: return nullptr;
  }
}

/// Where the only difference is, as far as the expression is written out.
std::uint32_t position_of(const Difference& difference, const Node* code) {
  std::uint32_t position = code->position;
  if (difference.count() != 1) return position;
  for (const Difference::Place* step : difference.path(difference.found().front().place)) {
    code = part_for(code, *step);
    if (code == nullptr) break;
    if (code->position != 0) position = code->position;
  }
  return position;
}

} // namespace

std::string TypeChecker::shown(Node* type) {
  constexpr std::size_t kMostBytes = 240;
  return summary(*quote_excerpt(evaluator_, type, variables_), kMostBytes);
}

void TypeChecker::fail(const char* code, std::uint32_t position, std::string message, std::string hint) {
  Error error(ErrorKind::Invalid, std::move(message));
  error.at(heap_.sources().locate(position)).coded(code);
  if (!hint.empty()) error.hint(std::move(hint));
  throw error;
}

void TypeChecker::fail_mismatch(const char* code, const Node* where, const std::string& what, Node* expected,
                                Node* found, std::string hint) {
  Error error(ErrorKind::Invalid, what);
  std::uint32_t position = where->position;
  try {
    const Difference difference(evaluator_, variables_, expected, found);
    position = position_of(difference, where);
    error = told(what, difference, kExpectedAndFound, " : ");
    advise(error, difference, hint.empty());
  } catch (const Error& limit) {
    // It costs more to say what is wrong than to find that something is.
    if (limit.kind() != ErrorKind::Limit) throw;
    error.detail("what differs is too large to be compared: " + limit.message());
  }
  error.at(heap_.sources().locate(position)).coded(code);
  if (!hint.empty()) error.hint(std::move(hint));
  throw error;
}

void TypeChecker::fail_assertion(std::uint32_t position, Node* left, Node* right) {
  const std::string what = "the assertion does not hold";
  Error error(ErrorKind::Invalid, what);
  try {
    error = told(what, Difference(evaluator_, variables_, left, right), kLeftAndRight, " = ");
  } catch (const Error& limit) {
    if (limit.kind() != ErrorKind::Limit) throw;
    error.detail("what differs is too large to be compared: " + limit.message());
  }
  throw error.at(heap_.sources().locate(position)).coded("dhall.type.assert.failed");
}

/// In the message if all of it is short, else in lines of their own.
Error TypeChecker::told(const std::string& what, const Difference& difference, const Sides& sides,
                        std::string_view between) const {
  if (difference.count() == 1 && difference.found().front().place == 0) {
    const auto [left, right] = difference.texts(difference.found().front());
    if (left.size() + right.size() <= kMostInMessage_bytes) {
      return Error(ErrorKind::Invalid, what + ": " + std::string(sides.left) + " '" + left + "', " +
                                           std::string(sides.right) + " '" + right + "'");
    }
  }
  Error error(ErrorKind::Invalid, what);
  for (std::string& line : difference.lines(sides, between)) error.detail(std::move(line));
  return error;
}

void TypeChecker::advise(Error& error, const Difference& difference, bool knows_no_better) {
  std::vector<std::string> advice;
  bool lacks_fields = false;
  for (const Difference::Found& one : difference.found()) {
    lacks_fields = lacks_fields || (one.left_has && !one.right_has &&
                                    difference.place(one.place).step == Difference::Step::Field);
    if (one.left == nullptr || one.right == nullptr || advice.size() == kMostAdvice) continue;
    std::string text = advice_on(evaluator_, one.left, one.right);
    if (!text.empty() && std::ranges::find(advice, text) == advice.end()) advice.push_back(std::move(text));
  }
  for (std::string& text : advice) error.hint(std::move(text));
  for (const auto& [surplus, missing] : difference.misspelt())
    error.hint("is " + in_quotes(missing->text) + " meant by " + in_quotes(surplus->text) + "?");
  if (lacks_fields && knows_no_better && difference.misspelt().empty())
    error.hint("fields that have defaults can be left out if the record is written 'T::{ … }'");
}

void TypeChecker::fail_absent(const char* code, std::uint32_t position, const std::string& what,
                              const Symbol* label, const FieldsNode& fields) {
  const auto names = fields.shape->all();
  std::string hint;
  if (const std::string close = closest_of(names, label->text); !close.empty()) {
    hint = "is " + in_quotes(close) + " meant?";
  } else if (!names.empty()) {
    for (std::uint32_t at = 0; at < names.size() && at < kMostListed; ++at)
      hint += (at == 0 ? "it has " : ", ") + in_quotes(names[at]->text);
    if (names.size() > kMostListed) hint += " and " + std::to_string(names.size() - kMostListed) + " others";
  }
  fail(code, position, what + " " + in_quotes(label->text), std::move(hint));
}

void TypeChecker::fail_unbound(const FreeNode& node) {
  const std::string_view name = node.name->text;
  std::vector<const Symbol*> names(scope_.rbegin(), scope_.rend());
  for (const std::string_view builtin : kBuiltins) names.push_back(heap_.symbols().intern(builtin));
  std::string hint = "a variable is bound by λ, ∀ or let around it; is the name misspelt?";
  if (const std::string close = closest_of(names, name); !close.empty() && close != name) {
    hint = "is " + in_quotes(close) + " meant?";
  } else if (name.find('/') != std::string_view::npos) {
    hint = "it is not built in; what the Prelude has is a field of its import, as in 'Prelude.List.map'";
  }
  // Its index counts from outside of all variables that there are.
  const std::uint64_t skipped =
      node.index + static_cast<std::uint64_t>(std::ranges::count(scope_, node.name));
  const std::string index = skipped == 0 ? "" : "@" + std::to_string(skipped);
  fail("dhall.type.unbound", node.position, "the variable '" + std::string(name) + index + "' is not bound",
       std::move(hint));
}

std::string TypeChecker::closest_of(std::span<const Symbol* const> names, std::string_view wrong) {
  std::vector<std::string> known;
  for (const Symbol* name : names.first(std::min(names.size(), kMostNames))) {
    if (name->text.size() < 2) continue; // near to every other one
    const std::size_t longer = std::max(name->text.size(), wrong.size());
    if (longer - std::min(name->text.size(), wrong.size()) <= longer / 3 + 1) known.emplace_back(name->text);
  }
  return closest_word(wrong, known);
}

const Node* TypeChecker::field_in(const Node* record, const Symbol* label) {
  const Node* part = field_for(record, label);
  return part != nullptr && part->position != 0 ? part : record;
}

} // namespace sigil::dhall
