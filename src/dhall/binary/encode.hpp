/// \file
/// Writes expressions in the binary encoding (standard, Binary semantics: Encoding judgment;
/// docs/formats/dhall-cbor.md).
#pragma once

#include "sigil/base/stream.hpp"
#include "syntax/import_spec.hpp"
#include "syntax/node.hpp"

namespace sigil::dhall {

/// Writes `expression` in the one form that the standard gives it, in blocks. Takes memory for its depth but
/// no stack. A node that is there several times is written each time.
/// \param expression  no values: nothing of Kind::Closure and later
/// \throws what `sink` throws.
void encode(const Node& expression, ByteSink& sink);
Bytes encode(const Node& expression);

/// SHA-256 of the encoding, which is the semantic hash of an expression in αβ-normal form.
Sha256Digest semantic_hash(const Node& alpha_beta_normal);

} // namespace sigil::dhall
