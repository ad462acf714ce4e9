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
    Node* argument = evaluator_.fresh(function.code->name, function.domain);
    variables_.push_back({static_cast<LevelNode*>(argument), 0, 0});
    const Universe output = universe_of(evaluator_.instantiate(function, argument), position);
    variables_.pop_back();
    return output == Universe::Type ? Universe::Type : std::max(input, output);
  }
  default: break;
  }
  if (!type->is(kStuck)) return Universe::Type; // List A, Optional A
  return universe_of_stuck(type, position);
}

/// A type that is a variable, or what a variable computes: infers it, as an expression of the variables.
Universe TypeChecker::universe_of_stuck(Node* type, std::uint32_t position) {
  Node* kind = nullptr;
  if (type->kind == Kind::Level) {
    kind = evaluator_.force(as<LevelNode>(*type).type);
  } else {
    // Each variable gets a frame of its own.
    std::vector<Place> places = variables_;
    std::vector<Context> contexts(places.size() + 1);
    contexts[0] = {evaluator_.new_frame(nullptr, 1), heap_.arena().take_array<Node*>(1), nullptr, 0};
    for (std::uint32_t at = 0; at < places.size(); ++at) {
      contexts[at + 1] = {evaluator_.new_frame(contexts[at].frame, 1), heap_.arena().take_array<Node*>(1),
                          &contexts[at], at + 1};
      contexts[at + 1].frame->slots[0] = const_cast<LevelNode*>(places[at].variable);
      contexts[at + 1].types[0] = places[at].variable->type;
      places[at].frame = at + 1;
      places[at].slot = 0;
    }
    Node* expression = quote(evaluator_, type, BinderNames::Kept, places, contexts.back().number);
    std::vector<Place> outer = places;
    variables_.swap(outer);
    kind = infer(expression, contexts.back());
    variables_.swap(outer);
  }
  if (kind->kind != Kind::Universe)
    fail("dhall.type.no-type", position, "a term stands where a type is needed");
  return as<UniverseNode>(*kind).universe();
}

} // namespace sigil::dhall
