// Sources of Dhall. What is parsed can be encoded, with and without a surface to the same bytes, and what is
// not parsed is refused by an error with a place.
#include <cstdlib>
#include <string>

#include "binary/encode.hpp"
#include "syntax/parse.hpp"

using namespace sigil;
using namespace sigil::dhall;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

Bytes encoding_of(std::string_view text, Surface* surface) {
  Heap heap;
  const auto& source = heap.sources().add("input", Blob::of(text));
  const Parsed parsed = parse(heap, source, {}, surface);
  require(parsed.slots >= 1);
  if (surface != nullptr) {
    for (const auto& [node, end] : surface->ends) {
      require(node->position >= source.begin && node->position < end && end <= source.begin + text.size());
    }
  }
  return encode(*parsed.expression);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 65536) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    const Bytes encoding = encoding_of(text, nullptr);
    Surface surface;
    require(encoding == encoding_of(text, &surface));
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::Invalid || error.kind() == ErrorKind::Limit);
    require(error.code().starts_with("dhall.syntax.") || error.code().starts_with("dhall.limit."));
    require(error.where().line != 0 && !error.message().empty());
  }
  return 0;
}
