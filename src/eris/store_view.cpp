#include "sigil/eris/store_view.hpp"

#include <algorithm>
#include <string>

#include "sigil/base/error.hpp"
#include "sigil/crypto/hash.hpp"
#include "store_layout.hpp"

namespace sigil::eris {
namespace {

/// No module of an image comes near it; sums and products of counts then fit 64 bits.
constexpr std::uint64_t kMaxCount = std::uint64_t{1} << 32;

Error unfit(std::string_view code, const std::string& message, ErrorKind kind = ErrorKind::Invalid) {
  return Error(kind, "ERIS store " + message).coded("eris.store." + std::string(code));
}

const StoreHeader& header_of(ByteView bytes) {
  return *reinterpret_cast<const StoreHeader*>(bytes.data());
}

ByteView part(ByteView bytes, std::uint64_t begin, std::uint64_t end) {
  return bytes.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
}

StoreLayout checked_layout(ByteView bytes) {
  if (!StoreView::has_magic(bytes) || bytes.size() < kPageBytes)
    throw unfit("magic", "does not begin with 'ERISSTOR' in a header of one page");
  const StoreHeader& header = header_of(bytes);
  if (header.version != kStoreVersion)
    throw unfit("version", "has version " + std::to_string(header.version) + ", expected 1");
  if (header.large_blocks > kMaxCount || header.small_blocks > kMaxCount || header.contents > kMaxCount)
    throw unfit("size", "has a count of more than 2^32 in its header");
  const StoreLayout layout(header.large_blocks, header.small_blocks, header.contents);
  if (layout.end != bytes.size())
    throw unfit("size", "has " + std::to_string(bytes.size()) + " bytes, its header counts " +
                            std::to_string(layout.end));
  return layout;
}

void check_index_hash(ByteView bytes, const StoreLayout& layout) {
  if (crypto::blake2b_256(part(bytes, layout.index_begin, layout.end)) != header_of(bytes).index_hash)
    throw unfit("index-hash", "has an index that differs from the hash in its header", ErrorKind::Integrity);
}

void check_padding(ByteView bytes, const StoreLayout& layout) {
  if (!all_zero(part(bytes, sizeof(StoreHeader), layout.large_begin)) ||
      !all_zero(part(bytes, layout.blocks_end, layout.index_begin)) ||
      !all_zero(part(bytes, layout.contents_end, layout.end)))
    throw unfit("padding", "has other bytes than zeros where a page is filled up");
}

/// The reference that stands at the begin of entry `index` of a table.
ByteView key_at(ByteView table, std::size_t entry_bytes, std::size_t index) {
  return table.subspan(index * entry_bytes, kReferenceBytes);
}

void check_ascending(ByteView table, std::size_t entry_bytes, const char* what) {
  for (std::size_t i = 1; i < table.size() / entry_bytes; ++i)
    if (!std::ranges::lexicographical_compare(key_at(table, entry_bytes, i - 1),
                                              key_at(table, entry_bytes, i)))
      throw unfit("order",
                  std::string("has ") + what + " that do not ascend at number " + std::to_string(i + 1));
}

} // namespace

bool StoreView::has_magic(ByteView bytes) noexcept {
  return as_text(bytes).starts_with(kStoreMagic);
}

StoreView StoreView::open(ByteView bytes) {
  const StoreLayout layout = checked_layout(bytes);
  check_index_hash(bytes, layout);
  check_padding(bytes, layout);
  const StoreHeader& header = header_of(bytes);
  StoreView view;
  const auto large = static_cast<std::size_t>(header.large_blocks);
  const auto small = static_cast<std::size_t>(header.small_blocks);
  const ByteView index = part(bytes, layout.index_begin, layout.contents_begin);
  view.large_ = {large, part(bytes, layout.large_begin, layout.small_begin),
                 index.first(large * kReferenceBytes)};
  view.small_ = {small, part(bytes, layout.small_begin, layout.blocks_end),
                 index.subspan(large * kReferenceBytes)};
  view.content_count_ = static_cast<std::size_t>(header.contents);
  view.contents_ = part(bytes, layout.contents_begin, layout.contents_end);
  view.check_order();
  view.check_contents();
  return view;
}

void StoreView::check_order() const {
  check_ascending(large_.references, kReferenceBytes, "references of 32 KiB blocks");
  check_ascending(small_.references, kReferenceBytes, "references of 1 KiB blocks");
  check_ascending(contents_, sizeof(StoreEntry), "contents");
}

void StoreView::check_contents() const {
  for (std::size_t i = 0; i < content_count_; ++i) {
    const StoreEntry& entry = reinterpret_cast<const StoreEntry*>(contents_.data())[i];
    const auto refuse = [i](std::string_view code, const std::string& what) {
      throw unfit(code, "has a content, number " + std::to_string(i + 1) + ", " + what);
    };
    if (!all_zero(entry.zeros)) refuse("padding", "whose entry does not end in zeros");
    if (!is_block_size(entry.block_size))
      refuse("content",
             "of block size " + std::to_string(entry.block_size) + ", expected 10 (1 KiB) or 15 (32 KiB)");
    const auto size = static_cast<BlockSize>(entry.block_size);
    if (entry.level > highest_level(size))
      refuse("content", "of level " + std::to_string(entry.level) + ", expected at most " +
                            std::to_string(highest_level(size)));
    if (!index_of(size, entry.root)) refuse("content", "whose root is no block of its size");
  }
}

ByteView StoreView::get(const Reference& reference, MutableBytes) {
  for (const BlockSize size : {BlockSize::k32KiB, BlockSize::k1KiB})
    if (const auto index = index_of(size, reference)) return block(size, *index);
  return {};
}

void StoreView::for_each(const Visit& visit) {
  for (const BlockSize size : {BlockSize::k32KiB, BlockSize::k1KiB})
    for (std::size_t i = 0; i < block_count(size); ++i) visit(reference(size, i), size_bytes(size));
}

void StoreView::put(const Reference&, ByteView) {
  throw Error(ErrorKind::Io, "ERIS store of an image takes no blocks, expected to be read only");
}

ByteView StoreView::block(BlockSize size, std::size_t index) const {
  return blocks(size).bytes.subspan(index * size_bytes(size), size_bytes(size));
}

Reference StoreView::reference(BlockSize size, std::size_t index) const {
  Reference reference;
  std::ranges::copy(key_at(blocks(size).references, kReferenceBytes, index), reference.begin());
  return reference;
}

std::optional<std::size_t> StoreView::index_of(BlockSize size, const Reference& reference) const {
  const ByteView references = blocks(size).references;
  std::size_t low = 0;
  std::size_t high = blocks(size).count;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const ByteView found = key_at(references, kReferenceBytes, middle);
    if (std::ranges::equal(found, reference)) return middle;
    if (std::ranges::lexicographical_compare(found, reference))
      low = middle + 1;
    else
      high = middle;
  }
  return std::nullopt;
}

StoredContent StoreView::content(std::size_t index) const {
  const StoreEntry& entry = reinterpret_cast<const StoreEntry*>(contents_.data())[index];
  return {entry.root, entry.size_bytes, static_cast<BlockSize>(entry.block_size), entry.level};
}

} // namespace sigil::eris
