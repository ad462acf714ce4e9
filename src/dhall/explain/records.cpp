// About records, their types, projections, `::` and `with`.
#include "explain/tables.hpp"

namespace sigil::dhall {

namespace {

constexpr Explanation kRecords[] = {
    {"dhall.type.record.field",
     "The fields of a record are terms, types, or functions of them, but no kinds.", "{ T = Natural }",
     "{ T = Kind }", "'Type' or 'Kind' where a type such as 'Natural' is meant."},
    {"dhall.type.record.type", "In a record type '{ a : T }' a type follows each ':'.", "{ port : Natural }",
     "{ port : 80 }",
     "A record is written with '=', a record type with ':'.\n"
     "A constructor without its argument: 'List' is a function, 'List Natural' is a type."},
    {"dhall.type.field.absent", "'r.a' is the field a of a record, which must have one.",
     "{ port = 80, host = \"a\" }.port", "{ port = 80, host = \"a\" }.prot",
     "A name that is misspelt: fields are told apart by upper and lower case, too.\n"
     "A field that was renamed or taken away, in an import for example.\n"
     "A field of a field: 'r.a.b'.\n"
     "There is no way to ask whether a record has a field. What may be absent is a field with an Optional."},
    {"dhall.type.field.record",
     "'x.a' selects a field of a record, or a constructor of a union type. Nothing else has parts with "
     "names.",
     "{ a = 1 }.a", "1.a",
     "A function that gives a record: '(f x).a' selects after the call, 'f x.a' before it.\n"
     "An Optional record: 'merge { None = default, Some = λ(r : T) → r.a } o'.\n"
     "A list of records: its elements have no names.\n"
     "A value of a union: 'merge' looks into it, with a function for each alternative.\n"
     "A record type has no fields to select; it is no value."},
    {"dhall.type.projection.record", "'r.{ a, b }' and 'r.(T)' make a smaller record of a record.",
     "{ a = 1, b = 2, c = 3 }.{ a, b }", "[ 1, 2 ].{ a }",
     "A function that gives a record: '(f x).{ a }' projects after the call.\n"
     "A record type: fields can be taken from its values only."},
    {"dhall.type.projection.absent", "A record has all fields that are projected from it.",
     "{ a = 1, b = 2, c = 3 }.{ a, b }", "{ a = 1, b = 2, c = 3 }.{ a, d }",
     "A name that is misspelt.\nA record that is missing a field of the type in 'r.(T)': it has to be added, "
     "'r ∧ { d = … }'."},
    {"dhall.type.projection.duplicate", "A projection names each field once.", "{ a = 1, b = 2 }.{ a, b }",
     "{ a = 1, b = 2 }.{ a, a }", "One of the two was meant to be another field."},
    {"dhall.type.projection.type", "In 'r.(T)' the T is a record type, which says what fields are wanted.",
     "{ a = 1, b = 2 }.({ a : Natural })", "{ a = 1, b = 2 }.(Natural)",
     "A single field is selected without parentheses: 'r.a'.\n"
     "A record where its type is meant: '{ a : Natural }', not '{ a = 1 }'."},
    {"dhall.type.projection.field", "In 'r.(T)' the fields have the types that T says.",
     "{ a = 1, b = 2 }.({ a : Natural })", "{ a = 1, b = 2 }.({ a : Text })",
     "The record or the type was changed, and the other one was not."},
    {"dhall.type.merge.record", "The operands of '∧' and '⫽' are records.", "{ a = 1 } ∧ { b = 2 }",
     "{ a = 1 } ∧ 2",
     "Types of records are combined with '⩓'.\nLists are joined with '#', texts with '++'.\n"
     "A function that gives a record and lacks an argument."},
    {"dhall.type.merge.collision",
     "'∧' and '⩓' keep all fields of both sides. Where both have a field, both must have a record there, "
     "which are combined in their turn.",
     "{ a = { x = 1 } } ∧ { a = { y = 2 } }", "{ a = 1 } ∧ { a = 2 }",
     "To replace a field use '⫽', which takes the right side's, or 'r with a = 2'.\n"
     "In a record, '{ a.x = 1, a.y = 2 }' is fine, and '{ a = 1, a.y = 2 }' is not."},
    {"dhall.type.merge.type", "The operands of '⩓' are record types.", "{ a : Natural } ⩓ { b : Text }",
     "{ a : Natural } ⩓ { b = \"\" }",
     "Records are combined with '∧'.\nUnion types cannot be combined: write one with all alternatives."},
    {"dhall.type.completion.schema",
     "'T::r' completes a record with defaults. T is a record with a field 'Type', the type of the result, "
     "and a field 'default', a record with those fields that may be left out.",
     "let Server = { Type = { host : Text, port : Natural }, default = { port = 80 } }\n"
     "in  Server::{ host = \"a\" }",
     "let Server = { host : Text, port : Natural }\nin  Server::{ host = \"a\" }",
     "A type alone: put it into the field 'Type' of a record, and the defaults into 'default'.\n"
     "An import that is a package of several such records: 'package.Server::{ … }'."},
    {"dhall.type.completion.record", "On the right of '::' stands a record, with the fields that are given.",
     "let T = { Type = { a : Natural }, default = { a = 1 } } in T::{=}",
     "let T = { Type = { a : Natural }, default = { a = 1 } } in T::2",
     "A record in parentheses is fine; a function call there needs them: 'T::(f x)'."},
    {"dhall.type.completion.type",
     "'T::r' is '(T.default ⫽ r) : T.Type': the fields that r gives and the defaults of the others must be "
     "those of the type, all of them and no more.",
     "let Server = { Type = { host : Text, port : Natural }, default = { port = 80 } }\n"
     "in  Server::{ host = \"a\" }",
     "let Server = { Type = { host : Text, port : Natural }, default = { port = 80 } }\nin  Server::{ port = "
     "81 }",
     "A field that has no default, and is not given ('missing').\n"
     "A field that is misspelt: it is surplus, and the one that is meant has its default or is missing.\n"
     "A default of another type than the field has: then every use of '::' fails, whatever is given.\n"
     "A record in a field replaces all of the default there; 'T::{ a = T.default.a // { b = 1 } }' keeps the "
     "rest."},
    {"dhall.type.with.record",
     "'r with a.b = x' changes or adds a field. All that it goes through on its way must be records.",
     "{ a = { b = 1 } } with a.b = 2", "{ a = 1 } with a.b = 2",
     "Something on the way is a list or a text, which cannot be changed in parts.\n"
     "Something on the way is an Optional: '?' goes into it, 'r with a.?.b = x'."},
    {"dhall.type.with.optional", "A '?' in the path of 'with' goes into an Optional; a None stays None.",
     "{ a = Some 1 } with a.? = 2", "{ a = 1 } with a.? = 2", "The field is no Optional: leave the '?' out."},
    {"dhall.type.with.changed",
     "Inside of an Optional, 'with' may change a value but not its type: the Optional could be a None of the "
     "old type.",
     "{ a = Some 1 } with a.? = 2", "{ a = Some 1 } with a.? = \"2\"",
     "To replace the whole Optional leave the '?' out: 'r with a = Some \"2\"'.\n"
     "A record in an Optional cannot get another field in this way."},
};

} // namespace

std::span<const Explanation> explanations_of_records() {
  return kRecords;
}

} // namespace sigil::dhall
