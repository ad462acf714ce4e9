// Many blocks at a time: checked and copied.
#include <set>

#include "altered_store.hpp"
#include "blocks.hpp"
#include "sigil/eris/transfer.hpp"
#include "support/error_of.hpp"

using namespace sigil;
using test::block;
using test::NamedBlock;

namespace {

constexpr std::uint64_t kCount = 500;

std::vector<eris::Reference> some_references() {
  std::vector<eris::Reference> references;
  for (std::uint64_t number = 0; number < kCount; ++number) references.push_back(block(number).reference);
  return references;
}

std::uint64_t bytes_of(std::uint64_t count) {
  std::uint64_t bytes = 0;
  for (std::uint64_t number = 0; number < count; ++number) bytes += block(number).bytes.size();
  return bytes;
}

} // namespace

TEST_CASE("sound blocks are checked and copied") {
  eris::MemoryStore from, to;
  test::put_blocks(from, 0, kCount);
  test::AlteredStore buffered(from, [](const eris::Reference&, Bytes&) {});
  const std::vector<eris::Reference> references = some_references();
  std::uint64_t bytes = 0;
  const eris::TransferEvents events{nullptr, [&](std::uint64_t size) { bytes += size; }};
  const eris::TransferCount checked = eris::check_blocks(references, buffered, events);
  CHECK(checked.blocks == kCount);
  CHECK(checked.bytes == bytes_of(kCount));
  CHECK(bytes == checked.bytes);
  CHECK(eris::copy_blocks(references, buffered, to).blocks == kCount);
  test::check_same(to, from);
  CHECK(eris::copy_blocks({}, from, to).blocks == 0);
}

TEST_CASE("faults come in order, and what is damaged is not copied") {
  eris::MemoryStore from, to;
  test::put_blocks(from, 0, kCount);
  const eris::Reference flipped = block(3).reference, missing = block(5).reference,
                        cut = block(100).reference, failing = block(499).reference;
  test::AlteredStore faulty(from, [&](const eris::Reference& reference, Bytes& bytes) {
    if (reference == failing) throw Error(ErrorKind::Io, "disk is broken").coded("test.io");
    if (reference == missing) bytes.clear();
    if (reference == flipped) bytes[7] ^= 1;
    if (reference == cut) bytes.pop_back();
  });
  std::vector<std::string> codes;
  std::set<eris::Reference> faults;
  const eris::TransferEvents events{[&](const eris::Reference& reference, const Error& error) {
                                      codes.push_back(error.code());
                                      faults.insert(reference);
                                    },
                                    nullptr};
  CHECK(eris::copy_blocks(some_references(), faulty, to, events).blocks == kCount - 4);
  CHECK(codes == std::vector<std::string>{"eris.block.reference", "eris.block.missing",
                                          "eris.block.reference", "test.io"});
  CHECK(faults == std::set<eris::Reference>{flipped, missing, cut, failing});
  CHECK(to.size() == kCount - 4);
  CHECK(test::error_of([&] { eris::check_blocks(some_references(), faulty); }).code() ==
        "eris.block.reference");
}

TEST_CASE("a store that takes nothing ends the copy") {
  class FullStore final : public eris::BlockStore {
   public:
    void put(const eris::Reference&, ByteView) override { throw Error(ErrorKind::Io, "disk is full"); }
    ByteView get(const eris::Reference&, MutableBytes) override { return {}; }
  } full;
  eris::MemoryStore from;
  test::put_blocks(from, 0, kCount);
  const eris::TransferEvents events{
      [](const eris::Reference&, const Error&) { FAIL("no block is at fault"); }, nullptr};
  CHECK(test::error_of([&] { eris::copy_blocks(some_references(), from, full, events); }).message() ==
        "disk is full");
}
