#include "core/store.hpp"

#include "common/abi.hpp"
#include "sigil/crypto/base32.hpp"
#include "sigil/crypto/blake2b.hpp"
#include "sigil/eris/capability_bytes.hpp"

namespace sigil::bootcheck {
namespace {

constexpr std::string_view kMagic = "ERISSTOR";
constexpr std::size_t kReferenceTextLength = 32;
constexpr std::size_t kLargeLength = eris::size_bytes(eris::BlockSize::k32KiB);
constexpr std::size_t kSmallLength = eris::size_bytes(eris::BlockSize::k1KiB);
/// Of each count, so that no sum or product of them overflows.
constexpr std::uint64_t kMaxCount = std::uint64_t{1} << 32;

int compare(const std::uint8_t* left, const std::uint8_t* right) {
  return __builtin_memcmp(left, right, kReferenceTextLength);
}

/// The index of `reference` among `count` ascending ones, `stride` bytes apart; or kNoBlock.
std::uint64_t search(const std::uint8_t* first, std::size_t stride, std::uint64_t count,
                     const std::uint8_t* reference) {
  std::uint64_t begin = 0, end = count;
  while (begin < end) {
    const std::uint64_t middle = begin + (end - begin) / 2;
    const int order = compare(first + middle * stride, reference);
    if (order == 0) return middle;
    if (order < 0)
      begin = middle + 1;
    else
      end = middle;
  }
  return kNoBlock;
}

} // namespace

Line& operator<<(Line& line, ReferenceText text) {
  char characters[crypto::base32_length(kReferenceTextLength)];
  crypto::base32_encode({text.reference, kReferenceTextLength}, characters);
  return line << std::string_view(characters, sizeof characters);
}

bool Store::open(ByteView module, Line& why) {
  why << "store: ";
  if (!measure(module, why)) return false;
  const std::size_t blocks_end = kPageSize + large_count_ * kLargeLength + small_count_ * kSmallLength;
  const auto index_begin = static_cast<std::size_t>(references_.data() - module_.data());
  const std::size_t list_end = index_begin + references_.size() + contents_.size_bytes();

  crypto::portable::Blake2b256 state;
  state.update(module_.subspan(index_begin));
  const auto digest = state.finish();
  const auto& header = *reinterpret_cast<const StoreHeader*>(module_.data());
  if (__builtin_memcmp(digest.data(), header.hash, sizeof header.hash) != 0)
    return refuse(why) << "index and list differ from the hash in the header";

  if (!check_zeros(sizeof header, kPageSize, "in the header", why) ||
      !check_zeros(blocks_end, index_begin, "behind the blocks", why) ||
      !check_zeros(list_end, module_.size(), "behind the list", why) || !check_order(why))
    return false;
  for (std::uint64_t i = 0; i < contents_.size(); ++i)
    if (!check_entry(i, why)) return false;
  return true;
}

/// Finds the parts of the module by the counts in its header.
bool Store::measure(ByteView module, Line& why) {
  if (module.size() < kPageSize) return refuse(why) << "shorter than a page";
  const auto& header = *reinterpret_cast<const StoreHeader*>(module.data());
  if (__builtin_memcmp(header.magic, kMagic.data(), kMagic.size()) != 0)
    return refuse(why) << "does not begin with '" << kMagic << "'";
  if (header.version != 1)
    return refuse(why) << "version is " << std::uint64_t{header.version} << ", expected 1";
  large_count_ = header.large_count;
  small_count_ = header.small_count;
  const std::uint64_t count = header.content_count;
  const bool fits = large_count_ <= kMaxCount && small_count_ <= kMaxCount && count <= kMaxCount;
  const std::uint64_t index =
      fits ? page_end(kPageSize + large_count_ * kLargeLength + small_count_ * kSmallLength) : 0;
  const std::uint64_t index_length = block_count() * kReferenceTextLength;
  if (!fits || page_end(index + index_length + count * sizeof(StoreEntry)) != module.size())
    return refuse(why) << "has " << module.size() << " bytes, which is not the size of " << large_count_
                       << " + " << small_count_ << " blocks and " << count << " contents";
  if (block_count() > kMaxBlocks) return refuse(why) << "more than " << kMaxBlocks << " blocks";
  if (count > kMaxContents) return refuse(why) << "more than " << kMaxContents << " contents";
  module_ = module;
  references_ = module.subspan(index, index_length);
  contents_ = {reinterpret_cast<const StoreEntry*>(module.data() + index + index_length), count};
  return true;
}

bool Store::check_zeros(std::size_t begin, std::size_t end, std::string_view where, Line& why) const {
  for (std::size_t at = begin; at < end; ++at)
    if (module_[at] != 0) return refuse(why) << "byte at " << Hex{at} << ", " << where << ", is not zero";
  return true;
}

bool Store::check_order(Line& why) const {
  for (std::uint64_t i = 1; i < block_count(); ++i)
    if (i != large_count_ && compare(reference(i - 1), reference(i)) >= 0)
      return refuse(why) << "reference " << ReferenceText{reference(i)} << " is not above the one before it";
  for (std::uint64_t i = 1; i < contents_.size(); ++i)
    if (compare(contents_[i - 1].reference, contents_[i].reference) >= 0)
      return refuse(why) << "content " << ReferenceText{contents_[i].reference}
                         << " of the list is not above the one before it";
  return true;
}

bool Store::check_entry(std::uint64_t index, Line& why) const {
  const StoreEntry& entry = contents_[index];
  const auto refuse_entry = [&] {
    return refuse(why) << "content " << ReferenceText{entry.reference} << " of the list ";
  };
  for (const std::uint8_t byte : entry.zeros)
    if (byte != 0) return refuse_entry() << "has bytes that are not zero at its end";
  if (!eris::is_block_size(entry.block_size))
    return refuse_entry() << "has block size " << Hex{entry.block_size} << ", expected 0xa or 0xf";
  const auto size = static_cast<eris::BlockSize>(entry.block_size);
  if (entry.level > eris::highest_level(size))
    return refuse_entry() << "has level " << std::uint64_t{entry.level} << ", at most "
                          << std::uint64_t{eris::highest_level(size)};
  if (find(size, entry.reference) == kNoBlock)
    return refuse_entry() << "is no block of " << eris::size_bytes(size) << " bytes";
  return true;
}

std::uint64_t Store::find(eris::BlockSize size, const std::uint8_t* wanted) const {
  if (size == eris::BlockSize::k32KiB)
    return search(references_.data(), kReferenceTextLength, large_count_, wanted);
  const std::uint64_t found = search(reference(large_count_), kReferenceTextLength, small_count_, wanted);
  return found == kNoBlock ? kNoBlock : large_count_ + found;
}

bool Store::has(const std::uint8_t* wanted) const {
  return find(eris::BlockSize::k32KiB, wanted) != kNoBlock ||
         find(eris::BlockSize::k1KiB, wanted) != kNoBlock;
}

ByteView Store::block(std::uint64_t number) const {
  if (number < large_count_) return module_.subspan(kPageSize + number * kLargeLength, kLargeLength);
  return module_.subspan(kPageSize + large_count_ * kLargeLength + (number - large_count_) * kSmallLength,
                         kSmallLength);
}

std::uint64_t Store::find_content(const std::uint8_t* wanted) const {
  // Not &contents_[0]: there may be none.
  return search(reinterpret_cast<const std::uint8_t*>(contents_.data()), sizeof(StoreEntry), contents_.size(),
                wanted);
}

} // namespace sigil::bootcheck
