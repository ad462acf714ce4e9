/// \file
/// Sources to expressions and errors, in one line.
#pragma once

#include <string>

#include "expression_text.hpp"
#include "support/error_of.hpp"
#include "syntax/parse.hpp"

namespace sigil::test {

/// What the source is parsed to.
inline std::string parsed(std::string_view source) {
  dhall::Heap heap;
  return text_of(dhall::parse(heap, heap.sources().add("file.dhall", Blob::of(source))).expression);
}

/// How it is refused: "code line:column message", and in further lines the hints.
inline std::string refused(std::string_view source, const dhall::ParseLimits& limits = {}) {
  dhall::Heap heap;
  const auto& added = heap.sources().add("file.dhall", Blob::of(source));
  const Error error = error_of([&] { dhall::parse(heap, added, limits); });
  std::string text = error.code() + " " + std::to_string(error.where().line) + ":" +
                     std::to_string(error.where().column) + " " + error.message();
  for (const std::string& hint : error.hints()) text += "\n" + hint;
  return text;
}

/// Whether it is refused, by an error about the language.
inline bool is_refused(std::string_view source) {
  return refused(source).starts_with("dhall.syntax.");
}

} // namespace sigil::test
