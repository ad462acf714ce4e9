// Whatever the HID reader accepts, the writer writes back to the same tree, or refuses in order.
#include <cstdlib>

#include "sigil/base/error.hpp"
#include "sigil/genode/node.hpp"

using namespace sigil;
using namespace sigil::genode;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView document(data, size);
  if (detect_syntax(document) != Syntax::Hid) return 0;
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
