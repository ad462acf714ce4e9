// What untrusted expressions cannot take more of than they are given, and several threads.
#include "support/catch.hpp"

#include <thread>

#include "import_world.hpp"
#include "library.hpp"
#include "support/error_of.hpp"
#include "syntax/arena.hpp"

using namespace sigil;
using namespace sigil::dhall;
using sigil::test::error_of;

namespace {

constexpr const char* kLong = "Natural/fold 100000000000 Natural (\\(x : Natural) -> (x + 1) * 1) 0";
/// Some hundred shared nodes, 2^60 when they are written out.
constexpr const char* kWide = R"(
  let x0 = { l = 1, r = 1 }
  let x1 = { l = x0, r = x0 } let x2 = { l = x1, r = x1 } let x3 = { l = x2, r = x2 }
  let x4 = { l = x3, r = x3 } let x5 = { l = x4, r = x4 } let x6 = { l = x5, r = x5 }
  let x7 = { l = x6, r = x6 } let x8 = { l = x7, r = x7 } let x9 = { l = x8, r = x8 }
  let y1 = { l = x9, r = x9 } let y2 = { l = y1, r = y1 } let y3 = { l = y2, r = y2 }
  let y4 = { l = y3, r = y3 } let y5 = { l = y4, r = y4 } let y6 = { l = y5, r = y5 }
  let y7 = { l = y6, r = y6 } let y8 = { l = y7, r = y7 } let y9 = { l = y8, r = y8 }
  let z1 = { l = y9, r = y9 } let z2 = { l = z1, r = z1 } let z3 = { l = z2, r = z2 }
  let z4 = { l = z3, r = z3 } let z5 = { l = z4, r = z4 } let z6 = { l = z5, r = z5 }
  in  { l = z6, r = z6 })";

Error limit_of(const Limits& limits, const std::string& text) {
  Library library(limits);
  return error_of([&] { library.normal(library.infer(text)); });
}

void check_limit(const Error& error, const std::string& code) {
  INFO(error.message());
  CHECK(error.kind() == ErrorKind::Limit);
  CHECK(error.code() == code);
  CHECK_FALSE(error.hints().empty());
}

Error import_limit_of(const ImportLimits& limits) {
  test::FakeWorld world;
  world.files = {{"./a.dhall", "./b.dhall"}, {"./b.dhall", "\"0123456789\""}};
  Context context(world, {.limits = {.imports = limits}});
  const auto parsed = context.parse("(input)", Blob::of("./a.dhall"));
  return error_of([&] { context.resolve(parsed); });
}

} // namespace

TEST_CASE("steps, memory, depth and time are limited") {
  check_limit(limit_of({.steps = 1000}, kLong), "dhall.limit.steps");
  check_limit(limit_of({.memory_bytes = 8U << 20U}, "Natural/fold 40 Text (\\(t : Text) -> t ++ t) \"a\""),
              "dhall.limit.memory");
  check_limit(limit_of({.depth = 1},
                       "List/fold Natural (Natural/fold 20 (List Natural) (\\(l : List Natural) -> "
                       "l # l) [ 1 ]) (Natural -> Natural) (\\(n : Natural) -> \\(f : Natural -> "
                       "Natural) -> \\(x : Natural) -> n + f x) (\\(x : Natural) -> x) 0"),
              "dhall.limit.depth");
  const std::string nested =
      "Natural/fold 100 (Natural -> Natural) (\\(f : Natural -> Natural) -> \\(x : Natural) "
      "-> 1 + f x) (\\(x : Natural) -> x) 0";
  check_limit(limit_of({.depth = 50}, nested), "dhall.limit.depth");
  for (const std::uint64_t depth : {std::uint64_t{1000}, ~std::uint64_t{0}}) {
    Library library({.depth = depth});
    CHECK(library.normal(library.infer(nested)) == "100");
  }
  const auto begin = std::chrono::steady_clock::now();
  check_limit(limit_of({.time = std::chrono::milliseconds(50)}, kLong), "dhall.limit.time");
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
}

TEST_CASE("lists that no memory holds are told so, however many bytes they would take") {
  for (const char* doublings : {"40", "60", "61", "62", "63", "64", "70"}) {
    CAPTURE(doublings);
    const std::string list =
        std::string("Natural/fold ") + doublings + " (List Natural) (\\(l : List Natural) -> l # l) [ 1, 2 ]";
    check_limit(limit_of({}, "List/last Natural (" + list + ")"), "dhall.limit.memory");
  }
}

TEST_CASE("memory can be used up to its limit") {
  Arena arena(std::uint64_t{1} << 20U);
  std::uint64_t taken_bytes = 0;
  check_limit(error_of([&] {
                for (;; taken_bytes += 64) arena.take(64);
              }),
              "dhall.limit.memory");
  CHECK(taken_bytes == std::uint64_t{1} << 20U);
}

TEST_CASE("time is limited where no function is called") {
  // Types, a normal form and its encoding.
  Library library({.time = std::chrono::milliseconds(200)});
  check_limit(error_of([&] { library.context().semantic_hash(library.infer(kWide)); }), "dhall.limit.time");
}

TEST_CASE("what is printed, encoded and hashed is limited") {
  Library library({.output_bytes = 1U << 20U});
  Context& context = library.context();
  const TypedExpression wide = library.infer(kWide);
  const NormalExpression normal = context.normalize(wide);
  check_limit(error_of([&] { context.print(normal); }), "dhall.limit.output-size");
  check_limit(error_of([&] { context.print(normal, {.width = 1U << 30U}); }), "dhall.limit.output-size");
  check_limit(error_of([&] { context.encode(normal); }), "dhall.limit.output-size");
  check_limit(error_of([&] { context.semantic_hash(wide); }), "dhall.limit.output-size");
  check_limit(error_of([&] { context.check_output((1U << 20U) + 1); }), "dhall.limit.output-size");
  context.check_output(1U << 20U);
  CHECK(context.print(context.normalize(library.infer("\"" + std::string(1000, 'a') + "\""))).size() == 1002);
}

TEST_CASE("imports are limited") {
  check_limit(import_limit_of({.imports = 1}), "dhall.limit.imports");
  check_limit(import_limit_of({.depth = 1}), "dhall.limit.import-depth");
  CHECK(import_limit_of({.import_bytes = 10}).code() == "dhall.limit.import-size");
  CHECK(import_limit_of({.total_bytes = 20}).code() == "dhall.limit.import-size");
}

TEST_CASE("contexts of several threads do not know of each other") {
  constexpr std::size_t kThreads = 8;
  std::vector<std::string> results(kThreads);
  std::vector<std::thread> threads;
  for (std::size_t number = 0; number < kThreads; ++number)
    threads.emplace_back([number, &results] {
      for (int round = 0; round < 20; ++round) {
        Library library;
        const auto function = library.infer("\\(l : List Natural) -> { sum = List/fold Natural l Natural "
                                            "(\\(a : Natural) -> \\(b : Natural) -> a + b) 0, shown = "
                                            "\"${Natural/show (List/length Natural l)}\" }");
        const std::vector<std::uint64_t> items(1000, number);
        const auto result = library.context().apply(function, build(library.context(), items));
        results[number] = library.normal(result);
      }
    });
  for (std::thread& thread : threads) thread.join();
  for (std::size_t number = 0; number < kThreads; ++number)
    CHECK(results[number] == "{ shown = \"1000\", sum = " + std::to_string(1000 * number) + " }");
}
