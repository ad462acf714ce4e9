/// \file
/// The primitives of ERIS by the portable, freestanding implementations: a policy for TreeEncoder.
#pragma once

#include "sigil/base/bytes.hpp"
#include "sigil/crypto/blake2b.hpp"
#include "sigil/crypto/chacha20.hpp"
#include "sigil/eris/block.hpp"

namespace sigil::eris {

struct PortablePrimitives {
  static Key hash(ByteView message) { return finish(crypto::portable::Blake2b256(), message); }
  static Key keyed_hash(ByteView message, const ConvergenceSecret& secret) {
    return finish(crypto::portable::Blake2b256(secret), message);
  }
  static void cipher(MutableBytes to, ByteView from, const Key& key, const Nonce& nonce) {
    crypto::portable::chacha20_xor(to, from, key, nonce);
  }
  static void wipe(MutableBytes bytes) {
    __builtin_memset(bytes.data(), 0, bytes.size());
    // To the compiler someone reads the zeros, so that it cannot leave them out.
    asm volatile("" : : "r"(bytes.data()) : "memory");
  }

 private:
  static Key finish(crypto::portable::Blake2b256 state, ByteView message) {
    state.update(message);
    return state.finish();
  }
};

} // namespace sigil::eris
