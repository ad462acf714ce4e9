/// \file
/// Encodings in hexadecimal, as tests write them. Blanks between bytes are for the eye.
#pragma once

#include <algorithm>
#include <string>

#include "binary/decode.hpp"
#include "binary/encode.hpp"
#include "sigil/base/text.hpp"
#include "support/error_of.hpp"

namespace sigil::test {

inline Bytes unhex(std::string hex) {
  hex.erase(std::remove(hex.begin(), hex.end(), ' '), hex.end());
  Bytes bytes(hex.size() / 2);
  if (!from_hex(hex, bytes)) throw std::runtime_error("not hexadecimal: " + hex);
  return bytes;
}

inline std::string without_blanks(std::string hex) {
  hex.erase(std::remove(hex.begin(), hex.end(), ' '), hex.end());
  return hex;
}

/// Decodes `bytes` from memory that has exactly their size, so that sanitizers see a step too far.
inline dhall::Decoded decoded(dhall::Heap& heap, const Bytes& bytes, const dhall::DecodeLimits& limits = {}) {
  Bytes exact(bytes);
  exact.shrink_to_fit();
  return dhall::decode(heap, heap.sources().add("input", Blob::of(std::move(exact))), limits);
}

inline dhall::Node& decoded(dhall::Heap& heap, const std::string& hex) {
  return *decoded(heap, unhex(hex)).expression;
}

inline std::string encoded(const dhall::Node* node) {
  return to_hex(dhall::encode(*node));
}

/// What is encoded again after it was decoded.
inline std::string recoded(const std::string& hex) {
  dhall::Heap heap;
  return encoded(&decoded(heap, hex));
}

inline Error decode_error(const std::string& hex) {
  return error_of([&] {
    dhall::Heap heap;
    decoded(heap, hex);
  });
}

} // namespace sigil::test
