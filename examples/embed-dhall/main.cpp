#include <iostream>

#include "sigil/dhall/dhall.hpp"
#include "sigil/host/dhall_fetcher.hpp"

using namespace sigil;

int main() {
  const auto fetcher = host::make_dhall_fetcher();
  dhall::Context context(*fetcher, {.policy = dhall::Policy::nothing()}); // no imports
  try {
    const auto parsed = context.parse("children.dhall", Blob::of(R"(
      let Child = { name : Text, caps : Natural }
      let child = \(name : Text) -> { name, caps = 100 }
      in  [ child "timer", child "log" // { caps = 200 } ] : List Child
    )"));
    const auto typed = context.infer(context.resolve(parsed));
    std::cout << "type: " << context.print(context.type_of(typed)) << "\n";

    const dhall::Value children = context.value(typed);
    for (std::size_t at = 0; at < children.size(); ++at) {
      const dhall::Value child = children.item(at);
      std::cout << child.field("name")->as_text() << " " << *child.field("caps")->as_natural() << "\n";
    }

    const auto wrong = context.parse("wrong.dhall", Blob::of("1 + True"));
    context.infer(context.resolve(wrong));
  } catch (const Error& error) {
    std::cout << error.render("embed") << context.excerpt(error.where());
  }
}
