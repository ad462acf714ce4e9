#include "sigil/genode/init.hpp"
#include "support/catch.hpp"

using namespace sigil;
using genode::check_config;

namespace {

constexpr const char* kServices = R"(
    + service PD | + parent
    + service CPU | + parent
    + service LOG | + parent
)";

/// A configuration with these lines behind `parent-provides`.
genode::Node config(const std::string& lines) {
  const std::string text = "config\n+ parent-provides\n  + service ROM\n  + service PD\n  + service CPU\n"
                           "  + service LOG\n" +
                           lines + "-\n";
  return genode::parse(as_bytes(text));
}

std::string child(const std::string& name, const std::string& rules = "") {
  return "+ start " + name + " | caps: 100\n  + provides | + service Report\n  + route" + kServices + rules;
}

void check_only(const std::vector<Error>& errors, ErrorKind kind, const std::string& message) {
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].kind() == kind);
  CHECK(errors[0].message() == message);
}

} // namespace

TEST_CASE("what compile makes passes the check of finished configurations") {
  const genode::InitModel model{genode::Release::k26_02,
                                {{.name = "a",
                                  .binary = rom::RomName::named("a.bin"),
                                  .libraries = {},
                                  .is_dynamic = true,
                                  .caps = 100,
                                  .ram_bytes = 4096,
                                  .priority = 0,
                                  .provides = {"Report"},
                                  .routes = {},
                                  .roms = {},
                                  .config = genode::Node{"config", {}, {}, {}}}}};
  CHECK(check_config(genode::compile(model)).empty());
}

TEST_CASE("routes to the parent, to a child and to any child lead somewhere") {
  const std::string rules = "    + service Report | + child b\n    + service Report | + any-child\n"
                            "    + service ROM | label: x | + parent | label: y\n    + any-service | + parent\n";
  CHECK(check_config(config(child("a", rules) + child("b"))).empty());
}

TEST_CASE("each thing init would stumble over has its message") {
  check_only(check_config(genode::parse(as_bytes("other\n-\n"))), ErrorKind::Invalid,
             "top node of the configuration is 'other', expected 'config'");
  check_only(check_config(config("")), ErrorKind::Invalid, "the configuration starts no child");
  check_only(check_config(config("+ begin x\n" + child("a"))), ErrorKind::Invalid,
             "node 'begin' of the configuration is not known to init");
  check_only(check_config(config(child("a") + child("a"))), ErrorKind::Invalid, "child name 'a' is used twice");
  const std::string long_name(64, 'c');
  check_only(check_config(config(child(long_name))), ErrorKind::Limit,
             "child name '" + long_name + "' has more than 63 characters, where Genode cuts");
  check_only(check_config(config(child("a", "    + service Timer | + child b\n") + child("b"))),
             ErrorKind::Missing,
             "child 'a' has a route of service 'Timer' that leads to nothing that provides it");
  check_only(check_config(config(child("a", "    + service Timer | + parent\n"))), ErrorKind::Missing,
             "child 'a' has a route of service 'Timer' that leads to nothing that provides it");
}

TEST_CASE("every child needs PD, CPU and LOG") {
  const std::vector<Error> errors = check_config(config("+ start a | caps: 100\n"));
  REQUIRE(errors.size() == 3);
  CHECK(errors[0].message() == "child 'a' has no route to service 'PD'");
  CHECK(errors[2].kind() == ErrorKind::Missing);
}

TEST_CASE("a start node needs a name") {
  check_only(check_config(config(child("a") + "+ start | caps: 100\n  + route" + kServices)), ErrorKind::Invalid,
             "child name '' is empty");
}
