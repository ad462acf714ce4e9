// read_iso(): every file that it lists lies inside the input.
#include <cstdlib>

#include "sigil/base/error.hpp"
#include "sigil/image/iso.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const sigil::ByteView bytes(data, size);
  try {
    for (const auto& entry : sigil::image::read_iso(bytes))
      if (!entry.path.starts_with('/') || !sigil::in_bounds(entry.offset, entry.size_bytes, size))
        std::abort();
  } catch (const sigil::Error&) {
  }
  return 0;
}
