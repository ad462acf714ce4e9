/// \file
/// Reader of the boot module `eris-store` (docs/formats/eris-store.md). Allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "common/line.hpp"
#include "sigil/base/bytes.hpp"
#include "sigil/base/endian.hpp"
#include "sigil/eris/block.hpp"

namespace sigil::bootcheck {

inline constexpr std::string_view kStoreName = "eris-store";

/// As many blocks of 1 KiB as the largest boot module could hold, and as many contents as there can be
/// modules.
inline constexpr std::uint64_t kMaxBlocks = std::uint64_t{1} << 20;
inline constexpr std::uint64_t kMaxContents = 4096;

struct StoreHeader {
  std::uint8_t magic[8];
  u64le version;
  u64le large_count; ///< blocks of 32 KiB
  u64le small_count; ///< blocks of 1 KiB
  u64le content_count;
  std::uint8_t hash[32]; ///< of everything behind the blocks
};
static_assert(sizeof(StoreHeader) == 72);

/// A content in the store's list.
struct StoreEntry {
  std::uint8_t reference[32];
  u64le size;
  std::uint8_t block_size;
  std::uint8_t level;
  std::uint8_t zeros[6];
};
static_assert(sizeof(StoreEntry) == 48);

/// A reference as text; prints in base32.
struct ReferenceText {
  const std::uint8_t* reference;
};
Line& operator<<(Line& line, ReferenceText text);

inline constexpr std::uint64_t kNoBlock = UINT64_MAX;

/// A view of a module. Blocks have numbers: those of 32 KiB first, each size in the order of the references.
class Store {
 public:
  /// Checks all but the blocks: who takes a block checks it. False with the reason.
  bool open(ByteView module, Line& why);

  std::uint64_t block_count() const { return large_count_ + small_count_; }
  std::span<const StoreEntry> contents() const { return contents_; }

  /// The number of the block of that size and reference (32 bytes), or kNoBlock.
  std::uint64_t find(eris::BlockSize size, const std::uint8_t* reference) const;
  /// Of any size.
  bool has(const std::uint8_t* reference) const;
  ByteView block(std::uint64_t number) const;
  const std::uint8_t* reference(std::uint64_t number) const { return references_.data() + 32 * number; }

  /// The index in contents() of the content whose root has this reference, or kNoBlock.
  std::uint64_t find_content(const std::uint8_t* reference) const;

 private:
  bool measure(ByteView module, Line& why);
  bool check_zeros(std::size_t begin, std::size_t end, std::string_view where, Line& why) const;
  bool check_order(Line& why) const;
  bool check_entry(std::uint64_t index, Line& why) const;

  ByteView module_;
  ByteView references_;
  std::span<const StoreEntry> contents_;
  std::uint64_t large_count_ = 0;
  std::uint64_t small_count_ = 0;
};

} // namespace sigil::bootcheck
