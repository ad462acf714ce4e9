/// \file
/// A store that is not as it should be.
#pragma once

#include <algorithm>
#include <functional>

#include "sigil/base/error.hpp"
#include "sigil/eris/store.hpp"
#include "support/catch.hpp"

namespace sigil::test {

/// For readers: what another store gives, changed on the way into the buffer.
class AlteredStore final : public eris::BlockStore {
 public:
  /// Called by any thread. An empty block stands for one that is not there.
  using Change = std::function<void(const eris::Reference& reference, Bytes& block)>;
  AlteredStore(eris::MemoryStore& store, Change change) : store_(store), change_(std::move(change)) {}
  /// Changes one block.
  AlteredStore(eris::MemoryStore& store, const eris::Reference& altered, std::function<void(Bytes&)> change)
      : AlteredStore(store,
                     [altered, change = std::move(change)](const eris::Reference& reference, Bytes& block) {
                       if (reference == altered) change(block);
                     }) {}

  void put(const eris::Reference&, ByteView) override { FAIL("a reader writes nothing"); }
  ByteView get(const eris::Reference& reference, MutableBytes buffer) override {
    const ByteView block = store_.get(reference);
    Bytes altered(block.begin(), block.end());
    change_(reference, altered);
    SIGIL_ASSERT(altered.size() <= buffer.size());
    std::copy(altered.begin(), altered.end(), buffer.begin());
    return buffer.first(altered.size());
  }

 private:
  eris::MemoryStore& store_;
  const Change change_;
};

} // namespace sigil::test
