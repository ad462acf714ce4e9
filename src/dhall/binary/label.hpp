/// \file
/// The numbers that arrays of the binary encoding begin with.
#pragma once

#include <cstdint>

namespace sigil::dhall {

/// 12 and 13 were other expressions once and are not used again.
enum class Label : std::uint8_t {
  Application = 0,
  Lambda = 1,
  Pi = 2,
  Operator = 3, ///< and `T::r`; the operator's number follows
  List = 4,     ///< also `[] : List T`
  Some = 5,
  Merge = 6,
  RecordType = 7,
  Record = 8,
  Field = 9,
  Project = 10,
  UnionType = 11,
  If = 14,
  Natural = 15,
  Integer = 16,
  Text = 18,
  Assert = 19,
  Import = 24,
  Let = 25,
  Annotation = 26,
  ToMap = 27,
  EmptyList = 28, ///< `[] : T` where T is not written as `List …`
  With = 29,
  Date = 30,
  Time = 31,
  TimeZone = 32,
  Bytes = 33,
  ShowConstructor = 34,
};

} // namespace sigil::dhall
