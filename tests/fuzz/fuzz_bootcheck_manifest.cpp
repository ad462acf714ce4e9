// An accepted manifest, put together again from its entries, is the same text.
#include <cstdlib>
#include <string>

#include "core/manifest.hpp"
#include "sigil/base/bytes.hpp"

using namespace sigil;
using namespace sigil::bootcheck;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text({data, size});
  ManifestReader reader(text);
  ManifestEntry entry;
  std::string again = "sigil-manifest 2\n";
  for (;;) {
    switch (reader.next(entry)) {
    case ManifestReader::Step::Fault:
      if (reader.line() == 0 || reader.fault().empty()) std::abort();
      return 0;
    case ManifestReader::Step::End:
      if (again != text) std::abort();
      return 0;
    case ManifestReader::Step::Entry: break;
    }
    again += (entry.placement == Placement::Store ? "store " : "module ") + std::to_string(entry.size) + " ";
    for (const std::uint8_t byte : entry.hash) {
      again += "0123456789abcdef"[byte >> 4];
      again += "0123456789abcdef"[byte & 15];
    }
    again += " " + std::string(entry.capability.empty() ? "-" : entry.capability) + " " +
             std::string(entry.name) + "\n";
  }
}
