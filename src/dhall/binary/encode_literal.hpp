/// \file
/// The part of the encoder that is about expressions without parts.
#pragma once

#include <array>

#include "binary/cbor_writer.hpp"
#include "binary/label.hpp"
#include "syntax/node.hpp"

namespace sigil::dhall {

/// What comes before a SHA-256 digest in an import: the number of the hash function and the digest's size.
inline constexpr std::array<std::uint8_t, 2> kMultihashPrefix = {0x12, 0x20};

/// Begins an array of `count` items, the label included.
inline void encode_head(std::uint64_t count, Label label, cbor::Writer& out) {
  out.array(count);
  out.unsigned_integer(static_cast<std::uint64_t>(label));
}

/// Writes big numbers, Double, Bytes, Date, Time, TimeZone and universes.
/// \returns whether `node` is one
bool encode_rare_literal(const Node& node, cbor::Writer& out);

/// Writes `node` if it is a literal, builtin or universe.
/// \returns whether it is
inline bool encode_literal(const Node& node, cbor::Writer& out) {
  switch (node.kind) {
  case Kind::Text:
    encode_head(2, Label::Text, out);
    out.text(as<TextNode>(node).text());
    return true;
  case Kind::Natural:
    encode_head(2, Label::Natural, out);
    out.unsigned_integer(as<NaturalNode>(node).value);
    return true;
  case Kind::Bool: out.simple(as<BoolNode>(node).value() ? cbor::kTrue : cbor::kFalse); return true;
  case Kind::Builtin: out.text(name_of(as<BuiltinNode>(node).builtin())); return true;
  default: return node.kind < Kind::List && encode_rare_literal(node, out);
  }
}

} // namespace sigil::dhall
