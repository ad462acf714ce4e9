/// \file
/// Files: content that is read once or mapped, and outputs that appear whole or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "sigil/base/bytes.hpp"
#include "sigil/base/stream.hpp"

namespace sigil {

/// Immutable content that is cheap to copy: bytes in memory, or a read-only mapping of a file.
/// Thread-safe to read.
class Blob {
 public:
  Blob() = default;
  static Blob of(Bytes bytes);
  static Blob of(std::string_view text);
  /// Maps a regular file. Never blocks on a FIFO or device.
  /// \throws Error{Missing} if it does not exist; Error{Io} if it cannot be read or is a folder,
  /// FIFO, socket or device; Error{Limit} if it is larger than `limit_bytes`.
  static Blob map(const std::filesystem::path& path, std::uint64_t limit_bytes = kNoLimit);

  ByteView bytes() const noexcept { return view_; }
  std::string_view text() const noexcept { return as_text(view_); }
  std::size_t size() const noexcept { return view_.size(); }
  /// A part of the same content, sharing its storage. Must be in bounds.
  Blob slice(std::size_t offset, std::size_t length) const;

  static constexpr std::uint64_t kNoLimit = ~std::uint64_t{0};

 private:
  friend class InputStream;
  friend class OpenFile;
  static Blob map(int descriptor, std::uint64_t size, const std::filesystem::path& path,
                  std::uint64_t limit_bytes);

  std::shared_ptr<const void> storage_;
  ByteView view_;
};

/// A regular file that stays open for reading, with its content: mapped, or in memory if it is small. Each
/// takes a descriptor: for one file at a time.
class OpenFile {
 public:
  /// \param buffer  memory for a small content, which costs less than mapping it if the buffer has been used
  ///                before. Must outlive the file; gets 1 MiB.
  /// \throws as Blob::map().
  OpenFile(const std::filesystem::path& path, Bytes& buffer);
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile();

  ByteView content() const noexcept { return content_; }
  bool is_mapped() const noexcept { return mapping_.size() != 0; }
  /// Permissions, with the bits above 0777.
  std::uint32_t mode() const noexcept { return mode_; }
  std::uint32_t user() const noexcept { return user_; }
  std::uint32_t group() const noexcept { return group_; }

 private:
  friend class AtomicFile;
  int descriptor_;
  std::uint32_t mode_ = 0, user_ = 0, group_ = 0;
  Blob mapping_;
  ByteView content_;
};

/// A file of any kind that is read once from begin to end: a FIFO, a device, standard input. A folder is
/// none.
class InputStream {
 public:
  /// Waits for nobody: it is read() that waits for the writer of a FIFO.
  /// \throws Error{Missing} if it does not exist; Error{Io} if it cannot be read or is a folder.
  explicit InputStream(const std::filesystem::path& path);
  static InputStream standard_input();
  InputStream(const InputStream&) = delete;
  InputStream& operator=(const InputStream&) = delete;
  InputStream(InputStream&& other) noexcept;
  ~InputStream();

  /// Waits for bytes, at least one, and returns how many there are; 0 at the end.
  /// \throws Error{Io}; Error{Interrupted}.
  std::size_t read(MutableBytes buffer);
  /// All that is left, in memory: it stays what it is when somebody writes to the file. Nothing if there are
  /// more than `limit_bytes`. \throws as read().
  std::optional<Blob> read_all(std::uint64_t limit_bytes);
  /// How many bytes a regular file has; nothing for what can only be read.
  std::optional<std::uint64_t> size_bytes() const noexcept { return size_bytes_; }

 private:
  InputStream(int descriptor, std::string name);
  int descriptor_;
  std::string name_;
  std::optional<std::uint64_t> size_bytes_;
};

/// An output file: written beside its target under a temporary name, renamed onto it by commit(),
/// removed if commit() was not reached. It gets the mode that is asked for, whatever the umask: the same
/// build gives the same file.
class AtomicFile final : public ByteSink {
 public:
  /// \throws Error{Io} if the folder is missing or not writable, or the target is a folder or device.
  explicit AtomicFile(std::filesystem::path target, std::uint32_t mode = 0644);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile() override;

  /// \throws Error{Io} (full disk, size limit); Error{Interrupted}.
  void write(ByteView bytes) override;
  /// Writes all pieces, one behind the other. \throws as write().
  void write(std::span<const ByteView> pieces);
  /// Writes a part of another file, which must be in bounds; where the file system can, its blocks are
  /// shared. \throws as write().
  void copy(const OpenFile& source, std::uint64_t offset, std::uint64_t size_bytes);
  /// Writes at another place, over what is there or behind it; write() goes on where it was.
  void write_at(std::uint64_t offset, ByteView bytes);
  /// Where the unfinished content is, for an outside tool to write to.
  const std::filesystem::path& temporary_path() const noexcept { return temporary_; }
  /// Puts the file in its place. \throws Error{Io}
  void commit();
  /// The same; when it returns, the file is there after a loss of power too, and it was never there by half.
  void commit_durably();

 private:
  std::filesystem::path target_;
  std::filesystem::path temporary_;
  int descriptor_ = -1;
  std::uint32_t mode_;
};

/// Writes `bytes` to `target` through an AtomicFile.
void write_file(const std::filesystem::path& target, ByteView bytes);

/// Whether both paths lead to the same existing file, by device and inode.
bool same_file(const std::filesystem::path& a, const std::filesystem::path& b) noexcept;

} // namespace sigil
