#include "core/children.hpp"

#include <memory>
#include <string>
#include <vector>

#include "support.hpp"
#include "support/catch.hpp"

using namespace sigil;
using namespace sigil::bootcheck;

namespace {

const std::string kUrn = "urn:eris:BI" + std::string(104, 'A');
const std::string kUrnLabel = kUrn.substr(0, 63);

/// Boot modules and a configuration with one child `c`, sound to begin with: binary `program` needs
/// `a.lib.so` and ld.lib.so, a.lib.so needs a library that is named by a URN, and `c` reads `greeting`.
struct System {
  std::vector<std::pair<std::string, std::string>> contents{
      {"init", TinyElf::make({"ld.lib.so"})},
      {"ld.lib.so", TinyElf::make({})},
      {"program", TinyElf::make({"ld.lib.so", "a.lib.so"})},
      {"a.lib.so", TinyElf::make({"ld.lib.so", kUrn})},
      {kUrn, TinyElf::make({"ld.lib.so", "a.lib.so"})}, // back again: a library is loaded once
      {"greeting", "hello"},
  };
  std::string start = "c";
  std::string body = "  + binary program\n  + config\n";
  std::string rules = rom("unscoped_label", "program") + rom("unscoped_label", "ld.lib.so") +
                      rom("label", "a.lib.so") + rom("label", kUrnLabel) +
                      rom("label", "message", "greeting") + environment();
  std::string rest;

  static std::string rom(const std::string& attribute, const std::string& asked,
                         const std::string& target = {}) {
    return "    + service ROM | " + attribute + ": " + asked +
           " | + parent | label: " + (target.empty() ? asked : target) + "\n";
  }
  static std::string environment() {
    return "    + service PD  | + parent\n    + service CPU | + parent\n    + service LOG | + parent\n";
  }

  System& replace(const std::string& from, const std::string& to) {
    const std::size_t at = rules.find(from);
    REQUIRE(at != std::string::npos);
    rules.replace(at, from.size(), to);
    return *this;
  }
  System& content(const std::string& name, const std::string& bytes) {
    for (auto& entry : contents)
      if (entry.first == name) entry.second = bytes;
    return *this;
  }
  System& remove(const std::string& name) {
    std::erase_if(contents, [&](const auto& entry) { return entry.first == name; });
    return *this;
  }

  std::string config() const {
    return "config\n+ parent-provides\n  + service ROM\n  + service PD\n  + service CPU\n  + service LOG\n+ "
           "start " +
           start + "\n" + body + "  + route\n" + rules + rest + "-\n";
  }

  /// "N libraries, M roms" or the reason. `who` is "init" or a child.
  std::string check(const std::string& who = "c", std::size_t max_libraries = 8) const {
    const Document document(config());
    REQUIRE(document.refusal() == "accepted");
    std::vector<Module> storage(contents.size());
    ModuleTable table(storage);
    for (const auto& [name, content] : contents) {
      REQUIRE(table.add(name, 0, content.size()));
      table.modules().back().pages = as_bytes(content);
    }
    std::vector<Library> libraries(max_libraries);
    const Routing routing(document.tree);
    Children children(routing, table, libraries);
    ChildReport report;
    Line why;
    if (!children.check_config(why)) return std::string(why.text());
    const bool ok = who == "init" ? children.check_init(report, why)
                                  : children.check_child(document.start(who), report, why);
    if (!ok) return std::string(why.text());
    return std::to_string(report.libraries) + " libraries, " + std::to_string(report.roms) + " roms";
  }
};

std::string config_of(const std::string& text) {
  const Document document(text);
  REQUIRE(document.refusal() == "accepted");
  ModuleTable table({});
  const Routing routing(document.tree);
  const Children children(routing, table, {});
  Line why;
  return children.check_config(why) ? "accepted" : std::string(why.text());
}

} // namespace

TEST_CASE("a sound system") {
  REQUIRE(System().check() == "2 libraries, 1 roms");
  REQUIRE(System().check("init") == "0 libraries, 0 roms");
}

TEST_CASE("the configuration as a whole") {
  REQUIRE(config_of("config\n+ start a\n+ start b\n-\n") == "accepted");
  REQUIRE(config_of("empty\n-\n") == "config: top node is 'empty', expected 'config'");
  REQUIRE(config_of("config\n+ begin\n-\n") == "config: node 'begin' is not known to init");
  REQUIRE(config_of("config\n+ parent-provides\n-\n") == "config: no start node");
  REQUIRE(config_of("config | x: y\n  x start a\n-\n") == "config: no start node");
  REQUIRE(config_of("config\n+ start\n-\n") == "config: start node without a name");
  REQUIRE(config_of("config\n+ start a\n+ start a\n-\n") == "child 'a': name is used twice");
  const std::string name(64, 'n');
  REQUIRE(config_of("config\n+ start " + name + "\n-\n") ==
          "child '" + name + "': name has 64 characters, at most 63");
}

TEST_CASE("a child's binary and linker are asked for by init") {
  REQUIRE(System().replace(System::rom("unscoped_label", "program"), "").check() ==
          "child 'c': no route to service 'ROM' (label 'program')");
  REQUIRE(System().replace("unscoped_label: program", "label: program").check() ==
          "child 'c': no route to service 'ROM' (label 'program')");
  REQUIRE(System().replace("unscoped_label: ld.lib.so", "label: ld.lib.so").check() ==
          "child 'c': no route to service 'ROM' (label 'ld.lib.so')");
  REQUIRE(System().remove("program").check() ==
          "child 'c': ROM 'program' leads to 'program', which is no module");
  System named_like_child;
  named_like_child.start = "program";
  named_like_child.body = "  + config\n";
  REQUIRE(named_like_child.check("program") == "2 libraries, 1 roms");
}

TEST_CASE("names are cut where Genode cuts them") {
  System system;
  // Init cuts the name of a binary, and asks for what is left.
  system.body = "  + binary | name: " + kUrn + "\n  + config\n";
  system.replace("unscoped_label: program | + parent | label: program",
                 "unscoped_label: " + kUrnLabel + " | + parent | label: " + kUrnLabel);
  REQUIRE(system.check() == "2 libraries, 1 roms");
  // A rule is not cut, so it never matches.
  REQUIRE(System().replace("label: " + kUrnLabel + " |", "label: " + kUrn + " |").check() ==
          "child 'c': label '" + kUrn + "' has 115 characters and never matches, at most 63");
  // Core cuts a target label of 100 characters, one of 115 does not reach it.
  REQUIRE(System()
              .replace("+ parent | label: " + kUrnLabel, "+ parent | label: " + kUrn.substr(0, 100))
              .check() == "2 libraries, 1 roms");
  REQUIRE(System().replace("+ parent | label: " + kUrnLabel, "+ parent | label: " + kUrn).check() ==
          "child 'c': session arguments for label '" + kUrn + "' have 168 characters, at most 159");
}

TEST_CASE("session arguments that Genode would cut") {
  // Of any service, and of the label that init makes of two names.
  REQUIRE(System().replace("service LOG | + parent", "service LOG | + parent | label: " + kUrn).check() ==
          "child 'c': session arguments for label '" + kUrn + "' have 168 characters, at most 159");
  System system;
  const std::string name(48, 'n'), asked(55, 'a');
  system.start = name;
  system.contents.emplace_back(asked, "data");
  system.rules += "    + service ROM | label: " + asked + " | + parent\n";
  REQUIRE(system.check(name) == "child '" + name + "': session arguments for label '" + name + " -> " +
                                    asked + "' have 160 characters, at most 159");
  system.start = name.substr(1);
  REQUIRE(system.check(system.start) == "2 libraries, 2 roms");
}

TEST_CASE("core takes the last element of a label") {
  REQUIRE(System().replace("+ parent | label: greeting", "+ parent | label: x -> greeting").check() ==
          "2 libraries, 1 roms");
  // Without a target label core sees 'c -> message'.
  REQUIRE(System().replace("+ parent | label: greeting", "+ parent").check() ==
          "child 'c': ROM 'message' leads to 'message', which is no module");
}

TEST_CASE("the closure of DT_NEEDED is followed") {
  REQUIRE(System().replace(System::rom("label", "a.lib.so"), "").check() ==
          "child 'c': no route to service 'ROM' (label 'c -> a.lib.so')");
  REQUIRE(System().replace(System::rom("label", kUrnLabel), "").check() ==
          "child 'c': no route to service 'ROM' (label 'c -> " + kUrnLabel + "')");
  REQUIRE(System().remove(kUrn).check() ==
          "child 'c': ROM '" + kUrnLabel + "' leads to '" + kUrnLabel + "', which is no module");
  REQUIRE(System().content("a.lib.so", "text").check() == "child 'c': ROM 'a.lib.so' is not an ELF file");
  REQUIRE(System().check("c", 2) == "2 libraries, 1 roms");
  REQUIRE(System().check("c", 1) == "child 'c': more than 1 libraries");
}

TEST_CASE("a path in DT_NEEDED counts for the request, not for the identity") {
  System system;
  system.content(kUrn, TinyElf::make({"lib/a.lib.so", "lib/ld.lib.so"}));
  REQUIRE(system.check() == "2 libraries, 1 roms");
}

TEST_CASE("static children") {
  System system;
  system.start = "c | ld: no";
  REQUIRE(system.check() == "child 'c': ld is off, but binary 'program' needs libraries");
  system.content("program", TinyElf::make({}));
  // Nothing asks for libraries now: the rules for them are as those for data.
  REQUIRE(system.replace(System::rom("unscoped_label", "ld.lib.so"), "").check() == "0 libraries, 3 roms");
  system.content("program", "text");
  REQUIRE(system.check() == "child 'c': ROM 'program' is not an ELF file");
}

TEST_CASE("data ROMs, and a configuration that comes as one") {
  REQUIRE(System().replace("label: greeting", "label: nowhere").check() ==
          "child 'c': ROM 'message' leads to 'nowhere', which is no module");
  System routed;
  routed.body = "  + binary program\n";
  REQUIRE(routed.check() == "child 'c': no route to service 'ROM' (label 'c -> config')");
  routed.rules += System::rom("label", "config", "greeting");
  REQUIRE(routed.check() == "2 libraries, 2 roms");
}

TEST_CASE("ROMs from another child") {
  System system;
  system.rest = "+ start server\n  + provides | + service ROM\n";
  system.rules += "    + service ROM | label: live | + child server\n";
  REQUIRE(system.check() == "2 libraries, 1 roms");
  system.replace("label: a.lib.so | + parent | label: a.lib.so", "label: a.lib.so | + child server");
  REQUIRE(system.check() == "child 'c': ROM 'a.lib.so' comes from child 'server'");
}

TEST_CASE("what every child opens before it runs") {
  for (const std::string service : {"PD ", "CPU", "LOG"}) {
    const std::string name = service == "PD " ? "PD" : service;
    REQUIRE(System().replace("    + service " + service + " | + parent\n", "").check() ==
            "child 'c': no route to service '" + name + "' (label 'c')");
  }
}

TEST_CASE("rules that lead nowhere") {
  System system;
  system.rules += "    + service Timer | + child ghost\n";
  REQUIRE(system.check() == "child 'c': route of service 'Timer' leads nowhere");
  REQUIRE(System().replace("+ parent | label: greeting", "+ parent | resource: greeting").check() ==
          "child 'c': route attribute 'resource' is not supported");
}

TEST_CASE("init finds its libraries without routes") {
  REQUIRE(System().content("init", TinyElf::make({"ld.lib.so", kUrn})).check("init") ==
          "2 libraries, 0 roms");
  REQUIRE(System().content("init", TinyElf::make({"b.lib.so"})).check("init") ==
          "init: ROM 'b.lib.so' leads to 'b.lib.so', which is no module");
  REQUIRE(System().content("init", "text").check("init") == "init: ROM 'init' is not an ELF file");
}
