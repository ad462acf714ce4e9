/// \file
/// A folder with one file a block. Format: docs/formats/eris-directory.md.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "sigil/base/descriptor.hpp"
#include "sigil/eris/store.hpp"

namespace sigil::eris {

class StagingFolder;

/// What a store is opened for.
enum class Access : std::uint8_t { Read, Write };

/// A folder that holds blocks for as long as anyone likes: its layout never changes. Any number of processes
/// may read and write it at once. Blocks that are put show at once in the same object; for others they
/// appear in batches, at the latest with sync().
class DirectoryStore final : public BlockStore {
 public:
  /// For writing, a store is made if `folder` does not exist (but the one above it) or is empty; what
  /// writers left that were killed is removed.
  /// \throws Error{Missing} if there is no such folder; Error{Invalid} "eris.directory.version",
  /// "eris.directory.foreign" if it is no store that this version knows; Error{Io}.
  DirectoryStore(std::filesystem::path folder, Access access);
  /// Blocks that were put after the last sync() are moved to their places if that can be done, but it
  /// tells nobody.
  ~DirectoryStore() override;
  DirectoryStore(const DirectoryStore&) = delete;
  DirectoryStore& operator=(const DirectoryStore&) = delete;

  /// Replaces a file under the same reference that is damaged.
  /// \throws Error{Invalid} "eris.block.size"; Error{Io}, "eris.directory.read-only" if the store was opened
  /// for reading. The blocks put before are not lost by it.
  void put(const Reference& reference, ByteView block) override;
  /// \throws Error{Integrity} "eris.directory.block-size" naming the file, if it is no block.
  ByteView get(const Reference& reference, MutableBytes buffer) override;
  /// False also for a file of a size that no block has: to put the block again repairs it.
  bool has(const Reference& reference) override;
  /// \throws what get() throws, and Error{Invalid} "eris.directory.name", for files that are no blocks: all
  /// of them, once all sound ones were visited.
  void for_each(const Visit& visit) override;
  /// A block that does not get its place (no room for a folder) is tried again by the next call. Once the
  /// file system has failed to write what it took, nobody can tell which blocks it lost: this object then
  /// publishes none any more. \throws Error{Io}, "eris.directory.failed" from the second time on.
  void sync() override;

 private:
  /// Number of a block's file in the staging folder.
  using Batch = std::map<Reference, std::uint64_t>;

  std::optional<std::uint64_t> staged(const Reference& reference) const;
  bool holds(const Reference& reference, ByteView block) const;
  Descriptor open_block(const Reference& reference) const;
  ByteView read_block(const Descriptor& file, const Reference& reference, MutableBytes buffer) const;
  std::optional<std::uint64_t> file_size(const Reference& reference) const;
  std::filesystem::path path_of(const Reference& reference) const;
  Error cannot_read(const Reference& reference) const;
  void publish(std::size_t at_least);
  void move_to_place(const Reference& reference, std::uint64_t number) const;
  void write_through();

  std::filesystem::path folder_;
  Descriptor descriptor_;
  std::unique_ptr<StagingFolder> staging_; ///< null if opened for reading
  std::atomic<std::uint64_t> next_number_ = 0;
  /// Whether something was put that sync() has to make durable.
  std::atomic<bool> is_dirty_ = false;
  bool has_failed_ = false; ///< what was put may be lost; guarded by publishing_mutex_

  std::mutex publishing_mutex_; ///< taken before mutex_: one thread publishes
  mutable std::mutex mutex_;    ///< of the two below, never held during I/O
  Batch batch_;                 ///< complete blocks in the staging folder
  Batch publishing_;            ///< those that are on their way
};

} // namespace sigil::eris
