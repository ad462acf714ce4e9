/// \file
/// Where encrypted blocks are kept. The interface, and the store in memory.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/base/stream.hpp"
#include "sigil/eris/capability.hpp"

namespace sigil::eris {

/// What a buffer for any block has room for.
inline constexpr std::size_t kLargestBlock = size_bytes(BlockSize::k32KiB);

/// Blocks by reference. All members may be called by several threads at once, and throw Error{Io} where the
/// store cannot be read or written.
class BlockStore {
 public:
  virtual ~BlockStore() = default;

  /// Keeps `block` (1 or 32 KiB) under `reference`, which the caller has computed from it.
  /// A block that is already there changes nothing.
  virtual void put(const Reference& reference, ByteView block) = 0;
  /// The block; an empty view if it is not there. Its bytes are in memory of the store that stays until the
  /// store goes, or in `buffer`, of at least kLargestBlock bytes. What comes back is untrusted: decoders
  /// check length and hash.
  virtual ByteView get(const Reference& reference, MutableBytes buffer) = 0;
  virtual bool has(const Reference& reference);
  /// Those of `references` that are not there, in their order.
  virtual std::vector<Reference> missing(std::span<const Reference> references);
  /// That get() will be called for these, in this order. A store that waits for each answer may ask for
  /// several.
  virtual void expect(std::span<const Reference> references);

  using Visit = std::function<void(const Reference& reference, std::size_t size_bytes)>;
  /// Visits all blocks, in any order. \throws Error{Io} from a store that cannot tell.
  virtual void for_each(const Visit& visit);
  /// When it returns, all blocks that were put before are there after a loss of power too.
  virtual void sync();
};

/// Blocks in a map.
class MemoryStore final : public BlockStore {
 public:
  void put(const Reference& reference, ByteView block) override;
  ByteView get(const Reference& reference, MutableBytes buffer = {}) override;
  bool has(const Reference& reference) override;
  void for_each(const Visit& visit) override;

  std::size_t size() const noexcept { return blocks_.size(); }
  /// While nobody else uses the store.
  const std::map<Reference, Bytes>& blocks() const noexcept { return blocks_; }

 private:
  std::mutex mutex_;
  std::map<Reference, Bytes> blocks_;
};

} // namespace sigil::eris
