// The binary encoding of Dhall. What is accepted is encoded to something that is accepted and encoded to the
// same.
#include <cstdlib>

#include "binary/decode.hpp"
#include "binary/encode.hpp"

using namespace sigil;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t kMemoryBytes = std::uint64_t{64} << 20U;
  dhall::Heap heap(kMemoryBytes);
  dhall::DecodeLimits limits;
  limits.fraction_digits = 1000;
  try {
    const auto& source = heap.sources().add("input", Blob::of(Bytes(data, data + size)));
    const Bytes once = dhall::encode(*dhall::decode(heap, source, limits).expression);
    const auto& again = heap.sources().add("again", Blob::of(once));
    require(dhall::encode(*dhall::decode(heap, again, limits).expression) == once);
  } catch (const Error& error) {
    const bool is_limit = error.kind() == ErrorKind::Limit && error.code().starts_with("dhall.limit.");
    require(is_limit || (error.kind() == ErrorKind::Invalid && error.code().starts_with("dhall.binary.")));
  }
  return 0;
}
