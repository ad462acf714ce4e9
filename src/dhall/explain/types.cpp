// About variables, functions, annotations, assertions, if, texts, lists and operators.
#include "explain/tables.hpp"

namespace sigil::dhall {

namespace {

constexpr Explanation kTypes[] = {
    {"dhall.type.unbound",
     "A name stands for something only where a λ, a ∀ or a 'let' around it binds it, or where it is built "
     "in.",
     "let port = 80 in port + 1", "let port = 80 in prot + 1",
     "A name that is misspelt: names are told apart by upper and lower case, too.\n"
     "A binding is only seen after its 'in', and not in the value that it is bound to: there is no "
     "recursion.\n"
     "A file sees none of the names of the file that imports it: pass them as arguments of a function.\n"
     "What other languages have built in, such as 'List/map', is in the Prelude, which is imported like any "
     "other file.\n"
     "'x@1' means the second binding of 'x' from inside; it needs two of them."},
    {"dhall.type.application.argument",
     "A function 'λ(x : A) → b' takes arguments of type A and no other. No value is converted on its way.",
     "let double = λ(x : Natural) → x + x in double 2", "let double = λ(x : Natural) → x + x in double \"2\"",
     "Arguments in another order than the function takes them.\n"
     "A number of another kind: '2' is a Natural, '+2' an Integer, '2.0' a Double.\n"
     "A record that has more or fewer fields than the function's argument, or one that is misspelt. There is "
     "no rule by which a larger record would do; 'r.{ a, b }' takes some fields of it.\n"
     "An Optional argument: put 'Some' before the value.\n"
     "A function that takes a type first, such as 'List/length', and was not given one."},
    {"dhall.type.application.function",
     "Two expressions beside each other are a function and its argument. What is on the left must have a "
     "function type, and must take as many arguments as it is given.",
     "let f = λ(x : Natural) → x + 1 in f 2", "let x = 1 in x 2",
     "A missing operator or comma: '[ 1 2 ]' applies 1 to 2.\n"
     "More arguments than the function takes, often because a '(' is missing: 'f g x' gives f two arguments, "
     "'f (g x)' one.\n"
     "An import or a 'let' whose value is a record with the function in one of its fields: 'module.function "
     "x'."},
    {"dhall.type.lambda.domain",
     "What follows the ':' in 'λ(x : A) → b' says which values the function takes: it must be a type (or a "
     "kind).",
     "λ(x : Natural) → x", "λ(x : 1) → x",
     "A value where its type is meant: '1' instead of 'Natural'.\n"
     "A constructor without its argument: 'List' is a function, 'List Natural' is a type."},
    {"dhall.type.lambda.result",
     "A function may give a term or a type, but no kind: nothing could be said about the type of such a "
     "function.",
     "λ(x : Type) → List x", "λ(x : Type) → Kind",
     "'Type' or 'Kind' where a type such as 'Natural' is meant."},
    {"dhall.type.pi.domain", "On the left of '→' in a function type stands the type of the argument.",
     "Natural → Bool", "1 → Bool",
     "A value where its type is meant.\n"
     "A constructor without its argument: 'List' is a function, 'List Natural' is a type."},
    {"dhall.type.pi.codomain", "On the right of '→' in a function type stands the type of the result.",
     "Natural → Bool", "Natural → True",
     "A value where its type is meant.\n"
     "A function type where a function is meant: 'λ(x : A) → b' is a function, '∀(x : A) → B' its type."},
    {"dhall.type.let.annotation",
     "In 'let x : T = a' the value must have exactly the type T. An annotation checks, it does not convert.",
     "let port : Natural = 80 in port", "let port : Text = 80 in port",
     "The value was changed, and the annotation was not.\n"
     "A record with fields that the type does not have, or the other way round.\n"
     "A number of another kind: '80' is a Natural, '+80' an Integer, '80.0' a Double."},
    {"dhall.type.annotation",
     "In 'a : T' the expression must have exactly the type T. An annotation checks, it does not convert.",
     "[ 1, 2 ] : List Natural", "[ 1, 2 ] : List Text",
     "A record with fields that the type does not have, or the other way round: the lines with '-' are what "
     "the type wants, those with '+' what the expression has.\n"
     "An import whose content has changed since the annotation was written.\n"
     "Fields that have defaults: 'T::{ … }' fills them in, 'x : T' does not."},
    {"dhall.type.assert.claim",
     "'assert' is followed by ':' and by the claim that two expressions are equivalent.",
     "assert : 1 + 1 ≡ 2", "assert : True == True",
     "'==' instead of '≡' (or '==='): the former computes a Bool, and only of Bools.\n"
     "A type where an equivalence is meant."},
    {"dhall.type.assert.failed",
     "The two sides of '≡' in an assertion must become the same expression when they are evaluated. This is "
     "checked before anything else is computed, so that an assertion is a test.",
     "assert : Natural/even 2 ≡ True", "assert : Natural/even 3 ≡ True",
     "What is tested has changed: the lines with '-' show the left side, those with '+' the right one.\n"
     "Below a λ the sides may be the same for every argument and still be different expressions: 'x + 1' and "
     "'1 + x'. Assert it of examples.\n"
     "Texts may differ in what one does not see: blanks at the end of lines, or the line break at the end."},
    {"dhall.type.equivalence",
     "The sides of '≡' are two terms of the same type. Types cannot be asserted to be equal.",
     "assert : 2 ≡ 1 + 1", "assert : 2 ≡ \"2\"",
     "A side that was computed by another function than the other one.\n"
     "Types on both sides: write 'a : T' to check that a has the type T."},
    {"dhall.type.if.condition", "The condition of 'if' is a Bool. No other value counts as true or false.",
     "if Natural/isZero 0 then 1 else 2", "if 0 then 1 else 2",
     "A Natural: compare it, with 'Natural/isZero n'.\n"
     "A Text: texts cannot be compared; use a union and 'merge' for a choice among names.\n"
     "An Optional: 'merge { None = a, Some = λ(x : T) → b } o' asks whether it has a value."},
    {"dhall.type.if.branches",
     "Whichever branch of an 'if' is taken, the result has the same type, so that both branches must have "
     "it.",
     "if True then Some 1 else None Natural", "if True then 1 else None Natural",
     "One branch has a value and the other one has none: make both Optional.\n"
     "Records with different fields: give both all of them.\n"
     "Values of different types altogether: make a union of them, with 'merge' where it is used."},
    {"dhall.type.interpolation", "What stands in '${…}' in a text is a Text.", "\"port ${Natural/show 80}\"",
     "\"port ${80}\"",
     "A number: Natural/show, Integer/show and Double/show make texts of them.\n"
     "A Bool: 'if b then \"true\" else \"false\"'.\n"
     "A '${' that is not meant to be one: it is '\\${' in \"…\" and ''${ in ''…''."},
    {"dhall.type.operator",
     "'+' and '*' take two Naturals, '&&', '||', '==' and '!=' two Bools, '++' two Texts. There are no "
     "operators for Integers and Doubles.",
     "1 + 2", "1 + \"2\"",
     "'+' of texts is '++', and '+' of lists is '#'.\n"
     "A Natural in a text: 'Natural/show n'.\n"
     "'==' of anything but Bools: there is no comparison of texts, and those of numbers are in the Prelude "
     "('Natural.equal').\n"
     "'-' is 'Natural/subtract', with what is taken away first."},
    {"dhall.type.append", "The operands of '#' are two lists, with elements of the same type.",
     "[ 1 ] # [ 2, 3 ]", "[ 1 ] # 2",
     "One element: put it into brackets.\nTwo texts: their operator is '++'.\n"
     "An empty list of another type: '[] : List Natural' says which one it is."},
    {"dhall.type.list.elements", "All elements of a list have the type of the first one.",
     "[ Some 1, None Natural ]", "[ Some 1, 2 ]",
     "Records that do not all have the same fields: 'T::{ … }' gives each of them the defaults of a record "
     "T.\n"
     "Values that are of different kinds on purpose: make a union type with an alternative for each."},
    {"dhall.type.list.element", "Lists have terms as elements, neither types nor kinds.", "[ 1, 2 ]",
     "[ Natural, Bool ]",
     "Types where values of them are meant.\nA choice of types: that is a union, '< A : Natural | B : Bool "
     ">'."},
    {"dhall.type.list.annotation",
     "An empty list says what it is a list of: '[] : List T'. What follows the ':' must be a list type.",
     "[] : List Natural", "[] : Natural",
     "The type of the elements alone: 'List' is missing.\n"
     "A type that is called by a name is fine as long as it is a list type: 'let Ports = List Natural in [] "
     ": Ports'."},
    {"dhall.type.some", "The argument of 'Some' is a term, neither a type nor a kind.", "Some 1",
     "Some Natural", "'Optional T' is the type, 'Some x' and 'None T' are its values."},
    {"dhall.type.sort",
     "Terms have types, types have a kind, kinds have the type 'Sort', and there it ends: 'Sort' itself has "
     "no type, and nothing that has a type is made of it.",
     "Kind : Sort", "Sort", "'Sort' or 'Kind' where 'Type' is meant."},
    {"dhall.type.no-type", "An annotation is a type: something that values can have, not a value.",
     "λ(x : <>) → merge {=} x : Natural", "λ(x : <>) → merge {=} x : 1",
     "The name of a value where the name of its type is meant."},
};

} // namespace

std::span<const Explanation> explanations_of_types() {
  return kTypes;
}

} // namespace sigil::dhall
