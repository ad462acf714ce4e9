// The types of types. Implements standard/function-check.md.
#include "sigil/base/stack.hpp"

#include "core/infer.hpp"
#include "core/quote.hpp"

namespace sigil::dhall {

/// Infers what must be a type, and gives its type.
Universe TypeChecker::expect_type(Node* code, const Context& context, const char* code_name,
                                  const char* what) {
  Node* type = infer(code, context);
  if (type->kind != Kind::Universe) {
    fail(code_name, code->position, std::string(what) + " is no type but has the type '" + shown(type) + "'");
  }
  return as<UniverseNode>(*type).universe();
}

/// Says no to what is no term: `type` must itself have the type `Type`.
void TypeChecker::expect_term_type(Node* type, std::uint32_t position, const char* code_name,
                                   const char* what) {
  if (universe_of(type, position) == Universe::Type) return;
  fail(code_name, position, std::string(what) + " is no term but has the type '" + shown(type) + "'");
}

/// The type of a type, which is a value that infer() gave.
Universe TypeChecker::universe_of(Node* node, std::uint32_t position) {
  if (stack_is_low()) throw Error(ErrorKind::Limit, "a type nests too deeply").coded("dhall.limit.depth");
  Node* type = evaluator_.force(node);
  switch (type->kind) {
  case Kind::Universe:
    if (as<UniverseNode>(*type).universe() == Universe::Sort)
      fail("dhall.type.sort", position, "a kind stands where a term or type is needed");
    return as<UniverseNode>(*type).universe() == Universe::Type ? Universe::Kind : Universe::Sort;
  case Kind::Builtin:
  case Kind::Equivalent: return Universe::Type;
  case Kind::RecordType:
  case Kind::UnionType: {
    // Types that share much of themselves are looked into once.
    if (const auto known = universes_.find(type); known != universes_.end()) return known->second;
    Universe most = Universe::Type;
    for (Node* part : static_cast<FieldsNode&>(*type).all()) {
      if (part != nullptr) most = std::max(most, universe_of(part, position));
    }
    universes_.emplace(type, most);
    return most;
  }
  case Kind::PiClosure: {
    auto& function = as<PiClosureNode>(*type);
    const Universe input = universe_of(function.domain, position);
    Node* argument = Evaluator::variable_of(function);
    if (argument == nullptr) argument = evaluator_.fresh(function.code->name, function.domain);
    const Universe output = universe_of(evaluator_.instantiate(function, argument), position);
    return output == Universe::Type ? Universe::Type : std::max(input, output);
  }
  default: break;
  }
  if (!type->is(kStuck)) return Universe::Type; // List A, Optional A
  return universe_of_stuck(type, position);
}

/// A type that is a variable, or what a variable computes: infers it, as an expression in which variables are
/// values that have types.
Universe TypeChecker::universe_of_stuck(Node* type, std::uint32_t position) {
  Node* kind = nullptr;
  if (type->kind == Kind::Level) {
    kind = evaluator_.force(as<LevelNode>(*type).type);
  } else {
    const Context context{evaluator_.new_frame(nullptr, 0), nullptr, nullptr};
    kind = infer(quote_open(evaluator_, type), context);
  }
  if (kind->kind != Kind::Universe)
    fail("dhall.type.no-type", position, "a term stands where a type is needed");
  return as<UniverseNode>(*kind).universe();
}

} // namespace sigil::dhall
