// The store module. The hash over the index is made to fit, so that inputs get past it; a store that is
// then accepted must give back every block under its reference, and every content must have its root.
#include <algorithm>
#include <cstdlib>

#include "sigil/base/endian.hpp"
#include "sigil/base/error.hpp"
#include "sigil/crypto/hash.hpp"
#include "sigil/eris/store_view.hpp"

using namespace sigil;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void seal(Bytes& store) {
  if (store.size() < 4096) return;
  const auto count = [&](std::size_t at) {
    return load<std::uint64_t>(store.data() + at, ByteOrder::Little) % (std::uint64_t{1} << 32);
  };
  const std::uint64_t index = align_up(4096 + 32768 * count(16) + 1024 * count(24), 4096);
  if (index > store.size()) return;
  std::ranges::copy(crypto::blake2b_256(ByteView(store).subspan(index)), store.begin() + 40);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes store(data, data + size);
  seal(store);
  try {
    eris::StoreView view = eris::StoreView::open(store);
    for (const eris::BlockSize block_size : {eris::BlockSize::k1KiB, eris::BlockSize::k32KiB})
      for (std::size_t i = 0; i < view.block_count(block_size); ++i) {
        const eris::Reference reference = view.reference(block_size, i);
        require(view.index_of(block_size, reference) == i);
        require(view.block(block_size, i).size() == eris::size_bytes(block_size));
        require(!view.get(reference).empty());
      }
    for (std::size_t i = 0; i < view.content_count(); ++i) {
      const eris::StoredContent content = view.content(i);
      require(view.get(content.root).size() >= eris::size_bytes(content.block_size));
    }
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::Invalid || error.kind() == ErrorKind::Integrity);
  }
  return 0;
}
