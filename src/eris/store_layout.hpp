/// \file
/// Shapes that writer and reader of the store module share. Private to the room.
/// Format: docs/formats/eris-store.md.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sigil/base/bytes.hpp"
#include "sigil/base/endian.hpp"
#include "sigil/eris/block.hpp"

namespace sigil::eris {

inline constexpr std::size_t kPageBytes = 4096;
inline constexpr std::string_view kStoreMagic = "ERISSTOR";
inline constexpr std::uint64_t kStoreVersion = 1;
inline constexpr std::size_t kReferenceBytes = sizeof(Reference);

struct StoreHeader {
  std::array<std::uint8_t, 8> magic;
  u64le version;
  u64le large_blocks;
  u64le small_blocks;
  u64le contents;
  std::array<std::uint8_t, 32> index_hash;
};
static_assert(sizeof(StoreHeader) == 72 && alignof(StoreHeader) == 1);

struct StoreEntry {
  Reference root;
  u64le size_bytes;
  std::uint8_t block_size;
  std::uint8_t level;
  std::array<std::uint8_t, 6> zeros;
};
static_assert(sizeof(StoreEntry) == 48 && alignof(StoreEntry) == 1);

/// Where the parts of a store with these counts lie. All counts are at most 2^32.
struct StoreLayout {
  std::uint64_t large_begin = 0, small_begin = 0, blocks_end = 0;
  std::uint64_t index_begin = 0, contents_begin = 0, contents_end = 0;
  std::uint64_t end = 0;

  StoreLayout(std::uint64_t large_blocks, std::uint64_t small_blocks, std::uint64_t contents)
      : large_begin(kPageBytes), small_begin(large_begin + large_blocks * size_bytes(BlockSize::k32KiB)),
        blocks_end(small_begin + small_blocks * size_bytes(BlockSize::k1KiB)),
        index_begin(align_up(blocks_end, kPageBytes)),
        contents_begin(index_begin + (large_blocks + small_blocks) * kReferenceBytes),
        contents_end(contents_begin + contents * sizeof(StoreEntry)),
        end(align_up(contents_end, kPageBytes)) {}
};

} // namespace sigil::eris
