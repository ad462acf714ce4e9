/// \file
/// What a source says beyond its meaning: comments, and how things were written. For the formatter only; a
/// parser that is not asked for it spends nothing on it.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "syntax/node.hpp"

namespace sigil::dhall {

/// Filled by the parser. All positions are those of SourceMap; a range ends before its second position.
struct Surface {
  struct Range {
    std::uint32_t begin;
    std::uint32_t end;
  };
  struct Label {
    const Symbol* label;
    std::uint32_t position;
  };
  /// One field or alternative as written: `a.b = v`, `a : T`, `a`.
  struct Entry {
    std::vector<Label> path; ///< longer than one only in a record literal
    Node* value;             ///< nullptr: a pun, or an alternative without a type
  };

  /// With their delimiters, in order; a line comment without its line break.
  std::vector<Range> comments;
  /// Entries of Record, RecordType and UnionType nodes in the order written. (The nodes are sorted, and
  /// their dotted, punned and duplicate fields are desugared.)
  std::unordered_map<const Node*, std::vector<Entry>> entries;
  /// Literals whose node does not tell how they were written: date-times (which are records), numbers in
  /// hexadecimal or binary, Doubles, text with escapes or of several lines.
  std::unordered_map<const Node*, Range> spelled;
  /// Where each node ends: with its last token. Parentheses around a node do not belong to it, but those
  /// around its last part do.
  std::unordered_map<const Node*, std::uint32_t> ends;
  /// Where the names of λ, ∀ and let are.
  std::unordered_map<const Node*, std::uint32_t> names;
};

} // namespace sigil::dhall
