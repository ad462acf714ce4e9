// The target's store reader and decoder. The first byte chooses:
//   even  the rest is a store, but for its hash, which is made true
//   odd   two bytes of a size, then a tree (forged_tree.hpp), which the product's decoder reads as well: what
//   one
//         accepts the other does too, apart from keys of leaves, which only the target looks at
#include <memory>
#include <string>

#include "core/proof.hpp"
#include "forged_tree.hpp"
#include "sigil/base/error.hpp"
#include "sigil/crypto/hash.hpp"
#include "sigil/eris/codec.hpp"
#include "support/eris_store.hpp"

using namespace sigil;
using namespace sigil::bootcheck;
using test::require;

namespace {

constexpr std::uint64_t kMostContent = 256 * 1024;

class BoundedSink final : public ByteSink {
 public:
  void write(ByteView bytes) override {
    if (bytes.size() > kMostContent - content.size()) throw Error(ErrorKind::Limit, "content is too long");
    content.insert(content.end(), bytes.begin(), bytes.end());
  }
  Bytes content;
};

/// The reason without what stands before it, or nothing if it is accepted.
std::string refusal(StoreProof& proof, const Content& content) {
  Line why;
  ContentReport report;
  if (proof.check_content(content, report, why)) {
    require(report.blocks > 0);
    return {};
  }
  constexpr std::string_view kBegin = "store: content '': ";
  require(why.text().starts_with(kBegin) && why.text().size() > kBegin.size());
  return std::string(why.text().substr(kBegin.size()));
}

ProofMemory& memory() {
  static const auto memory = std::make_unique<ProofMemory>();
  return *memory;
}

void read_store(ByteView data) {
  Bytes module(data.begin(), data.end());
  const auto word = [&](std::size_t at) {
    return load<std::uint64_t>(module.data() + at, ByteOrder::Little);
  };
  if (module.size() >= 4096 && word(16) < 1000 && word(24) < 1000) {
    const std::uint64_t index = align_up(4096 + word(16) * 32768 + word(24) * 1024, 4096);
    if (index <= module.size()) {
      const crypto::Hash hash = crypto::blake2b_256(ByteView(module).subspan(index));
      std::copy(hash.begin(), hash.end(), module.begin() + 40);
    }
  }
  Store store;
  Line why, rest;
  if (!store.open(module, why)) return require(!why.empty());
  for (std::uint64_t i = 0; i < store.block_count(); ++i) {
    const ByteView block = store.block(i);
    require(store.find(block.size() == 1024 ? eris::BlockSize::k1KiB : eris::BlockSize::k32KiB,
                       store.reference(i)) == i);
  }
  StoreProof proof(store, memory());
  for (const StoreEntry& entry : store.contents()) {
    Content content{};
    content.capability[0] = entry.block_size;
    content.capability[1] = entry.level;
    std::copy_n(entry.reference, 32, content.capability.begin() + 2);
    content.expected.size = std::min<std::uint64_t>(entry.size, kMostContent);
    refusal(proof, content);
  }
  proof.check_rest(rest);
}

void compare_decoders(std::uint64_t guess, ByteView commands) {
  test::ForgedTree tree(commands);
  const eris::ReadCapability capability = tree.capability();
  BoundedSink sink;
  bool accepted = true;
  try {
    eris::decode(capability, tree.store, sink, eris::Checks::Strict);
  } catch (const Error&) {
    accepted = false;
  }
  Content content{};
  content.capability = capability.to_binary();
  content.expected.size = accepted ? sink.content.size() : guess;
  const crypto::Hash hash = crypto::blake2b_256(sink.content);
  if (accepted) std::copy(hash.begin(), hash.end(), content.expected.hash);
  std::vector<test::ListedContent> list;
  const auto root = tree.store.blocks().find(capability.root.reference);
  if (root != tree.store.blocks().end() && root->second.size() == 1024 && capability.level <= 14)
    list.push_back({root->first, content.expected.size, 0x0a, capability.level});
  const test::StoreBytes module(tree.store.blocks(), list);
  Store store;
  Line why;
  require(store.open(module.bytes, why));
  StoreProof proof(store, memory());
  const std::string found = refusal(proof, content);
  if (!accepted) require(!found.empty() && found != "decoded, it differs from the manifest");
  if (accepted && !tree.odd_leaves) require(found.empty());
  if (accepted && !found.empty()) require(found.find("key of the null secret, unlike") != std::string::npos);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  if (data[0] % 2 == 0)
    read_store({data + 1, size - 1});
  else
    compare_decoders(std::uint64_t{data[1]} * 1024 + data[2] * std::uint64_t{4}, {data + 3, size - 3});
  return 0;
}
