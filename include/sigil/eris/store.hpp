/// \file
/// Where encrypted blocks are kept. The interface, and the store in memory.
#pragma once

#include <map>

#include "sigil/base/bytes.hpp"
#include "sigil/base/stream.hpp"
#include "sigil/eris/capability.hpp"

namespace sigil::eris {

class BlockStore {
 public:
  virtual ~BlockStore() = default;
  /// Keeps `block` (1 or 32 KiB) under `reference`, which the caller has computed from it.
  /// A block that is already there changes nothing. \throws Error{Io}
  virtual void put(const Reference& reference, ByteView block) = 0;
  /// The block's bytes, valid until the next call on the store; an empty view if it is not there.
  /// What comes back is untrusted: decoders check length and hash. \throws Error{Io}
  virtual ByteView get(const Reference& reference) = 0;
};

/// Blocks in a map. Not thread-safe.
class MemoryStore final : public BlockStore {
 public:
  void put(const Reference& reference, ByteView block) override;
  ByteView get(const Reference& reference) override;
  std::size_t size() const noexcept { return blocks_.size(); }
  const std::map<Reference, Bytes>& blocks() const noexcept { return blocks_; }

 private:
  std::map<Reference, Bytes> blocks_;
};

} // namespace sigil::eris
