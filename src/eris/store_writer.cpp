#include <algorithm>
#include <cstring>
#include <mutex>
#include <numeric>
#include <unordered_set>
#include <utility>

#include "sigil/base/error.hpp"
#include "sigil/crypto/hash.hpp"
#include "sigil/eris/codec.hpp"
#include "sigil/eris/store_view.hpp"
#include "store_layout.hpp"

namespace sigil::eris {
namespace {

/// A reference is a hash already.
struct FirstBytes {
  std::size_t operator()(const Reference& reference) const noexcept {
    std::size_t value = 0;
    std::memcpy(&value, reference.data(), sizeof value);
    return value;
  }
};

/// Appends the new blocks of one size to a store that is being made, in the order in which they come. That
/// depends on what threads do: they are sorted in the end.
class BlockCollector final : public BlockStore {
 public:
  explicit BlockCollector(Bytes& bytes) : bytes_(bytes) {}

  void put(const Reference& reference, ByteView block) override {
    const std::lock_guard lock(mutex_);
    if (!seen_.insert(reference).second) return;
    references_.push_back(reference);
    bytes_.insert(bytes_.end(), block.begin(), block.end());
  }
  ByteView get(const Reference&, MutableBytes) override { return {}; } // encoders only put

  const std::vector<Reference>& references() const { return references_; }

 private:
  std::mutex mutex_;
  Bytes& bytes_;
  std::vector<Reference> references_;
  std::unordered_set<Reference, FirstBytes> seen_;
};

/// Brings blocks into the order of their references, in place: each cycle of the permutation is followed
/// once, with one block set aside. Returns the references in that order.
std::vector<Reference> sort_blocks(MutableBytes blocks, std::size_t block_length,
                                   const std::vector<Reference>& references) {
  std::vector<std::size_t> from(references.size());
  std::iota(from.begin(), from.end(), std::size_t{0});
  std::sort(from.begin(), from.end(),
            [&](std::size_t a, std::size_t b) { return references[a] < references[b]; });
  std::vector<Reference> sorted(references.size());
  std::transform(from.begin(), from.end(), sorted.begin(), [&](std::size_t i) { return references[i]; });

  Bytes aside(block_length);
  const auto at = [&](std::size_t index) { return blocks.data() + index * block_length; };
  for (std::size_t begin = 0; begin < from.size(); ++begin) {
    if (from[begin] == begin) continue;
    std::memcpy(aside.data(), at(begin), block_length);
    std::size_t to = begin;
    while (from[to] != begin) {
      std::memcpy(at(to), at(from[to]), block_length);
      to = std::exchange(from[to], to);
    }
    std::memcpy(at(to), aside.data(), block_length);
    from[to] = to;
  }
  return sorted;
}

/// Bytes that a store of the contents has if no blocks are equal.
std::uint64_t most_bytes(std::span<const ByteView> contents) {
  std::uint64_t bytes = 3 * kPageBytes; // the header, and two pages filled up
  for (const ByteView content : contents) {
    bytes += sizeof(StoreEntry);
    const BlockSize size = recommended_block_size(content.size());
    for (std::uint64_t count = content.size() / size_bytes(size) + 1;;
         count = (count - 1) / arity(size) + 1) {
      bytes += count * (size_bytes(size) + kReferenceBytes);
      if (count == 1) break;
    }
  }
  return bytes;
}

class StoreWriter {
 public:
  explicit StoreWriter(std::span<const ByteView> contents) : contents_(contents) {
    written_.capabilities.resize(contents.size());
    // Reserved memory that equal blocks do not fill is never touched.
    written_.bytes.reserve(static_cast<std::size_t>(most_bytes(contents)));
    written_.bytes.resize(kPageBytes);
  }

  WrittenStore run() {
    const std::vector<Reference> large = add_blocks(BlockSize::k32KiB);
    const std::vector<Reference> small = add_blocks(BlockSize::k1KiB);
    fill_page();
    const std::size_t index_begin = written_.bytes.size();
    for (const auto* references : {&large, &small})
      for (const Reference& reference : *references) append(reference);
    const std::size_t content_count = add_contents();
    fill_page();

    StoreHeader header{};
    std::copy(kStoreMagic.begin(), kStoreMagic.end(), header.magic.begin());
    header.version = kStoreVersion;
    header.large_blocks = large.size();
    header.small_blocks = small.size();
    header.contents = content_count;
    header.index_hash = crypto::blake2b_256(ByteView(written_.bytes).subspan(index_begin));
    std::memcpy(written_.bytes.data(), &header, sizeof header);
    return std::move(written_);
  }

 private:
  void append(ByteView bytes) { written_.bytes.insert(written_.bytes.end(), bytes.begin(), bytes.end()); }
  void fill_page() {
    written_.bytes.resize(static_cast<std::size_t>(align_up(written_.bytes.size(), kPageBytes)));
  }

  std::vector<Reference> add_blocks(BlockSize size) {
    const std::size_t begin = written_.bytes.size();
    BlockCollector collector(written_.bytes);
    std::vector<ByteView> contents;
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < contents_.size(); ++i)
      if (recommended_block_size(contents_[i].size()) == size) {
        contents.push_back(contents_[i]);
        indices.push_back(i);
      }
    const std::vector<ReadCapability> capabilities = encode_all(contents, size, {}, &collector);
    for (std::size_t i = 0; i < indices.size(); ++i) written_.capabilities[indices[i]] = capabilities[i];
    return sort_blocks(MutableBytes(written_.bytes).subspan(begin), size_bytes(size), collector.references());
  }

  /// Returns how many there are: equal contents have one entry.
  std::size_t add_contents() {
    std::vector<StoreEntry> entries;
    for (std::size_t i = 0; i < contents_.size(); ++i) {
      const ReadCapability& capability = written_.capabilities[i];
      entries.push_back({capability.root.reference,
                         contents_[i].size(),
                         static_cast<std::uint8_t>(capability.block_size),
                         capability.level,
                         {}});
    }
    std::ranges::sort(entries, {}, &StoreEntry::root);
    const auto have_equal_roots = [](const StoreEntry& a, const StoreEntry& b) { return a.root == b.root; };
    entries.erase(std::unique(entries.begin(), entries.end(), have_equal_roots), entries.end());
    for (const StoreEntry& entry : entries)
      append({reinterpret_cast<const std::uint8_t*>(&entry), sizeof entry});
    return entries.size();
  }

  std::span<const ByteView> contents_;
  WrittenStore written_;
};

} // namespace

WrittenStore write_store(std::span<const ByteView> contents) {
  return StoreWriter(contents).run();
}

} // namespace sigil::eris
