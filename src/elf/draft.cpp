#include "draft.hpp"

#include <algorithm>

namespace sigil::elf {
namespace {

/// Shorter gaps between two writes are written too.
constexpr std::uint64_t kGapBytes = 256;

/// Copies into `bytes`, which is at `offset` of the new file, what of `part`, at `at` there, falls into it.
void overlay(MutableBytes bytes, std::uint64_t offset, ByteView part, std::uint64_t at) {
  const std::uint64_t begin = std::max(offset, at);
  const std::uint64_t end = std::min(offset + bytes.size(), at + part.size());
  if (begin < end)
    std::copy_n(part.begin() + static_cast<std::ptrdiff_t>(begin - at), end - begin,
                bytes.begin() + static_cast<std::ptrdiff_t>(begin - offset));
}

} // namespace

void Draft::program_header(std::uint64_t at, const Segment& segment) {
  const std::uint64_t size = encoding_.is_64_bit ? 8 : 4;
  word(at, segment.type);
  word(at + (encoding_.is_64_bit ? 4 : 24), segment.flags);
  std::uint64_t field = at + size;
  for (const std::uint64_t value : {segment.offset, segment.virtual_address, segment.physical_address,
                                    segment.file_size_bytes, segment.memory_size_bytes}) {
    address(field, value);
    field += size;
  }
  address(at + (encoding_.is_64_bit ? 48 : 28), segment.alignment);
}

void Draft::section_place(std::uint64_t at, const Section& section) {
  const std::uint64_t size = encoding_.is_64_bit ? 8 : 4;
  address(at + 8 + size, section.address);
  address(at + 8 + 2 * size, section.offset);
  address(at + 8 + 3 * size, section.size_bytes);
}

void Draft::dynamic_entry(std::uint64_t at, const DynamicEntry& entry) {
  address(at, static_cast<std::uint64_t>(entry.tag));
  address(at + encoding_.dynamic_entry_size() / 2, entry.value);
}

std::vector<Patch> Draft::patches(ByteView file, const Rewritten& result) const {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
  for (const Write& write : writes_)
    if (write.size_bytes != 0) ranges.emplace_back(write.offset, write.end());
  std::sort(ranges.begin(), ranges.end());
  std::vector<std::pair<std::uint64_t, std::uint64_t>> merged;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> gaps;
  for (const auto& [begin, end] : ranges) {
    if (merged.empty() || begin > merged.back().second + kGapBytes) {
      merged.emplace_back(begin, end);
      continue;
    }
    if (begin > merged.back().second) gaps.emplace_back(merged.back().second, begin);
    merged.back().second = std::max(merged.back().second, end);
  }
  std::vector<Patch> patches;
  for (const auto& [begin, end] : merged) patches.push_back({begin, Bytes(end - begin)});
  const auto target = [&patches](std::uint64_t at, std::uint64_t size_bytes) {
    const auto behind =
        std::upper_bound(patches.begin(), patches.end(), at,
                         [](std::uint64_t place, const Patch& patch) { return place < patch.offset; });
    Patch& patch = *std::prev(behind);
    return MutableBytes(patch.bytes).subspan(at - patch.offset, size_bytes);
  };
  for (const auto& [begin, end] : gaps) {
    overlay(target(begin, end - begin), begin, file.first(result.shift_from), 0);
    overlay(target(begin, end - begin), begin, file.subspan(result.shift_from),
            result.shift_from + result.shift);
  }
  for (const Write& write : writes_) {
    if (write.size_bytes == 0) continue;
    const MutableBytes bytes = target(write.offset, write.size_bytes);
    if (write.bytes == nullptr && write.begin == kZeros)
      std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
    else
      std::copy_n(write.bytes != nullptr ? write.bytes : pool_.data() + write.begin, bytes.size(),
                  bytes.begin());
  }
  return patches;
}

} // namespace sigil::elf
