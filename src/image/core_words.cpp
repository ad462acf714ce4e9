#include <algorithm>

#include "layout.hpp"
#include "layout_rules.hpp"
#include "sigil/base/endian.hpp"
#include "sigil/image/core_image.hpp"

namespace sigil::image {
namespace {

/// How many aligned words of core's writable segment have a value of `lowest` to `highest`. The header
/// table has such values of its own and is left out.
std::size_t count_words(const CoreImage& image, ByteView bytes, std::uint64_t lowest, std::uint64_t highest) {
  std::size_t count = 0;
  for (const elf::Segment& segment : image.elf.segments) {
    if (segment.type != abi::PT_LOAD || (segment.flags & abi::PF_W) == 0) continue;
    const ByteView data = bytes.subspan(static_cast<std::size_t>(segment.offset),
                                        static_cast<std::size_t>(segment.file_size_bytes));
    for (std::size_t at = 0; in_bounds(at, 8, data.size()); at += 8) {
      const std::uint64_t address = segment.virtual_address + at;
      if (address >= image.headers_begin && address < image.headers_end) continue;
      const auto value = load<std::uint64_t>(data.data() + at, ByteOrder::Little);
      if (value >= lowest && value <= highest) ++count;
    }
  }
  return count;
}

} // namespace

void check_core_words(const CoreImage& image, ByteView bytes) {
  const std::pair<const char*, std::uint64_t> wanted[] = {
      {kSentinels[0].symbol, image.headers_begin},
      {kSentinels[1].symbol, image.headers_end},
      {kSentinels[2].symbol, image.binaries_begin},
  };
  ErrorList errors;
  for (const auto& [symbol, value] : wanted)
    if (count_words(image, bytes, value, value) == 0)
      errors.add(core_error("words", std::string("core looks for '") + symbol +
                                         "' elsewhere, its writable segment has no word " + hex(value)));
  // Rule d: both on the same page, rounded up.
  const std::uint64_t end = image.binaries_end;
  if (count_words(image, bytes, end - kPageBytes + 1, end) < 2)
    errors.add(core_error("rule-d", "core's end or the end of the boot modules is not at " + hex(end) +
                                        ", where the module segment ends"));
  errors.throw_if_any();
}

} // namespace sigil::image
