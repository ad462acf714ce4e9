/// \file
/// Blocks in a tar file, for moving them with ordinary tools. Format: docs/formats/eris-tar.md.
#pragma once

#include <filesystem>
#include <string>

#include "sigil/eris/packed_store.hpp"

namespace sigil::eris {

/// A tar file that is read: ustar, pax or GNU, uncompressed. Its blocks are the members whose name, without
/// the folders before it, is a reference; other members are passed over. Thread-safe.
class TarStore final : public PackedStore {
 public:
  /// Goes through the headers of the file once.
  /// \throws Error{Invalid} "eris.tar.*" of the format page; what Blob::map() throws.
  explicit TarStore(const std::filesystem::path& path);
  /// Reads what is in memory. \param name  for messages.
  TarStore(Blob content, std::string name);

 private:
  void read();
};

/// A tar file that is written. Unpacked it is a directory store. The bytes depend on the blocks and the order
/// in which they are put alone.
class TarStoreWriter final : public PackedWriter {
 public:
  /// \throws Error{Io} as AtomicFile.
  explicit TarStoreWriter(const std::filesystem::path& target);

 private:
  Bytes header(const Reference& reference, std::size_t size_bytes) const override;
  Bytes trailer() const override;
};

} // namespace sigil::eris
