/// \file
/// Which functions evaluate their argument whatever else they do.
#pragma once

#include "syntax/node.hpp"

namespace sigil::dhall {

namespace strictness {
inline constexpr std::uint16_t kNo = 1;
inline constexpr std::uint16_t kYes = 2;
/// Looks and remembers.
[[gnu::cold]] bool find_out(const BinderNode& lambda);
[[gnu::cold]] bool find_out(const LetNode& let);
} // namespace strictness

/// Whether the body of a λ surely evaluates the λ's own variable when it is itself evaluated. Remembered in
/// BinderNode::small.
inline bool needs_argument(const BinderNode& lambda) {
  const std::uint16_t known = lambda.small & (strictness::kNo | strictness::kYes);
  return known != 0 ? known == strictness::kYes : strictness::find_out(lambda);
}

/// Likewise, whether the body of a let surely evaluates what is bound.
inline bool needs_bound(const LetNode& let) {
  const std::uint16_t known = let.small & (strictness::kNo | strictness::kYes);
  return known != 0 ? known == strictness::kYes : strictness::find_out(let);
}

} // namespace sigil::dhall
