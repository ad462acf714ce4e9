/// \file
/// What stores have in common that are one file: reading it through a map of the file and an index, writing
/// it from begin to end.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sigil/base/descriptor.hpp"
#include "sigil/base/file.hpp"
#include "sigil/eris/store.hpp"

namespace sigil::eris {

/// Where a block is in a file.
class BlockPlace {
 public:
  BlockPlace() = default;
  BlockPlace(std::uint64_t offset, BlockSize size)
      : value_(offset << 1 | (size == BlockSize::k32KiB ? 1 : 0)) {}
  /// As a number, for a file; any number is a place.
  static BlockPlace of(std::uint64_t value) {
    BlockPlace place;
    place.value_ = value;
    return place;
  }
  std::uint64_t value() const noexcept { return value_; }
  std::uint64_t offset() const noexcept { return value_ >> 1; }
  std::size_t size_bytes() const noexcept {
    return eris::size_bytes((value_ & 1) != 0 ? BlockSize::k32KiB : BlockSize::k1KiB);
  }

 private:
  std::uint64_t value_ = 0;
};

/// A file of blocks that is only read. While it is open nobody may shorten it: it is mapped. Memory: 40 bytes
/// a block.
class PackedStore : public BlockStore {
 public:
  /// \throws Error{Io} "eris.packed.read-only"
  void put(const Reference& reference, ByteView block) override;
  /// O(log n). Never in `buffer`.
  ByteView get(const Reference& reference, MutableBytes buffer = {}) override;
  bool has(const Reference& reference) override { return find(reference) != nullptr; }
  void for_each(const Visit& visit) override;
  /// How many blocks there are.
  std::size_t size() const noexcept { return index_.size(); }

 protected:
  struct Entry {
    Reference reference;
    BlockPlace place;
  };

  /// \param name  of the file, for messages.
  PackedStore(Blob content, std::string name) : content_(std::move(content)), name_(std::move(name)) {}
  /// The block of an entry. \throws Error{Integrity} if it is not there.
  virtual ByteView block_at(const Entry& entry) const;
  const Entry* find(const Reference& reference) const;
  /// Sorts the index; of a block that is there twice, the first one counts.
  void sort_index();

  Blob content_;
  std::string name_;
  std::vector<Entry> index_; ///< in the order of references
};

/// A file of blocks that is being written, in the order in which they are put; equal blocks once. It appears
/// under its name with sync(), whole, and takes no further blocks then. Memory: about 100 bytes a block.
class PackedWriter : public BlockStore {
 public:
  /// \throws Error{Invalid} "eris.block.size"; Error{Io}, "eris.packed.finished" after sync() or a write that
  /// failed.
  void put(const Reference& reference, ByteView block) override;
  ByteView get(const Reference& reference, MutableBytes buffer) override;
  bool has(const Reference& reference) override;
  void for_each(const Visit& visit) override;
  /// Finishes the file. Without it there is none.
  void sync() override;

 protected:
  /// \throws Error{Io} as AtomicFile.
  explicit PackedWriter(const std::filesystem::path& target);
  /// What stands before a block.
  virtual Bytes header(const Reference& reference, std::size_t size_bytes) const = 0;
  /// What stands behind the last block.
  virtual Bytes trailer() const = 0;
  /// Appends bytes. The caller holds mutex_, or is the constructor.
  void append(ByteView bytes);
  void require_unfinished() const;

  std::mutex mutex_;

 private:
  enum class State : std::uint8_t { Open, Finished, Failed };

  std::filesystem::path target_;
  AtomicFile file_;
  Descriptor reading_;
  State state_ = State::Open;
  std::uint64_t position_ = 0;
  std::map<Reference, BlockPlace> index_;
};

} // namespace sigil::eris
