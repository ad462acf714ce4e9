#include "sigil/eris/compose.hpp"

#include <algorithm>
#include <set>

#include "sigil/base/error.hpp"
#include "sigil/crypto/hash.hpp"

namespace sigil::eris {
namespace {

/// A block of `store`. What it cannot give goes to `errors` and counts as missing. Not by
/// ErrorList::collect(): GCC 12 optimises "block = store.get()" in there to a view that is not set if get()
/// throws.
ByteView try_get(BlockStore& store, const Reference& reference, MutableBytes buffer, ErrorList& errors) {
  try {
    return store.get(reference, buffer);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Interrupted || error.kind() == ErrorKind::Internal) throw;
    errors.add(error);
    return {};
  }
}

} // namespace

void verify_block(const Reference& reference, ByteView block) {
  if (is_block_length(block.size()) && crypto::blake2b_256(block) == reference) return;
  throw Error(ErrorKind::Integrity, "block " + in_quotes(to_text(reference)) + " is damaged: its " +
                                        std::to_string(block.size()) + " bytes have another hash")
      .coded("eris.block.reference");
}

ByteView Verifying::get(const Reference& reference, MutableBytes buffer) {
  const ByteView block = store_.get(reference, buffer);
  if (!block.empty()) verify_block(reference, block);
  return block;
}

ByteView ReadThrough::get(const Reference& reference, MutableBytes buffer) {
  ErrorList errors;
  if (const ByteView block = try_get(near_, reference, buffer, errors); !block.empty()) return block;
  const ByteView block = far_.get(reference, buffer);
  if (block.empty()) {
    errors.throw_if_any();
    return block;
  }
  verify_block(reference, block);
  try {
    near_.put(reference, block);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Io) throw;
  }
  return block;
}

bool ReadThrough::has(const Reference& reference) {
  return near_.has(reference) || far_.has(reference);
}

std::vector<Reference> ReadThrough::missing(std::span<const Reference> references) {
  return far_.missing(near_.missing(references));
}

void ReadThrough::expect(std::span<const Reference> references) {
  near_.expect(references);
  far_.expect(near_.missing(references));
}

void ReadThrough::for_each(const Visit& visit) {
  near_.for_each(visit);
  far_.for_each([&](const Reference& reference, std::size_t size_bytes) {
    if (!near_.has(reference)) visit(reference, size_bytes);
  });
}

Replicate::Replicate(std::vector<BlockStore*> stores) : stores_(std::move(stores)) {
  SIGIL_ASSERT(!stores_.empty());
}

void Replicate::put(const Reference& reference, ByteView block) {
  ErrorList errors;
  for (BlockStore* store : stores_) errors.collect([&] { store->put(reference, block); });
  errors.throw_if_any();
}

ByteView Replicate::get(const Reference& reference, MutableBytes buffer) {
  ErrorList errors;
  for (BlockStore* store : stores_)
    if (const ByteView block = try_get(*store, reference, buffer, errors); !block.empty()) return block;
  errors.throw_if_any();
  return {};
}

bool Replicate::has(const Reference& reference) {
  return std::all_of(stores_.begin(), stores_.end(),
                     [&](BlockStore* store) { return store->has(reference); });
}

std::vector<Reference> Replicate::missing(std::span<const Reference> references) {
  std::set<Reference> absent;
  for (BlockStore* store : stores_)
    for (const Reference& reference : store->missing(references)) absent.insert(reference);
  std::vector<Reference> in_order;
  for (const Reference& reference : references)
    if (absent.count(reference) != 0) in_order.push_back(reference);
  return in_order;
}

void Replicate::for_each(const Visit& visit) {
  for (std::size_t i = 0; i < stores_.size(); ++i) {
    const auto earlier_has = [&](const Reference& reference) {
      return std::any_of(stores_.begin(), stores_.begin() + static_cast<std::ptrdiff_t>(i),
                         [&](BlockStore* store) { return store->has(reference); });
    };
    stores_[i]->for_each([&](const Reference& reference, std::size_t size_bytes) {
      if (!earlier_has(reference)) visit(reference, size_bytes);
    });
  }
}

void Replicate::sync() {
  ErrorList errors;
  for (BlockStore* store : stores_) errors.collect([&] { store->sync(); });
  errors.throw_if_any();
}

} // namespace sigil::eris
