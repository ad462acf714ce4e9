// Whatever parses can be checked, has sections or an error about them, and if it can be rewritten parses
// again and asks for the new names.
#include <cstdlib>

#include "sigil/base/error.hpp"
#include "sigil/elf/check.hpp"
#include "sigil/elf/file.hpp"
#include "sigil/elf/rewrite.hpp"
#include "sigil/elf/sections.hpp"

using namespace sigil;

namespace {

/// Runs `step`. Faults of the input have a code, broken invariants have none.
template <typename Step>
bool succeeds(Step step) {
  try {
    step();
    return true;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Internal || error.code().empty()) std::abort();
    return false;
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input(data, size);
  elf::File before;
  Bytes output;
  elf::Renames renames;
  succeeds([&] { elf::read_sections(input); });
  if (!succeeds([&] { before = elf::parse(input); })) return 0;
  elf::check(input, before, elf::Loader::Genode);
  elf::check(input, before, elf::Loader::Glibc);
  for (const std::string& name : before.needed)
    if (name != elf::kGenodeLinker) renames[name] = "urn:eris:" + std::to_string(renames.size());
  if (!succeeds([&] { output = elf::rewrite(input, {renames}).content; })) return 0;
  const elf::File after = elf::parse(output);
  if (after.needed.size() != before.needed.size() || after.soname != before.soname) std::abort();
  for (std::size_t i = 0; i < after.needed.size(); ++i) {
    const auto renamed = renames.find(before.needed[i]);
    if (after.needed[i] != (renamed == renames.end() ? before.needed[i] : renamed->second)) std::abort();
  }
  return 0;
}
