/// \file
/// The primitives of ERIS by libsodium: the policy of the hosted TreeEncoder.
#pragma once

#include "sigil/crypto/cipher.hpp"
#include "sigil/crypto/hash.hpp"
#include "sigil/crypto/secret.hpp"
#include "sigil/eris/block.hpp"
#include "sigil/eris/store.hpp"

namespace sigil::eris {

struct SodiumPrimitives {
  static Key hash(ByteView message) { return crypto::blake2b_256(message); }
  static Key keyed_hash(ByteView message, const ConvergenceSecret& secret) {
    return crypto::blake2b_256(message, secret);
  }
  static void cipher(MutableBytes to, ByteView from, const Key& key, const Nonce& nonce) {
    crypto::chacha20_xor(to, from, key, nonce);
  }
  static void wipe(MutableBytes bytes) noexcept { crypto::wipe(bytes); }
};

/// Where a TreeEncoder's blocks go; null: nowhere.
struct PutInto {
  BlockStore* store;
  void operator()(const Reference& reference, ByteView block) const {
    if (store != nullptr) store->put(reference, block);
  }
};

} // namespace sigil::eris
