/// \file
/// A store that is damaged in one place.
#pragma once

#include <algorithm>
#include <functional>

#include "sigil/eris/store.hpp"
#include "support/catch.hpp"

namespace sigil::test {

/// Changes what another store gives for one reference.
class AlteredStore final : public eris::BlockStore {
 public:
  using Change = std::function<void(Bytes&)>;
  AlteredStore(eris::MemoryStore& store, const eris::Reference& reference, Change change)
      : store_(store), reference_(reference), change_(std::move(change)) {}
  void put(const eris::Reference&, ByteView) override { FAIL("a decoder writes nothing"); }
  ByteView get(const eris::Reference& reference, MutableBytes buffer) override {
    const ByteView block = store_.get(reference);
    if (reference != reference_) return block;
    Bytes altered(block.begin(), block.end());
    change_(altered);
    REQUIRE(altered.size() <= buffer.size());
    std::copy(altered.begin(), altered.end(), buffer.begin());
    return buffer.first(altered.size());
  }

 private:
  eris::MemoryStore& store_;
  const eris::Reference reference_;
  const Change change_;
};

} // namespace sigil::test
