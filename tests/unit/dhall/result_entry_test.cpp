// The file of a kept result: what is written is read, and nothing else is.
#include <algorithm>
#include <string>

#include "results/entry.hpp"
#include "sigil/crypto/hash.hpp"
#include "support/catch.hpp"

using namespace sigil;
using namespace sigil::dhall;

namespace {

constexpr std::size_t kCovered = 40; ///< what the digest covers begins here

Sha256Digest digest_of(std::string_view text) {
  return crypto::sha256(as_bytes(text));
}

/// With a right digest, whatever is behind the key.
Bytes forged(const Sha256Digest& key, ByteView rest) {
  Bytes bytes = write_entry(key, {});
  bytes.resize(kCovered + key.size());
  bytes.insert(bytes.end(), rest.begin(), rest.end());
  std::ranges::copy(crypto::sha256(ByteView(bytes).subspan(kCovered)), bytes.begin() + 8);
  return bytes;
}

const Sha256Digest kKey = digest_of("key");

} // namespace

TEST_CASE("an entry is read as it was written", "[results]") {
  const ResultEntry entry{{{"./a.dhall", digest_of("1")}, {"env:X", std::nullopt}, {"", digest_of("")}},
                          as_bytes("type"),
                          as_bytes("value")};
  const Bytes bytes = write_entry(kKey, entry);
  const auto found = read_entry(kKey, bytes);
  REQUIRE(found);
  REQUIRE(found->dependencies.size() == 3);
  CHECK(found->dependencies[0].location == "./a.dhall");
  CHECK(found->dependencies[0].content == digest_of("1"));
  CHECK(found->dependencies[1].location == "env:X");
  CHECK_FALSE(found->dependencies[1].content);
  CHECK(found->dependencies[2].content == digest_of(""));
  CHECK(as_text(found->type) == "type");
  CHECK(as_text(found->value) == "value");
  CHECK(found->type.data() > bytes.data());
  CHECK(read_entry(kKey, write_entry(kKey, {})));
}

TEST_CASE("the bytes are those of docs/formats/dhall-result.md", "[results]") {
  const Bytes bytes =
      write_entry(kKey, {{{"./a", digest_of("1")}, {"env:X", std::nullopt}}, as_bytes("T"), as_bytes("ab")});
  std::string expected("\x01\x03\0\0\0./a", 8);
  const Sha256Digest content = digest_of("1");
  expected += as_text(content);
  expected += std::string("\0\x05\0\0\0env:X", 10);
  expected += std::string("\x02\x01\0\0\0T\x02\0\0\0ab", 12);
  CHECK(as_text(bytes).substr(0, 8) == "sigildhr");
  CHECK(as_text(bytes).substr(8, 32) == as_text(crypto::sha256(ByteView(bytes).subspan(kCovered))));
  CHECK(as_text(bytes).substr(kCovered, 32) == as_text(kKey));
  CHECK(as_text(bytes).substr(kCovered + 32) == expected);
}

TEST_CASE("an entry of another key, cut or with any bit changed counts as absent", "[results]") {
  const Bytes bytes =
      write_entry(kKey, {{{"./a", digest_of("1")}, {"env:X", std::nullopt}}, as_bytes("T"), as_bytes("ab")});
  CHECK_FALSE(read_entry(digest_of("other"), bytes));
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CHECK_FALSE(read_entry(kKey, ByteView(bytes).first(size)));
  Bytes longer = bytes;
  longer.push_back(0);
  CHECK_FALSE(read_entry(kKey, longer));
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    Bytes damaged = bytes;
    damaged[bit / 8] = static_cast<std::uint8_t>(damaged[bit / 8] ^ (1U << (bit % 8)));
    CHECK_FALSE(read_entry(kKey, damaged));
  }
}

TEST_CASE("what has a right digest and wrong contents counts as absent too", "[results]") {
  const Bytes whole =
      write_entry(kKey, {{{"./a", digest_of("1")}, {"env:X", std::nullopt}}, as_bytes("T"), as_bytes("ab")});
  const ByteView rest = ByteView(whole).subspan(kCovered + kKey.size());
  REQUIRE(read_entry(kKey, forged(kKey, rest)));
  for (std::size_t size = 0; size < rest.size(); ++size)
    CHECK_FALSE(read_entry(kKey, forged(kKey, rest.first(size))));
  for (const std::string_view text :
       {std::string_view("\x03", 1), std::string_view("\x00\xff\xff\xff\xff", 5),
        std::string_view("\x02\xff\xff\xff\xff", 5), std::string_view("\x02\0\0\0\0\0\0\0\0\0", 10)})
    CHECK_FALSE(read_entry(kKey, forged(kKey, as_bytes(text))));
  CHECK(read_entry(kKey, forged(kKey, as_bytes(std::string_view("\x02\0\0\0\0\0\0\0\0", 9)))));
}
