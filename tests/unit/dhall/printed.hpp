/// \file
/// Sources, parsed and printed again.
#pragma once

#include <string>

#include "support/catch.hpp"
#include "syntax/format.hpp"
#include "syntax/parse.hpp"
#include "syntax/print.hpp"

namespace sigil::test {

inline dhall::Node* expression_of(dhall::Heap& heap, std::string_view source) {
  return dhall::parse(heap, heap.sources().add("f", Blob::of(source))).expression;
}

inline std::string printed(std::string_view source, const dhall::PrintOptions& options = {}) {
  dhall::Heap heap;
  return dhall::print(*expression_of(heap, source), options);
}

/// In as many lines as it can have.
inline std::string broken(std::string_view source) {
  return printed(source, {.width = 1});
}

inline std::string ascii(std::string_view source, std::uint32_t width = 80) {
  return printed(source, {.characters = dhall::CharacterSet::Ascii, .width = width});
}

inline std::string formatted(std::string_view source,
                             dhall::CharacterSet characters = dhall::CharacterSet::Unicode) {
  dhall::Heap heap;
  return dhall::format(heap, heap.sources().add("f", Blob::of(source)), characters);
}

} // namespace sigil::test
