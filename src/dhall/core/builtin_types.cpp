// The types of built-in functions, as standard/type-inference.md has them.
#include <array>

#include "core/infer.hpp"
#include "syntax/parse.hpp"

namespace sigil::dhall {

namespace {

std::string_view source_of(Builtin builtin) {
  switch (builtin) {
  case Builtin::NaturalFold:
    return "Natural → ∀(natural : Type) → ∀(succ : natural → natural) → ∀(zero : natural) → natural";
  case Builtin::NaturalBuild:
    return "(∀(natural : Type) → ∀(succ : natural → natural) → ∀(zero : natural) → natural) → Natural";
  case Builtin::NaturalIsZero:
  case Builtin::NaturalEven:
  case Builtin::NaturalOdd: return "Natural → Bool";
  case Builtin::NaturalToInteger: return "Natural → Integer";
  case Builtin::NaturalShow: return "Natural → Text";
  case Builtin::NaturalSubtract: return "Natural → Natural → Natural";
  case Builtin::IntegerToDouble: return "Integer → Double";
  case Builtin::IntegerShow: return "Integer → Text";
  case Builtin::IntegerNegate: return "Integer → Integer";
  case Builtin::IntegerClamp: return "Integer → Natural";
  case Builtin::DoubleShow: return "Double → Text";
  case Builtin::ListBuild:
    return "∀(a : Type) → (∀(list : Type) → ∀(cons : a → list → list) → ∀(nil : list) → list) → List a";
  case Builtin::ListFold:
    return "∀(a : Type) → List a → ∀(list : Type) → ∀(cons : a → list → list) → ∀(nil : list) → list";
  case Builtin::ListLength: return "∀(a : Type) → List a → Natural";
  case Builtin::ListHead:
  case Builtin::ListLast: return "∀(a : Type) → List a → Optional a";
  case Builtin::ListIndexed: return "∀(a : Type) → List a → List { index : Natural, value : a }";
  case Builtin::ListReverse: return "∀(a : Type) → List a → List a";
  case Builtin::TextShow: return "Text → Text";
  case Builtin::TextReplace: return "∀(needle : Text) → ∀(replacement : Text) → ∀(haystack : Text) → Text";
  case Builtin::DateShow: return "Date → Text";
  case Builtin::TimeShow: return "Time → Text";
  case Builtin::TimeZoneShow: return "TimeZone → Text";
  case Builtin::Optional:
  case Builtin::List: return "Type → Type";
  case Builtin::None: return "∀(A : Type) → Optional A";
  default: return "Type";
  }
}

} // namespace

Node* TypeChecker::type_of_builtin(Builtin builtin) {
  Node*& type = builtin_types_[static_cast<std::size_t>(builtin)];
  if (type == nullptr) {
    const SourceMap::Source& source = heap_.sources().add("(built in)", Blob::of(source_of(builtin)));
    const Parsed parsed = parse(heap_, source);
    type = evaluator_.evaluate(parsed.expression, evaluator_.new_frame(nullptr, parsed.slots));
  }
  return type;
}

} // namespace sigil::dhall
