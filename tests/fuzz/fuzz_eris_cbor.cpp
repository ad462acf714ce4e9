// The CBOR file of blocks. What is accepted can be listed and read.
//
// The input makes the file: blocks would fill the corpus with noise, so a byte 0xfe stands for a small entry,
// 0xfd for a large one, whose references and blocks are repetitions of the byte behind it; 0xfc takes the
// next byte as it is.
#include <algorithm>
#include <cstdlib>
#include <string>

#include "sigil/base/error.hpp"
#include "sigil/eris/cbor_store.hpp"

using namespace sigil;

namespace {

constexpr std::size_t kMostBytes = 256 * 1024;

void require(bool holds) {
  if (!holds) std::abort();
}

Bytes file_of(ByteView input) {
  Bytes file;
  for (std::size_t i = 0; i < input.size() && file.size() < kMostBytes; ++i) {
    const std::uint8_t next = i + 1 < input.size() ? input[i + 1] : 0;
    if (input[i] == 0xfe || input[i] == 0xfd) {
      const bool is_large = input[i] == 0xfd;
      file.insert(file.end(), {0x58, 0x20});
      file.insert(file.end(), 32, next);
      file.insert(file.end(), {0x59, static_cast<std::uint8_t>(is_large ? 0x80 : 0x04), 0x00});
      file.insert(file.end(), is_large ? 32768 : 1024, next);
      ++i;
    } else if (input[i] == 0xfc) {
      file.push_back(next);
      ++i;
    } else {
      file.push_back(input[i]);
    }
  }
  return file;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  const Bytes file = file_of({data, size});
  try {
    eris::CborStore store(Blob::of(file), "input");
    std::size_t count = 0;
    store.for_each([&](const eris::Reference& reference, std::size_t size_bytes) {
      const ByteView block = store.get(reference);
      require(block.size() == size_bytes && store.has(reference));
      ++count;
    });
    require(count == store.size());
    require(store.get(eris::Reference{1, 2, 3}).empty());
    require(store.capabilities().size() <= file.size() / 66);
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::Invalid);
    require(error.code().starts_with("eris.cbor.") || error.code().starts_with("eris.capability."));
  }
  return 0;
}
