#include <algorithm>

#include "layout.hpp"
#include "layout_rules.hpp"
#include "sigil/image/core_image.hpp"

namespace sigil::image {
namespace {

std::array<std::uint8_t, 8> pattern_of(const Sentinel& sentinel) {
  std::array<std::uint8_t, 8> bytes{};
  store(bytes.data(), sentinel.value, ByteOrder::Little);
  return bytes;
}

/// Offsets in `bytes` at which the sentinel's value stands; the first two are enough.
std::vector<std::uint64_t> find_sentinel(ByteView bytes, const Sentinel& sentinel) {
  const auto pattern = pattern_of(sentinel);
  std::vector<std::uint64_t> found;
  for (auto at = bytes.begin(); found.size() < 2; ++at) {
    at = std::search(at, bytes.end(), pattern.begin(), pattern.end());
    if (at == bytes.end()) break;
    found.push_back(static_cast<std::uint64_t>(at - bytes.begin()));
  }
  return found;
}

} // namespace

CoreTemplate CoreTemplate::parse(Blob elf) {
  const ByteView bytes = elf.bytes();
  const elf::File file = parse_core_elf(bytes);
  const auto loads = check_segments(file, {abi::PF_R | abi::PF_X, abi::PF_R | abi::PF_W});
  const ByteView code = bytes.subspan(loads[0].offset, loads[0].file_size_bytes);
  const ByteView data = bytes.subspan(loads[1].offset, loads[1].file_size_bytes);

  CoreTemplate core;
  ErrorList errors;
  for (std::size_t i = 0; i < kSentinels.size(); ++i) {
    const Sentinel& sentinel = kSentinels[i];
    if (!find_sentinel(code, sentinel).empty())
      errors.add(core_error("sentinel", "symbol " + in_quotes(sentinel.symbol) +
                                            " is used as a constant in the RX " +
                                            "segment, where it cannot be replaced for an image")
                     .hint("compile core so that it reaches the symbol through a word in data (-fPIC)"));
    const auto found = find_sentinel(data, sentinel);
    if (found.size() == 1)
      core.words_[i] = loads[1].offset + found.front();
    else
      errors.add(core_error("sentinel", "symbol " + in_quotes(sentinel.symbol) + " stands " +
                                            (found.empty() ? "nowhere" : "more than once") +
                                            " in the RW segment, expected exactly one word"));
  }
  errors.throw_if_any();
  core.elf_ = std::move(elf);
  return core;
}

} // namespace sigil::image
