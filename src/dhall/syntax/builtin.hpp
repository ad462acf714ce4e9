/// \file
/// The built-in names and the keywords of the language (dhall.abnf, `builtin` and `keyword`).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace sigil::dhall {

enum class Universe : std::uint8_t { Type, Kind, Sort };

/// In the order of kBuiltins. `True`, `False`, `Type`, `Kind` and `Sort` are nodes of other kinds, but names
/// all the same.
enum class Builtin : std::uint8_t {
  NaturalFold,
  NaturalBuild,
  NaturalIsZero,
  NaturalEven,
  NaturalOdd,
  NaturalToInteger,
  NaturalShow,
  NaturalSubtract,
  IntegerToDouble,
  IntegerShow,
  IntegerNegate,
  IntegerClamp,
  DoubleShow,
  ListBuild,
  ListFold,
  ListLength,
  ListHead,
  ListLast,
  ListIndexed,
  ListReverse,
  TextShow,
  TextReplace,
  DateShow,
  TimeShow,
  TimeZoneShow,
  Bool,
  Optional,
  None,
  Natural,
  Integer,
  Double,
  Text,
  Bytes,
  Date,
  Time,
  TimeZone,
  List,
  True,
  False,
  Type,
  Kind,
  Sort,
};

inline constexpr std::array<std::string_view, 42> kBuiltins = {"Natural/fold",
                                                               "Natural/build",
                                                               "Natural/isZero",
                                                               "Natural/even",
                                                               "Natural/odd",
                                                               "Natural/toInteger",
                                                               "Natural/show",
                                                               "Natural/subtract",
                                                               "Integer/toDouble",
                                                               "Integer/show",
                                                               "Integer/negate",
                                                               "Integer/clamp",
                                                               "Double/show",
                                                               "List/build",
                                                               "List/fold",
                                                               "List/length",
                                                               "List/head",
                                                               "List/last",
                                                               "List/indexed",
                                                               "List/reverse",
                                                               "Text/show",
                                                               "Text/replace",
                                                               "Date/show",
                                                               "Time/show",
                                                               "TimeZone/show",
                                                               "Bool",
                                                               "Optional",
                                                               "None",
                                                               "Natural",
                                                               "Integer",
                                                               "Double",
                                                               "Text",
                                                               "Bytes",
                                                               "Date",
                                                               "Time",
                                                               "TimeZone",
                                                               "List",
                                                               "True",
                                                               "False",
                                                               "Type",
                                                               "Kind",
                                                               "Sort"};

inline std::string_view name_of(Builtin builtin) {
  return kBuiltins[static_cast<std::size_t>(builtin)];
}

enum class Keyword : std::uint8_t {
  If,
  Then,
  Else,
  Let,
  In,
  Using,
  Missing,
  Assert,
  As,
  Infinity,
  NaN,
  Merge,
  Some,
  ToMap,
  Forall,
  With,
  ShowConstructor,
};

inline constexpr std::array<std::string_view, 17> kKeywords = {
    "if",       "then", "else",  "let",  "in",    "using",  "missing", "assert",         "as",
    "Infinity", "NaN",  "merge", "Some", "toMap", "forall", "with",    "showConstructor"};

} // namespace sigil::dhall
