// One file for each code: tests/support/refused_elf.py makes them.
#include <algorithm>
#include <filesystem>
#include <optional>

#include "sigil/base/file.hpp"
#include "sigil/elf/check.hpp"
#include "sigil/elf/file.hpp"
#include "sigil/elf/rewrite.hpp"
#include "sigil/elf/sections.hpp"
#include "support/catch.hpp"
#include "support/error_of.hpp"

using namespace sigil;

namespace {

std::vector<std::string> rules_broken(ByteView bytes, elf::Loader loader) {
  std::vector<std::string> codes;
  for (const Error& error : elf::check(bytes, elf::parse(bytes), loader)) codes.push_back(error.code());
  return codes;
}

/// Does with the file what may end with `code`.
void provoke(const std::string& code, ByteView bytes) {
  if (code == "elf.parse.versions") {
    elf::version_needs(bytes, elf::parse(bytes));
  } else if (code.starts_with("elf.parse.")) {
    elf::parse(bytes);
  } else if (code.starts_with("elf.sections.")) {
    elf::read_sections(bytes);
  } else if (code.starts_with("elf.load.")) {
    elf::check_loadable(elf::parse(bytes));
  } else {
    elf::Edits edits;
    edits.needed["liba.so"] = std::string(115, 'u');
    if (code == "elf.rewrite.dynamic-full") edits.soname = "name";
    elf::rewrite(bytes, edits);
  }
}

} // namespace

TEST_CASE("each file of the corpus is refused for the reason that it is called by") {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(CORPUS)) {
    const std::string code = entry.path().filename();
    if (!code.starts_with("elf.")) continue;
    ++count;
    CAPTURE(code);
    const Blob file = Blob::map(entry.path());
    if (code.starts_with("elf.genode.") || code.starts_with("elf.glibc.")) {
      const auto loader = code.starts_with("elf.genode.") ? elf::Loader::Genode : elf::Loader::Glibc;
      CHECK(rules_broken(file.bytes(), loader) == std::vector<std::string>{code});
      continue;
    }
    std::optional<Error> found;
    try {
      provoke(code, file.bytes());
    } catch (const Error& error) {
      found = error;
    }
    REQUIRE(found);
    CAPTURE(found->message());
    CHECK(found->code() == code);
    CHECK((found->kind() == ErrorKind::Invalid || found->kind() == ErrorKind::Limit));
  }
  CHECK(count > 50);
}
