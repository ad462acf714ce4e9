/// \file
/// Which expressions turn out to be needed soon after a thunk was made of them.
#pragma once

#include "syntax/node.hpp"

namespace sigil::dhall {

/// Counted in Node::small: below, the thunks that were made of it and that nobody has needed so far; above,
/// how many were made at all. Both up to a limit.
namespace demand {

inline constexpr std::uint16_t kWaiting = 0x007f;
inline constexpr std::uint16_t kMade = 0xff80;
inline constexpr std::uint16_t kOneMade = 0x0080;

/// What has something to compute.
inline bool is_counted(const Node& code) {
  return (code.kind >= Kind::Application && code.kind <= Kind::Interpolation) || code.kind == Kind::Fused;
}

inline void was_made(const Node& code) {
  auto& counts = const_cast<std::uint16_t&>(code.small);
  if ((counts & kWaiting) != kWaiting) ++counts;
  if ((counts & kMade) != kMade) counts = static_cast<std::uint16_t>(counts + kOneMade);
}

inline void was_needed(const Node& code) {
  auto& counts = const_cast<std::uint16_t&>(code.small);
  if ((counts & kWaiting) != 0 && (counts & kWaiting) != kWaiting) --counts;
}

/// The next one is likely to be needed soon: so were seven of eight, and all but a few.
/// \param chance  any number: now and then the answer is no, so that what has changed is noticed
inline bool is_likely(const Node& code, std::uint64_t chance) {
  constexpr unsigned kEnough = 16 * kOneMade;
  constexpr unsigned kFew = 24;
  if (code.small < kEnough || !is_counted(code)) return false;
  const unsigned waiting = code.small & kWaiting;
  const unsigned made = code.small / kOneMade;
  return waiting * 8 <= made && waiting <= kFew && (chance & (waiting <= 2 ? 63U : 3U)) != 0;
}

} // namespace demand

} // namespace sigil::dhall
