/// \file
/// Many blocks at a time: checking them where they are, and moving them from store to store.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "sigil/base/error.hpp"
#include "sigil/eris/store.hpp"

namespace sigil::eris {

/// What became of blocks that were asked for.
struct TransferCount {
  std::uint64_t blocks = 0; ///< those that were sound
  std::uint64_t bytes = 0;  ///< in these
};

/// Who wants to know, on the calling thread and in the order of references.
struct TransferEvents {
  /// A block is not there, is damaged, or cannot be read. If null, that is thrown.
  std::function<void(const Reference& reference, const Error& error)> on_fault;
  /// So many bytes were read.
  std::function<void(std::uint64_t size_bytes)> on_bytes;
};

/// Hashes each of the blocks, on all cores. Memory: O(cores).
/// \throws Error{Missing} "eris.block.missing", Error{Integrity} "eris.block.reference" or what the store
/// throws, if nobody listens to faults; Error{Interrupted}.
TransferCount check_blocks(std::span<const Reference> references, BlockStore& store,
                           const TransferEvents& events = {});

/// Checks blocks of `from` and puts those that are sound into `to`, on all cores and in no order. Does not
/// sync(). \throws as check_blocks(); what `to` throws.
TransferCount copy_blocks(std::span<const Reference> references, BlockStore& from, BlockStore& to,
                          const TransferEvents& events = {});

} // namespace sigil::eris
