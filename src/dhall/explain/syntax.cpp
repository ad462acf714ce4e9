// About sources that do not follow the grammar, and encodings.
#include "explain/tables.hpp"

namespace sigil::dhall {

namespace {

constexpr Explanation kSyntax[] = {
    {"dhall.syntax.unexpected",
     "The message says what was found at this place and what could have stood there. The mistake may lie "
     "before it: the source makes sense up to here, but perhaps not the one that was meant.",
     "{ a = 1, b = 2 }", "{ a = 1, b 2 }",
     "A comma, an operator, '=' or ':' is missing or stands twice.\n"
     "A 'let' without its 'in', an 'if' without its 'else'.\n"
     "An expression that begins with λ, let, if, assert or the like is an operand or argument: put it in "
     "parentheses.\n"
     "A keyword as a name: put it in backticks."},
    {"dhall.syntax.unclosed", "What is opened is closed: brackets, texts, comments.", "[ 1, 2 ]", "[ 1, (2",
     "The hint says where it was opened.\n"
     "A '\"' in a text is written '\\\"'. A text in '\"' ends in its own line; ''…'' may have several.\n"
     "Comments nest: '{- … {- … -} … -}'."},
    {"dhall.syntax.spacing",
     "Some things have whitespace around them, so that they can be told from others: arguments, the ':' of a "
     "type, keywords.",
     "let x : Natural = 1 in x", "let x :Natural = 1 in x",
     "'x:T' could be the beginning of a URL or of '::'; write 'x : T'.\n"
     "'f\"a\"' has no blank between the function and its argument."},
    {"dhall.syntax.level",
     "An expression that is open to the right needs parentheses where it is an operand or an argument.",
     "1 + (if True then 2 else 3)", "1 + if True then 2 else 3",
     "λ, ∀, let, if, assert, merge, Some and toMap, and an empty list with its type: put parentheses around "
     "them, 'f (Some x)', 'f ([] : List T)'."},
    {"dhall.syntax.duplicate", "A record type or union type has each name once.", "{ a : Natural, b : Text }",
     "{ a : Natural, a : Text }",
     "One of the two was meant to have another name; the hint says where the other one is."},
    {"dhall.syntax.name",
     "A name begins with a letter or '_', and goes on with letters, digits, '-', '/' and '_'.",
     "let my-port = 80 in my-port", "let 1port = 80 in 1port",
     "Anything else can be a name in backticks: `1port`.\n"
     "The names of what is built in, such as 'List', cannot be bound."},
    {"dhall.syntax.number",
     "A Natural is written '1', '0xff' or '0b11', an Integer with its sign, a Double with '.' or an "
     "exponent. There are no leading zeros.",
     "10", "010",
     "For a fixed number of digits write a text.\nA Double is at most 1.7976931348623157e308.\n"
     "A date is 'YYYY-MM-DD' and exists in the calendar, a time 'hh:mm:ss' with an hour of at most 23.\n"
     "The bytes in 0x\"…\" have two hexadecimal digits each."},
    {"dhall.syntax.text",
     "A text has no control characters, and '\\' in it begins one of the escapes \\\" \\$ \\\\ \\/ \\b \\f "
     "\\n \\r \\t \\u1234 \\u{1F600}.",
     "\"C:\\\\x\"", "\"C:\\x\"",
     "A path of Windows: write '\\\\' for each '\\'.\n"
     "In ''…'' nothing is an escape but ''' (for '') and ''${."},
    {"dhall.syntax.character",
     "Between its parts a source has blanks, tabs and line breaks, and no other control characters.", "", "",
     "The file was damaged, or is no text at all.\nIn a text write '\\u{1}'."},
    {"dhall.syntax.encoding", "A source is text in UTF-8.", "", "",
     "The file was saved in another encoding, such as Latin-1 or UTF-16: convert it."},
    {"dhall.syntax.import",
     "An import is a path that begins with './', '../', '~/' or '/', a URL, 'env:NAME' or 'missing'; a hash "
     "and 'as Text', 'as Bytes' or 'as Location' may follow.",
     "missing as Text ? 1", "missing as Texts ? 1",
     "A hash has 64 hexadecimal digits behind 'sha256:'.\n"
     "A component of a path with blanks or other special characters is put in quotes: './\"a b\".dhall'.\n"
     "In a URL such characters are written with '%' and two hexadecimal digits."},
    {"dhall.binary",
     "The binary encoding of an expression follows the standard to the letter; the message says at which "
     "byte it does not.",
     "", "",
     "The file is no encoded expression, or only a part of one.\n"
     "It was written by a program for another version of the standard: encode the source again.\n"
     "A source was given where an encoding is expected: 'dhall encode' makes one of the other."},
    {"dhall.text.kind", "What is printed as a text is a Text.", "\"a\"", "1",
     "A number: 'Natural/show'.\nA record or list: 'dhall to-json' prints these."},
    {"dhall.json.type", "JSON has values, not types.", "{ a = 1 }", "{ a = Natural }",
     "A record with types among its fields, such as a package: select what is data.\n"
     "'{ a : Natural }' where '{ a = 1 }' is meant."},
    {"dhall.json.function", "JSON has no functions.", "{ a = 1 }", "{ a = λ(x : Natural) → x }",
     "A function that was not given all of its arguments.\n"
     "A constructor of a union that lacks its argument: 'U.A x'."},
    {"dhall.json.double", "JSON has no numbers that are not finite.", "1.5", "NaN",
     "'--approximate-special-doubles' writes null or the largest number instead."},
    {"dhall.json.value", "JSON has numbers, texts, truth values, null, arrays and objects.", "{ a = 1 }",
     "{ a = assert : 1 ≡ 1 }",
     "An assertion among the data: bind it by 'let' instead, and it is still checked."},
};

} // namespace

std::span<const Explanation> explanations_of_syntax() {
  return kSyntax;
}

} // namespace sigil::dhall
