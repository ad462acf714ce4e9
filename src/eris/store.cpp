#include "sigil/eris/store.hpp"

namespace sigil::eris {

void MemoryStore::put(const Reference& reference, ByteView block) {
  blocks_.try_emplace(reference, block.begin(), block.end());
}

ByteView MemoryStore::get(const Reference& reference) {
  const auto found = blocks_.find(reference);
  return found == blocks_.end() ? ByteView{} : ByteView(found->second);
}

} // namespace sigil::eris
