// read_core_image(): what it returns lies inside the input and in one piece.
#include <cstdlib>

#include "sigil/base/error.hpp"
#include "sigil/image/core_image.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const sigil::ByteView bytes(data, size);
  try {
    const sigil::image::CoreImage image = sigil::image::read_core_image(bytes);
    std::uint64_t end = image.binaries_begin;
    for (const auto& module : image.modules) {
      if (module.virtual_address < end || !sigil::in_bounds(module.file_offset, module.size_bytes, size))
        std::abort();
      if (module.content.size() != module.size_bytes) std::abort();
      if (module.size_bytes != 0 && module.content.data() != data + module.file_offset) std::abort();
      end = module.virtual_address + module.size_bytes;
    }
    if (end > image.binaries_end) std::abort();
  } catch (const sigil::Error&) {
  }
  try {
    sigil::image::CoreTemplate::parse(sigil::Blob::of(sigil::Bytes(data, data + size)));
  } catch (const sigil::Error&) {
  }
  return 0;
}
