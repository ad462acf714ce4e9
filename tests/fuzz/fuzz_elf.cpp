// Whatever parses and can be rewritten parses again, and asks for the new names.
#include <cstdlib>

#include "sigil/base/error.hpp"
#include "sigil/elf/file.hpp"
#include "sigil/elf/rewrite.hpp"

using namespace sigil;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input(data, size);
  elf::File before;
  Bytes output;
  elf::Renames renames;
  try {
    before = elf::parse(input);
    for (const std::string& name : before.needed)
      if (name != elf::kGenodeLinker) renames[name] = "urn:eris:" + std::to_string(renames.size());
    output = elf::rewrite_needed(input, renames);
  } catch (const Error& error) {
    // Faults of the input have a code, broken invariants have none.
    if (error.kind() == ErrorKind::Internal || error.code().empty()) std::abort();
    return 0;
  }
  const elf::File after = elf::parse(output);
  if (after.needed.size() != before.needed.size() || after.soname != before.soname) std::abort();
  for (std::size_t i = 0; i < after.needed.size(); ++i) {
    const auto renamed = renames.find(before.needed[i]);
    if (after.needed[i] != (renamed == renames.end() ? before.needed[i] : renamed->second)) std::abort();
  }
  return 0;
}
