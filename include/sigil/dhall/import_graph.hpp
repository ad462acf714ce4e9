/// \file
/// Which imports there were, for who wants to see them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace sigil::dhall {

/// In the order of their numbers in the binary encoding.
enum class ImportMode : std::uint8_t { Code, Text, Location, Bytes };

struct ImportRecord {
  /// Where the content is from. `Location` reads nothing.
  enum class From : std::uint8_t { Root, File, Environment, Server, Cache, Location };

  std::string location; ///< canonical, without a password
  ImportMode mode;
  From from;
  std::uint64_t size_bytes; ///< of what was read
};

struct ImportGraph {
  std::vector<ImportRecord> imports; ///< in the order they were met; each root expression is one
  /// Importer and imported, by their places in `imports`; each pair once, in order.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
};

/// What happens to an import: it is going to be read, it was read, it is resolved and checked. Between
/// `Read` and `Resolved` the same happens to what it imports.
enum class ImportEvent : std::uint8_t { Begun, Read, Resolved };

/// Is told the location as in ImportRecord, to take the time or show progress.
using ImportObserver = std::function<void(ImportEvent event, const std::string& location)>;

} // namespace sigil::dhall
