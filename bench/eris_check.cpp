#include "eris_check.hpp"

#include <array>
#include <iostream>
#include <iterator>

#include "eris_plain.hpp"
#include "sigil/crypto/cipher.hpp"
#include "sigil/eris/codec.hpp"

namespace sigil::bench {
namespace {

constexpr std::string_view kExample = "sigil\n";
/// Of docs/formats/eris.md.
constexpr std::string_view kExampleUrn =
    "urn:eris:BIAKZF5A7SLCFQ43NL3YJBST4SHWPH6IYAHGXXYVN43EQ3GSRV5UQZSP2OHY6BP5GPNVMJJ"
    "WBYK4PAIY6ATNP5WH7LIM6LT5RPCL2QEZMY";

bool is_same(ByteView content, eris::BlockSize size) {
  eris::MemoryStore plain_store, store;
  const eris::ReadCapability plain = plain_encode(content, size, plain_store);
  const std::array contents = {content};
  if (plain != eris::encode(content, size, {}, &store) ||
      plain != eris::encode_all(contents, size, {}, &store).front() || plain_store.blocks() != store.blocks())
    return false;
  BytesSink by_plain, by_ours;
  plain_decode(plain, store, by_plain);
  eris::decode(plain, plain_store, by_ours);
  return std::ranges::equal(by_plain.bytes(), content) && std::ranges::equal(by_ours.bytes(), content);
}

} // namespace

bool check() {
  eris::MemoryStore store;
  bool is_sound = plain_encode(as_bytes(kExample), eris::BlockSize::k1KiB, store).to_urn() == kExampleUrn;
  if (!is_sound) std::cerr << "the libsodium pipeline gives another URN than docs/formats/eris.md\n";
  for (const eris::BlockSize size : {eris::BlockSize::k1KiB, eris::BlockSize::k32KiB}) {
    const std::size_t block = size_bytes(size), node = arity(size) * block;
    Bytes content(2 * node + 1);
    crypto::chacha20_xor(content, content, eris::Key{1}, eris::Nonce{});
    for (const std::size_t border : {std::size_t{0}, block, 4 * block, node, 2 * node})
      for (const int step : {-1, 0, 1}) {
        if (border == 0 && step < 0) continue;
        const std::size_t length = border + static_cast<std::size_t>(step);
        if (is_same(ByteView(content).first(length), size)) continue;
        std::cerr << "the pipelines differ for " << length << " bytes in blocks of " << block << '\n';
        is_sound = false;
      }
  }
  return is_sound;
}

} // namespace sigil::bench
