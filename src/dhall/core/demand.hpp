/// \file
/// Which expressions turn out to be needed soon after a thunk was made of them.
#pragma once

#include "syntax/node.hpp"

namespace sigil::dhall {

/// Counted in Node::small: below, the thunks that were made of it and that nobody has needed
/// so far; above, how many were made at all, as far as that matters.
namespace demand {

inline constexpr std::uint16_t kWaiting = 0x0fff;
inline constexpr std::uint16_t kOne = 0x1000;
inline constexpr std::uint16_t kEnough = 0xf000;
inline constexpr std::uint16_t kFewWaiting = 2;

/// What has something to compute.
inline bool is_counted(const Node& code) {
  return code.kind >= Kind::Application && code.kind <= Kind::Interpolation;
}

inline void was_made(const Node& code) {
  auto& counts = const_cast<std::uint16_t&>(code.small);
  if ((counts & kWaiting) != kWaiting) ++counts;
  if (counts < kEnough) counts = static_cast<std::uint16_t>(counts + kOne);
}

inline void was_needed(const Node& code) {
  auto& counts = const_cast<std::uint16_t&>(code.small);
  if ((counts & kWaiting) != 0 && (counts & kWaiting) != kWaiting) --counts;
}

/// The next one is likely to be needed as well.
inline bool is_likely(const Node& code) {
  return is_counted(code) && code.small >= kEnough && (code.small & kWaiting) <= kFewWaiting;
}

} // namespace demand

} // namespace sigil::dhall
