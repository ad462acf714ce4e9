// About unions, `merge`, `toMap` and `showConstructor`.
#include "explain/tables.hpp"

namespace sigil::dhall {

namespace {

constexpr Explanation kUnions[] = {
    {"dhall.type.union.type", "In a union type '< A : T | B >' a type follows each ':'.",
     "< Port : Natural | Default >", "< Port : 80 | Default >",
     "A value where its type is meant: '< A : T >.A x' makes a value."},
    {"dhall.type.union.absent",
     "'U.A' is the constructor of the alternative A, which the union type must have.",
     "let Colour = < Red | Green > in Colour.Red", "let Colour = < Red | Green > in Colour.Blue",
     "A name that is misspelt.\nAn alternative that was renamed or taken away, in an import for example."},
    {"dhall.type.merge.union",
     "'merge' looks into a value of a union type or into an Optional, and 'showConstructor' does, too.",
     "merge { None = 0, Some = λ(x : Natural) → x } (Some 1)",
     "merge { None = 0, Some = λ(x : Natural) → x } 1",
     "The arguments in the other order: the handlers come first, the value second.\n"
     "A union type, or a constructor that lacks its argument: 'U.A x' is a value.\n"
     "A Bool: use 'if'."},
    {"dhall.type.merge.handlers",
     "The first argument of 'merge' is a record with a field for each alternative.",
     "merge { A = 1, B = 2 } < A | B >.A", "merge [ 1, 2 ] < A | B >.A",
     "The arguments in the other order: the handlers come first, the value second.\n"
     "A single function: it is the value of a field with the name of the alternative."},
    {"dhall.type.merge.missing", "Every alternative of a union has a handler: 'merge' covers all cases.",
     "merge { A = 1, B = 2 } < A | B >.A", "merge { A = 1 } < A | B >.A",
     "An alternative was added to the union: add a field with its name to the record of handlers.\n"
     "A name that is misspelt.\n"
     "The handlers of an Optional are called 'None' and 'Some'.\n"
     "There is no handler for all others; each alternative is named."},
    {"dhall.type.merge.unused", "Every handler belongs to an alternative of the union.",
     "merge { A = 1, B = 2 } < A | B >.A", "merge { A = 1, B = 2, C = 3 } < A | B >.A",
     "An alternative was taken away from the union: take away its handler.\nA name that is misspelt."},
    {"dhall.type.merge.handler",
     "Where an alternative holds a value its handler is a function, which gets that value.",
     "merge { A = λ(x : Natural) → x, B = 2 } (< A : Natural | B >.A 1)",
     "merge { A = 1, B = 2 } (< A : Natural | B >.A 1)",
     "A result that does not need the value: 'λ(_ : Natural) → 1'.\n"
     "For an Optional: Some has a function as its handler, None has not."},
    {"dhall.type.merge.argument", "The handler of an alternative takes what the alternative holds.",
     "merge { A = λ(x : Natural) → x + 1, B = 2 } (< A : Natural | B >.A 1)",
     "merge { A = λ(x : Text) → 1, B = 2 } (< A : Natural | B >.A 1)",
     "The union was changed, and the handler was not.\nTwo handlers were exchanged."},
    {"dhall.type.merge.result",
     "Whichever handler of a 'merge' is used, the result has the same type; if 'merge' is annotated, that "
     "one.",
     "merge { A = λ(x : Natural) → Natural/show x, B = \"none\" } (< A : Natural | B >.A 1)",
     "merge { A = λ(x : Natural) → x, B = \"none\" } (< A : Natural | B >.A 1)",
     "One handler gives a value and another one an Optional: make both Optional.\n"
     "Records with different fields: give all of them all fields."},
    {"dhall.type.merge.dependent",
     "The type of what a handler gives may not depend on the value that the handler gets.",
     "merge { A = λ(T : Type) → 1 } (< A : Type >.A Natural)",
     "merge { A = λ(T : Type) → None T } (< A : Type >.A Natural)",
     "A union that holds types: only results that have one and the same type for all of them can be "
     "computed."},
    {"dhall.type.merge.empty",
     "A 'merge' without handlers has no type that could be seen from it: it is annotated.",
     "λ(x : <>) → merge {=} x : Natural", "λ(x : <>) → merge {=} x",
     "The union has no alternatives, often by mistake: write out which ones there are."},
    {"dhall.type.merge.kind", "'merge' computes terms, neither types nor kinds.",
     "merge { A = 1, B = 2 } < A | B >.A", "merge { A = Natural, B = Bool } < A | B >.A",
     "A type that depends on a value cannot be computed. Put both types into a union."},
    {"dhall.type.to-map.record", "'toMap' makes a list of keys and values of a record.",
     "toMap { a = 1, b = 2 }", "toMap [ 1, 2 ]",
     "A function that gives a record: 'toMap (f x)'.\nA list of keys and values is a map already."},
    {"dhall.type.to-map.fields",
     "All fields of a record that 'toMap' takes have the same type, as all elements of a list.",
     "toMap { a = 1, b = 2 }", "toMap { a = 1, b = \"2\" }",
     "Values of different kinds on purpose: make a union type with an alternative for each."},
    {"dhall.type.to-map.empty", "'toMap' of an empty record says what it is a list of.",
     "toMap {=} : List { mapKey : Text, mapValue : Natural }", "toMap {=}",
     "Add the annotation. The names of the fields are 'mapKey' and 'mapValue', and the key is a Text."},
    {"dhall.type.to-map.annotation",
     "What 'toMap' gives has the type 'List { mapKey : Text, mapValue : T }'.",
     "toMap { a = 1 } : List { mapKey : Text, mapValue : Natural }",
     "toMap { a = 1 } : List { mapKey : Text, mapValue : Text }",
     "The annotation has another type of values than the fields have, or other names of fields."},
    {"dhall.type.to-map.kind", "'toMap' takes a record of terms, neither types nor kinds.", "toMap { a = 1 }",
     "toMap { a = Natural }", "A record of types, such as a package: its fields cannot be listed."},
};

} // namespace

std::span<const Explanation> explanations_of_unions() {
  return kUnions;
}

} // namespace sigil::dhall
