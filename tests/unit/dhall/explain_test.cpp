// What is said about each kind of error: the examples do as they say.
#include <set>

#include "import_world.hpp"
#include "sigil/dhall/dhall.hpp"
#include "sigil/dhall/explain.hpp"
#include "support/catch.hpp"

using namespace sigil;
using namespace sigil::test;

namespace {

/// The files and pages that the examples speak of.
void add_examples(FakeWorld& world) {
  world.files = {{"./one.dhall", "1"}, {"./self.dhall", "./self.dhall"}, {"./latin.txt", "\xe9"}};
  const std::string host = "https://example.com/";
  world.pages[host + "good.dhall"] = {"1"};
  world.pages[host + "local.dhall"] = {"/etc/one.dhall"};
  world.pages[host + "foreign.dhall"] = {"https://example.org/one.dhall"};
  world.pages["https://example.org/one.dhall"] = {"1"};
}

/// The name of the error, or nothing.
std::string error_in(std::string_view source) {
  FakeWorld world;
  add_examples(world);
  dhall::Context context(world, {});
  try {
    context.normalize(context.infer(context.resolve(context.parse("(example)", Blob::of(source)), {})),
                      dhall::BinderNames::Kept);
  } catch (const Error& error) {
    return error.code();
  }
  return {};
}

} // namespace

TEST_CASE("the examples of explanations work and fail as they say") {
  for (const dhall::Explanation& one : dhall::explanations()) {
    INFO(one.name);
    if (!one.works.empty()) CHECK(error_in(one.works) == "");
    // These are about what is done with the value.
    const bool is_of_output = one.name.starts_with("dhall.json.") || one.name.starts_with("dhall.text.");
    if (!one.fails.empty() && !is_of_output) CHECK(error_in(one.fails) == one.name);
    if (one.name.starts_with("dhall.type.")) {
      CHECK_FALSE(one.works.empty());
      CHECK_FALSE(one.fails.empty());
    }
  }
}

TEST_CASE("an explanation says what is right, what is wrong, and why, in narrow lines") {
  std::set<std::string_view> names;
  for (const dhall::Explanation& one : dhall::explanations()) {
    INFO(one.name);
    CHECK(names.insert(one.name).second);
    CHECK(one.rule.ends_with('.'));
    CHECK_FALSE(one.causes.empty());
    const std::string text = dhall::to_text(one);
    CHECK(text.starts_with(std::string(one.name) + "\n\n  "));
    CHECK(text.ends_with(".\n"));
    for (const std::string_view example : {one.works, one.fails}) {
      if (!example.empty() && example.find('\n') == std::string_view::npos)
        CHECK(text.find("    " + std::string(example) + "\n") != std::string::npos);
    }
  }
}

TEST_CASE("explanations are found by the name of an error, and by its first parts") {
  CHECK(dhall::explanation_of("dhall.type.unbound")->name == "dhall.type.unbound");
  CHECK(dhall::explanation_of("dhall.binary.arity")->name == "dhall.binary");
  CHECK(dhall::explanation_of("dhall.type") == nullptr);
  CHECK(dhall::explanation_of("dhall.type.unboundless") == nullptr);
  CHECK(dhall::explanation_of("") == nullptr);
}
