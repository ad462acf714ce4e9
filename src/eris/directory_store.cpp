/// \file
/// How a block becomes durable. A rename is atomic, but a file system may write the new name before the bytes
/// behind it: after a loss of power the name then leads to an empty file. So blocks wait in a staging folder
/// until the file system was told to write everything (syncfs), get their names, and are acknowledged after
/// a second syncfs. Measured on ext4, 32 KiB blocks, an fdatasync for each takes 7 times as long for 512
/// blocks and as long for one. The price of syncfs is that it waits for what other programs have written,
/// too.
#include "sigil/eris/directory_store.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>

#include "block_check.hpp"
#include "directory_layout.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/file.hpp"
#include "sigil/base/interrupt.hpp"
#include "sigil/crypto/hash.hpp"
#include "staging_folder.hpp"

namespace sigil::eris {
namespace {

constexpr std::string_view kStaging = "staging";
/// Up to 64 MiB in the staging folder.
constexpr std::size_t kBatchBlocks = 2048;

/// Names in a folder. \throws Error{Io}
std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code code;
  for (std::filesystem::directory_iterator entry(folder, code), end; !code && entry != end;
       entry.increment(code))
    names.push_back(entry->path().filename().native());
  if (code)
    throw Error(ErrorKind::Io, "cannot list folder " + in_quotes(folder.native()) + ": " + code.message());
  return names;
}

/// What may be in a folder that becomes a store: the root of a file system, and version files of those who
/// make the same store at the same time (or were killed at it).
bool is_no_content(const std::string& name) {
  return name == "lost+found" || name == kVersionFile || name.starts_with("." + std::string(kVersionFile));
}

bool has_version(const std::filesystem::path& folder) {
  struct stat status {};
  if (::stat((folder / kVersionFile).c_str(), &status) == 0) return true;
  if (errno == ENOENT) return false;
  throw io_error("cannot read folder " + in_quotes(folder.native()), errno);
}

void make_store(const std::filesystem::path& folder) {
  if (::mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST)
    throw io_error("cannot make folder " + in_quotes(folder.native()), errno);
  const std::vector<std::string> names = names_in(folder);
  // In this order: another process that makes the store writes its version first.
  if (has_version(folder)) return;
  const auto other = std::ranges::find_if_not(names, is_no_content);
  if (other != names.end())
    throw Error(ErrorKind::Invalid, "folder " + in_quotes(folder.native()) + " has " + in_quotes(*other) +
                                        " and no 'version', expected an ERIS store or an empty folder")
        .coded("eris.directory.foreign")
        .hint("name a folder that does not exist yet");
  AtomicFile version(folder / kVersionFile);
  version.write(as_bytes(kVersionText));
  version.commit_durably();
}

void check_version(const std::filesystem::path& folder) {
  if (!has_version(folder))
    throw Error(ErrorKind::Invalid,
                "folder " + in_quotes(folder.native()) + " has no file 'version', expected an ERIS store")
        .coded("eris.directory.version");
  const Blob version = Blob::map(folder / kVersionFile);
  if (version.text() != kVersionText)
    throw Error(ErrorKind::Invalid, "store " + in_quotes(folder.native()) + " has the version " +
                                        in_quotes(version.text()) + ", expected " + in_quotes(kVersionText))
        .coded("eris.directory.version")
        .hint("a newer sigil-build may know it");
}

bool is_shard(std::string_view name) {
  return name.size() == kShardLength &&
         std::ranges::all_of(name, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7'); });
}

Error foreign_file(const std::filesystem::path& path) {
  return Error(ErrorKind::Invalid, "file " + in_quotes(path.native()) +
                                       " has no name of a block, expected a reference of 52 characters")
      .coded("eris.directory.name");
}

/// The size of a file, 0 for what is none, so that only blocks have the size of one.
std::uint64_t block_file_size(const struct stat& status) {
  return S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
}

Error wrong_size(const std::filesystem::path& path, std::uint64_t size_bytes) {
  return Error(ErrorKind::Integrity, "file " + in_quotes(path.native()) + " has " +
                                         std::to_string(size_bytes) +
                                         " bytes, expected a block of 1024 or 32768")
      .coded("eris.directory.block-size")
      .hint("put the block again, or remove the file");
}

} // namespace

DirectoryStore::DirectoryStore(std::filesystem::path folder, Access access) : folder_(std::move(folder)) {
  if (access == Access::Write) make_store(folder_);
  descriptor_ = Descriptor(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor_.is_open()) {
    if (errno == ENOENT)
      throw Error(ErrorKind::Missing, "folder " + in_quotes(folder_.native()) + " does not exist");
    throw io_error("cannot open folder " + in_quotes(folder_.native()), errno);
  }
  check_version(folder_);
  if (access == Access::Read) return;
  staging_ = std::make_unique<StagingFolder>(folder_ / kStaging);
  sweep_staging_folders(folder_ / kStaging);
}

DirectoryStore::~DirectoryStore() {
  try {
    const std::lock_guard one(publishing_mutex_);
    publish(0);
  } catch (const std::exception&) {
    // Nobody was promised anything.
  }
}

void DirectoryStore::put(const Reference& reference, ByteView block) {
  if (!staging_)
    throw Error(ErrorKind::Io, "store " + in_quotes(folder_.native()) + " is opened for reading only")
        .coded("eris.directory.read-only");
  check_block_size(reference, block);
  std::size_t waiting = 0;
  if (!staged(reference) && !holds(reference, block)) {
    const std::uint64_t number = next_number_++;
    staging_->write(std::to_string(number), block);
    const std::lock_guard lock(mutex_);
    // Of two threads with the same block, one has a file too many. It goes with the folder.
    batch_.try_emplace(reference, number);
    waiting = batch_.size();
  }
  is_dirty_ = true; // after the block was seen, or a sync() of another thread may come in between
  if (waiting >= kBatchBlocks) {
    const std::lock_guard one(publishing_mutex_);
    publish(kBatchBlocks);
  }
}

/// The number of a block's file in the staging folder, if that is where it is.
std::optional<std::uint64_t> DirectoryStore::staged(const Reference& reference) const {
  const std::lock_guard lock(mutex_);
  for (const Batch* batch : {&batch_, &publishing_})
    if (const auto found = batch->find(reference); found != batch->end()) return found->second;
  return std::nullopt;
}

/// Whether the block is in its place and sound: the one that is to be put, or, if they differ, the one that
/// has the reference.
bool DirectoryStore::holds(const Reference& reference, ByteView block) const {
  const Descriptor file = open_block(reference);
  struct stat status {};
  if (!file.is_open() || ::fstat(file.get(), &status) != 0 || !is_block_length(block_file_size(status)))
    return false;
  std::array<std::uint8_t, kLargestBlock> buffer;
  const ByteView found = read_block(file, reference, buffer);
  return std::ranges::equal(found, block) || crypto::blake2b_256(found) == reference;
}

ByteView DirectoryStore::get(const Reference& reference, MutableBytes buffer) {
  const Descriptor file = open_block(reference);
  return file.is_open() ? read_block(file, reference, buffer) : ByteView{};
}

/// Not open if there is no such block.
Descriptor DirectoryStore::open_block(const Reference& reference) const {
  constexpr int kFlags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  if (const auto number = staged(reference)) {
    Descriptor file(::openat(staging_->descriptor(), std::to_string(*number).c_str(), kFlags));
    if (file.is_open()) return file; // else it was moved to its place just now
  }
  Descriptor file(::openat(descriptor_.get(), block_path(reference).c_str(), kFlags));
  if (!file.is_open() && errno != ENOENT) throw cannot_read(reference);
  return file;
}

ByteView DirectoryStore::read_block(const Descriptor& file, const Reference& reference,
                                    MutableBytes buffer) const {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) throw cannot_read(reference);
  const std::uint64_t size = block_file_size(status);
  if (!is_block_length(size)) throw wrong_size(path_of(reference), size);
  SIGIL_ASSERT(buffer.size() >= size);
  const MutableBytes block = buffer.first(static_cast<std::size_t>(size));
  if (!read_at(file, 0, block)) throw cannot_read(reference);
  return block;
}

/// The size of a block's file; nullopt if there is none.
std::optional<std::uint64_t> DirectoryStore::file_size(const Reference& reference) const {
  struct stat status {};
  if (const auto number = staged(reference))
    if (::fstatat(staging_->descriptor(), std::to_string(*number).c_str(), &status, 0) == 0)
      return block_file_size(status);
  if (::fstatat(descriptor_.get(), block_path(reference).c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0)
    return block_file_size(status);
  if (errno != ENOENT) throw cannot_read(reference);
  return std::nullopt;
}

bool DirectoryStore::has(const Reference& reference) {
  const auto size = file_size(reference);
  return size && is_block_length(*size);
}

void DirectoryStore::for_each(const Visit& visit) {
  ErrorList errors;
  const auto visit_one = [&](const Reference& reference) {
    const auto size = file_size(reference);
    if (!size) return; // removed just now
    if (is_block_length(*size))
      visit(reference, static_cast<std::size_t>(*size));
    else
      errors.add(wrong_size(path_of(reference), *size));
  };
  Batch waiting;
  {
    const std::lock_guard lock(mutex_);
    waiting = batch_;
    waiting.insert(publishing_.begin(), publishing_.end());
  }
  for (const auto& [reference, number] : waiting) visit_one(reference);
  for (const std::string& shard : names_in(folder_)) {
    if (!is_shard(shard)) continue;
    throw_if_interrupted();
    for (const std::string& name : names_in(folder_ / shard)) {
      if (name.starts_with(".")) continue; // of file systems and file managers
      const auto reference = name.starts_with(shard) ? try_parse_reference(name) : std::nullopt;
      if (!reference)
        errors.add(foreign_file(folder_ / shard / name));
      else if (waiting.count(*reference) == 0)
        visit_one(*reference);
    }
  }
  errors.throw_if_any();
}

void DirectoryStore::sync() {
  const std::lock_guard one(publishing_mutex_);
  if (!is_dirty_.exchange(false)) return;
  try {
    publish(0);
    write_through(); // the names, and those of blocks that others have put
  } catch (...) {
    is_dirty_ = true;
    throw;
  }
}

/// Moves the batch to its places if it has `at_least` so many blocks. The caller holds publishing_mutex_.
void DirectoryStore::publish(std::size_t at_least) {
  {
    const std::lock_guard lock(mutex_);
    if (batch_.size() < at_least) return;
    publishing_.merge(batch_); // what a failure has left there goes first
  }
  if (publishing_.empty()) return;
  write_through();
  // Only this thread changes publishing_ now, so that it may read it without the lock.
  while (!publishing_.empty()) {
    const auto [reference, number] = *publishing_.begin();
    move_to_place(reference, number);
    const std::lock_guard lock(mutex_);
    publishing_.erase(publishing_.begin());
  }
}

void DirectoryStore::move_to_place(const Reference& reference, std::uint64_t number) const {
  const std::string name = block_path(reference);
  const std::string from = std::to_string(number);
  const auto move = [&] {
    return ::renameat(staging_->descriptor(), from.c_str(), descriptor_.get(), name.c_str()) == 0;
  };
  if (move()) return;
  // The first block of its shard.
  if (errno == ENOENT &&
      (::mkdirat(descriptor_.get(), name.substr(0, kShardLength).c_str(), 0777) == 0 || errno == EEXIST) &&
      move())
    return;
  throw io_error("cannot make file " + in_quotes(path_of(reference).native()), errno);
}

/// Returns when the file system has everything on the disk. It tells of a failure once, and may have dropped
/// what it could not write: another call would succeed and prove nothing.
void DirectoryStore::write_through() {
  if (has_failed_)
    throw Error(ErrorKind::Io, "store " + in_quotes(folder_.native()) + " could not be written before")
        .coded("eris.directory.failed")
        .hint("open it again and put the blocks again");
  if (::syncfs(descriptor_.get()) == 0) return;
  const int code = errno;
  has_failed_ = true;
  throw io_error("cannot write store " + in_quotes(folder_.native()), code);
}

std::filesystem::path DirectoryStore::path_of(const Reference& reference) const {
  return folder_ / block_path(reference);
}

Error DirectoryStore::cannot_read(const Reference& reference) const {
  return io_error("cannot read file " + in_quotes(path_of(reference).native()), errno);
}

} // namespace sigil::eris
