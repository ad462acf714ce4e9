/// \file
/// Naturals and Integers of any size.
#pragma once

#include <optional>
#include <string>

#include "syntax/heap.hpp"

namespace sigil::dhall {

inline bool is_natural(const Node& node) {
  return node.kind == Kind::Natural || node.kind == Kind::BigNatural;
}
inline bool is_integer(const Node& node) {
  return node.kind == Kind::Integer || node.kind == Kind::BigInteger;
}

Node* add_naturals(Heap& heap, const Node& left, const Node& right);
Node* multiply_naturals(Heap& heap, const Node& left, const Node& right);
/// right - left, 0 if that is negative.
Node* subtract_naturals(Heap& heap, const Node& left, const Node& right);
bool is_even(const Node& natural);
Node* natural_to_integer(Heap& heap, const Node& natural);
Node* negate_integer(Heap& heap, const Node& integer);
Node* clamp_integer(Heap& heap, const Node& integer);
/// The nearest, ties to even; infinite if there is none.
double integer_to_double(const Node& integer);
/// Of the same kind and value.
bool same_number(const Node& left, const Node& right);

/// Decimal; an Integer with its sign.
std::string show_number(const Node& number);

} // namespace sigil::dhall
