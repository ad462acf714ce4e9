/// \file
/// Where the vectors of the specification are, and how their fields are read. All bytes are base32.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
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

/// \throws std::exception if it is no file of JSON.
inline nlohmann::json read_json(const std::filesystem::path& path) {
  std::ifstream file(path);
  return nlohmann::json::parse(file);
}

/// Nothing is passed over: a field that nobody here knows may change what a vector means.
inline void require_fields(const nlohmann::json& object, const std::set<std::string>& required,
                           const std::set<std::string>& optional = {}) {
  for (const std::string& name : required)
    if (!object.contains(name)) throw std::runtime_error("field '" + name + "' is missing");
  for (const auto& [name, value] : object.items())
    if (required.count(name) + optional.count(name) == 0)
      throw std::runtime_error("field '" + name + "' is unknown");
}

/// A number that is nothing but one, as conversions of the JSON library are generous.
inline std::uint64_t number(const nlohmann::json& object, const std::string& name,
                            std::uint64_t most = ~std::uint64_t{0}) {
  const nlohmann::json& value = object.at(name);
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > most)
    throw std::runtime_error("field '" + name + "' is " + value.dump() + ", expected a number of at most " +
                             std::to_string(most));
  return value.get<std::uint64_t>();
}

inline void require_version(const nlohmann::json& object) {
  const std::string version = object.at("spec-version").get<std::string>();
  if (version != "1.0.0") throw std::runtime_error("spec-version is '" + version + "', expected '1.0.0'");
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
