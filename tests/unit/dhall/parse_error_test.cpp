#include <sstream>

#include "parsed.hpp"

using namespace sigil;
using namespace sigil::dhall;
using test::refused;

TEST_CASE("errors of Dhall's syntax say where, what was found and what was expected") {
  struct Case {
    const char* source;
    const char* error;
  };
  const Case cases[] = {
      {"{ a = 1,\n  b 2 }", "dhall.syntax.unexpected 2:5 found '2', expected '=' and the value of field 'b'"},
      {"{ a = 1 ; b = 2 }",
       "dhall.syntax.unexpected 1:9 found ';', expected an operator, ',' or '}'\nparts are separated by ','"},
      {"let a = 1\na",
       "dhall.syntax.unclosed 2:2 found the end of the source, expected 'in' or a further 'let'\n"
       "the 'let' at line 1, column 1 is still open: its value is followed by 'in' and the expression that "
       "it is for"},
      {"x :T", "dhall.syntax.spacing 1:4 found 'T', expected whitespace after ':'\na type annotation is "
               "written 'x : T'"},
      {"(1,\n[2)", "dhall.syntax.unexpected 1:3 found ',', expected an operator or ')'\nthe '(' at line 1, "
                   "column 1 is still open"},
      {"[ 1, (2 ]", "dhall.syntax.unexpected 1:9 found ']', expected an operator or ')'\n"
                    "the '(' at line 1, column 6 is still open"},
      {"1 {- {- -}",
       "dhall.syntax.unclosed 1:3 block comment does not end: found the end of the source, expected '-}'"},
      {"[ \"abc ]\n", "dhall.syntax.unclosed 1:3 text does not end in its line, expected '\"'\n"
                      "a line break is written \\n; text of several lines is written ''…''"},
      {"\"${x\"",
       "dhall.syntax.spacing 1:5 found '\"', expected whitespace before an argument, or an operator"},
      {"\"a ${x", "dhall.syntax.unclosed 1:7 found the end of the source, expected an operator or '}'\n"
                  "the '${' at line 1, column 4 is still open"},
      {"let if = 1 in 2", "dhall.syntax.name 1:5 found the keyword 'if', expected a name after 'let'\n"
                          "in backticks it is a name like any other: `if`"},
      {"let True = 1 in 2", "dhall.syntax.name 1:5 found the builtin 'True', expected a name after 'let'\n"
                            "in backticks it is a name like any other: `True`"},
      {"007", "dhall.syntax.number 1:1 number '007' has leading zeros\nother bases than ten are written 0x… "
              "and 0b…"},
      {"if a then b", "dhall.syntax.unclosed 1:12 found the end of the source, expected 'else'\n"
                      "every 'if' has a 'then' and an 'else'"},
      {"f x with a = 1",
       "dhall.syntax.unexpected 1:5 found the keyword 'with', expected an operator or the end of the source\n"
       "to the left of 'with' is one record; put an application or operator in parentheses"},
      {"1 + if a then b else c", "dhall.syntax.level 1:5 'if' begins no operand of an operator\n"
                                 "put it in parentheses to make it an operand of an operator"},
      {"f []",
       "dhall.syntax.level 1:3 empty list without a type\nwrite '([] : List T)', with the parentheses"},
      {"./a .b", "dhall.syntax.unexpected 1:5 found '.', expected an operator or the end of the source\n"
                 "to take a field of an import put it in parentheses: (./package.dhall).field"},
      {"a\tb\rc", "dhall.syntax.character 1:4 control character U+000D between expressions\n"
                  "a line ends in a line feed, or in a carriage return and a line feed"},
      {"\"a\tb\"", "dhall.syntax.text 1:3 tab character in a text\na tab is written \\t"},
      {"{ x : T, y : U, x : V }", "dhall.syntax.duplicate 1:17 field 'x' occurs twice in a record type\nthe "
                                  "other one is at line 1, column 3"},
      {"a = 1", "dhall.syntax.unexpected 1:3 found '=', expected an operator or the end of the source\n"
                "a name is given by 'let x = a in b', and Bool values are compared by '=='"},
      {"x )", "dhall.syntax.unexpected 1:3 found ')', expected an operator or the end of the source\n"
              "nothing is open that it could close"},
      {"“a”",
       "dhall.syntax.unexpected 1:1 found '“' (U+201C), expected an expression\ntext is put in plain '\"'"},
      {"f merge a b", "dhall.syntax.unexpected 1:3 found the keyword 'merge', expected an operator or the "
                      "end of the source\n"
                      "as an argument or operand it needs parentheses around it"},
      {"ünï", "dhall.syntax.unexpected 1:1 found 'ü' (U+00FC), expected an expression"},
      {"-- ü\n é", "dhall.syntax.unexpected 2:2 found 'é' (U+00E9), expected an expression"},
  };
  for (const Case& expected : cases) {
    INFO(expected.source);
    CHECK(refused(expected.source) == expected.error);
  }
}

TEST_CASE("every beginning of a source of Dhall that is none itself is refused by an error") {
  const std::string source =
      "let x : T = λ(a : Type) → merge { A = \"x${''\n  y ''${ ${1}\n  ''}\\u{41}\" } <A | B : T>.A : T\n"
      "in  if x == (toMap ./a).`b c`.{ d, e }.(T) then [ -1, 0x\"00\", 2020-01-01T00:00:00Z ] # ([] : T) "
      "else\n"
      "    https://u@[::1]:80/a%20?b using ./h as Text with a.?.b = +1.5e3 {- c {- -} -} with c = "
      "env:\"A\\n\" -- end\n";
  CHECK(test::parsed(source).starts_with("(let x/1"));
  Heap heap;
  std::size_t good = 0;
  for (std::size_t size = 0; size < source.size(); ++size) {
    const auto& added = heap.sources().add("f", Blob::of(std::string_view(source).substr(0, size)));
    try {
      parse(heap, added);
      ++good;
    } catch (const Error& error) {
      CHECK(error.code().starts_with("dhall.syntax."));
      CHECK(error.where().line != 0);
    }
  }
  CHECK(good < 120);
}

namespace {

/// Whether it is parsed; errors are those about the language or about limits.
bool is_parsed(std::string_view source, const ParseLimits& limits = {}) {
  Heap heap;
  try {
    parse(heap, heap.sources().add("f", Blob::of(source)), limits);
    return true;
  } catch (const Error& error) {
    CHECK(error.code().starts_with("dhall."));
    return false;
  }
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string result;
  for (std::size_t at = 0; at < count; ++at) result += text;
  return result;
}

} // namespace

TEST_CASE("Dhall that is nested deeply takes memory but no stack") {
  constexpr std::size_t kDepth = 1000000;
  CHECK(is_parsed(std::string(kDepth, '(') + "1" + std::string(kDepth, ')')));
  CHECK(is_parsed(std::string(kDepth, '[') + "1" + std::string(kDepth, ']')));
  CHECK(is_parsed(repeated("{a=", kDepth) + "1" + std::string(kDepth, '}')));
  CHECK(is_parsed(repeated("<a: ", kDepth) + "T" + std::string(kDepth, '>')));
  CHECK(is_parsed(repeated("\"${", kDepth / 4) + "x" + repeated("}\"", kDepth / 4)));
  CHECK(is_parsed(repeated("''\n${", kDepth / 4) + "x" + repeated("}''", kDepth / 4)));
  CHECK(is_parsed(repeated("λ(x : T)→", kDepth / 4) + "x"));
  CHECK(is_parsed(repeated("λ(x : ", kDepth / 4) + "T" + repeated(")→x", kDepth / 4)));
  CHECK(is_parsed(repeated("T→", kDepth) + "T"));
  CHECK(is_parsed(repeated("let x = 1 ", kDepth / 4) + "in x"));
  CHECK(is_parsed(repeated("if a then b else ", kDepth / 4) + "c"));
  CHECK(is_parsed(repeated("if ", kDepth / 4) + "a" + repeated(" then b else c", kDepth / 4)));
  CHECK(is_parsed("a" + repeated("++b", kDepth)));
  CHECK(is_parsed(repeated("a+ (", kDepth / 4) + "b" + std::string(kDepth / 4, ')')));
  CHECK(is_parsed("f" + repeated(" a", kDepth)));
  CHECK(is_parsed(std::string(kDepth / 4, '(') + "f" + repeated(" a)", kDepth / 4)));
  CHECK(is_parsed("a" + repeated(".b", kDepth)));
  CHECK(is_parsed("{a" + repeated(".b", kDepth) + "=1}"));
  CHECK(is_parsed("a" + repeated(".(b", kDepth / 4) + std::string(kDepth / 4, ')')));
  CHECK(is_parsed("a" + repeated("::(b", kDepth / 4) + std::string(kDepth / 4, ')')));
  CHECK(is_parsed("a" + repeated(" with b=c", kDepth / 4)));
  CHECK(is_parsed(repeated("a : ", kDepth / 4) + "T"));
  CHECK(is_parsed(repeated("[] : ", kDepth / 4) + "T"));
  CHECK(is_parsed(repeated("merge a b : ", kDepth / 4) + "T"));
  CHECK(is_parsed(repeated("Some (", kDepth / 4) + "a" + std::string(kDepth / 4, ')')));
  CHECK(is_parsed(repeated("http://a using ", kDepth / 4) + "./b"));
  CHECK(is_parsed(repeated("{-", kDepth) + repeated("-}", kDepth) + "1"));
  for (const char* open :
       {"(",        "[",         "{a=",  "<a: ", "\"${", "''\n${", "λ(x : ", "λ(x : T)→", "T→",
        "let x = ", "if ",       "a.(",  "a::",  "f (",  "a++",    "merge ", "Some (",    "http://a using ",
        "{-",       "a with b=", "a : ", "{a."}) {
    INFO(open);
    CHECK_FALSE(is_parsed(repeated(open, kDepth / 8)));
  }
}

TEST_CASE("how deeply Dhall may be nested can be limited") {
  CHECK(is_parsed("((1))", {3}));
  CHECK(refused("((\n(1)))", {3}) == "dhall.limit.depth 2:1 more than 3 constructs are nested\nbrackets, "
                                     "'let', 'if', functions and function types count");
  CHECK_FALSE(is_parsed(repeated("(", 100000) + "1" + repeated(")", 100000), {1000}));
}

TEST_CASE("an index of a variable of Dhall has 64 bits") {
  CHECK(test::parsed("x@18446744073709551615") == "x@18446744073709551615");
  CHECK(refused("x@18446744073709551616") == "dhall.limit.index 1:3 index of variable 'x' is above 2^64");
}
