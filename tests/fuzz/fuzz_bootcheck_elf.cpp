// Names that a file asks for are inside the file and end there.
#include <cstdlib>

#include "core/elf.hpp"

using namespace sigil;
using namespace sigil::bootcheck;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = as_text({data, size});
  ElfFile file;
  std::string_view name, fault;
  if (!file.open({data, size}, fault)) {
    if (fault.empty()) std::abort();
    return 0;
  }
  for (std::size_t count = 0;; ++count) {
    const ElfFile::Step step = file.next_needed(name, fault);
    if (step != ElfFile::Step::Name) return 0;
    if (count > size / 16 || name.empty() || name.data() < input.data() ||
        name.data() + name.size() >= input.data() + input.size() || name.data()[name.size()] != '\0')
      std::abort();
  }
}
