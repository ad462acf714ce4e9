#include "core/route.hpp"

#include <string>

#include "support.hpp"
#include "support/catch.hpp"

using namespace sigil::bootcheck;

namespace {

const std::string kHead = "config\n+ parent-provides\n  + service ROM\n  + service LOG\n";
const std::string kTail = "+ start server\n  + provides\n    + service Report\n+ start other\n  + provides\n"
                          "    + service Gui\n    + service Report\n-\n";

/// The destination of a session under the rules (each line with its indentation) of a child `c`.
std::string walk(const std::string& rules, const Request& request) {
  const Document document(kHead + "+ start c\n  + route\n" + rules + kTail);
  REQUIRE(document.refusal() == "accepted");
  const Routing routing(document.tree);
  const Destination destination = routing.walk(document.start("c"), request);
  const std::string label(destination.target_label);
  switch (destination.kind) {
  case Destination::Kind::NoRule: return "no rule";
  case Destination::Kind::NoServer: return "no server";
  case Destination::Kind::Parent: return "parent " + label;
  case Destination::Kind::Child: return std::string(destination.child) + " " + label;
  }
  return "";
}

const Request kRom{"c", "ROM", "a"};
const Request kBinary{"c", "ROM", "a", false};

} // namespace

TEST_CASE("the first rule that matches decides") {
  REQUIRE(walk("    + service ROM | label: b | + parent | label: 1\n    + service ROM | label: a | + parent "
               "| label: 2\n"
               "    + service ROM | + parent | label: 3\n",
               kRom) == "parent 2");
  REQUIRE(
      walk("    + service ROM | + parent | label: 1\n    + service ROM | label: a | + parent | label: 2\n",
           kRom) == "parent 1");
  REQUIRE(walk("    + service LOG | + parent\n", kRom) == "no rule");
  REQUIRE(walk("", kRom) == "no rule");
}

TEST_CASE("labels are compared in full") {
  const std::string full(115, 'u'), cut(63, 'u');
  const auto rule = [](const std::string& label) {
    return "    + service ROM | label: " + label + " | + parent\n";
  };
  REQUIRE(walk(rule(full), {"c", "ROM", cut}) == "no rule");
  REQUIRE(walk(rule(cut), {"c", "ROM", cut}) == "parent ");
  REQUIRE(walk(rule(cut), {"c", "ROM", full}) == "no rule");
}

TEST_CASE("what init asks for has no scope") {
  REQUIRE(walk("    + service ROM | label: a | + parent\n", kBinary) == "no rule");
  REQUIRE(walk("    + service ROM | unscoped_label: a | + parent\n", kBinary) == "parent ");
  REQUIRE(walk("    + service ROM | unscoped_label: a | + parent\n", kRom) == "no rule");
  REQUIRE(walk("    + service ROM | unscoped_label: c -> a | + parent\n", kRom) == "parent ");
  REQUIRE(walk("    + service ROM | unscoped_label: a | label: x | + parent\n", kBinary) == "parent ");
}

TEST_CASE("the other ways to compare a label") {
  REQUIRE(walk("    + service ROM | label_last: a | + parent\n", kRom) == "parent ");
  REQUIRE(walk("    + service ROM | label_last: a | + parent\n", kBinary) == "parent ");
  REQUIRE(walk("    + service ROM | label_last: c | + parent\n", kRom) == "no rule");
  REQUIRE(walk("    + service ROM | label_last: b | + parent\n", {"c", "ROM", "a -> b"}) == "parent ");
  REQUIRE(walk("    + service ROM | label_prefix: ab | + parent\n", {"c", "ROM", "abc"}) == "parent ");
  REQUIRE(walk("    + service ROM | label_prefix: bc | + parent\n", {"c", "ROM", "abc"}) == "no rule");
  REQUIRE(walk("    + service ROM | label_suffix: bc | + parent\n", {"c", "ROM", "abc"}) == "parent ");
  REQUIRE(walk("    + service ROM | label_prefix: a | label_suffix: d | + parent\n", {"c", "ROM", "abc"}) ==
          "no rule");
  REQUIRE(walk("    + service ROM | label_prefix: | + parent\n", kBinary) == "no rule");
}

TEST_CASE("targets are tried in their order") {
  REQUIRE(walk("    + service Report\n      + parent\n      + child server | label: x\n",
               {"c", "Report", ""}) == "server x");
  REQUIRE(walk("    + service Report | + child ghost\n", {"c", "Report", ""}) == "no server");
  REQUIRE(walk("    + service Gui | + child server\n", {"c", "Gui", ""}) == "no server");
  REQUIRE(walk("    + service Gui | + any-child\n", {"c", "Gui", ""}) == "other ");
  REQUIRE(walk("    + service Report | + any-child\n", {"c", "Report", ""}) == "no server"); // two have it
  REQUIRE(walk("    + service Timer | + parent\n", {"c", "Timer", ""}) == "no server");
}

TEST_CASE("a rule for any service is passed over if nothing serves") {
  REQUIRE(walk("    + any-service | + child server\n    + service ROM | + parent\n", kRom) == "parent ");
  REQUIRE(walk("    + any-service | + child server\n", kRom) == "no rule");
  REQUIRE(walk("    + service ROM | + child server\n    + any-service | + parent\n", kRom) == "no server");
}

TEST_CASE("default-route holds where a child has no route") {
  const Document document(kHead + "+ default-route\n  + any-service | + parent\n+ start c\n" + kTail);
  REQUIRE(document.ok);
  const Routing routing(document.tree);
  REQUIRE(routing.walk(document.start("c"), kRom).kind == Destination::Kind::Parent);
  const Document without(kHead + "+ start c\n" + kTail);
  REQUIRE(Routing(without.tree).walk(without.start("c"), kRom).kind == Destination::Kind::NoRule);
}

TEST_CASE("session labels and the length of session arguments") {
  const auto label = [](const Request& request, const Destination& destination) {
    Line line;
    session_label(request, destination, line);
    return std::string(line.text());
  };
  REQUIRE(label(kRom, {}) == "c -> a");
  REQUIRE(label(kBinary, {}) == "a");
  REQUIRE(label(kRom, {Destination::Kind::Parent, {}, "t"}) == "t");
  REQUIRE(session_arguments_length(std::string(106, 'x')) == kMaxSessionArguments);
  REQUIRE(session_arguments_length(std::string(107, 'x')) > kMaxSessionArguments);
}
