// The JSON system description: any bytes give a description or an Error that has a place.
#include <cstdlib>

#include "sigil/system/description.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sigil;
  try {
    const system::SystemDescription description = system::parse_description(as_text({data, size}), "f.json");
    if (description.children.empty() || description.roms.size() < 2) std::abort();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Internal || error.where().file != "f.json") std::abort();
  }
  return 0;
}
