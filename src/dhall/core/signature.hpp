/// \file
/// How many arguments built-in functions take, and which of them they look at.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "syntax/builtin.hpp"

namespace sigil::dhall {

/// Of a built-in function, as evaluation sees it.
struct Signature {
  std::uint8_t arguments; ///< that a call needs
  std::uint8_t strict;    ///< bit for each argument that must be a value first
  bool calls = false;     ///< it calls a function that it is given
  bool needs(std::uint32_t argument) const { return ((strict >> argument) & 1U) != 0; }
  /// From `argument` on; `arguments` if there is none.
  std::uint32_t next_strict(std::uint32_t argument) const {
    const unsigned rest = static_cast<unsigned>(strict) >> argument;
    return rest == 0 ? arguments : argument + static_cast<std::uint32_t>(std::countr_zero(rest));
  }
};

inline constexpr std::size_t kMostArguments = 5;

namespace signatures {
constexpr Signature of(Builtin builtin) {
  switch (builtin) {
  case Builtin::NaturalFold: return {4, 1, true};
  case Builtin::NaturalBuild: return {1, 0, true};
  case Builtin::NaturalSubtract: return {2, 3};
  case Builtin::ListBuild: return {2, 0, true};
  case Builtin::ListFold: return {kMostArguments, 2, true};
  case Builtin::ListLength:
  case Builtin::ListHead:
  case Builtin::ListLast:
  case Builtin::ListIndexed:
  case Builtin::ListReverse: return {2, 2};
  case Builtin::TextReplace: return {3, 7};
  case Builtin::Optional:
  case Builtin::List:
  case Builtin::None: return {1, 0};
  default: return {1, 1};
  }
}

inline constexpr auto kAll = [] {
  std::array<Signature, kBuiltins.size()> table{};
  for (std::size_t at = 0; at < table.size(); ++at) table[at] = of(static_cast<Builtin>(at));
  return table;
}();
} // namespace signatures

inline Signature signature_of(Builtin builtin) {
  return signatures::kAll[static_cast<std::size_t>(builtin)];
}

} // namespace sigil::dhall
