#include "sigil/eris/store_name.hpp"

#include <unistd.h>

#include "blocks.hpp"
#include "sigil/base/error.hpp"
#include "support/error_of.hpp"
#include "support/temp_folder.hpp"

using namespace sigil;
using namespace sigil::eris;

TEST_CASE("a store's name has a scheme, or is a folder") {
  const struct {
    const char *text, *scheme, *rest;
  } names[] = {
      {"dir:blocks", "dir", "blocks"},     {"cbor:/a/b.cbor", "cbor", "/a/b.cbor"},
      {"tar:x:y", "tar", "x:y"},           {"image:demo.iso", "image", "demo.iso"},
      {"http://host/", "http", "//host/"}, {"https://host:80/a", "https", "//host:80/a"},
      {"blocks", "dir", "blocks"},         {"./a:b", "dir", "./a:b"},
      {"/srv/a:b", "dir", "/srv/a:b"},     {"..", "dir", ".."},
  };
  for (const auto& name : names) {
    CAPTURE(name.text);
    const StoreName parsed = parse_store_name(name.text);
    CHECK(parsed.scheme == name.scheme);
    CHECK(parsed.rest == name.rest);
    CHECK(parse_store_name(parsed.text()).rest == parsed.rest);
  }
}

TEST_CASE("a store's name of no known scheme is refused with those that are") {
  for (const char* text : {"ftp://host", "DIR:x", "a:b", ":x", "coap+tcp://host"}) {
    CAPTURE(text);
    const Error error = test::error_of([&] { parse_store_name(text); });
    CHECK(error.kind() == ErrorKind::Usage);
    CHECK(error.code() == "eris.name.scheme");
    for (const char* scheme : {"'dir:", "'cbor:", "'tar:", "'image:", "'http:", "'https:"})
      CHECK(error.message().find(scheme) != std::string::npos);
  }
  for (const char* text : {"", "dir:", "cbor:", "https:"})
    CHECK(test::error_of([&] { parse_store_name(text); }).code() == "eris.name.empty");
}

TEST_CASE("stores are written and read by their names, files once") {
  test::TempFolder temp;
  MemoryStore expected;
  test::put_blocks(expected, 0, 9);
  for (const std::string scheme : {"", "dir:", "cbor:", "tar:"}) {
    CAPTURE(scheme);
    const StoreName name = parse_store_name(scheme + (temp / ("store-" + scheme)).native());
    CHECK(test::error_of([&] { open_store(name, Access::Read); }).kind() == ErrorKind::Missing);
    {
      const auto store = open_store(name, Access::Write);
      test::put_blocks(*store, 0, 9);
      store->sync();
      test::check_same(*store, expected);
    }
    test::check_same(*open_store(name, Access::Read), expected);
    if (scheme == "cbor:" || scheme == "tar:")
      CHECK(test::error_of([&] { open_store(name, Access::Write); }).code() == "eris.name.exists");
  }
  for (const char* text : {"image:x", "http://x", "https://x"})
    CHECK(open_store(parse_store_name(text), Access::Read) == nullptr);
}
