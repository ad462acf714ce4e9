// parse_manifest() takes only what write_manifest() gives; a GRUB configuration that can be written
// comes back.
#include <cstdlib>

#include "sigil/base/error.hpp"
#include "sigil/image/boot.hpp"
#include "sigil/image/manifest.hpp"

namespace {

using namespace sigil::image;

bool equal(const BootEntry& a, const BootEntry& b) {
  if (a.title != b.title || a.kernel_path != b.kernel_path || a.kernel_arguments != b.kernel_arguments ||
      a.modules.size() != b.modules.size())
    return false;
  for (std::size_t i = 0; i < a.modules.size(); ++i)
    if (a.modules[i].path != b.modules[i].path || a.modules[i].arguments != b.modules[i].arguments)
      return false;
  return true;
}

void check_grub_config(std::string_view text) {
  BootEntry entry;
  std::string written;
  try {
    entry = parse_grub_config(text);
    find_manifest_hash(entry);
    written = write_grub_config(entry);
  } catch (const sigil::Error&) {
    return;
  }
  if (!equal(parse_grub_config(written), entry)) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = sigil::as_text({data, size});
  try {
    if (write_manifest(parse_manifest(text)) != text) std::abort();
  } catch (const sigil::Error&) {
  }
  check_grub_config(text);
  return 0;
}
