// The decoder, on trees that the input describes (forged_tree.hpp), by the rules of 1.0 and of the versions
// before. What the strict decoder accepts must be the tree that the encoder makes of the content.
#include "forged_tree.hpp"
#include "sigil/base/error.hpp"
#include "sigil/eris/codec.hpp"
#include "support/old_trees.hpp"

using namespace sigil;
using test::require;

namespace {

constexpr std::size_t kMostContent = 256 * 1024;

class BoundedSink final : public ByteSink {
 public:
  void write(ByteView bytes) override {
    if (bytes.size() > kMostContent - content.size()) throw Error(ErrorKind::Limit, "content is too long");
    content.insert(content.end(), bytes.begin(), bytes.end());
  }
  Bytes content;
};

/// Whether the tree was decoded to the end; what it threw otherwise is of the right kind.
template <typename Capability>
bool decoded(test::ForgedTree& tree, const Capability& capability, eris::Checks checks, BoundedSink& sink) {
  try {
    eris::decode(capability, tree.store, sink, checks);
    return true;
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::Limit || error.code().starts_with("eris.decode."));
    return false;
  }
}

std::uint8_t level_of(const eris::ReadCapability& capability) {
  return capability.level;
}
std::uint8_t level_of(const eris::OldCapability& capability) {
  return capability.parts.level;
}

/// \param capability  of the tree. \param encode  makes the capability of a content by the same rules.
template <typename Capability, typename Encode>
void check(test::ForgedTree& tree, const Capability& capability, const Encode& encode) {
  BoundedSink standard;
  BoundedSink strict;
  const bool accepted = decoded(tree, capability, eris::Checks::Standard, standard);
  if (!decoded(tree, capability, eris::Checks::Strict, strict)) return;
  require(accepted && standard.content == strict.content);
  const Capability again = encode(strict.content);
  require(level_of(again) == level_of(capability));
  if (!tree.odd_leaves) require(again == capability);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  test::ForgedTree tree({data, size});
  check(tree, tree.capability(),
        [](const Bytes& content) { return eris::encode(content, eris::BlockSize::k1KiB); });
  for (const eris::Dialect dialect : test::kOldDialects) {
    test::ForgedTree old({data, size}, dialect);
    const auto version = dialect == eris::Dialect::Erisx2 ? eris::OldCapability::Version::Erisx2
                                                          : eris::OldCapability::Version::Erisx3;
    check(old, eris::OldCapability{version, old.capability()}, [&](const Bytes& content) {
      eris::MemoryStore store;
      return test::encode_old(dialect, content, eris::BlockSize::k1KiB, {}, store);
    });
  }
  return 0;
}
