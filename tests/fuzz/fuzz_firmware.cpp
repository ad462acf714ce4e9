// What firmware reads: a boot catalog leads into the image; tables that check_gpt() finds sound can be read,
// and their partitions lie inside.
#include <cstdlib>

#include "sigil/base/error.hpp"
#include "sigil/image/efi_program.hpp"
#include "sigil/image/el_torito.hpp"
#include "sigil/image/gpt.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const sigil::ByteView bytes(data, size);
  sigil::image::read_mbr(bytes);
  try {
    sigil::image::check_efi_program(bytes);
  } catch (const sigil::Error&) {
  }
  try {
    for (const auto& entry : sigil::image::read_el_torito(bytes))
      if (!sigil::in_bounds(entry.offset, entry.size_bytes, size)) std::abort();
  } catch (const sigil::Error&) {
  }
  try {
    sigil::image::read_gpt(bytes);
    sigil::image::check_gpt(bytes);
  } catch (const sigil::Error&) {
    return 0;
  }
  for (const auto& partition : sigil::image::read_gpt(bytes))
    if (partition.first_block > partition.last_block) std::abort();
  return 0;
}
