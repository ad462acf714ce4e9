#include "sigil/rom/rom.hpp"

#include "support/catch.hpp"
#include "support/error_of.hpp"

using namespace sigil;
using rom::RomName;

namespace {

template <typename Action>
ErrorKind kind_of(Action action) {
  return test::error_of(action).kind();
}

} // namespace

TEST_CASE("a name has two forms") {
  const std::string urn = "urn:eris:" + std::string(106, 'A');
  const RomName name = RomName::of_content(urn);
  CHECK(name.full() == urn);
  CHECK(name.label() == urn.substr(0, 63));
  CHECK(name.is_urn());
  const RomName timer = RomName::named("timer");
  CHECK(timer.full() == "timer");
  CHECK(timer.label() == "timer");
  CHECK_FALSE(timer.is_urn());
}

TEST_CASE("named ROMs have at most 63 characters, contents at most 127") {
  CHECK_NOTHROW(RomName::named(std::string(63, 'a')));
  CHECK(kind_of([] { RomName::named(std::string(64, 'a')); }) == ErrorKind::Limit);
  CHECK_NOTHROW(RomName::of_content(std::string(127, 'a')));
  CHECK(kind_of([] { RomName::of_content(std::string(128, 'a')); }) == ErrorKind::Limit);
}

TEST_CASE("names that Genode would misread are refused") {
  using rom::NameFault;
  CHECK(rom::check_named("") == NameFault::Empty);
  CHECK(rom::check_named("a/b") == NameFault::Slash);
  CHECK(rom::check_named("a\"b") == NameFault::Quote);
  CHECK(rom::check_named("a|b") == NameFault::Bar);
  CHECK(rom::check_named("a\nb") == NameFault::Control);
  CHECK(rom::check_named(std::string_view("a\0b", 3)) == NameFault::Control);
  CHECK(rom::check_named("a -> b") == NameFault::Separator);
  CHECK(rom::check_named(" a") == NameFault::OuterBlank);
  CHECK(rom::check_named("a ") == NameFault::OuterBlank);
  CHECK(rom::check_named("config") == NameFault::Reserved);
  CHECK(rom::check_named("a->b c") == NameFault::None);
}

TEST_CASE("only reserved names are given as reserved") {
  CHECK(RomName::reserved("config").full() == "config");
  CHECK(kind_of([] { RomName::reserved("timer"); }) == ErrorKind::Internal);
}

TEST_CASE("names that are equal in 63 characters collide") {
  const std::string base(63, 'a');
  CHECK_NOTHROW(rom::check_distinct({RomName::named("a"), RomName::named("b")}));
  const auto collide = [&] {
    rom::check_distinct({RomName::of_content(base + "x"), RomName::of_content(base + "y")});
  };
  CHECK(kind_of(collide) == ErrorKind::Invalid);
}

TEST_CASE("the last element of a label is what core looks up") {
  CHECK(rom::last_element("timer") == "timer");
  CHECK(rom::last_element("init -> app -> data") == "data");
  CHECK(rom::last_element("init -> ") == "");
}
