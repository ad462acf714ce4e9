// The tar file of blocks. The sums of headers are made to fit, so that inputs get past them; what is accepted
// can be listed and read.
#include <algorithm>
#include <cstdlib>

#include "sigil/base/bytes.hpp"
#include "sigil/base/error.hpp"
#include "sigil/eris/tar_store.hpp"

using namespace sigil;

namespace {

constexpr std::size_t kRecord = 512, kSum = 148, kMagic = 257;

void require(bool holds) {
  if (!holds) std::abort();
}

/// Every record that says "ustar" is a header.
void seal(Bytes& file) {
  for (std::size_t at = 0; at + kRecord <= file.size(); at += kRecord) {
    const MutableBytes record = MutableBytes(file).subspan(at, kRecord);
    if (!as_text(record.subspan(kMagic)).starts_with("ustar")) continue;
    std::fill_n(record.begin() + kSum, 8, std::uint8_t{' '});
    unsigned sum = 0;
    for (const std::uint8_t byte : record) sum += byte;
    for (std::size_t i = kSum + 6; i-- > kSum; sum >>= 3)
      record[i] = static_cast<std::uint8_t>('0' + (sum & 7));
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes file(data, data + size);
  seal(file);
  try {
    eris::TarStore store(Blob::of(file), "input");
    std::size_t count = 0;
    store.for_each([&](const eris::Reference& reference, std::size_t size_bytes) {
      require(store.get(reference).size() == size_bytes);
      ++count;
    });
    require(count == store.size());
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::Invalid && error.code().starts_with("eris.tar."));
  }
  return 0;
}
