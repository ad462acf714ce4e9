// The JSON system description, and the same as attributes of a derivation: any bytes give a description or
// errors that have a place.
#include <cstdlib>

#include "sigil/system/description.hpp"

using namespace sigil;

namespace {

void check_reading(const system::DescriptionReading& reading, const char* file) {
  if (reading.errors.empty() && (reading.description.children.empty() || reading.description.roms.size() < 2))
    std::abort();
  for (const Error& error : reading.errors.errors())
    if (error.kind() == ErrorKind::Internal || error.where().file != file) std::abort();
}

template <typename Read>
void check(Read read) {
  try {
    read();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Internal || error.where().file != "f.json") std::abort();
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text({data, size});
  check([&] { check_reading(system::parse_description(text, "f.json"), "f.json"); });
  check([&] { check_reading(system::parse_derivation(text, "f.json").reading, ""); });
  return 0;
}
