#include "core/elf.hpp"

#include <string>

#include "support.hpp"
#include "support/catch.hpp"

using namespace sigil;
using namespace sigil::bootcheck;

namespace {

/// The names, each followed by a comma, or what is wrong.
std::string needed_by(const std::string& content) {
  ElfFile file;
  std::string_view name, fault;
  if (!file.open(as_bytes(content), fault)) return std::string(fault);
  std::string names;
  for (;;) {
    switch (file.next_needed(name, fault)) {
    case ElfFile::Step::Name: names += std::string(name) + ","; break;
    case ElfFile::Step::End: return names;
    case ElfFile::Step::Fault: return std::string(fault);
    }
  }
}

} // namespace

TEST_CASE("DT_NEEDED in their order, as they stand") {
  const std::string urn = "urn:eris:" + std::string(106, 'A');
  REQUIRE(needed_by(TinyElf::make({urn, "ld.lib.so"})) == urn + ",ld.lib.so,");
  REQUIRE(needed_by(TinyElf::make({})) == "");
}

TEST_CASE("files that are not for the dynamic linker are refused") {
  const std::string sound = TinyElf::make({"a", "b"});
  const auto with = [&](std::size_t at, auto value) {
    std::string file = sound;
    put(file, at, value);
    return needed_by(file);
  };
  REQUIRE(needed_by("") == "is not an ELF file");
  REQUIRE(needed_by("text") == "is not an ELF file");
  REQUIRE(needed_by(sound.substr(0, 63)) == "is not an ELF file");
  REQUIRE(with(4, std::uint8_t{1}) == "is not for x86-64");
  REQUIRE(with(5, std::uint8_t{2}) == "is not for x86-64");
  REQUIRE(with(18, std::uint16_t{183}) == "is not for x86-64");
  REQUIRE(with(16, std::uint16_t{1}) == "is neither executable nor shared");
  REQUIRE(with(32, UINT64_MAX) == "has program headers outside the file");
  REQUIRE(with(56, std::uint16_t{0xffff}) == "has program headers outside the file");
  REQUIRE(with(54, std::uint16_t{32}) == "has program headers outside the file");
  REQUIRE(with(TinyElf::kDynamic + 16, TinyElf::kAddress - 1) ==
          "has a dynamic section outside its segments");
  REQUIRE(with(TinyElf::kDynamic + 32, std::uint64_t{0x10000}) ==
          "has a dynamic section outside its segments");
  REQUIRE(with(TinyElf::kDynamic + 32, std::uint64_t{0}) == "has a dynamic section outside its segments");
  REQUIRE(with(TinyElf::kLoad + 8, UINT64_MAX) == "has a dynamic section outside its segments");
}

TEST_CASE("string tables are not over-read") {
  const std::string sound = TinyElf::make({"a", "b"});
  constexpr std::size_t kFirst = TinyElf::kOffset, kStrings = kFirst + 32, kStringsSize = kFirst + 48;
  const auto with = [&](std::size_t at, std::uint64_t value) {
    std::string file = sound;
    put(file, at, value);
    return needed_by(file);
  };
  REQUIRE(needed_by(sound) == "a,b,");
  REQUIRE(with(kFirst + 8, 5) == "has a name outside its string table");
  REQUIRE(with(kFirst + 8, UINT64_MAX) == "has a name outside its string table");
  REQUIRE(with(kFirst + 8, 0) == "has a name outside its string table");       // an empty name
  REQUIRE(with(kStringsSize + 8, 4) == "has a name outside its string table"); // the last one has no end
  REQUIRE(with(kStringsSize + 8, 6) == "has no string table");
  REQUIRE(with(kStrings + 8, 0) == "has no string table");
  REQUIRE(with(kStrings + 8, TinyElf::kAddress + 0x1000) == "has no string table");
  REQUIRE(with(kStrings, 0) == "has no string table"); // an early end of the section
}

TEST_CASE("a file cut anywhere is refused") {
  const std::string sound = TinyElf::make({"a"});
  for (std::size_t size = 0; size < sound.size(); ++size) {
    INFO(size);
    const std::string result = needed_by(sound.substr(0, size));
    REQUIRE((result.substr(0, 3) == "is " || result.substr(0, 4) == "has "));
  }
}
