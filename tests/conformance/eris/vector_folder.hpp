/// \file
/// Where the vectors of the specification are, and how their fields are read. All bytes are base32.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>

#include "sigil/base/stream.hpp"
#include "sigil/crypto/base32.hpp"
#include "sigil/eris/block.hpp"
#include "support/shared_folder.hpp"

namespace sigil::test {

inline constexpr const char* kNoVectors =
    "no folder with the vectors of ERIS: set SIGIL_ERIS_VECTORS to it, or SIGIL_SHARED to the one above "
    "conformance/eris";

/// `$SIGIL_ERIS_VECTORS`, else `conformance/eris` in the shared folder; nullopt if there is none.
inline std::optional<std::filesystem::path> vector_folder() {
  const char* configured = std::getenv("SIGIL_ERIS_VECTORS");
  if (configured != nullptr) return configured;
  return shared_folder("conformance/eris");
}

inline nlohmann::json read_json(const std::filesystem::path& path) {
  std::ifstream file(path);
  return nlohmann::json::parse(file);
}

inline void base32_bytes(const std::string& text, MutableBytes into) {
  if (crypto::base32_decode(text, into).fault != crypto::Base32Fault::None) {
    throw std::runtime_error("not base32: " + text.substr(0, 80));
  }
}

/// A field of any length.
inline Bytes base32_bytes(const std::string& text) {
  Bytes bytes(text.size() * 5 / 8);
  base32_bytes(text, bytes);
  return bytes;
}

/// A reference, key or secret.
inline eris::Key base32_key(const std::string& text) {
  eris::Key key;
  base32_bytes(text, key);
  return key;
}

inline eris::BlockSize block_size_of(std::uint64_t size_bytes) {
  for (const eris::BlockSize size : {eris::BlockSize::k1KiB, eris::BlockSize::k32KiB}) {
    if (eris::size_bytes(size) == size_bytes) return size;
  }
  throw std::runtime_error("block size " + std::to_string(size_bytes) + " is unknown");
}

} // namespace sigil::test
