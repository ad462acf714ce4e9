/// \file
/// A writer of the boot module `eris-store` (docs/formats/eris-store.md) for tests: takes blocks and list as
/// they are given, sound or not.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "sigil/base/bytes.hpp"
#include "sigil/base/endian.hpp"
#include "sigil/base/stream.hpp"
#include "sigil/eris/block.hpp"
#include "sigil/eris/portable.hpp"

namespace sigil::test {

struct ListedContent {
  eris::Reference reference{};
  std::uint64_t size = 0;
  std::uint8_t block_size = 0x0a;
  std::uint8_t level = 0;
};

/// A module in memory, and where its parts begin.
struct StoreBytes {
  static constexpr std::size_t kPage = 4096;

  Bytes bytes;
  std::size_t blocks_end = 0;
  std::size_t index_begin = 0;
  std::size_t list_begin = 0;
  std::size_t list_end = 0;

  StoreBytes(const std::map<eris::Reference, Bytes>& blocks, std::vector<ListedContent> list) : bytes(kPage) {
    std::array<std::uint64_t, 2> counts{};
    Bytes index;
    for (const std::size_t kind : {0U, 1U}) {
      for (const auto& [reference, block] : blocks) {
        if (block.size() != eris::size_bytes(kind == 0 ? eris::BlockSize::k32KiB : eris::BlockSize::k1KiB))
          continue;
        ++counts[kind];
        bytes.insert(bytes.end(), block.begin(), block.end());
        index.insert(index.end(), reference.begin(), reference.end());
      }
    }
    blocks_end = bytes.size();
    bytes.resize(align_up(bytes.size(), kPage));
    index_begin = bytes.size();
    bytes.insert(bytes.end(), index.begin(), index.end());
    list_begin = bytes.size();
    std::sort(list.begin(), list.end(),
              [](const auto& a, const auto& b) { return a.reference < b.reference; });
    for (const ListedContent& content : list) {
      const std::size_t at = bytes.size();
      bytes.resize(at + 48);
      std::copy(content.reference.begin(), content.reference.end(), bytes.data() + at);
      put(at + 32, content.size);
      bytes[at + 40] = content.block_size;
      bytes[at + 41] = content.level;
    }
    list_end = bytes.size();
    bytes.resize(align_up(bytes.size(), kPage));
    std::copy_n("ERISSTOR", 8, bytes.begin());
    put(8, 1);
    put(16, counts[0]);
    put(24, counts[1]);
    put(32, list.size());
    seal();
  }

  void put(std::size_t at, std::uint64_t value) {
    store<std::uint64_t>(bytes.data() + at, value, ByteOrder::Little);
  }

  /// Makes the hash in the header true again.
  void seal() {
    const eris::Key hash = eris::PortablePrimitives::hash(ByteView(bytes).subspan(index_begin));
    std::copy(hash.begin(), hash.end(), bytes.begin() + 40);
  }
};

} // namespace sigil::test
