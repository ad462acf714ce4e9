// read_fat(): what it copies is no more than there was; what can be written again comes back.
#include <cstdlib>

#include "sigil/base/error.hpp"
#include "sigil/image/fat.hpp"

namespace {

using namespace sigil::image;

void check_round_trip(const FatVolume& volume) {
  FatPlan plan{volume.label, volume.volume_id, {}};
  for (const FatEntry& file : volume.files) plan.files.push_back({file.path, file.content});
  sigil::Bytes written;
  try {
    written = write_fat(plan);
  } catch (const sigil::Error&) {
    return; // names of another form, or more than the root folder holds
  }
  const FatVolume again = read_fat(written);
  if (again.label != volume.label || again.files.size() != volume.files.size()) std::abort();
  for (std::size_t i = 0; i < again.files.size(); ++i)
    if (again.files[i].path != volume.files[i].path || again.files[i].content != volume.files[i].content)
      std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const FatVolume volume = read_fat({data, size});
    std::size_t total = 0;
    for (const FatEntry& file : volume.files) total += file.content.size();
    if (total > size) std::abort();
    check_round_trip(volume);
  } catch (const sigil::Error&) {
  }
  return 0;
}
