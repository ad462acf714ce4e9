#include "imports/location.hpp"

#include <vector>

#include "sigil/base/error.hpp"
#include "support/catch.hpp"
#include "support/error_of.hpp"

using namespace sigil;
using namespace sigil::dhall;
using test::error_of;

namespace {

Arena& arena() {
  static Arena arena(std::uint64_t{1} << 30U);
  return arena;
}

/// "https://authority/a/b?query", "env:X", "missing", or the path of a file; not canonical.
Location location(std::string_view text) {
  Location result;
  const auto split = [&](std::string_view path) {
    std::vector<std::string_view> components;
    for (std::size_t begin = 0; begin <= path.size();) {
      const std::size_t end = std::min(path.find('/', begin), path.size());
      components.push_back(path.substr(begin, end - begin));
      begin = end + 1;
    }
    auto* kept = arena().take_array<std::string_view>(components.size());
    std::copy(components.begin(), components.end(), kept);
    result.path = {kept, components.size()};
  };
  text = arena().keep(text);
  const auto take = [&](std::string_view prefix, ImportScheme scheme) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    result.scheme = scheme;
    return true;
  };
  if (text == "missing") return result;
  if (take("http://", ImportScheme::Http) || take("https://", ImportScheme::Https)) {
    if (const std::size_t query = text.find('?'); query != std::string_view::npos) {
      result.has_query = true;
      result.query = text.substr(query + 1);
      text = text.substr(0, query);
    }
    const std::size_t slash = std::min(text.find('/'), text.size());
    result.authority = text.substr(0, slash);
    split(slash < text.size() ? text.substr(slash + 1) : "");
    return result;
  }
  REQUIRE((take("env:", ImportScheme::Environment) || take("../", ImportScheme::Parent) ||
           take("./", ImportScheme::Here) || take("~/", ImportScheme::Home) ||
           take("/", ImportScheme::Absolute)));
  split(text);
  return result;
}

std::string chained(std::string_view parent, std::string_view child) {
  return to_text(chain(arena(), canonical(arena(), location(parent)), location(child)));
}

} // namespace

TEST_CASE("a location becomes canonical in its folder, not in its file") {
  const std::pair<const char*, const char*> cases[] = {
      {"./a", "./a"},
      {"./a/./b", "./a/b"},
      {"./a/../b", "./b"},
      {"./a/b/../../c", "./c"},
      {"./a/../../b", "./../b"},
      {"./../../b", "./../../b"},
      {"../../b", "../../b"},
      {"../a/../../b", "../../b"},
      {"/../a/../b", "/../b"},
      {"~/a/./../b", "~/b"},
      {"./a/..", "./a/.."},
      {"./a/.", "./a/."},
      {"./../..a/.../b", "./../..a/.../b"},
      {"https://h/a/../b", "https://h/b"},
      {"https://h/a/../../b", "https://h/../b"},
      {"http://h/a//../b?../c", "http://h/a/b?../c"},
      {"https://h", "https://h/"},
      {"https://u:p@h:80/?", "https://u:p@h:80/?"},
      {"env:..", "env:.."},
      {"missing", "missing"},
  };
  for (const auto& [text, expected] : cases) {
    CAPTURE(text);
    const Location result = canonical(arena(), location(text));
    CHECK(to_text(result) == expected);
    CHECK(to_text(canonical(arena(), result)) == expected);
  }
}

TEST_CASE("a relative import is below the folder of its importer") {
  const char* parents[] = {"/p/q", "./p/q", "../p/q", "~/p/q", "https://h/p/q"};
  const char* roots[] = {"/", "./", "../", "~/", "https://h/"};
  for (std::size_t at = 0; at < std::size(parents); ++at) {
    CAPTURE(parents[at]);
    const std::string root = roots[at];
    CHECK(chained(parents[at], "./c") == root + "p/c");
    CHECK(chained(parents[at], "./a/../b/c") == root + "p/b/c");
    CHECK(chained(parents[at], "../c") == root + "c");
    CHECK(chained(parents[at], "../a/./c") == root + "a/c");
    CHECK(chained(parents[at], "../../c") == root + "../c");
  }
  CHECK(chained("../q", "../c") == "../../c");
  CHECK(chained("./q", "../c") == "./../c");
}

TEST_CASE("every other import is where it says") {
  for (const char* parent : {"/p/q", "./p/q", "../p/q", "~/p/q", "https://h/p/q", "env:P", "missing"}) {
    for (const char* child : {"/a/b", "~/a/b", "http://x/a?q", "https://h/a", "env:X", "missing"}) {
      CAPTURE(parent, child);
      CHECK(chained(parent, child) == child);
    }
  }
  for (const char* parent : {"env:P", "missing"}) {
    CHECK(chained(parent, "./a/../b") == "./b");
    CHECK(chained(parent, "../b") == "../b");
  }
}

TEST_CASE("an import below a URL loses the query and gets its special characters encoded") {
  CHECK(chained("https://u@h:8/p/q?x=1", "./c") == "https://u@h:8/p/c");
  CHECK(chained("https://h?x=1", "./c") == "https://h/c");
  CHECK(chained("https://h/p/q", "./a b/\u00e9#.dhall") == "https://h/p/a%20b/%C3%A9%23.dhall");
  CHECK(chained("https://h/p/q", "./a%20b?c") == "https://h/p/a%2520b%3Fc");
  CHECK(chained("https://h/p/q", "./a-._~!$&'()*+,;=:@b") == "https://h/p/a-._~!$&'()*+,;=:@b");
  // What is a URL already is not touched, nor is a file beside a file.
  CHECK(chained("https://h/p%20p/q", "./c") == "https://h/p%20p/c");
  CHECK(chained("./p p/q", "./c d") == "./p p/c d");
}

TEST_CASE("a location that no server or file system takes is refused") {
  const std::string longest(8190, 'x');
  CHECK(chained("./p", "./" + longest) == "./" + longest);
  const Error error = error_of([&] { chained("./p", "./" + longest + "yy"); });
  CHECK(error.kind() == ErrorKind::Limit);
  CHECK(error.code() == "dhall.limit.location");
}

TEST_CASE("a password is not shown, but it is part of the location") {
  const Location secret = location("https://me:secret@h/a?b");
  CHECK(to_text(secret) == "https://me:secret@h/a?b");
  CHECK(to_shown_text(secret) == "https://***@h/a?b");
  CHECK(to_shown_text(location("https://h/a@b")) == "https://h/a@b");
}

TEST_CASE("paths of files become locations") {
  const auto text_of = [](std::string_view path) { return to_text(file_location(arena(), path)); };
  CHECK(text_of("a/b") == "./a/b");
  CHECK(text_of("./a//b") == "./a/b");
  CHECK(text_of("../a/../b") == "../b");
  CHECK(text_of("../../b") == "../../b");
  CHECK(text_of("/a/b") == "/a/b");
  CHECK(text_of("~/a") == "~/a");
  CHECK(text_of("(input)") == "./(input)");
}

TEST_CASE("names that no file or variable has are refused") {
  const auto with = [](ImportScheme scheme, std::string_view name) {
    auto* kept = arena().take_array<std::string_view>(2);
    kept[0] = "a";
    kept[1] = arena().keep(name);
    Location result;
    result.scheme = scheme;
    result.path = {kept, 2};
    return result;
  };
  using namespace std::string_view_literals;
  for (const std::string_view name : {"x/../../y"sv, ""sv, "x\0y"sv}) {
    for (const ImportScheme scheme :
         {ImportScheme::Absolute, ImportScheme::Here, ImportScheme::Parent, ImportScheme::Home}) {
      const Error error = error_of([&] { check_names(with(scheme, name)); });
      CHECK(error.code() == "dhall.import.path");
    }
  }
  CHECK(error_of([&] { check_names(with(ImportScheme::Environment, "x\0y"sv)); }).code() ==
        "dhall.import.path");
  CHECK_NOTHROW(check_names(with(ImportScheme::Environment, "x/y")));
  CHECK_NOTHROW(check_names(with(ImportScheme::Here, "x y")));
}
