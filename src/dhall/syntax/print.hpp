/// \file
/// Prints expressions as people write them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "sigil/base/stream.hpp"
#include "sigil/dhall/dhall.hpp"
#include "syntax/node.hpp"

namespace sigil::dhall {

/// Prints an expression (the kinds of node.hpp but `Values only`; an Indirection is what it stands for) in
/// the layout of `dhall format`: on one line if that fits, else broken at its outermost parts. What is
/// printed parses to the same expression. No line break at the end. Lines begin at most 1000 columns in
/// (Layout::kMostIndent).
///
/// Takes time linear in the size of the output, any depth, and memory for the depth.
/// \param most_bytes  that the sink takes: it throws when it gets more
/// \throws Error{Internal} for a node that is no expression.
std::string print(const Node& node, const PrintOptions& options = {});
void print(const Node& node, ByteSink& sink, const PrintOptions& options = {},
           std::uint64_t most_bytes = std::numeric_limits<std::uint64_t>::max());

/// An expression on one line, for messages, in Unicode: parts that lie deep or far behind are `…` if all of
/// it would be longer than `most_bytes`. What is only a value is `…`, too. Takes time that depends on
/// `most_bytes` only.
std::string summary(const Node& node, std::size_t most_bytes);

} // namespace sigil::dhall
