/// \file
/// Blocks and read capabilities in one CBOR file, for sending and keeping. Format: docs/formats/eris-cbor.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "sigil/eris/capability.hpp"
#include "sigil/eris/packed_store.hpp"

namespace sigil::eris {

/// A CBOR file that is read. Thread-safe.
class CborStore final : public PackedStore {
 public:
  /// Reads the index beside the file (`<path>.idx`) if there is one and it is about this file; else goes
  /// through the file once. \throws Error{Invalid} "eris.cbor.*" of the format page; what Blob::map() throws.
  static std::unique_ptr<CborStore> open(const std::filesystem::path& path);
  /// Reads what is in memory. \param name  for messages.
  CborStore(Blob content, std::string name);

  /// Those behind the blocks, in their order. They need not be of contents in the store.
  const std::vector<ReadCapability>& capabilities() const noexcept { return capabilities_; }
  /// Whether the index came from the file beside it.
  bool is_indexed() const noexcept { return is_indexed_; }
  /// Writes `<path>.idx`, so that the next one to open the file need not go through it.
  /// \param path  of this store. \throws Error{Io}
  void save_index(const std::filesystem::path& path) const;

 private:
  explicit CborStore(const std::filesystem::path& path);

  ByteView block_at(const Entry& entry) const override;
  bool load_index(const std::filesystem::path& path);
  void read();
  void read_capabilities(std::uint64_t blocks_end);

  std::uint64_t modified_ns_ = 0; ///< when the file was changed
  std::uint64_t blocks_end_ = 0;  ///< behind the map
  bool is_indexed_ = false;
  std::vector<ReadCapability> capabilities_;
};

/// A CBOR file that is written.
class CborStoreWriter final : public PackedWriter {
 public:
  /// \throws Error{Io} as AtomicFile.
  explicit CborStoreWriter(const std::filesystem::path& target);

  /// To stand at the end of the file, once. Whoever has the file can then read the content.
  /// \throws Error{Io} "eris.packed.finished" after sync().
  void add_capability(const ReadCapability& capability);

 private:
  Bytes header(const Reference& reference, std::size_t size_bytes) const override;
  Bytes trailer() const override;

  std::vector<ReadCapability> capabilities_;
};

} // namespace sigil::eris
