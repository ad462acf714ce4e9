/// \file
/// The boot module `eris-store`: encrypted blocks with a sorted index. Reading one in place, and making
/// one. Format: docs/formats/eris-store.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/base/stream.hpp"
#include "sigil/eris/capability.hpp"
#include "sigil/eris/store.hpp"

namespace sigil::eris {

/// The name of the boot module.
inline constexpr std::string_view kStoreName = "eris-store";

/// What the list of a store says of a content: everything but how to read it.
struct StoredContent {
  Reference root{};
  std::uint64_t size_bytes = 0;
  BlockSize block_size = BlockSize::k1KiB;
  std::uint8_t level = 0;
};

/// A store in memory, read where it lies: nothing is copied or allocated. Thread-safe to read.
class StoreView final : public BlockStore {
 public:
  /// Checks header, index and list. Blocks are not hashed: decoders do that with each one they take.
  /// \param bytes  the whole module; must outlive the view.
  /// \throws Error{Invalid}, or Error{Integrity} for an index that was changed, with a code
  /// "eris.store.*" of the format page.
  static StoreView open(ByteView bytes);
  /// Whether `bytes` begin like a store.
  static bool has_magic(ByteView bytes) noexcept;

  /// O(log n). Empty if it is not there; never in `buffer`.
  ByteView get(const Reference& reference, MutableBytes buffer = {}) override;
  bool has(const Reference& reference) override { return !get(reference).empty(); }
  void for_each(const Visit& visit) override;
  /// \throws Error{Io}: a store in an image is made at once.
  void put(const Reference& reference, ByteView block) override;

  std::size_t block_count(BlockSize size) const noexcept { return blocks(size).count; }
  std::size_t block_count() const noexcept { return large_.count + small_.count; }
  /// Block and reference number `index` of a size, in the order of references.
  ByteView block(BlockSize size, std::size_t index) const;
  Reference reference(BlockSize size, std::size_t index) const;
  std::optional<std::size_t> index_of(BlockSize size, const Reference& reference) const;

  std::size_t content_count() const noexcept { return content_count_; }
  /// Entry number `index` of the list, in the order of root references.
  StoredContent content(std::size_t index) const;

 private:
  /// The blocks of one size and their part of the index.
  struct Blocks {
    std::size_t count = 0;
    ByteView bytes;
    ByteView references;
  };

  const Blocks& blocks(BlockSize size) const noexcept { return size == BlockSize::k1KiB ? small_ : large_; }
  void check_order() const;
  void check_contents() const;

  Blocks large_, small_;
  std::size_t content_count_ = 0;
  ByteView contents_;
};

/// A finished store, and how to read what is in it.
struct WrittenStore {
  Bytes bytes;
  /// One a content, in the order given.
  std::vector<ReadCapability> capabilities;
};

/// Encodes each content with the recommended block size and the null secret into one store; equal blocks
/// are kept once, whichever contents they are from. The bytes depend on the set of contents alone, not on
/// their order. Memory: the store, once.
/// \throws Error{Interrupted}
WrittenStore write_store(std::span<const ByteView> contents);

} // namespace sigil::eris
