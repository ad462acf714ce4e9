#include <iostream>
#include <thread>

#include "sigil/dhall/convert.hpp"
#include "sigil/host/dhall_fetcher.hpp"

namespace app {

namespace dhall = sigil::dhall;

enum class Level { Low, High };
constexpr auto describe(dhall::Of<Level>) {
  return dhall::enumeration<Level>({{"Low", Level::Low}, {"High", Level::High}});
}

using Start = std::variant<dhall::Alternative<"Now">, dhall::Alternative<"After", std::string>>;

struct Service {
  std::string name;
  std::uint16_t port = 0;
  Level level = Level::Low;
  Start start;
  std::optional<std::string> note;
};
constexpr auto describe(dhall::Of<Service>) {
  return dhall::record(dhall::field("name", &Service::name), dhall::field("port", &Service::port),
                       dhall::field("level", &Service::level), dhall::field("start", &Service::start),
                       dhall::field("note", &Service::note));
}

} // namespace app

using namespace sigil;

namespace {

constexpr const char* kServices = R"(
let Level = < High | Low >
let Start = < After : Text | Now >
in  [ { name = "web", port = 80, level = Level.High, start = Start.After "log", note = Some "public" }
    , { name = "log", port = 500 + 14, level = Level.Low, start = Start.Now, note = None Text }
    ])";

/// Each thread has a context of its own.
std::size_t count(const std::string& text) {
  const auto fetcher = host::make_dhall_fetcher();
  dhall::Context context(*fetcher, {.policy = dhall::Policy::nothing()});
  return dhall::read<std::vector<app::Service>>(context, context.parse("services", Blob::of(text))).size();
}

} // namespace

int main() {
  const auto fetcher = host::make_dhall_fetcher();
  dhall::Context context(*fetcher, {.limits = {.steps = 100'000, .time = std::chrono::seconds(10)},
                                    .policy = dhall::Policy::nothing()});
  std::cout << dhall::expected_type<app::Start>() << "\n";
  try {
    // Dhall checks the expression against the type, then it is evaluated and converted.
    const auto parsed = context.parse("services", Blob::of(kServices));
    const auto services = dhall::read<std::vector<app::Service>>(context, parsed);
    std::cout << services.back().name << " " << services.back().port << "\n";

    // C++ values are arguments of Dhall functions, and results are C++ values again.
    const auto url = context.infer(context.resolve(context.parse(
        "url", Blob::of("\\(name : Text) -> \\(port : Natural) -> \"${name}:${Natural/show port}\""))));
    std::cout << dhall::call<std::string>(context, url, std::string("web"), 80U) << "\n";

    // Church-encoded data is evaluated to a tree.
    const dhall::Json written = dhall::Json::Object{{"a", dhall::Json::Array{1, "x", {}}}};
    const auto json = dhall::build(context, written);
    const auto tree = dhall::to<dhall::Json>(context.value(json));
    std::cout << std::get<dhall::Json::Object>(tree.value).front().first << "\n";

    std::size_t counts[2] = {};
    std::thread first([&] { counts[0] = count(kServices); });
    std::thread second([&] { counts[1] = count("(" + std::string(kServices) + ") # (" + kServices + ")"); });
    first.join();
    second.join();
    std::cout << counts[0] << " " << counts[1] << "\n";

    const auto ports = context.parse("ports", Blob::of("{ web = [ 80, 65536 ] }"));
    const auto typed = context.infer(context.resolve(ports));
    dhall::to<std::vector<std::uint16_t>>(*context.value(typed).field("web"));
  } catch (const Error& error) {
    std::cout << error.render("embed") << context.excerpt(error.where());
  }
}
