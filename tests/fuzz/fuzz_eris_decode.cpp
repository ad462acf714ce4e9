// The decoder, on trees that the input describes (forged_tree.hpp). What the strict decoder accepts must be
// the tree that the encoder makes of the content.
#include "forged_tree.hpp"
#include "sigil/base/error.hpp"
#include "sigil/eris/codec.hpp"

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
bool decoded(test::ForgedTree& tree, eris::Checks checks, BoundedSink& sink) {
  try {
    eris::decode(tree.capability(), tree.store, sink, checks);
    return true;
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::Limit || error.code().starts_with("eris.decode."));
    return false;
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  test::ForgedTree tree({data, size});
  BoundedSink standard;
  BoundedSink strict;
  const bool accepted = decoded(tree, eris::Checks::Standard, standard);
  if (decoded(tree, eris::Checks::Strict, strict)) {
    require(accepted && standard.content == strict.content);
    const eris::ReadCapability again = eris::encode(strict.content, eris::BlockSize::k1KiB);
    require(again.level == tree.capability().level);
    if (!tree.odd_leaves) require(again == tree.capability());
  }
  return 0;
}
