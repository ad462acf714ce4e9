/// \file
/// What an import names (standard, Syntax: ImportType, ImportMode).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "sigil/dhall/import_graph.hpp"
#include "syntax/node.hpp"

namespace sigil::dhall {

/// In the order of their numbers in the binary encoding.
enum class ImportScheme : std::uint8_t { Http, Https, Absolute, Here, Parent, Home, Environment, Missing };

using Sha256Digest = std::array<std::uint8_t, 32>;

/// `sha256:` and 64 hexadecimal digits.
std::string hash_text(const Sha256Digest& digest);

/// One import expression. All text lives in the arena or in a kept source.
struct ImportSpec {
  ImportScheme scheme;
  ImportMode mode;
  const Sha256Digest* hash;   ///< or nullptr
  std::string_view authority; ///< of a URL: userinfo, host and port
  /// Path components without slashes, the last one is the file; not quoted. A URL without a path has one
  /// empty component. Environment: the one component is the name.
  std::span<const std::string_view> path;
  bool has_query;
  std::string_view query;
  Node* headers; ///< `using`, or nullptr
};

inline bool is_remote(const ImportSpec& spec) {
  return spec.scheme == ImportScheme::Http || spec.scheme == ImportScheme::Https;
}

} // namespace sigil::dhall
