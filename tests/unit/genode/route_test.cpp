#include "models.hpp"
#include "sigil/genode/init.hpp"
#include "support/catch.hpp"

using namespace sigil;
using namespace sigil::genode;
using namespace sigil::test;

namespace {

/// "parent <label>", "child <name> <label>" or "none".
std::string lead(const Node& start, std::string_view service, std::string_view label,
                 bool is_unscoped = false) {
  const Destination end = route(start, service, label, is_unscoped);
  switch (end.kind) {
  case Destination::Kind::None: break;
  case Destination::Kind::Parent: return "parent " + end.label;
  case Destination::Kind::Child: return "child " + end.child + " " + end.label;
  }
  return "none";
}

Node start_with(const std::string& rules) {
  return parse(as_bytes("start a\n+ binary prog\n+ route\n" + rules + "-\n"));
}

} // namespace

TEST_CASE("sessions of compiled children go where they belong") {
  for (const Release release : {Release::k24_10, Release::k26_02}) {
    const Node config = compile(full_model(release));
    const Node& greeter = config.children[1];
    const Node& reader = config.children[2];
    const std::string binary(urn('B').label());
    const std::string library(urn('C').label());

    CHECK(lead(greeter, "ROM", "greeter", true) == "parent " + binary);
    CHECK(lead(greeter, "ROM", binary, true) == "parent " + binary);
    CHECK(lead(greeter, "ROM", "ld.lib.so", true) == "parent ld.lib.so");
    CHECK(lead(greeter, "ROM", library) == "parent " + library);
    CHECK(lead(greeter, "ROM", urn('C').full()) == "none");
    CHECK(lead(greeter, "ROM", "greeting") == "parent greeting.txt");
    CHECK(lead(greeter, "ROM", "greeting.txt") == "none");
    CHECK(lead(greeter, "PD", "") == "parent greeter");
    CHECK(lead(greeter, "LOG", "") == "parent greeter");
    CHECK(lead(greeter, "LOG", "debug") == "parent greeter -> debug");
    CHECK(lead(greeter, "Timer", "slow") == "parent timer");
    CHECK(lead(greeter, "Timer", "") == "none");
    CHECK(lead(greeter, "IO_MEM", "") == "none");

    CHECK(lead(reader, "ROM", "sub -> data") == "parent " + std::string(urn('E').label()));
    CHECK(lead(reader, "Report", "hello -> all") == "child greeter log");
    CHECK(lead(reader, "Report", "other") == "child greeter reader of greetings -> other");
    CHECK(lead(reader, "LOG", "x") == "parent reader");
  }
}

TEST_CASE("a static child gets its binary for ld.lib.so too") {
  const Node config = compile(static_model(Release::k26_02));
  const Node& start = config.children[1];
  CHECK(lead(start, "ROM", "tool", true) == "parent tool");
  CHECK(lead(start, "ROM", "ld.lib.so", true) == "parent tool");
  CHECK(lead(start, "ROM", "config") == "parent " + std::string(urn('F').label()));
}

TEST_CASE("labels are compared as init compares them") {
  const auto leads = [](const std::string& match, std::string_view label, bool is_unscoped = false) {
    return lead(start_with("  + service ROM | " + match + " | + parent | label: hit\n"), "ROM", label,
                is_unscoped) == "parent hit";
  };
  CHECK(leads("label: x", "x"));
  CHECK_FALSE(leads("label: x", "xy"));
  CHECK_FALSE(leads("label: x", ""));
  CHECK_FALSE(leads("label: x", "x", true));
  CHECK_FALSE(leads("label: a -> x", "x"));
  CHECK(leads("label_prefix: x", "xy"));
  CHECK_FALSE(leads("label_prefix: x", "yx"));
  CHECK(leads("label_suffix: y", "xy"));
  CHECK_FALSE(leads("label_suffix: y", "yx"));
  CHECK(leads("label_prefix: x | label_suffix: y", "x -> y"));
  CHECK_FALSE(leads("label_prefix: x | label_suffix: y", "x"));
  CHECK(leads("label_last: y", "x -> y"));
  CHECK(leads("label_last: prog", ""));
  CHECK_FALSE(leads("label_last: x", "x -> y"));
  CHECK(leads("unscoped_label: a -> x", "x"));
  CHECK(leads("unscoped_label: x", "x", true));
  CHECK_FALSE(leads("unscoped_label: x", "x"));
  CHECK(leads("unscoped_label: prog", "a", true));
}

TEST_CASE("the first rule that matches decides") {
  const Node start = start_with("  + service ROM | label: x | + child one\n"
                                "                          | + child two\n"
                                "  + service ROM | label: y\n"
                                "  + any-service | label: z | + any-child\n"
                                "  + any-service\n"
                                "  + any-service | + parent\n");
  CHECK(lead(start, "ROM", "x") == "child one a -> x");
  CHECK(lead(start, "ROM", "y") == "none");
  CHECK(lead(start, "LOG", "z") == "child  a -> z");
  CHECK(lead(start, "LOG", "y") == "parent a -> y");
}

TEST_CASE("without rules no session goes anywhere") {
  CHECK(lead(parse(as_bytes("start a\n-\n")), "LOG", "") == "none");
  CHECK(lead(start_with(""), "LOG", "") == "none");
}
