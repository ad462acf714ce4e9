#include "sigil/base/file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include <utility>

#include "sigil/base/descriptor.hpp"
#include "sigil/base/error.hpp"
#include "sigil/base/interrupt.hpp"
#include "sigil/base/memory.hpp"

namespace sigil {
namespace {

std::string_view kind_of_file(mode_t mode) {
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a FIFO";
  if (S_ISSOCK(mode)) return "a socket";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
  return "not a regular file";
}

/// Opens a regular file for reading. O_NONBLOCK keeps a FIFO from holding us until a writer comes.
int open_regular(const std::filesystem::path& path, struct stat& status) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    const int code = errno;
    if (code == ENOENT || code == ENOTDIR)
      throw Error(ErrorKind::Missing, "file " + in_quotes(path.native()) + " does not exist");
    throw io_error("cannot read " + in_quotes(path.native()), code);
  }
  if (::fstat(descriptor, &status) != 0) {
    const int code = errno;
    ::close(descriptor);
    throw io_error("cannot read " + in_quotes(path.native()), code);
  }
  if (!S_ISREG(status.st_mode)) {
    ::close(descriptor);
    throw Error(ErrorKind::Io, in_quotes(path.native()) + " is " + std::string(kind_of_file(status.st_mode)) +
                                   ", expected a regular file");
  }
  return descriptor;
}

void write_all(int descriptor, ByteView bytes, const std::filesystem::path& target) {
  while (!bytes.empty()) {
    throw_if_interrupted();
    constexpr std::size_t kStep = std::size_t{8} << 20; // between two looks at the interrupt flag
    const ssize_t count = ::write(descriptor, bytes.data(), std::min(bytes.size(), kStep));
    if (count < 0) {
      if (errno == EINTR) continue;
      throw io_error("cannot write " + in_quotes(target.native()), errno);
    }
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

/// Fills `buffer` from the beginning of the file, or as much of it as there is.
ByteView read_all(int descriptor, MutableBytes buffer, const std::filesystem::path& path) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    const ssize_t count = ::read(descriptor, buffer.data() + filled, buffer.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw io_error("cannot read " + in_quotes(path.native()), errno);
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  return buffer.first(filled);
}

} // namespace

Blob Blob::of(Bytes bytes) {
  auto owner = std::make_shared<const Bytes>(std::move(bytes));
  Blob blob;
  blob.view_ = ByteView(*owner);
  blob.storage_ = std::move(owner);
  return blob;
}

Blob Blob::of(std::string_view text) {
  const ByteView view = as_bytes(text);
  return of(Bytes(view.begin(), view.end()));
}

Blob Blob::map(const std::filesystem::path& path, std::uint64_t limit_bytes) {
  struct stat status {};
  const Descriptor descriptor(open_regular(path, status));
  return map(descriptor.get(), static_cast<std::uint64_t>(status.st_size), path, limit_bytes);
}

Blob Blob::map(int descriptor, std::uint64_t size, const std::filesystem::path& path,
               std::uint64_t limit_bytes) {
  if (size > limit_bytes)
    throw Error(ErrorKind::Limit, "file " + in_quotes(path.native()) + " has " + std::to_string(size) +
                                      " bytes, at most " + std::to_string(limit_bytes) + " are accepted");
  if (size == 0) return {};
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (address == MAP_FAILED) throw io_error("cannot map " + in_quotes(path.native()), errno);
  Blob blob;
  blob.view_ = ByteView(static_cast<const std::uint8_t*>(address), size);
  blob.storage_ = std::shared_ptr<const void>(
      address, [size](const void* mapped) { ::munmap(const_cast<void*>(mapped), size); });
  return blob;
}

OpenFile::OpenFile(const std::filesystem::path& path, Bytes& buffer) {
  constexpr std::uint64_t kSmall = std::uint64_t{1} << 20;
  struct stat status {};
  Descriptor descriptor(open_regular(path, status));
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > kSmall) {
    mapping_ = Blob::map(descriptor.get(), size, path, Blob::kNoLimit);
    content_ = mapping_.bytes();
  } else {
    if (buffer.size() < size) buffer.resize(kSmall); // once, for all files that follow
    content_ = read_all(descriptor.get(), MutableBytes(buffer).first(size), path);
  }
  mode_ = status.st_mode & 07777;
  user_ = status.st_uid;
  group_ = status.st_gid;
  descriptor_ = descriptor.release();
}

OpenFile::~OpenFile() {
  ::close(descriptor_);
}

InputStream::InputStream(const std::filesystem::path& path)
    : InputStream(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK), path.native()) {}

InputStream::InputStream(int descriptor, std::string name) : descriptor_(descriptor), name_(std::move(name)) {
  if (descriptor < 0 && (errno == ENOENT || errno == ENOTDIR))
    throw Error(ErrorKind::Missing, "file " + in_quotes(name_) + " does not exist");
  struct stat status {};
  if (descriptor < 0 || ::fstat(descriptor, &status) != 0)
    throw io_error("cannot read " + in_quotes(name_), errno);
  if (S_ISREG(status.st_mode)) size_bytes_ = static_cast<std::uint64_t>(status.st_size);
  if (!S_ISDIR(status.st_mode)) return;
  ::close(descriptor);
  throw Error(ErrorKind::Io, in_quotes(name_) + " is a folder, expected a file");
}

InputStream InputStream::standard_input() {
  return {STDIN_FILENO, "standard input"};
}

InputStream::InputStream(InputStream&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), name_(std::move(other.name_)),
      size_bytes_(other.size_bytes_) {}

InputStream::~InputStream() {
  if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
}

std::size_t InputStream::read(MutableBytes buffer) {
  for (;;) {
    throw_if_interrupted();
    if (!size_bytes_) { // an interrupt need not end a call of this thread
      constexpr int kPeriod_ms = 100;
      pollfd waiting{descriptor_, POLLIN, 0};
      if (::poll(&waiting, 1, kPeriod_ms) == 0) continue;
    }
    const ssize_t count = ::read(descriptor_, buffer.data(), buffer.size());
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR && errno != EAGAIN) throw io_error("cannot read " + in_quotes(name_), errno);
  }
}

std::optional<Blob> InputStream::read_all(std::uint64_t limit_bytes) {
  struct Free {
    void operator()(std::uint8_t* memory) const { std::free(memory); }
  };
  const auto take = [](std::size_t size_bytes) {
    constexpr std::size_t kWorthHugePage = std::size_t{512} << 10U;
    if (size_bytes >= kWorthHugePage) size_bytes = std::max(size_bytes, kHugePageBytes);
    return std::unique_ptr<std::uint8_t, Free>(static_cast<std::uint8_t*>(take_memory(size_bytes)));
  };
  constexpr std::uint64_t kFirst_bytes = std::uint64_t{64} << 10U;
  constexpr std::uint64_t kMostAtOnce_bytes = std::uint64_t{64} << 20U;
  // One more shows where the end is.
  std::size_t size_bytes = static_cast<std::size_t>(
      std::min({size_bytes_.value_or(kFirst_bytes), limit_bytes, kMostAtOnce_bytes}) + 1);
  auto memory = take(size_bytes);
  std::size_t filled = 0;
  while (const std::size_t count = read({memory.get() + filled, size_bytes - filled})) {
    filled += count;
    if (filled > limit_bytes) return std::nullopt;
    if (filled != size_bytes) continue;
    auto larger = take(size_bytes *= 2);
    std::memcpy(larger.get(), memory.get(), filled);
    memory = std::move(larger);
  }
  Blob blob;
  blob.view_ = ByteView(memory.get(), filled);
  blob.storage_ = std::move(memory);
  return blob;
}

Blob Blob::slice(std::size_t offset, std::size_t length) const {
  SIGIL_ASSERT(in_bounds(offset, length, size()));
  Blob part = *this;
  part.view_ = view_.subspan(offset, length);
  return part;
}

AtomicFile::AtomicFile(std::filesystem::path target, std::uint32_t mode)
    : target_(std::move(target)), mode_(mode) {
  struct stat status {};
  if (::stat(target_.c_str(), &status) == 0 && !S_ISREG(status.st_mode))
    throw Error(ErrorKind::Io, "output " + in_quotes(target_.native()) + " is " +
                                   std::string(kind_of_file(status.st_mode)) + ", expected a file to write");
  std::string name = (target_.parent_path() / ("." + target_.filename().native() + ".XXXXXX")).native();
  descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor_ < 0) throw io_error("cannot create a file beside " + in_quotes(target_.native()), errno);
  temporary_ = name;
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
    ::unlink(temporary_.c_str());
  }
}

void AtomicFile::write(ByteView bytes) {
  write_all(descriptor_, bytes, target_);
}

void AtomicFile::write(std::span<const ByteView> pieces) {
  constexpr std::size_t kMost = 64;
  for (; !pieces.empty(); pieces = pieces.subspan(std::min(kMost, pieces.size()))) {
    throw_if_interrupted();
    std::array<iovec, kMost> list;
    std::size_t count = 0, size = 0;
    for (const ByteView piece : pieces.first(std::min(kMost, pieces.size()))) {
      list[count++] = {const_cast<std::uint8_t*>(piece.data()), piece.size()};
      size += piece.size();
    }
    ssize_t written = ::writev(descriptor_, list.data(), static_cast<int>(count));
    if (written < 0 && errno != EINTR) throw io_error("cannot write " + in_quotes(target_.native()), errno);
    if (written < 0) written = 0;
    if (static_cast<std::size_t>(written) == size) continue;
    // Interrupted, or a disk that is about to be full: what is left, piece by piece.
    auto done = static_cast<std::size_t>(written);
    for (const ByteView piece : pieces.first(count)) {
      write(piece.subspan(std::min(done, piece.size())));
      done -= std::min(done, piece.size());
    }
  }
}

void AtomicFile::copy(const OpenFile& source, std::uint64_t offset, std::uint64_t size_bytes) {
  SIGIL_ASSERT(in_bounds(offset, size_bytes, source.content_.size()));
  while (size_bytes != 0) {
    throw_if_interrupted();
    constexpr std::uint64_t kStep = std::uint64_t{64} << 20; // between two looks at the interrupt flag
    auto from = static_cast<off_t>(offset);
    const ssize_t count =
        ::copy_file_range(source.descriptor_, &from, descriptor_, nullptr, std::min(size_bytes, kStep), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == ENOSPC || errno == EFBIG || errno == EIO))
      throw io_error("cannot write " + in_quotes(target_.native()), errno);
    if (count <= 0) // this pair of file systems cannot do it
      return write(source.content_.subspan(offset, size_bytes));
    offset += static_cast<std::uint64_t>(count);
    size_bytes -= static_cast<std::uint64_t>(count);
  }
}

void AtomicFile::write_at(std::uint64_t offset, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0) {
      if (errno == EINTR) continue;
      throw io_error("cannot write " + in_quotes(target_.native()), errno);
    }
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
}

void AtomicFile::commit() {
  SIGIL_ASSERT(descriptor_ >= 0);
  throw_if_interrupted();
  // An outside tool may have replaced the file under the temporary name: the path counts.
  if (::chmod(temporary_.c_str(), mode_) != 0)
    throw io_error("cannot set the mode of " + in_quotes(target_.native()), errno);
  if (::rename(temporary_.c_str(), target_.c_str()) != 0)
    throw io_error("cannot write " + in_quotes(target_.native()), errno);
  // Errors that a network file system reports at close come too late to keep the old file, but
  // must not pass unseen.
  const int descriptor = std::exchange(descriptor_, -1);
  if (::close(descriptor) != 0) throw io_error("cannot write " + in_quotes(target_.native()), errno);
}

void AtomicFile::commit_durably() {
  if (::fsync(descriptor_) != 0) throw io_error("cannot write " + in_quotes(target_.native()), errno);
  commit();
  const std::filesystem::path path = target_.has_parent_path() ? target_.parent_path() : ".";
  const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open() || ::fsync(folder.get()) != 0)
    throw io_error("cannot write folder " + in_quotes(path.native()), errno);
}

void write_file(const std::filesystem::path& target, ByteView bytes) {
  AtomicFile file(target);
  file.write(bytes);
  file.commit();
}

bool same_file(const std::filesystem::path& a, const std::filesystem::path& b) noexcept {
  struct stat first {};
  struct stat second {};
  return ::stat(a.c_str(), &first) == 0 && ::stat(b.c_str(), &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

} // namespace sigil
