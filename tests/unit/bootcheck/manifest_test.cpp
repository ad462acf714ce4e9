#include "core/manifest.hpp"

#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"

using namespace sigil::bootcheck;

namespace {

const std::string kHash = std::string(62, '0') + "ff";
const std::string kSet = "eris-set:" + std::string(48, 'A');
const std::string kUrn = "urn:eris:BI" + std::string(104, 'A');

/// The names, each followed by ';', or line and fault.
std::string names_in(const std::string& text) {
  ManifestReader reader(text);
  ManifestEntry entry;
  std::string names;
  for (;;) {
    switch (reader.next(entry)) {
    case ManifestReader::Step::Entry: names += std::string(entry.name) + ";"; break;
    case ManifestReader::Step::End: return names;
    case ManifestReader::Step::Fault:
      return std::to_string(reader.line()) + ": " + std::string(reader.fault());
    }
  }
}

std::string with_line(const std::string& line) {
  return names_in("sigil-manifest 2\n" + line);
}

} // namespace

TEST_CASE("manifest entries are read field by field") {
  const std::string text = "sigil-manifest 2\nmodule 7 " + kHash + " - a name\nmodule 1 " + kHash + " " +
                           kUrn + " b\nstore 9 " + kHash + " " + kUrn + " c\n";
  ManifestReader reader(text);
  ManifestEntry entry;
  REQUIRE(reader.next(entry) == ManifestReader::Step::Entry);
  REQUIRE(entry.placement == Placement::Module);
  REQUIRE(entry.size == 7);
  REQUIRE(entry.hash[31] == 0xff);
  REQUIRE(entry.capability.empty());
  REQUIRE(entry.name == "a name");
  REQUIRE(reader.next(entry) == ManifestReader::Step::Entry);
  REQUIRE(entry.placement == Placement::Module);
  REQUIRE(entry.capability == kUrn);
  REQUIRE(entry.name == "b");
  REQUIRE(reader.line() == 3);
  REQUIRE(reader.next(entry) == ManifestReader::Step::Entry);
  REQUIRE(entry.placement == Placement::Store);
  REQUIRE(entry.size == 9);
  REQUIRE(entry.capability == kUrn);
  REQUIRE(entry.name == "c");
  REQUIRE(reader.next(entry) == ManifestReader::Step::End);
  REQUIRE(names_in("sigil-manifest 2\n").empty());
  REQUIRE(with_line("module 7 " + kHash + " " + kUrn + " " + kSet + ":65535\n") == kSet + ":65535;");
}

TEST_CASE("anything else is refused with its line") {
  REQUIRE(names_in("") == "1: expected 'sigil-manifest 2'");
  REQUIRE(names_in("sigil-manifest 2") == "1: expected 'sigil-manifest 2'");
  REQUIRE(names_in("sigil-manifest 1\n") == "1: expected 'sigil-manifest 2'");
  const std::vector<std::pair<std::string, std::string>> table{
      {"module 7 " + kHash + " - a", "2: no line end"},
      {"module 7 " + kHash + " - a\n\n", "3: the placement is neither 'module' nor 'store'"},
      {"7 " + kHash + " - a\n", "2: the placement is neither 'module' nor 'store'"},
      {"Module 7 " + kHash + " - a\n", "2: the placement is neither 'module' nor 'store'"},
      {"module  7 " + kHash + " - a\n", "2: the size is not a decimal number"},
      {"module 07 " + kHash + " - a\n", "2: the size is not a decimal number"},
      {"module 0 " + kHash + " - a\n", "2: the size is zero"},
      {"module 7  " + kHash + " - a\n", "2: the hash is not 64 lower-case hexadecimal digits"},
      {"module 7 " + std::string(64, 'F') + " - a\n", "2: the hash is not 64 lower-case hexadecimal digits"},
      {"module 7 " + kHash + "  - a\n", "2: the capability is neither an ERIS URN nor '-'"},
      {"module 7 " + kHash + " urn:eris:A a\n", "2: the capability is neither an ERIS URN nor '-'"},
      {"module 7 " + kHash + " -  a\n", "2: no name, or a second blank before it"},
      {"module 7 " + kHash + " -\n", "2: no name, or a second blank before it"},
      {"module 7 " + kHash + " - a/b\n", "2: no ROM can have this name"},
      {"module 7 " + kHash + " - a \n", "2: no ROM can have this name"},
      {"module 7 " + kHash + " - sigil-manifest\n", "2: an entry for sigil-manifest itself"},
      {"store 7 " + kHash + " " + kUrn + " sigil-manifest\n", "2: an entry for sigil-manifest itself"},
      {"store 7 " + kHash + " - a\n", "2: a content of the store without a capability"},
      {"store 7 " + kHash + " " + kUrn + " " + kUrn + "\n", "2: a content of the store named like a URN"},
      {"store 7 " + kHash + " " + kUrn + " " + kSet + ":0\n",
       "2: a content of the store named like a set's member"},
      {"module 7 " + kHash + " - " + kSet + ":0\n", "2: a member of a set without a capability"},
      {"module 7 " + kHash + " " + kUrn + " " + kSet + ":65536\n",
       "2: a name that starts like that of a set's member, but is none"},
      {"store 7 " + kHash + " " + kUrn + " a\nmodule 7 " + kHash + " - b\n",
       "3: a module behind a content of the store"},
  };
  for (const auto& [line, fault] : table) REQUIRE(with_line(line) == fault);
}

TEST_CASE("the number of entries is limited") {
  std::string text = "sigil-manifest 2\n";
  for (int i = 0; i < 65536; ++i) text += "module 1 " + kHash + " - a\n";
  REQUIRE(names_in(text).size() == 2 * 65536);
  REQUIRE(names_in(text + "module 1 " + kHash + " - a\n") == "65538: more than 65536 entries");
}
