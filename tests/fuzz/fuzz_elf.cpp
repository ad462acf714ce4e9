// Whatever parses can be checked, has sections or an error about them. If it can be rewritten, the result
// parses, asks for the new names, has nothing else changed by meaning, and rewriting it again changes
// nothing.
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

void require(bool condition) {
  if (!condition) std::abort();
}

void check_rewriting(ByteView input, const elf::File& before, const elf::Edits& edits) {
  elf::Rewritten result;
  if (!succeeds([&] { result = elf::rewrite(input, edits); })) return;
  const Bytes output = result.applied_to(input);
  require(output.size() == result.size_bytes);
  if (result.layout == elf::Layout::Unchanged) return require(ByteView(output).size() == input.size());
  const elf::File after = elf::parse(output);
  require(after.needed.size() == before.needed.size());
  for (std::size_t i = 0; i < after.needed.size(); ++i) {
    const auto renamed = edits.needed.find(before.needed[i]);
    require(after.needed[i] == (renamed == edits.needed.end() ? before.needed[i] : renamed->second));
  }
  require(after.soname == edits.soname.value_or(before.soname));
  if (edits.remove_search_paths) require(after.rpath.empty() && after.runpath.empty());
  if (!before.interpreter.empty())
    require(after.interpreter == edits.interpreter.value_or(before.interpreter));
  succeeds([&] {
    const std::vector<std::string> libraries = elf::version_needs(input, before);
    require(elf::version_needs(output, after).size() == libraries.size());
  });
  elf::Edits rest = edits; // new names may be old names of others
  rest.needed.clear();
  require(elf::rewrite(output, rest).layout == elf::Layout::Unchanged);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input(data, size);
  elf::File before;
  succeeds([&] { elf::read_sections(input); });
  if (!succeeds([&] { before = elf::parse(input); })) return 0;
  elf::check(input, before, elf::Loader::Genode);
  elf::check(input, before, elf::Loader::Glibc);
  elf::Edits edits;
  for (const std::string& name : before.needed)
    if (name != elf::kGenodeLinker) edits.needed[name] = "urn:eris:" + std::to_string(edits.needed.size());
  check_rewriting(input, before, edits);
  edits.remove_search_paths = true;
  edits.soname = std::string(40, 's');
  edits.interpreter = size % 2 == 0 ? "i" : std::string(60, 'i');
  check_rewriting(input, before, edits);
  return 0;
}
