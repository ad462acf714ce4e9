/// \file
/// What the resolution of imports needs of the rest of the language.
#pragma once

#include <cstdint>

#include "imports/headers.hpp"
#include "imports/resolved.hpp"
#include "sigil/base/stream.hpp"
#include "syntax/source_map.hpp"

namespace sigil::dhall {

/// An expression as a parser or decoder makes it.
struct Code {
  Node* expression;
  std::uint32_t slots; ///< of the frame that it needs
};

/// Parser, binary decoder and evaluator, as the resolver calls them. All throw what is wrong with the
/// expression; the resolver adds which import it was.
class Language {
 public:
  Language() = default;
  Language(const Language&) = delete;
  Language& operator=(const Language&) = delete;
  virtual ~Language() = default;

  /// \throws Error{Invalid}, also if the text is not UTF-8; Error{Limit}
  virtual Code parse(const SourceMap::Source& source) = 0;
  /// \throws Error{Invalid}, Error{Limit}
  virtual Code decode(const SourceMap::Source& source) = 0;
  /// Infers the type of an expression, whose own imports are resolved, in the empty context, and sets `type`
  /// and `value`.
  virtual void check(ResolvedImport& import) = 0;
  /// The binary encoding of the αβ-normal form of a checked expression.
  virtual Bytes encode_normal(ResolvedImport& import) = 0;
  /// The value of a checked expression of type `List { mapKey : Text, mapValue : Text }` or
  /// `List { header : Text, value : Text }`. \throws Error{Invalid} for any other type.
  virtual HttpHeaders headers(ResolvedImport& import) = 0;
  /// Likewise, of type `List { mapKey : Text, mapValue : List { mapKey : Text, mapValue : Text } }`.
  virtual OriginHeaders origin_headers(ResolvedImport& import) = 0;
};

} // namespace sigil::dhall
