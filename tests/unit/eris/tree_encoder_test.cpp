#include "sigil/eris/tree_encoder.hpp"

#include <algorithm>

#include "contents.hpp"
#include "sigil/eris/codec.hpp"
#include "sigil/eris/portable.hpp"
#include "support/catch.hpp"

using namespace sigil;
using eris::BlockSize;
using test::content;

namespace {

struct Count {
  std::size_t* blocks;
  void operator()(const eris::Reference&, ByteView) const { ++*blocks; }
};

using PortableEncoder = eris::TreeEncoder<eris::PortablePrimitives, Count>;

} // namespace

TEST_CASE("the portable encoder gives the names of the hosted one") {
  Bytes workspace(eris::tree_workspace_size(BlockSize::k32KiB, 2));
  for (const test::NamedContent& named : test::kNamedContents) {
    CAPTURE(named.size, size_bytes(named.block_size));
    const Bytes bytes = content(named.size);
    std::size_t blocks = 0;
    PortableEncoder encoder(named.block_size,
                            named.null_secret ? eris::ConvergenceSecret{} : test::counting_secret(),
                            workspace, Count{&blocks});
    eris::TreeRoot root;
    REQUIRE(encoder.write(bytes));
    REQUIRE(encoder.finish(root));
    CHECK(blocks == named.block_count); // no two blocks of these contents are equal
    eris::CapabilityBytes expected;
    REQUIRE(eris::read_urn(named.urn, expected));
    CHECK(eris::capability_bytes(named.block_size, root.level, root.pair) == expected);
  }
}

TEST_CASE("a workspace takes the levels it was made for and no more") {
  const std::size_t leaves[] = {1, 16, 256};
  for (std::uint8_t level = 0; level < 3; ++level) {
    Bytes workspace(eris::tree_workspace_size(BlockSize::k1KiB, level));
    const std::size_t most = leaves[level] * 1024 - 1;
    const Bytes bytes = content(most + 2048);
    for (const std::size_t part : {std::size_t{100}, bytes.size()}) {
      for (const std::size_t size : {most, most + 1, most + 2048}) {
        CAPTURE(unsigned{level}, part, size);
        std::size_t blocks = 0;
        PortableEncoder encoder(BlockSize::k1KiB, {}, workspace, Count{&blocks});
        bool fits = true;
        for (std::size_t at = 0; at < size; at += part) {
          const bool taken = encoder.write(ByteView(bytes).subspan(at, std::min(part, size - at)));
          CHECK((fits || !taken)); // once false, always false
          fits = taken;
        }
        eris::TreeRoot root;
        REQUIRE(encoder.finish(root) == (size == most));
        if (size == most) CHECK(root.level == level);
      }
    }
  }
}

TEST_CASE("an encoder leaves neither plaintext nor keys in its workspace") {
  Bytes workspace(eris::tree_workspace_size(BlockSize::k1KiB, 5));
  std::fill(workspace.begin(), workspace.end(), std::uint8_t{0xaa});
  {
    std::size_t blocks = 0;
    PortableEncoder encoder(BlockSize::k1KiB, {}, workspace, Count{&blocks});
    REQUIRE(encoder.write(content(20 * 1024 + 5))); // level 2
  }
  const auto untouched = [](std::uint8_t byte) { return byte == 0xaa; };
  const auto used = workspace.begin() + 4 * 1024;
  CHECK(std::all_of(workspace.begin(), used, [](std::uint8_t byte) { return byte == 0; }));
  CHECK(std::all_of(used, workspace.end(), untouched));
}
