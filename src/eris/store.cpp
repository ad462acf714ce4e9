#include "sigil/eris/store.hpp"

#include <memory>

#include "sigil/base/error.hpp"

namespace sigil::eris {

bool BlockStore::has(const Reference& reference) {
  const auto buffer = std::make_unique_for_overwrite<std::uint8_t[]>(kLargestBlock);
  return !get(reference, {buffer.get(), kLargestBlock}).empty();
}

std::vector<Reference> BlockStore::missing(std::span<const Reference> references) {
  std::vector<Reference> absent;
  for (const Reference& reference : references)
    if (!has(reference)) absent.push_back(reference);
  return absent;
}

void BlockStore::expect(std::span<const Reference>) {}

void BlockStore::for_each(const Visit&) {
  throw Error(ErrorKind::Io, "store cannot be listed").coded("eris.store.list");
}

void BlockStore::sync() {}

void MemoryStore::put(const Reference& reference, ByteView block) {
  const std::lock_guard lock(mutex_);
  blocks_.try_emplace(reference, block.begin(), block.end());
}

ByteView MemoryStore::get(const Reference& reference, MutableBytes) {
  const std::lock_guard lock(mutex_);
  const auto found = blocks_.find(reference);
  return found == blocks_.end() ? ByteView{} : ByteView(found->second);
}

bool MemoryStore::has(const Reference& reference) {
  const std::lock_guard lock(mutex_);
  return blocks_.count(reference) != 0;
}

void MemoryStore::for_each(const Visit& visit) {
  const std::lock_guard lock(mutex_);
  for (const auto& [reference, block] : blocks_) visit(reference, block.size());
}

} // namespace sigil::eris
