#include "sigil/system/description.hpp"

#include <string>

#include "support/catch.hpp"

using namespace sigil;

namespace {

/// A description that must be sound.
system::SystemDescription parse_description(const std::string& text, const char* file) {
  system::DescriptionReading reading = system::parse_description(text, file);
  reading.errors.throw_if_any();
  return std::move(reading.description);
}

/// A description with `children` and further top-level members.
std::string description(const std::string& children, const std::string& more = "") {
  return R"({ "name": "t", "genode": "26.02",
  "roms": { "init": { "file": "init" }, "ld.lib.so": { "file": "/abs/ld" }, "data": { "text": "x" } },
  "packages": { "p": "pkg" })" +
         more + ", \"children\": [" + children + "] }";
}

std::string child(const std::string& name, const std::string& more = "") {
  return "{ \"name\": \"" + name +
         R"(", "binary": { "package": "p", "file": "bin/a" }, "caps": 100, "ram": "1M")" + more + " }";
}

/// The error that a description gives; fails the test if it gives none.
Error error_of(const std::string& text) {
  try {
    parse_description(text, "dir/system.json");
  } catch (const Error& error) {
    return error;
  }
  FAIL("no error for " << text);
  throw Error(ErrorKind::Internal, "unreachable");
}

void check_error(const std::string& text, const std::string& message, const std::string& pointer,
                 ErrorKind kind = ErrorKind::Invalid) {
  const Error error = error_of(text);
  INFO(error.render("test"));
  CHECK(error.message().find(message) != std::string::npos);
  CHECK(error.where().pointer == pointer);
  CHECK(error.where().file == "dir/system.json");
  CHECK(error.where().line > 0);
  CHECK(error.kind() == kind);
  CHECK(error.siblings().empty());
}

} // namespace

TEST_CASE("a full description is read") {
  const auto result = parse_description(
      description(
          child("a", R"(, "priority": -2, "provides": ["Report"],
        "routes": [ { "service": "Timer", "child": "b", "label": "l", "target_label": "t" }, { "service": "RM" } ],
        "roms": { "wanted": "data" },
        "config": { "type": "config", "attributes": { "b": "1", "a": "2" },
                    "children": [ { "type": "note", "text": "one\ntwo\n" } ] })") +
              ", " + child("b", R"(, "provides": ["Timer"])"),
          R"(, "kernel": { "bender": "k/b", "hypervisor": "k/h", "arguments": ["serial"] }, "core": "c.a")"),
      "dir/system.json");
  CHECK(result.name == "t");
  CHECK(result.release == genode::Release::k26_02);
  REQUIRE(result.kernel);
  CHECK(result.kernel->bender.path == "dir/k/b");
  CHECK(result.kernel->arguments == std::vector<std::string>{"serial"});
  CHECK(result.core->path == "dir/c.a");
  REQUIRE(result.roms.size() == 3);
  CHECK(*result.roms[0].file == "dir/init");
  CHECK(*result.roms[1].file == "/abs/ld");
  CHECK(result.roms[2].text == "x");
  REQUIRE(result.packages.size() == 1);
  CHECK(result.packages[0].path == "dir/pkg");
  REQUIRE(result.children.size() == 2);
  const auto& a = result.children[0];
  CHECK(a.binary_program.package == "p");
  CHECK(a.binary_program.file == "bin/a");
  CHECK(a.caps == 100);
  CHECK(a.ram_bytes == 1048576);
  CHECK(a.priority == -2);
  REQUIRE(a.routes.size() == 2);
  CHECK(a.routes[0].server == "b");
  CHECK(a.routes[0].target_label == "t");
  CHECK(a.routes[1].server.empty());
  CHECK(a.roms == std::vector<std::pair<std::string, std::string>>{{"wanted", "data"}});
  REQUIRE(a.config);
  CHECK(a.config->attributes == std::vector<genode::Attribute>{{"b", "1"}, {"a", "2"}});
  CHECK(a.config->children[0].text == std::vector<std::string>{"one", "two"});
  REQUIRE(result.children[1].config);
  CHECK(*result.children[1].config == genode::Node{"config", {}, {}, {}});
}

TEST_CASE("a routed config ROM replaces the inline configuration") {
  const auto result =
      parse_description(description(child("a", R"(, "roms": { "config": "data" })")), "system.json");
  CHECK_FALSE(result.children[0].config);
  check_error(description(child("a", R"(, "roms": { "config": "data" }, "config": { "type": "config" })")),
              "both 'config' and a ROM", "/children/0");
}

TEST_CASE("errors tell line, column and pointer") {
  const Error error = error_of("{\n  \"name\": \"t\",\n  \"name\": \"u\"\n}");
  CHECK(error.where().line == 3);
  CHECK(error.where().column == 3);
  CHECK(error.where().pointer == "/name");
  CHECK(error.code() == "description.duplicate-key");

  const Error number =
      error_of(description("{\n\"name\": \"a\", \"binary\": {\"rom\": \"init\"}, \"ram\": \"1M\",\n"
                           "  \"caps\": 0}"));
  CHECK(number.where().pointer == "/children/0/caps");
  CHECK(number.where().column == 11);
  CHECK(number.message() == "'caps' is 0, expected 1 to 2147483647");
}

TEST_CASE("JSON that is not JSON") {
  for (const char* text : {"", "{", "[1,]", "{\"a\":1,}", "nul", "{\"a\" 1}", "\"\xff\"", "{} {}", "01"}) {
    const Error error = error_of(text);
    CHECK(error.kind() == ErrorKind::Invalid);
    CHECK(error.message().find("malformed JSON") == 0);
    CHECK(error.where().line == 1);
  }
}

TEST_CASE("depth and size have limits") {
  CHECK(error_of(std::string(100000, '[')).kind() == ErrorKind::Limit);
  CHECK(error_of(std::string((16 << 20) + 1, ' ')).kind() == ErrorKind::Limit);
}

TEST_CASE("unknown keys come with a suggestion") {
  const Error error = error_of(description(child("a", R"(, "prioritiy": 0)")));
  CHECK(error.message() == "child has an unknown key 'prioritiy'");
  REQUIRE(error.hints().size() == 1);
  CHECK(error.hints()[0] == "did you mean 'priority'?");
  CHECK(error.where().pointer == "/children/0/prioritiy");
}

TEST_CASE("independent errors are reported together") {
  const Error error = error_of(description(child("a", R"(, "x": 1)") + "," + child("a", R"(, "y": 1)")));
  CHECK(error.siblings().size() == 2);
}

TEST_CASE("each kind of wrong value has its message") {
  check_error(description(""), "a system has at least one child", "/children");
  check_error(description(child("a") + "," + child("a")), "child 'a' is described twice", "/children/1/name");
  check_error(description(child("a", R"(, "roms": { "r": "nowhere" })")), "ROM 'nowhere' is not in 'roms'",
              "/children/0/roms/r");
  check_error(description(child("a", R"(, "routes": [ { "service": "S", "child": "z" } ])")),
              "which the system does not have", "/children/0/routes/0/child");
  check_error(description(child("a", R"(, "priority": 1)")), "'priority' is 1, expected -127 to 0",
              "/children/0/priority");
  check_error(description(child("a", R"(, "provides": ["S", "S"])")), "given twice",
              "/children/0/provides/1");
  check_error(description(child("a", R"(, "config": { "type": "other" })")), "expected 'config'",
              "/children/0/config");
  check_error(description(child("a", R"(, "config": { "type": "config", "attributes": { "v": true } })")),
              "found a boolean, expected text", "/children/0/config/attributes/v");
  check_error(description(child("a"), R"(, "core": "c")"), "'core' is given without 'kernel'", "");
  check_error(
      description(R"({ "name": "a", "binary": { "package": "q", "file": "f" }, "caps": 1, "ram": "1M" })"),
      "package 'q' is not in 'packages'", "/children/0/binary/package");
  check_error(
      description(R"({ "name": "a", "binary": { "rom": "init", "file": "f" }, "caps": 1, "ram": "1M" })"),
      "binary is neither", "/children/0/binary");
  check_error(description(R"({ "name": "a", "binary": { "rom": "init" }, "caps": 1, "ram": "1MB" })"),
              "'ram' is '1MB'", "/children/0/ram");
}

TEST_CASE("faulty names are refused") {
  for (const char* name : {"", "a/b", "a\\\"b", "a|b", "a\\u0000b", "a -> b", " a", "a "}) {
    const Error as_child = error_of(description(child(name)));
    CHECK(as_child.message().find("child name") == 0);
    const Error as_rom = error_of(R"({ "name": "t", "genode": "26.02", "roms": { "init": { "text": "x" },
      "ld.lib.so": { "text": "x" }, ")" +
                                  std::string(name) + R"(": { "text": "x" } }, "children": [ { "name": "a",
      "binary": { "rom": "init" }, "caps": 1, "ram": "1M" } ] })");
    CHECK(as_rom.message().find("ROM name") == 0);
  }
  CHECK(error_of(description(child(std::string(64, 'a')))).kind() == ErrorKind::Limit);
  CHECK_NOTHROW(parse_description(description(child(std::string(63, 'a'))), "f"));
  for (const char* reserved :
       {"config", "sigil-manifest", "eris-store", "platform_info", "core_log", "kernel_log"}) {
    const Error error = error_of(R"({ "name": "t", "genode": "24.10", "roms": { "init": { "text": "x" },
      "ld.lib.so": { "text": "x" }, ")" +
                                 std::string(reserved) + R"(": { "text": "x" } }, "children": [ { "name": "a",
      "binary": { "rom": "init" }, "caps": 1, "ram": "1M" } ] })");
    CHECK(error.message().find("is reserved") != std::string::npos);
  }
}

TEST_CASE("init and ld.lib.so are required") {
  const Error error = error_of(R"({ "name": "t", "genode": "24.10", "roms": {}, "children": [ { "name": "a",
      "binary": { "rom": "b" }, "caps": 1, "ram": "1M" } ] })");
  CHECK(error.message().find("ROM 'init' is missing") == 0);
  CHECK(error.siblings().size() == 2);
}

TEST_CASE("a ROM is placed in the store, and its capability asked for") {
  const std::string config = R"(, "config": { "type": "config", "attributes": { "a": "1" }, "children": [
        { "type": "x" }, { "type": "y", "children": [
          { "type": "z", "attributes": { "first": "1", "urn": { "capability": "deep" } } } ] } ] })";
  auto text = description(child("a", config));
  text.replace(text.find(R"("data":)"), 0, R"("deep": { "file": "deep", "placement": "store" }, )");
  const auto result = parse_description(text, "dir/system.json");
  for (const auto& rom : result.roms)
    CHECK((rom.placement == image::Placement::Store) == (rom.name == "deep"));
  REQUIRE(result.children.at(0).capabilities.size() == 1);
  const auto& wanted = result.children[0].capabilities[0];
  CHECK(wanted.rom == "deep");
  CHECK(wanted.node == std::vector<std::size_t>{1, 0});
  CHECK(wanted.attribute == 1);
  CHECK(result.children[0].config->children[1].children[0].attributes[1].name == "urn");
}

TEST_CASE("what Genode has to find is no content of the store") {
  const auto stored = [](const std::string& rom, const std::string& more = "") {
    std::string text = description(more.empty() ? child("a") : more);
    const std::size_t at = text.find('}', text.find("\"" + rom + "\": {"));
    return text.replace(at, 0, R"(, "placement": "store")");
  };
  CHECK_NOTHROW(parse_description(stored("data"), "dir/system.json"));
  check_error(stored("init"), "ROM 'init' is placed in the store, but every system starts with it",
              "/roms/init/placement");
  check_error(stored("ld.lib.so"), "ROM 'ld.lib.so' is placed in the store", "/roms/ld.lib.so/placement");
  check_error(stored("data", child("a", R"(, "roms": { "x": "data" })")),
              "ROM 'data' is placed in the store, but a child has a route to it", "/children/0/roms/x");
  check_error(stored("data", child("a", R"(, "roms": { "config": "data" })")),
              "ROM 'data' is placed in the store", "/children/0/roms/config");
  check_error(stored("data", R"({ "name": "a", "binary": { "rom": "data" }, "caps": 1, "ram": "1M" })"),
              "ROM 'data' is placed in the store, but it is the binary of a child", "/children/0/binary");
}

TEST_CASE("placements and capabilities that make no sense are refused") {
  const auto placed = [](const std::string& placement) {
    std::string text = description(child("a"));
    return text.replace(text.find('}', text.find("\"data\": {")), 0, ", \"placement\": " + placement);
  };
  CHECK_NOTHROW(parse_description(placed("\"module\""), "dir/system.json"));
  check_error(placed("\"disk\""), "placement is 'disk', expected 'module' or 'store'",
              "/roms/data/placement");
  check_error(placed("7"), "expected text", "/roms/data/placement");
  const auto asking = [](const std::string& value) {
    return description(
        child("a", R"(, "config": { "type": "config", "attributes": { "urn": )" + value + " } }"));
  };
  const std::string at = "/children/0/config/attributes/urn";
  check_error(asking(R"({ "capability": "none" })"), "ROM 'none' is not in 'roms'", at + "/capability");
  check_error(asking(R"({ "capability": "data" })"),
              "ROM 'data' is a boot module, which has no read capability", at + "/capability");
  check_error(asking(R"({})"), "attribute has no key 'capability'", at);
  check_error(asking(R"({ "capability": 1 })"), "expected text", at + "/capability");
  check_error(asking(R"([])"), "expected text", at);
}

TEST_CASE("children are routed to core's own ROMs") {
  const auto result = parse_description(
      description(child("a", R"(, "roms": { "info": "platform_info", "log": "core_log" })")),
      "dir/system.json");
  CHECK(result.children[0].roms.size() == 2);
  check_error(description(child("a", R"(, "roms": { "info": "sigil-manifest" })")),
              "ROM 'sigil-manifest' is not in 'roms'", "/children/0/roms/info");
  check_error(description(child("a", R"(, "roms": { "info": "eris-store" })")),
              "ROM 'eris-store' is not in 'roms'", "/children/0/roms/info");
}

TEST_CASE("a binary can give its package in place") {
  const auto binary = [](const std::string& package) {
    return R"("binary": { "package": )" + package + R"(, "file": "bin/a" }, "caps": 1, "ram": "1M" })";
  };
  const auto with = [&](const std::string& package) { return R"({ "name": "b", )" + binary(package); };
  const auto result =
      parse_description(description(child("a") + ", " + with(R"({ "folder": "x/y" })") +
                                    R"(, { "name": "c", )" + binary(R"({ "folder": "x/y" })")),
                        "dir/system.json");
  REQUIRE(result.packages.size() == 2);
  CHECK(result.packages[1].path == "dir/x/y");
  CHECK(result.packages[1].where.pointer == "/children/1/binary/package/folder");
  CHECK(result.children[1].binary_program.package == result.packages[1].name);
  CHECK(result.children[2].binary_program.package == result.packages[1].name);

  const std::string at = "/children/0/binary/package";
  check_error(description(with("{}")), "package has no key 'folder'", at);
  check_error(description(with(R"({ "folder": 7 })")), "expected text", at + "/folder");
  check_error(description(with(R"({ "folder": "x", "name": "y" })")), "unknown key 'name'", at + "/name");
  check_error(description(with(R"("dir/x/y/")")), "package 'dir/x/y/' is not in 'packages'", at);
  check_error(R"({ "name": "t", "genode": "26.02", "packages": { "a/b": "p" },
    "roms": { "init": { "text": "i" }, "ld.lib.so": { "text": "l" } },
    "children": [ { "name": "a", "binary": { "rom": "init" }, "caps": 1, "ram": "1M" } ] })",
              "package name 'a/b' has a '/'", "/packages/a~1b");
  // Who uses it need not be told again.
  check_error(R"({ "name": "t", "genode": "26.02", "packages": { "a/b": "p" },
    "roms": { "init": { "text": "i" }, "ld.lib.so": { "text": "l" } },
    "children": [ { "name": "a", "binary": { "package": "a/b", "file": "f" }, "caps": 1, "ram": "1M" } ] })",
              "package name 'a/b' has a '/'", "/packages/a~1b");
}

TEST_CASE("structured attributes hold a description and an output") {
  const auto derivation = [](const std::string& sigil) {
    return R"({ "builder": "/x", "name": "t.iso", "outputs": { "out": "/store/t.iso" }, "sigil": )" + sigil +
           " }";
  };
  const std::string sound = R"({ "name": "t", "genode": "26.02",
    "roms": { "init": { "file": "/store/init" }, "ld.lib.so": { "file": "/store/ld" } },
    "children": [ { "name": "a", "binary": { "rom": "init" }, "caps": 1, "ram": "1M" } ] })";
  const auto derived = system::parse_derivation(derivation(sound), "/build/.attrs.json");
  CHECK(derived.reading.errors.empty());
  CHECK(derived.output == "/store/t.iso");
  CHECK(*derived.reading.description.roms[0].file == "/store/init");

  std::string wrong = sound;
  wrong.replace(wrong.find("1M"), 2, "1 M").replace(wrong.find("/store/ld"), 9, "ld");
  wrong.insert(1, R"("a.b'": 1, )");
  const auto errors =
      system::parse_derivation(derivation(wrong), "/build/.attrs.json").reading.errors.errors();
  REQUIRE(errors.size() == 3);
  CHECK(errors[0].where().pointer == "attribute roms.\"ld.lib.so\".file");
  CHECK(errors[0].message() == "path 'ld' is relative, expected one in the Nix store");
  CHECK(errors[1].where().pointer == "attribute children.0.ram");
  CHECK(errors[2].where().pointer == "attribute \"a.b'\"");
  for (const Error& error : errors) CHECK(error.where().file.empty());

  const auto refused = [](const std::string& text) {
    try {
      system::parse_derivation(text, "/build/.attrs.json");
    } catch (const Error& error) {
      CHECK(error.where().file == "/build/.attrs.json");
      return error.message();
    }
    return std::string();
  };
  CHECK(refused("[]") == "found an array, expected an object");
  CHECK(refused(R"({ "outputs": { "out": "/o" } })") == "derivation has no key 'sigil'");
  CHECK(refused(R"({ "sigil": {}, "outputs": {} })") == "'outputs' has no key 'out'");
}

TEST_CASE("all errors of a description are found in one reading") {
  const auto reading = system::parse_description(
      R"({ "name": 7, "genode": "26.02", "roms": { "init": { "file": 1 }, "ld.lib.so": { "file": "ld" } },
           "packages": { "p": [] },
           "children": [ { "name": "a", "binary": { "package": "p", "file": "f" }, "caps": 1, "ram": 1 },
                         { "name": "b", "binary": { "package": "p" }, "caps": "x", "ram": "1M" } ] })",
      "system.json");
  std::string pointers;
  for (const Error& error : reading.errors.errors()) pointers += error.where().pointer + ' ';
  CHECK(pointers == "/name /roms/init/file /packages/p /children/0/ram /children/1/binary /children/1/caps ");
  // What is sound is there for the planner to check.
  CHECK(*reading.description.roms[1].file == "ld");
  CHECK_FALSE(reading.description.roms[0].file);
  CHECK(reading.description.children.size() == 2);
}
