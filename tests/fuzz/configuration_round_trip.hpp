/// \file
/// What the readers of both configuration syntaxes are fuzzed for.
#pragma once

#include <cstdlib>

#include "sigil/base/error.hpp"
#include "sigil/genode/node.hpp"

namespace sigil::genode {

/// Whatever the reader of `fuzzed` accepts, both writers write back to the same tree, or refuse in order.
inline int check_round_trip(ByteView document, Syntax fuzzed) {
  if (detect_syntax(document) != fuzzed) return 0;
  for (const Syntax syntax : {Syntax::Hid, Syntax::Xml}) {
    Node node;
    std::string written;
    try {
      node = parse(document);
      written = write(node, syntax);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::Internal) std::abort();
      continue;
    }
    if (parse(as_bytes(written)) != node) std::abort();
  }
  return 0;
}

} // namespace sigil::genode
