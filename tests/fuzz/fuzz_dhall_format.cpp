// Sources of Dhall. What is parsed can be formatted, to a source of the same expression that is formatted
// already; comments are all there; and what is printed of the expression parses to it.
#include <cstdlib>
#include <string>

#include "binary/encode.hpp"
#include "syntax/format.hpp"
#include "syntax/parse.hpp"

using namespace sigil;
using namespace sigil::dhall;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

struct Read {
  Bytes encoding;
  std::size_t comments;
};

Read read(Heap& heap, const SourceMap::Source& source) {
  Surface surface;
  const Parsed parsed = parse(heap, source, {}, &surface);
  return {encode(*parsed.expression), surface.comments.size()};
}

const SourceMap::Source& add(Heap& heap, std::string_view text) {
  return heap.sources().add("input", Blob::of(text));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Heap heap;
  const auto& source = add(heap, text);
  Read before;
  try {
    before = read(heap, source);
  } catch (const Error&) {
    return 0;
  }
  for (const CharacterSet characters : {CharacterSet::Unicode, CharacterSet::Ascii}) {
    const std::string formatted = format(heap, source, characters);
    const auto& again = add(heap, formatted);
    const Read after = read(heap, again);
    require(after.encoding == before.encoding);
    require(after.comments == before.comments);
    require(format(heap, again, characters) == formatted);
    for (const std::uint32_t width : {1U, 80U}) {
      const std::string printed = print(*parse(heap, source).expression, {characters, width});
      require(read(heap, add(heap, printed)).encoding == before.encoding);
    }
    require(summary(*parse(heap, source).expression, 60).size() <= 60);
  }
  return 0;
}
