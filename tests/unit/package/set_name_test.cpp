#include "sigil/package/set_name.hpp"

#include "sigil/base/file.hpp"
#include "sigil/elf/file.hpp"
#include "support/catch.hpp"

using namespace sigil;
using package::parse_set_name;

namespace {

const std::string kHash = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGHIJKLMNOP";

Bytes fixture(const std::string& name) {
  const Blob blob = Blob::map(std::string(FIXTURES) + '/' + name);
  return Bytes(blob.bytes().begin(), blob.bytes().end());
}

} // namespace

TEST_CASE("names of sets' members") {
  CHECK(package::blank_set_name(7) == "eris-set:" + std::string(48, 'A') + ":7");
  const auto name = parse_set_name("eris-set:" + kHash + ":65535");
  REQUIRE(name);
  CHECK(name->hash == kHash);
  CHECK(name->index == 65535);
  CHECK(name->text().size() == 63);
  CHECK(*parse_set_name(name->text()) == *name);
  for (const std::string& wrong :
       {std::string(), std::string("eris-set:"), "eris-set:" + kHash, "eris-set:" + kHash + ':',
        "eris-set:" + kHash + ":65536", "eris-set:" + kHash + ":01", "eris-set:" + kHash + ":-1",
        "eris-set:" + kHash + ":1 ", "eris-set:" + kHash + "A:1", "Eris-set:" + kHash + ":1",
        "eris-set:" + kHash.substr(1) + ":1", "eris-set:a" + kHash.substr(1) + ":1",
        "urn:eris:" + kHash + ":1"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_set_name(wrong));
  }
  CHECK(package::is_content_name(name->text()));
  CHECK(package::is_content_name("urn:eris:B4"));
  CHECK_FALSE(package::is_content_name("libc.lib.so"));
}

TEST_CASE("a set's hash can be found again") {
  const Bytes high = fixture("high.lib.so");
  const Bytes low = fixture("low-needs-high.lib.so");
  const std::vector<package::SetMember> members{{high, {}, {{"low.lib.so", 1}}},
                                                {low, {}, {{"high.lib.so", 0}}}};
  const package::NamedSet set = package::name_set(members);
  REQUIRE(set.contents.size() == 2);
  const auto name = [&](std::size_t index) { return package::SetName{set.hash, index}.text(); };
  CHECK(elf::parse(set.contents[0]).needed == std::vector<std::string>{name(1), "ld.lib.so"});
  CHECK(elf::parse(set.contents[1]).needed == std::vector<std::string>{name(0)});
  const auto again = [&](const Bytes& first, const Bytes& second) {
    return package::recompute_set_hash({first, second}, set.hash);
  };
  CHECK(again(set.contents[0], set.contents[1]) == set.hash);
  CHECK(again(set.contents[1], set.contents[0]) != set.hash);
  CHECK(package::recompute_set_hash({set.contents[0]}, set.hash) != set.hash);
  Bytes changed = set.contents[1];
  changed[24] ^= 1; // of e_entry
  CHECK(again(set.contents[0], changed) != set.hash);

  SECTION("naming what has its names changes nothing, whichever members have them") {
    const std::vector<package::SetMember> named{{set.contents[0], {}, {{name(1), 1}}},
                                                {set.contents[1], {}, {{name(0), 0}}}};
    CHECK(package::name_set(named).contents == set.contents);
    CHECK(package::name_set({members[0], named[1]}).contents == set.contents);
    CHECK(package::name_set({named[0], members[1]}).contents == set.contents);
  }
  SECTION("order counts") {
    const package::NamedSet turned =
        package::name_set({{low, {}, {{"high.lib.so", 1}}}, {high, {}, {{"low.lib.so", 0}}}});
    CHECK(turned.hash != set.hash);
  }
}
